"""How often something may be tried: by whom, within a span of time."""

from __future__ import annotations

import math
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from tempen.web.respond.links import digest
from tempen.web.respond.models import Attempt


@transaction.atomic
def attempt(what: str, who: str, most: int, span: timedelta) -> int:
    """Count an attempt; the seconds to wait if it is one too many, else 0."""
    now = timezone.now()
    key = f"{what}:{digest(who)[:40]}"
    row, made = Attempt.objects.select_for_update().get_or_create(
        key=key, defaults={"until": now + span, "count": 1}
    )
    if not made:
        over = row.until <= now
        row.count = 1 if over else row.count + 1
        row.until = now + span if over else row.until
        row.save(update_fields=["count", "until"])
    if row.count <= most:
        return 0
    return max(1, math.ceil((row.until - now).total_seconds()))


def client(request: HttpRequest) -> str:
    """The address a request came from; behind a proxy, what the proxy says."""
    told = request.headers.get("X-Forwarded-For", "") if settings.TEMPEN.https else ""
    return told.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
