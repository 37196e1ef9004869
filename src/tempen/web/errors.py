"""Pages for what went wrong: short, true, and with what to do next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page(request: HttpRequest, kind: str, status: int, **more: Any) -> HttpResponse:
    context = {"kind": kind, "path": request.path, **more}
    return render(request, "error.html", context, status=status)


def sent_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form sent, to be sent again from another page; the token is that page's own."""
    if request.method != "POST" or request.headers.get("X-Autosave"):
        return []
    pairs = ((name, value) for name, values in request.POST.lists() for value in values)
    return [(name, value) for name, value in pairs if name != "csrfmiddlewaretoken"]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, "form", 403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "bad", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "forbidden", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "missing", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return page(request, "broken", 500, fields=sent_fields(request))


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    http_response = page(request, "busy", 429)
    http_response.headers["Retry-After"] = str(seconds)
    return http_response
