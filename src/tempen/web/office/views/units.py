"""The organisations: all of them, and one with its people, mail and history."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from tempen.locale import mark, speak
from tempen.study import texts
from tempen.web.office import contacts, outbox
from tempen.web.office.access import note, tell
from tempen.web.office.models import Mail
from tempen.web.office.post import is_address
from tempen.web.office.views.overview import levels_of
from tempen.web.office.words import DISPOSITIONS, say_disposition
from tempen.web.respond.fieldwork import current
from tempen.web.respond.models import Contact, Disposition, Event, Fieldwork, Response, Unit
from tempen.web.study import served

PAGE = 50
EVENTS = 60

HAPPENED = mark(
    {
        "opened": "A link was opened",
        "started": "Answering began",
        "submitted": "The answers were sent in",
        "declined": "Declined",
        "not_eligible": "Said not to belong to the target population",
        "taken_back": "Will answer all the same",
        "reopened": "Reopened by the office",
        "contact_set": "Contact set",
        "contact_removed": "Contact removed",
        "colleague_invited": "A colleague was invited",
        "mail_sent": "Mail sent",
        "mail_refused": "The mail server refused the address",
        "mail_bounced": "A mail came back",
        "mail_replied": "A mail was answered",
        "merged": "Merged into another organisation",
        "settled": "Disposition set by the office",
    }
)


DONE = mark(
    {
        "contact": "The contact is saved.",
        "invited": "A new link is on its way to {address}.",
        "settled": "The disposition is set.",
        "reopened": "The answers are open again: their links lead to the questions, and what "
        "they send in counts in place of what they sent before.",
        "merged": "The two are merged.",
    }
)


def say_done(request: HttpRequest, words: str, **facts: str) -> None:
    tell(request, speak(request.lang)(words).format(**facts))  # type: ignore[attr-defined]


def units(request: HttpRequest) -> HttpResponse:
    found = Unit.objects.filter(fieldwork=current()).order_by("name")
    wanted, state = request.GET.get("search", "").strip()[:100], request.GET.get("state", "")
    if wanted:
        found = found.filter(name__icontains=wanted) | found.filter(code=wanted)
    if state in Disposition.values:
        found = found.filter(disposition=state)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    lang = request.lang  # type: ignore[attr-defined]
    facts = {
        "page": page,
        "rows": [row_of(unit, lang) for unit in page],
        "search": wanted,
        "state": state,
        "states": [(id, say_disposition(id, lang)) for id in DISPOSITIONS],
    }
    return render(request, "office/units.html", facts)


def row_of(unit: Unit, lang: str) -> dict[str, Any]:
    state = str(unit.disposition) if unit.eligible else "not_eligible"
    return {"unit": unit, "levels": levels_of(unit, lang), "state": say_disposition(state, lang)}


def find_unit(pk: int) -> Unit:
    return get_object_or_404(Unit, pk=pk, fieldwork=current())


def unit(request: HttpRequest, pk: int) -> HttpResponse:
    return show_unit(request, find_unit(pk))


def show_unit(request: HttpRequest, unit: Unit, problem: str = "", status: int = 200):
    known = Contact.objects.filter(unit=unit).select_related("person")
    people = list(known.order_by("removed_at", "pk"))
    labels = section_labels(request.lang)  # type: ignore[attr-defined]
    for one in people:
        one.parts = [labels.get(s, s) for s in str(one.sections).split()]  # type: ignore[attr-defined]
    events = Event.objects.filter(unit=unit).select_related("contact__person").order_by("-pk")
    response = Response.objects.filter(unit=unit).select_related("version").first()
    facts = {
        **row_of(unit, request.lang),  # type: ignore[attr-defined]
        "contacts": people,
        "events": [
            (event, HAPPENED.get(str(event.kind), str(event.kind))) for event in events[:EVENTS]
        ],
        "mails": Mail.objects.filter(unit=unit).order_by("pk"),
        "response": response,
        "problem": problem,
        "open": unit.fieldwork.status == Fieldwork.OPEN,
        "closed": unit.fieldwork.status == Fieldwork.CLOSED,
        "waiting": unit.eligible and str(unit.disposition) not in ("complete", "not_eligible"),
    }
    return render(request, "office/unit.html", facts, status=status)


def section_labels(lang: str) -> dict[str, str]:
    study = served().study
    return {section: texts.section_label(study, lang, section) for section in study.sections}


def contact_set(request: HttpRequest, pk: int) -> HttpResponse:
    """Another contact, or other words for the same one."""
    unit = find_unit(pk)
    given = {
        key: request.POST.get(key, "").strip()[:254] for key in ("name", "email", "phone", "lang")
    }
    if not is_address(given["email"]):
        return show_unit(request, unit, "address", 400)
    contacts.set_contact(unit, given, timezone.now())
    note(request, unit)
    say_done(request, DONE["contact"])
    return redirect("office:unit", pk=pk)


def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """The invitation with a new link, to the contact there is now; once for each contact."""
    unit = find_unit(pk)
    if unit.fieldwork.status != Fieldwork.OPEN:
        return show_unit(request, unit, "closed", 400)
    main = (
        contacts.main_contacts(unit.fieldwork).filter(unit=unit, doubt="").select_related("person")
    )
    contact = main.first()
    if contact is None or not is_address(contact.person.email):
        return show_unit(request, unit, "address", 400)
    steps = Mail.objects.filter(unit=unit, contact=contact, step__startswith=outbox.EXTRA).count()
    outbox.queue(unit.fieldwork, f"{outbox.EXTRA}{contact.pk}-{steps + 1}", [contact])
    note(request, unit)
    say_done(request, DONE["invited"], address=contact.person.email)
    return redirect("office:unit", pk=pk)


SET = (Disposition.DECLINED, Disposition.NOT_ELIGIBLE, Disposition.NOT_STARTED)


def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """What the office was told: the unit declines, does not belong, or will answer after all."""
    unit = find_unit(pk)
    wanted = request.POST.get("disposition", "")
    if unit.fieldwork.status == Fieldwork.CLOSED:
        return show_unit(request, unit, "closed", 400)
    if wanted not in SET or str(unit.disposition) == "complete":
        return show_unit(request, unit, "settle", 400)
    if wanted == Disposition.NOT_STARTED and hasattr(unit, "response"):
        wanted = Disposition.STARTED
    unit.disposition, unit.disposition_at = wanted, timezone.now()
    unit.disposition_note = request.POST.get("note", "").strip()[:500]
    unit.save(update_fields=["disposition", "disposition_at", "disposition_note"])
    facts = {"disposition": str(wanted)}
    Event.objects.create(fieldwork_id=unit.fieldwork_id, unit=unit, kind="settled", facts=facts)
    note(request, unit, disposition=str(wanted))
    say_done(request, DONE["settled"])
    return redirect("office:unit", pk=pk)


def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a response that was sent in be changed; it counts again when it is sent in again."""
    unit = find_unit(pk)
    if unit.fieldwork.status != Fieldwork.OPEN:
        return show_unit(request, unit, "closed", 400)
    at = timezone.now()
    sent = Response.objects.filter(unit=unit, status=Response.SUBMITTED)
    if sent.update(status=Response.OPEN, reopened_at=at, submitted_at=None):
        Unit.objects.filter(pk=unit.pk).update(disposition=Disposition.STARTED, disposition_at=at)
        Event.objects.create(fieldwork_id=unit.fieldwork_id, unit=unit, kind="reopened", at=at)
        note(request, unit)
        say_done(request, DONE["reopened"])
    return redirect("office:unit", pk=pk)


def merge(request: HttpRequest, pk: int) -> HttpResponse:
    unit = find_unit(pk)
    if unit.fieldwork.status == Fieldwork.CLOSED:
        return show_unit(request, unit, "closed", 400)
    code = request.POST.get("into", "").strip()
    into = Unit.objects.filter(fieldwork=unit.fieldwork, code=code).first()
    why = contacts.merge(unit, into, timezone.now()) if into else "unknown"
    if why:
        return show_unit(request, unit, f"merge_{why}", 400)
    note(request, unit, into=code)
    say_done(request, DONE["merged"])
    return redirect("office:unit", pk=pk)
