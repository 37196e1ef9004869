"""How the fieldwork stands, counted by the database: nothing here reads answers, and no query
brings back a row for each unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from tempen.frame import build_frame
from tempen.frame.progress import (
    Standing,
    Tally,
    count_outcomes,
    cumulate,
    median_of,
    order_calls,
    stand,
)
from tempen.store import read_table
from tempen.terms.study import Domain, Study, Wave
from tempen.web.office.models import Mail, MailState
from tempen.web.respond.models import Disposition, Fieldwork, Response, Unit
from tempen.web.study import served

Curve = list[tuple[int, int, float]]
LONG = 12 * 60  # minutes: who takes longer has been away, and counts as that
CALLS = 50


def frame_domains(study: Study) -> tuple[Domain, ...]:
    """The domains whose levels a unit's cell holds, in its order."""
    return tuple(domain for domain in study.domains if domain.source == "frame")


def count_cells(fieldwork: Fieldwork) -> list[Tally]:
    """Units per cell and state."""
    rows = (
        Unit.objects.filter(fieldwork=fieldwork)
        .order_by()
        .values_list("cell", "disposition", "eligible")
        .annotate(n=Count("pk"))
    )
    return [Tally(tuple(cell.split("|")), state_of(d, e), n) for cell, d, e, n in rows]


def state_of(disposition: str, eligible: bool) -> str:
    return disposition if eligible else Disposition.NOT_ELIGIBLE


def count_states(fieldwork: Fieldwork, tallies: list[Tally]) -> dict[str, int]:
    """Units per outcome by AAPOR's names: those never written to apart from those who were."""
    mails = Mail.objects.filter(unit=OuterRef("pk"), state=MailState.SENT)
    silent = Unit.objects.filter(
        fieldwork=fieldwork, eligible=True, disposition=Disposition.NOT_STARTED
    )
    not_asked = silent.exclude(Exists(mails)).count()
    found = count_outcomes(tallies)
    found["nothing"] -= not_asked
    found["not_sent"] += not_asked
    return found


def standings(tallies: list[Tally], domain: str) -> tuple[Standing, ...]:
    study = served().study
    return stand(tallies, frame_domains(study), domain, study.fieldwork)


def count_days(fieldwork: Fieldwork) -> dict[date, int]:
    """Answers per day of the installation's time zone."""
    rows = query(DAYS, fieldwork)
    return {day if isinstance(day, date) else date.fromisoformat(day): n for day, n in rows if day}


def count_minutes(fieldwork: Fieldwork) -> dict[int, int]:
    """Answers per whole minute from the first page to sending in; none of those that lay over."""
    return {int(minutes): n for minutes, n in query(MINUTES, fieldwork) if minutes is not None}


# Django's own functions of time are Python's on SQLite: a call for each row.
DAYS = {
    "sqlite": "SELECT date(r.submitted_at, {offset}) AS d, count(*) {of} GROUP BY d",
    "postgresql": "SELECT (r.submitted_at + {offset})::date AS d, count(*) {of} GROUP BY d",
}
TOOK = {
    "sqlite": "CAST((julianday(r.submitted_at) - julianday(r.started_at)) * 1440 AS INTEGER)",
    "postgresql": "floor(extract(epoch FROM r.submitted_at - r.started_at) / 60)::int",
}
MINUTES = {
    vendor: f"SELECT {took} AS m, count(*) {{of}} AND {took} BETWEEN 0 AND {LONG} GROUP BY m"
    for vendor, took in TOOK.items()
}
OF = (
    "FROM respond_response r JOIN respond_unit u ON u.id = r.unit_id "
    "WHERE u.fieldwork_id = %s AND r.status = 'submitted'"
)


