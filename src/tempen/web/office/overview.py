"""How the fieldwork stands, counted by the database: nothing here reads answers, and no query
brings back a row for each unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import product
from typing import Any

from django.db.models import Count, Exists, Func, IntegerField, OuterRef, Q
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
CALLED = (Disposition.UNREACHED, Disposition.STARTED, Disposition.NOT_STARTED)
LATEST = 500  # responses whose time the overview looks at


def frame_domains(study: Study) -> tuple[Domain, ...]:
    """The domains whose levels a unit's cell holds, in its order."""
    return tuple(domain for domain in study.domains if domain.source == "frame")


def count_cells(fieldwork: Fieldwork) -> list[Tally]:
    """Units per cell and state, from the index alone: who is not eligible has that disposition."""
    rows = (
        Unit.objects.filter(fieldwork=fieldwork)
        .order_by()
        .values_list("cell", "disposition")
        .annotate(n=Count("pk"))
    )
    return [Tally(tuple(cell.split("|")), disposition, n) for cell, disposition, n in rows]


def count_states(fieldwork: Fieldwork, tallies: list[Tally]) -> dict[str, int]:
    """Units per outcome by AAPOR's names: those never written to apart from those who were."""
    mails = Mail.objects.filter(fieldwork=fieldwork, unit=OuterRef("pk"), state=MailState.SENT)
    silent = Unit.objects.filter(fieldwork=fieldwork, disposition=Disposition.NOT_STARTED)
    not_asked = silent.exclude(Exists(mails)).count()
    found = count_outcomes(tallies)
    found["nothing"] -= not_asked
    found["not_sent"] += not_asked
    return found


def standings(tallies: list[Tally], domain: str) -> tuple[Standing, ...]:
    study = served().study
    return stand(tallies, frame_domains(study), domain, study.fieldwork)


def count_days(fieldwork: Fieldwork) -> dict[date, int]:
    """Answers per day of the installation's time zone: a count of the index for each day."""
    if fieldwork.opened_at is None:
        return {}
    sent = Response.objects.all()
    if Fieldwork.objects.exclude(pk=fieldwork.pk).exists():
        sent = sent.filter(unit__fieldwork=fieldwork)
    first = timezone.localtime(fieldwork.opened_at).date()
    last = timezone.localtime(fieldwork.closed_at or timezone.now()).date()
    found = {first - timedelta(days=1): sent.filter(submitted_at__lt=midnight(first)).count()}
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        inside = sent.filter(submitted_at__gte=midnight(day))
        found[day] = inside.filter(submitted_at__lt=midnight(day + timedelta(days=1))).count()
    return found


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


class Minutes(Func):
    """Whole minutes from one moment to a later one, each taken to its second: counted where the
    rows are, since a hundred thousand moments cost seconds to bring here."""

    arity = 2

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        taken = "strftime('%%%%s', %({})s)"  # doubled: of this, and of what puts parameters in
        second, first = taken.format("second"), taken.format("first")
        return self.fill(compiler, f"(({second} - {first}) / 60)")

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        taken = "floor(extract(epoch from %({})s))"
        second, first = taken.format("second"), taken.format("first")
        return self.fill(compiler, f"floor(({second} - {first}) / 60)::integer")

    def fill(self, compiler: Any, template: str) -> Any:
        first, second = (compiler.compile(one)[0] for one in self.get_source_expressions())
        return template % {"first": first, "second": second}, []


def count_minutes(fieldwork: Fieldwork, latest: int | None = None) -> dict[int, int]:
    """Responses per whole minute from the first page to sending in, of the latest or of all; none
    of those that lay over."""
    sent = Response.objects.filter(unit__fieldwork=fieldwork, submitted_at__isnull=False)
    took = sent.annotate(took=Minutes("started_at", "submitted_at", output_field=IntegerField()))
    if latest is None:
        rows = took.order_by().values_list("took").annotate(n=Count("pk"))
        found = dict(rows)
    else:
        found = Counter(took.order_by("-submitted_at").values_list("took", flat=True)[:latest])
    return {minutes: n for minutes, n in found.items() if 0 <= minutes <= LONG}


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
    """Whom to call next: of the groups that lack most, those who were not reached, those who have
    begun, then the rest."""
    domain = frame_domains(served().study)[:1]
    levels = order_calls(standings(tallies, domain[0].id)) if domain else [""]
    found: list[Unit] = []
    for level, state in product(levels, CALLED):
        if not any(t.n for t in tallies if t.state == state and (not level or t.cell[0] == level)):
            continue
        found += list(waiting(fieldwork, state, level)[: most - len(found)])
        if len(found) >= most:
            break
    return found


def waiting(fieldwork: Fieldwork, state: str, level: str):
    """In the order of an index, so that a few are found without sorting all."""
    left = Unit.objects.filter(fieldwork=fieldwork, disposition=state)
    if level:
        left = left.filter(Q(cell=level) | Q(cell__startswith=f"{level}|"))
    return left.prefetch_related("contacts__person").order_by("name")


def time_taken(fieldwork: Fieldwork) -> tuple[int | None, int]:
    """The median in minutes of those who sent in last, and of how many."""
    histogram = count_minutes(fieldwork, LATEST)
    return median_of(histogram), sum(histogram.values())


def stops(fieldwork: Fieldwork) -> Iterator[tuple[str, int]]:
    """Section and how many stopped after saving it, in the questionnaire's order; "" first."""
    found = count_stops(fieldwork)
    for section in ("", *served().study.sections):
        if found.get(section):
            yield section, found[section]
