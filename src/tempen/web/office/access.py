"""Who may open a page of the office, and the log of what was done there.

Every address of the office is made by `page` or `do`, or is one of the few that need no sign-in, so
that no view can be reached without its role; a test walks all addresses with every role.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from tempen.web.errors import page as error
from tempen.web.office.models import Entry, Staff
from tempen.web.respond.models import Unit
from tempen.web.transact import at_once

View = Callable[..., HttpResponse]
SECOND = "second"  # in the session: the second factor was shown
TOLD = "told"  # in the session: what was done, until a page has said it


def page(route: str, view: View, role: str) -> URLPattern:
    """The address of a page that `role` and those above it may read; nothing is changed there."""
    return guard(route, view, role, ("GET", "HEAD"), view)


def do(route: str, view: View, role: str, *, whole: bool = True) -> URLPattern:
    """The address of something that `role` and those above it may do; it takes a POST alone.

    whole  it is one transaction with its entry in the log; not where it waits for others
    """

    @wraps(view)
    def entered(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not whole:
            return write(request, view.__name__, view(request, **kwargs))
        with at_once():
            return write(request, view.__name__, view(request, **kwargs))

    return guard(route, entered, role, ("POST",), view)


def guard(route: str, view: View, role: str, methods: tuple[str, ...], named: View) -> URLPattern:
    @wraps(named)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        staff = signed_in(request)
        if staff is None:
            return ask_to_sign_in(request)
        if not staff.may(role):
            return render(request, "office/forbidden.html", {"role": role}, status=403)
        if request.method not in methods:
            return not_allowed(request, methods)
        return view(request, **kwargs)

    guarded.role, guarded.methods = role, methods  # type: ignore[attr-defined]
    return path(route, guarded, name=named.__name__)


def not_allowed(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse:
    """Somebody loads the address of a doing, after it: there is nothing to see at it."""
    http_response = error(request, "missing", 405)
    http_response.headers["Allow"] = ", ".join(methods)
    return http_response


def signed_in(request: HttpRequest) -> Staff | None:
    """Who is signed in with both factors."""
    if not request.session.get(SECOND):
        return None
    user = request.user
    return user if isinstance(user, Staff) and user.is_authenticated and user.is_active else None


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    back = request.get_full_path() if request.method == "GET" else reverse("office:overview")
    return HttpResponseRedirect(f"{reverse('office:sign_in')}?{urlencode({'next': back})}")


def note(request: HttpRequest, unit: Unit | None = None, **facts: Any) -> None:
    """What the log shall say of this request besides who and when."""
    request.noted = (unit, facts)  # type: ignore[attr-defined]


def tell(request: HttpRequest, words: str) -> None:
    """What was done, in a sentence on the page that is shown next."""
    request.session[TOLD] = words


def write(request: HttpRequest, name: str, done: HttpResponse) -> HttpResponse:
    """Enter what was done; what was refused (400 and above) did nothing."""
    staff = signed_in(request)
    if done.status_code < 400:
        unit, facts = getattr(request, "noted", (None, {}))
        enter(staff, name, unit, **facts)
    return done


def enter(staff: Staff | None, action: str, unit: Unit | None = None, **facts: Any) -> None:
    who = staff.email if staff else ""
    Entry.objects.create(staff=staff, who=who, action=action, unit=unit, facts=facts)
