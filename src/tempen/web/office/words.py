"""Dates, numbers and shares as the office and its mails print them."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from tempen.locale import mark, speak
from tempen.report.format import FORMATS, Format


def format_for(lang: str) -> Format:
    return FORMATS.get(lang, FORMATS["en"])


def say_date(day: date | datetime | None, lang: str) -> str:
    """“7 februari 2028”, "7 February 2028"; "" where there is none."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    return format_for(lang).date(day)


def say_moment(at: datetime | None) -> str:
    """2028-02-07 09:15, in the installation's time zone."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


def say_share(share: float | None, lang: str, decimals: int = 0) -> str:
    return "–" if share is None else format_for(lang).percent(share, decimals)


DISPOSITIONS = mark(
    {
        "not_started": "Nothing returned",
        "started": "Started",
        "complete": "Answered",
        "declined": "Declined",
        "not_eligible": "Not in the target population",
        "unreached": "Not reached",
    }
)


def say_disposition(id: str, lang: str) -> str:
    return speak(lang)(DISPOSITIONS[id])
