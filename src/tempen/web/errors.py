"""Pages for what went wrong: short, true, and with what to do next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page(request: HttpRequest, kind: str, status: int) -> HttpResponse:
    return render(request, "error.html", {"kind": kind, "path": request.path}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, "form", 403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "bad", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "forbidden", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "missing", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return page(request, "broken", 500)


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    http_response = page(request, "busy", 429)
    http_response.headers["Retry-After"] = str(seconds)
    return http_response
