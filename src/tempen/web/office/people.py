"""People's own data: what is held about one, and its erasure. The organisation's answers stay."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from tempen.web.office.access import enter
from tempen.web.office.models import Mail
from tempen.web.respond.links import revoke_links
from tempen.web.respond.models import Answer, Contact, Event, Fieldwork, Grant, Link, Person, Visit
from tempen.web.study import served


def export_person(person: Person) -> dict[str, Any]:
    """Everything that is held about a person (GDPR, article 15): who, where, when, which answers
    were given by them. Other people's answers and names are not in it."""
    contacts = list(person.contacts.select_related("unit__fieldwork").order_by("pk"))
    return {
        "person": {
            "name": person.name,
            "email": person.email,
            "phone": person.phone,
            "language": person.lang,
            "erased": moment(person.erased_at),
        },
        "contacts": [export_contact(contact) for contact in contacts],
    }


def export_contact(contact: Contact) -> dict[str, Any]:
    links = Link.objects.filter(contact=contact).order_by("pk")
    mails = Mail.objects.filter(contact=contact).order_by("pk")
    events = Event.objects.filter(contact=contact).order_by("pk")
    answers = Answer.objects.filter(contact=contact).order_by("pk")
    return {
        "organisation": contact.unit.name,
        "wave": contact.unit.fieldwork.wave,
        "sections": contact.sections.split(),
        "main_contact": contact.main,
        "doubt": contact.doubt,
        "added": moment(contact.added_at),
        "removed": moment(contact.removed_at),
        "links": [{"made": moment(one.made_at), "used": moment(one.used_at)} for one in links],
        "mails": [{"step": m.step, "state": m.state, "sent": moment(m.sent_at)} for m in mails],
        "events": [{"what": e.kind, "at": moment(e.at), "facts": e.facts} for e in events],
        "answers": [
            {"item": a.item, "revision": a.revision, "value": a.value, "at": moment(a.at)}
            for a in answers
        ],
    }


def moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


@transaction.atomic
def erase_person(person: Person, at: datetime) -> None:
    """Name, address, telephone and links go; answers belong to the organisation and stay, without
    saying who gave them."""
    for contact in person.contacts.all():
        revoke_links(contact, at)
        Visit.objects.filter(grants__contact=contact).delete()
        Grant.objects.filter(contact=contact).delete()
        Link.objects.filter(contact=contact).delete()
        Answer.objects.filter(contact=contact).update(contact=None)
        Event.objects.filter(contact=contact).update(contact=None)
        Mail.objects.filter(contact=contact).update(contact=None, reason="")
        contact.doubt, contact.removed_at = "", contact.removed_at or at
        contact.save(update_fields=["doubt", "removed_at"])
    person.name = person.email = person.phone = person.lang = ""
    person.erased_at = at
    person.save()


def erase_due(fieldwork: Fieldwork, now: datetime) -> int:
    """Erase the people of a wave that was closed so long ago as the study says; how many."""
    on = erase_on(fieldwork)
    if on is None or now < on:
        return 0
    due = Person.objects.filter(contacts__unit__fieldwork=fieldwork, erased_at=None).distinct()
    elsewhere = Person.objects.filter(contacts__unit__fieldwork__closed_at=None)
    people = list(due.exclude(pk__in=elsewhere.values("pk")))
    for person in people:
        erase_person(person, now)
    if people:
        enter(None, "erase_due", people=len(people), wave=fieldwork.wave)
    return len(people)


def erase_on(fieldwork: Fieldwork) -> datetime | None:
    """The moment from which the people of a closed wave are erased; None: never, or not closed."""
    days, closed = served().study.fieldwork.erase_after, fieldwork.closed_at
    if days is None or not isinstance(closed, datetime) or fieldwork.status != Fieldwork.CLOSED:
        return None
    return timezone.localtime(closed) + timedelta(days=days)
