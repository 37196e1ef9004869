"""A link becomes a visit: a session that may answer for the contacts whose links it has shown.

The token leaves the address bar at once; the cookie holds a key of its own, of which only a
digest is kept. Revoking a link ends the visits that it opened.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tempen.web.respond.links import BYTES, digest
from tempen.web.respond.models import Contact, Event, Fieldwork, Grant, Link, Response, Unit, Visit

LASTS = timedelta(hours=12)
MOST = 50  # organisations that one visit may answer for


@dataclass(frozen=True)
class Seat:
    """Who answers, for whom: what a page of the questionnaire is made for."""

    grant: Grant

    @property
    def contact(self) -> Contact:
        return self.grant.contact

    @property
    def unit(self) -> Unit:
        return self.grant.contact.unit

    @property
    def fieldwork(self) -> Fieldwork:
        return self.unit.fieldwork

    @property
    def response(self) -> Response | None:
        return getattr(self.unit, "response", None)

    @property
    def open(self) -> bool:
        """Whether anything may be answered now."""
        found = self.response
        waiting = found is None or found.status == Response.OPEN
        return waiting and self.fieldwork.status == Fieldwork.OPEN and self.unit.eligible

    def may_see(self, section: str) -> bool:
        """Colleagues see the sections that they were invited to; the main contact all."""
        sections = self.contact.sections.split()
        return not sections or section in sections


def cookie_name() -> str:
    return "__Host-visit" if settings.TEMPEN.https else "visit"


def key_of(request: HttpRequest) -> str:
    return request.COOKIES.get(cookie_name(), "")


# The one query that every page begins with, written out: it is live_grants() with the rows that it
# leads to, which Django takes longer to put into words than a database to answer.
COLUMNS: dict[type[Model], tuple[str, ...]] = {
    Grant: ("id", "visit_id", "contact_id", "link_id"),
    Contact: ("id", "unit_id", "person_id", "main", "sections"),
    Unit: ("id", "fieldwork_id", "code", "name", "eligible", "disposition"),
    Fieldwork: ("id", "study", "wave", "status", "demo"),
    Response: ("id", "unit_id", "status", "saved_at", "reopened_at"),
}
SEAT = f"""
SELECT {", ".join(f"{kind.__name__}.{name}" for kind, names in COLUMNS.items() for name in names)}
FROM respond_grant "grant" JOIN respond_visit visit ON visit.id = "grant".visit_id
JOIN respond_link link ON link.id = "grant".link_id
JOIN respond_contact contact ON contact.id = "grant".contact_id
JOIN respond_unit unit ON unit.id = contact.unit_id
JOIN respond_fieldwork fieldwork ON fieldwork.id = unit.fieldwork_id
LEFT JOIN respond_response response ON response.unit_id = unit.id
WHERE "grant".contact_id = %s AND visit.digest = %s AND visit.expires_at > %s
AND contact.removed_at IS NULL AND link.revoked_at IS NULL
""".replace("Grant.", '"grant".')  # a word of SQL's own


def find_seat(request: HttpRequest, contact: int) -> Seat | None:
    """The seat of a contact in this visit, in one query; None where it has none."""
    key = key_of(request)
    if not key or contact > 2**62:
        return None
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(SEAT, (contact, digest(key), now))
        row = cursor.fetchone()
    return None if row is None else make_seat(row)


def read_moment(value: Any) -> datetime | None:
    """A moment as databases give it: PostgreSQL with its zone, SQLite a text or bare, in UTC."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


def make_seat(row: Sequence[Any]) -> Seat:
    """The rows of the query as Django's models; columns that it leaves out are read when asked."""
    made, rest = {}, list(row)
    for kind, names in COLUMNS.items():
        values, rest = rest[: len(names)], rest[len(names) :]
        made[kind] = kind.from_db("default", names, values) if values[0] is not None else None
    grant, unit = made[Grant], made[Unit]
    grant.contact = made[Contact]
    grant.contact.unit = unit
    unit.fieldwork = made[Fieldwork]
    unit._state.fields_cache["response"] = made[Response]  # or that there is none yet
    response = made[Response]
    if response is not None:
        response.unit = unit
        response.saved_at = read_moment(response.saved_at)
    return Seat(grant)


def live_grants(key: str):
    """What a visit may still answer for: not expired, not revoked, not removed."""
    return Grant.objects.filter(
        visit__digest=digest(key),
        visit__expires_at__gt=timezone.now(),
        contact__removed_at=None,
        link__revoked_at=None,
    )


def find_link(token: str, at: datetime) -> Link | None:
    """The link of a token, if it may be used."""
    found = Link.objects.filter(
        digest=digest(token), revoked_at=None, expires_at__gt=at, contact__removed_at=None
    )
    return found.select_related("contact__unit", "contact__person").first()


def open_visit(request: HttpRequest, link: Link, at: datetime) -> str:
    """Add a link to this browser's visit under a new key; the key, for the cookie.

    The key changes with every link: a key that somebody else set before is worth nothing.
    """
    key = secrets.token_urlsafe(BYTES)
    old = key_of(request)
    kept = list(live_grants(old)[:MOST]) if old else []
    visit = Visit.objects.create(digest=digest(key), expires_at=at + LASTS)
    grants = {grant.contact_id: grant.link_id for grant in kept} | {link.contact_id: link.pk}
    Grant.objects.bulk_create(
        Grant(visit=visit, contact_id=contact, link_id=found) for contact, found in grants.items()
    )
    if old:
        Visit.objects.filter(digest=digest(old)).delete()
    if link.used_at is None:
        Link.objects.filter(pk=link.pk).update(used_at=at)
        Event.objects.create(
            fieldwork_id=link.contact.unit.fieldwork_id,
            unit_id=link.contact.unit_id,
            contact_id=link.contact_id,
            kind="opened",
            at=at,
        )
    return key


def set_key(http_response: HttpResponse, key: str) -> None:
    http_response.set_cookie(
        cookie_name(),
        key,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.TEMPEN.https,
    )


def close_visit(request: HttpRequest, http_response: HttpResponse) -> None:
    Visit.objects.filter(digest=digest(key_of(request))).delete()
    http_response.delete_cookie(cookie_name(), samesite="Lax")
