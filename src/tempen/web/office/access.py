"""Who may open a page of the office, and the log of what was done there.

Every address of the office is made by `page` or is one of the few that need no sign-in, so that no
view can be reached without its role; a test walks all addresses with every role.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from tempen.web.office.models import Entry, Staff
from tempen.web.office.transact import at_once
from tempen.web.respond.models import Unit

View = Callable[..., HttpResponse]
SECOND = "second"  # in the session: the second factor was shown


def page(route: str, view: View, role: str, *, whole: bool = True, logged: str = "") -> URLPattern:
    """The address of a page for `role` and those above it.

    whole   a POST is one transaction with its entry in the log; not where it waits for others
    logged  the name of the address, which is that of the action; default: the view's
    """
    name = logged or view.__name__

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        staff = signed_in(request)
        if staff is None:
            return ask_to_sign_in(request)
        if not staff.may(role):
            return render(request, "office/forbidden.html", {"role": role}, status=403)
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "POST"])
        if request.method != "POST":
            return view(request, **kwargs)
        if not whole:
            return write(request, staff, name, view(request, **kwargs))
        with at_once():
            return write(request, staff, name, view(request, **kwargs))

    guarded.role = role  # type: ignore[attr-defined]
    return path(route, guarded, name=name)


def signed_in(request: HttpRequest) -> Staff | None:
    """Who is signed in with both factors."""
    if not request.session.get(SECOND):
        return None
    user = request.user
    return user if isinstance(user, Staff) and user.is_authenticated and user.is_active else None


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    back = request.get_full_path() if request.method == "GET" else reverse("office:overview")
    return HttpResponseRedirect(f"{reverse('office:sign_in')}?{urlencode({'next': back})}")


def note(request: HttpRequest, unit: Unit | None = None, action: str = "", **facts: Any) -> None:
    """What the log shall say of this request besides who and when."""
    request.noted = (unit, facts, action)  # type: ignore[attr-defined]


def write(request: HttpRequest, staff: Staff, name: str, done: HttpResponse) -> HttpResponse:
    """Enter what was done; what was refused (400 and above) did nothing."""
    if done.status_code < 400:
        unit, facts, action = getattr(request, "noted", (None, {}, ""))
        enter(staff, action or name, unit, **facts)
    return done


def enter(staff: Staff | None, action: str, unit: Unit | None = None, **facts: Any) -> None:
    who = staff.email if staff else ""
    Entry.objects.create(staff=staff, who=who, action=action, unit=unit, facts=facts)
