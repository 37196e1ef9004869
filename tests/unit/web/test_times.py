"""Moments are said in the installation's time zone and the reader's language."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from tempen.web.times import clock, day


def test_a_moment_of_another_day_has_its_day():
    """Half past eleven in the evening in London is the next day in Stockholm."""
    with timezone.override("Europe/Stockholm"):
        at = datetime(2028, 2, 7, 23, 30, tzinfo=UTC)
        assert clock(at, "sv") == "8 februari 2028 00:30"
        assert day(at, "en") == "8 February 2028"


def test_a_moment_of_today_is_its_time_alone():
    with timezone.override("Europe/Stockholm"):
        now = timezone.localtime().replace(hour=9, minute=5)
        assert clock(now, "sv") == "09:05"
        assert clock(now - timedelta(days=400), "sv").endswith(" 09:05")


def test_a_day_of_the_calendar_is_not_moved():
    assert day(date(2028, 3, 31), "sv") == "31 mars 2028"
