"""Personal links: 192 bits of chance, of which only a digest is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from tempen.web.respond.models import Contact, Link

BYTES = 24  # 192 bits; the least that a link may have is 128
LASTS = timedelta(days=120)


def digest(token: str) -> str:
    """What is kept of a token. Plain SHA-256 will do: there is nothing to guess in 192 bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(contact: Contact, expires_at: datetime | None = None) -> str:
    """The address to send to a contact; it can be had at this moment only.

    Earlier links of the contact go on working until they expire or are revoked.
    """
    token = secrets.token_urlsafe(BYTES)
    Link.objects.create(
        contact=contact, digest=digest(token), expires_at=expires_at or timezone.now() + LASTS
    )
    return f"{settings.TEMPEN.address}/l/{token}"


def revoke_links(contact: Contact, at: datetime) -> int:
    """From now on no link of the contact opens anything, nor does a session that one opened."""
    return Link.objects.filter(contact=contact, revoked_at=None).update(revoked_at=at)
