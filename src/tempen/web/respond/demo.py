"""Demonstration: any organisation of a fictitious study may be tried without a letter."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from tempen.web.respond.fieldwork import current
from tempen.web.respond.links import make_link
from tempen.web.respond.models import Contact, Person, Unit

SHOWN = 12


def some_units(search: str) -> list[Unit]:
    units = Unit.objects.filter(fieldwork=current(), eligible=True, merged_into=None)
    if search:
        units = units.filter(name__icontains=search[:80])
    return list(units.order_by("name")[:SHOWN])


def link_to(code: str) -> str:
    """The path of a new link for the unit's main contact, who is made up where there is none; ""
    where there is no such unit.

    Only `tempen serve --demo` asks for it, which refuses studies that are not fictitious.
    """
    if not settings.TEMPEN.demo:
        return ""
    unit = Unit.objects.filter(fieldwork=current(), code=code).first()
    if unit is None:
        return ""
    contact = unit.contacts.filter(main=True, removed_at=None).order_by("pk").first()
    if contact is None:
        person = Person.objects.create(email=f"{unit.code}@example.org")
        contact = Contact.objects.create(unit=unit, person=person)
    return urlsplit(make_link(contact)).path