def query(sql: dict[str, str], fieldwork: Fieldwork) -> list[tuple[Any, ...]]:
    """Offsets are those of the day the fieldwork opened: an hour at midnight after a change."""
    moved = timezone.localtime(fieldwork.opened_at or timezone.now()).utcoffset()
    minutes = int(moved.total_seconds() // 60) if moved else 0
    offset = {"sqlite": f"'{minutes:+d} minutes'", "postgresql": f"interval '{minutes} minutes'"}
    vendor = connection.vendor
    zone = " AT TIME ZONE 'UTC'" if vendor == "postgresql" else ""
    text = sql[vendor].format(offset=offset[vendor], of=OF)
    if zone:
        text = text.replace("(r.submitted_at +", f"(r.submitted_at{zone} +")
    with connection.cursor() as cursor:
        cursor.execute(text, [fieldwork.pk])
        return cursor.fetchall()


def count_stops(fieldwork: Fieldwork) -> dict[str, int]:
    """Responses that were begun and not sent in, by the last section that was saved ("" none)."""
    rows = (
        Response.objects.filter(unit__fieldwork=fieldwork, status=Response.OPEN)
        .order_by()
        .values_list("page")
        .annotate(n=Count("pk"))
    )
    return dict(rows)


@dataclass(frozen=True)
class Pace:
    """The curve of this wave and of the one before, by day of fieldwork."""

    now: Curve
    before: Curve
    before_wave: str


def pace(fieldwork: Fieldwork, tallies: list[Tally]) -> Pace:
    here = served()
    eligible = sum(t.n for t in tallies if t.state != Disposition.NOT_ELIGIBLE)
    now: Curve = []
    if fieldwork.opened_at is not None:
        opened = timezone.localtime(fieldwork.opened_at).date()
        last = timezone.localtime(fieldwork.closed_at or timezone.now()).date()
        now = cumulate(count_days(fieldwork), opened, eligible, last)
    before = wave_before(here.study, here.wave)
    curve = last_curve(before.id) if before else []
    return Pace(now, curve, before.id if before else "")


def wave_before(study: Study, wave: Wave) -> Wave | None:
    """The last wave before with answers whose days are known."""
    at = [one.id for one in study.waves].index(wave.id)
    known = [w for w in study.waves[:at] if w.answers and w.submitted_column and w.opens]
    return known[-1] if known else None


@cache
def last_curve(wave: str) -> Curve:
    """The curve of an earlier wave, from its file of answers; read once a process."""
    study = served().study
    one = study.wave(wave)
    assert one.answers and one.submitted_column and one.opens
    table = read_table(study.folder / one.answers, file=one.answers, **one.format)
    if one.submitted_column not in table.data.columns:
        return []
    told = table.data[one.submitted_column].str.slice(0, 10).str.to_date(strict=False).drop_nulls()
    days = {day: n for day, n in told.value_counts().iter_rows() if day}
    eligible = table.data.height
    if one.frame:
        frame = build_frame(study, one, read_table(study.folder / one.frame, file=one.frame))
        eligible = int(frame.table["eligible"].sum())
    return cumulate(days, one.opens, eligible, one.closes)


def calls(fieldwork: Fieldwork, tallies: list[Tally], most: int = CALLS) -> list[Unit]:
    """Whom to call next: of the groups that lack most, those who have begun, then the rest."""
    domain = frame_domains(served().study)[:1]
    if not domain:
        return list(waiting(fieldwork)[:most])
    found: list[Unit] = []
    for level in order_calls(standings(tallies, domain[0].id)):
        inside = waiting(fieldwork).filter(cell__startswith=f"{level}|")
        exact = waiting(fieldwork).filter(cell=level)
        found += list((inside | exact)[: most - len(found)])
        if len(found) >= most:
            break
    return found


def waiting(fieldwork: Fieldwork):
    states = (Disposition.STARTED, Disposition.UNREACHED, Disposition.NOT_STARTED)
    left = Unit.objects.filter(fieldwork=fieldwork, eligible=True, disposition__in=states)
    # "started" > "not_started" < "unreached": by letters the wanted order is backwards
    return left.prefetch_related("contacts__person").order_by("-disposition", "name")


def time_taken(fieldwork: Fieldwork) -> tuple[int | None, int]:
    """The median in minutes, and of how many."""
    histogram = count_minutes(fieldwork)
    return median_of(histogram), sum(histogram.values())


def stops(fieldwork: Fieldwork) -> Iterator[tuple[str, int]]:
    """Section and how many stopped after saving it, in the questionnaire's order; "" first."""
    found = count_stops(fieldwork)
    for section in ("", *served().study.sections):
        if found.get(section):
            yield section, found[section]
