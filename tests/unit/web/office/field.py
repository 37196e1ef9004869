"""Fieldwork in few words: contacts and responses of units of the fictitious study's open wave."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone


def contact_of(code: str, email: str = "", **person: Any):
    from tempen.web.respond.models import Contact, Person, Unit

    unit = Unit.objects.get(code=code)
    who = Person.objects.create(email=email or f"{code}@svar.example", **person)
    return Contact.objects.create(unit=unit, person=who)


def answer(code: str, values: dict[str, Any], *, sent: bool = True, contact=None, minutes: int = 9):
    """A response with these answers, sent in or only begun."""
    from tempen.web.respond.fieldwork import current
    from tempen.web.respond.models import Answer, Response, Unit

    unit = Unit.objects.get(code=code)
    now = timezone.now()
    response = Response.objects.create(
        unit=unit,
        version=current().versions.get(number=1),
        status="submitted" if sent else "open",
        started_at=now - timedelta(minutes=minutes),
        submitted_at=now if sent else None,
        page="direction",
    )
    Unit.objects.filter(pk=unit.pk).update(disposition="complete" if sent else "started")
    Answer.objects.bulk_create(
        Answer(response=response, item=item, revision=1, value=value, contact=contact, at=now)
        for item, value in values.items()
    )
    return response
