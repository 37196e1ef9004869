"""Moments as a reader says them: in the installation's time zone
(TEMPEN_TIMEZONE), in the reader's language."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date, format_time
from django.utils import timezone

LOCALES = {"sv": "sv_SE", "en": "en_GB"}


def day(at: date | datetime, lang: str) -> str:
    """22 november 2026."""
    local = timezone.localtime(at) if isinstance(at, datetime) else at
    return format_date(local, "d MMMM y", locale=LOCALES.get(lang, lang))


def clock(at: datetime, lang: str) -> str:
    """14:02 of today; else with its day."""
    if timezone.localtime(at).date() == timezone.localdate():
        return hour(at, lang)
    return moment(at, lang)


def moment(at: datetime, lang: str) -> str:
    """22 november 2026 14:02."""
    return f"{day(at, lang)} {hour(at, lang)}"


def hour(at: datetime, lang: str) -> str:
    return format_time(timezone.localtime(at), "HH:mm", locale=LOCALES.get(lang, lang))
