"""Entering, leaving, and the pages that belong to no organisation."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tempen.web.errors import too_many
from tempen.web.language import COOKIE, keep_language
from tempen.web.limits import attempt, client
from tempen.web.respond import demo
from tempen.web.respond.fieldwork import current
from tempen.web.respond.models import Fieldwork
from tempen.web.respond.pages import see_other
from tempen.web.respond.visits import (
    Seat,
    close_visit,
    find_link,
    key_of,
    live_grants,
    open_visit,
    set_key,
)
from tempen.web.study import served
from tempen.web.transact import at_once

TRIES, SPAN = 20, timedelta(minutes=10)  # links that open nothing, from one address


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The organisations of this visit; without one, where to begin."""
    key = key_of(request)
    related = ("contact__unit__fieldwork", "contact__unit__response", "contact__person")
    grants = live_grants(key).select_related(*related) if key else []
    seats = sorted((Seat(grant) for grant in grants), key=lambda seat: seat.unit.name)
    context = {"seats": seats}
    if settings.TEMPEN.demo:
        context["units"] = demo.some_units(request.GET.get("search", ""))
        context["search"] = request.GET.get("search", "")
    return render(request, "respond/home.html", context)


def link(request: HttpRequest, token: str) -> HttpResponse:
    """A personal link. To look at it changes nothing (mail programs do); to press “Open” does."""
    if request.method != "POST":
        return render(request, "respond/link.html", {"status": current().status})
    at = timezone.now()
    with at_once():
        found = find_link(token, at)
        key = open_visit(request, found, at) if found else ""
    if found is None:
        wait = attempt("link", client(request), TRIES, SPAN)
        if wait:
            return too_many(request, wait)
        return render(request, "respond/no_link.html", status=404)
    http_response = see_other("respond:overview", found.contact_id)
    set_key(http_response, key)
    if COOKIE not in request.COOKIES:  # the letter was in the contact's language
        keep_language(http_response, found.contact.person.lang)
    return http_response


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End the visit on this device."""
    http_response = see_other("respond:left")
    close_visit(request, http_response)
    return http_response


@require_safe
def left(request: HttpRequest) -> HttpResponse:
    return render(request, "respond/left.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    here, lang = served(), getattr(request, "lang", "en")
    return render(
        request, "respond/accessibility.html", {"contact_text": here.text(lang, "contact")}
    )


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    here, lang = served(), getattr(request, "lang", "en")
    context = {f"{key}_text": here.text(lang, key) for key in ("contact", "privacy", "publication")}
    context["erase_after"] = here.study.fieldwork.erase_after
    return render(request, "respond/privacy.html", context)


@require_POST
def try_out(request: HttpRequest) -> HttpResponse:
    """Demonstration: a link of a fictitious organisation, opened at once."""
    if not settings.TEMPEN.demo or current().status != Fieldwork.OPEN:
        raise Http404
    address = demo.link_to(request.POST.get("unit", ""))
    return see_other(address) if address else see_other(reverse("respond:home"))
