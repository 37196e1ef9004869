"""Pages for what went wrong: short, true, and with what to do next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page(request: HttpRequest, kind: str, status: int, **more: Any) -> HttpResponse:
    in_office = request.path.startswith("/office/")
    context = {"kind": kind, "path": request.path, "in_office": in_office, **more}
    return render(request, "error.html", context, status=status)


def sent_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form sent, to be sent again from another page; the token is that page's own."""
    if request.method != "POST" or request.headers.get("X-Autosave"):
        return []
    pairs = ((name, value) for name, values in request.POST.lists() for value in values)
    return [(name, value) for name, value in pairs if name != "csrfmiddlewaretoken"]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The token of the form is not the browser's: its cookies went while the page lay open, or the
    form is not ours. Only where the browser itself says that a page of ours sent it are the answers
    of a questionnaire kept, to be sent once more with a fresh token."""
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    mine = ours and request.path.startswith("/r/")
    return page(request, "form", 403, fields=sent_fields(request) if mine else [])


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
