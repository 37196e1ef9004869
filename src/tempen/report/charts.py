"""A block of settings becomes a chart: categories, series and views of finished points."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tempen.report.alt import say_chart
from tempen.report.evidence import count_answers
from tempen.report.figures import Figure, get_figure
from tempen.report.invented import dagger, marked_of
from tempen.report.references import Teller
from tempen.report.selection import (
    EVERYONE,
    MEAN,
    Part,
    Selection,
    Thing,
    is_aside,
    levels_shown,
    parts_of,
    things_of,
)
from tempen.study import texts
from tempen.terms.document import Chart, ChartKind, Inlines, Point, Role, Series, Text, View
from tempen.terms.item import Variable

# from the most to the least, by how many levels there are
RAMPS: dict[int, tuple[Role, ...]] = {
    1: ("accent",),
    2: ("high2", "low2"),
    3: ("high2", "middle", "low2"),
    4: ("high2", "high1", "low1", "low2"),
    5: ("high2", "high1", "middle", "low1", "low2"),
}
MUCH_FIRST = re.compile(r"(^|_)(high|great|large|good|much|always|agree|several|yes)($|_)")
LITTLE_LAST = re.compile(r"(^|_)(low|none|small|bad|poor|little|never|disagree|no)($|_)")
GROUPS: tuple[Role, ...] = ("accent", "grey", "muted", "high1", "low1", "middle")


def build_chart(
    teller: Teller,
    chosen: Selection,
    kind: ChartKind,
    *,
    id: str,
    number: int,
    title: Inlines,
    note: Inlines,
    sort: bool,
    alt: str,
) -> Chart:
    """The chart with one view for everyone and one for each level of `filter`."""
    shape = Shape(teller, chosen, kind)
    parts = [chosen.where]
    if chosen.filter:
        parts += parts_of(teller.study, chosen.filter)
    rows = shape.rows()
    if sort:
        rows = shape.sorted(rows)
    views = tuple(shape.view(part, rows) for part in parts)
    categories = tuple(label for label, _ in rows)
    unit = shape.unit()
    ranked = tuple(shape.is_answer(row) for row in rows)
    made = say_chart(teller, kind, categories, views[0].series, ranked)
    return Chart(id, number, kind, title, f"{made} {alt}".strip(), categories, views, unit, note)


Row = tuple[str, tuple[Thing | None, str | None, Part | None]]


class Shape:
    """What is a row and what a series: the one thing that kinds of charts differ in.

    A row or a series fixes some of (thing, wave, part); the other supplies the rest.
    """

    def __init__(self, teller: Teller, chosen: Selection, kind: ChartKind) -> None:
        self.teller, self.chosen, self.kind = teller, chosen, kind
        self.things = things_of(teller.study, chosen)
        self.stacks = kind in ("stacked", "diverging")
        self.marked = marked_of(teller.study, chosen)

    @property
    def turned(self) -> bool:
        """One bar only in each series: then waves, or groups, are the rows of one series."""
        several = len(self.chosen.waves) > 1 or bool(self.chosen.domains)
        return self.kind == "bars" and len(self.things) == 1 and several

    def unit(self) -> str:
        first = self.things[0]
        if first.level != MEAN:
            return "percent"
        item = self.teller.study.item(first.variable.item)
        return self.teller.label(texts.unit_label, item) or "number"

    def single(self) -> bool:
        return len({v.id for v in self.chosen.variables}) == 1

    # --- rows --------------------------------------------------------------------------------

    def rows(self) -> tuple[Row, ...]:
        if self.stacks:
            return self.compared_rows(None) if self.single() else self.battery_rows()
        if self.turned:
            return self.compared_rows(self.things[0])
        return tuple(
            (dagger(self.thing_label(thing), [thing], self.marked), (thing, None, None))
            for thing in self.things
        )

    def battery_rows(self) -> tuple[Row, ...]:
        return tuple(
            (self.row_label(variable), (Thing(variable, ""), None, None))
            for variable in self.chosen.variables
        )

    def compared_rows(self, thing: Thing | None) -> tuple[Row, ...]:
        """Of one question, or of one answer to it: the groups of a domain, or the waves."""
        if self.chosen.domains:
            parts = parts_of(self.teller.study, self.chosen.domains[0])
            return tuple((self.part_label(part), (thing, None, part)) for part in parts)
        label = self.teller.label
        return tuple(
            (label(texts.wave_label, wave), (thing, wave, None)) for wave in self.chosen.waves
        )

    def row_label(self, variable: Variable) -> str:
        own = [thing for thing in self.things if thing.variable == variable]
        return dagger(self.teller.label(texts.variable_label, variable), own, self.marked)

    def thing_label(self, thing: Thing) -> str:
        label = self.teller.label
        if thing.variable.scale == "mark":
            return label(texts.answer_label, thing.variable, thing.level)
        answer = label(texts.answer_label, thing.variable, thing.level) if thing.level else ""
        if self.single():
            return answer or label(texts.variable_label, thing.variable)
        several = len({each.level for each in self.things}) > 1
        name = label(texts.variable_label, thing.variable)
        return f"{name}: {answer}" if several and answer else name

    def part_label(self, part: Part) -> str:
        return self.teller.label(texts.domain_level_label, part.domain, part.level)

    def sorted(self, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        """By the value in the latest wave, largest first; “don't know” and “none” last."""
        if any(wave for _, (_, wave, _) in rows):
            return rows  # waves have an order of their own

        def key(row: Row) -> tuple[bool, float]:
            thing, wave, part = row[1]
            thing = thing or self.things[0]
            if self.stacks:  # a row of a stack is ordered by its first level
                thing = Thing(thing.variable, self.levels()[0])
            figure = self.figure(thing, wave or self.chosen.waves[-1], part or self.chosen.where)
            value = figure.estimate.value if figure.estimate else None
            return (not self.is_answer(row), -(value or 0.0))

        return tuple(sorted(rows, key=key))

    def is_answer(self, row: Row) -> bool:
        """Whether a row may be ranked: not “don't know” or “none of these”."""
        thing = row[1][0]
        if thing is None:
            return True
        item = self.teller.study.item(thing.variable.item)
        return not is_aside(item, thing.variable.part or thing.level)

    # --- series ------------------------------------------------------------------------------

    def view(self, part: Part, rows: tuple[Row, ...]) -> View:
        id = "all" if part == EVERYONE else part.level
        series = self.level_series(part, rows) if self.stacks else self.group_series(part, rows)
        return View(id, self.part_label(part), tuple(series), self.view_note(part, series))

    def view_note(self, part: Part, series: tuple[Series, ...]) -> str:
        """The bases of a view of its own, and that they are few."""
        if part == self.chosen.where:
            return ""
        points = [point for each in series for point in each.points]
        counts = sorted({point.n for point in points if point.n is not None})
        if not counts:
            return self.teller.say("Too few answers to show.")
        text = count_answers(self.teller.lang, self.teller.format, counts[0], counts[-1]) + "."
        if any(point.caution for point in points):
            few = counts[0] < self.teller.study.limits.n_eff
            why = "Few answers: read with caution." if few else "Wide intervals: read with caution."
            text += " " + self.teller.say(why)
        return text

    def levels(self) -> tuple[str, ...]:
        first = self.chosen.variables[0]
        return self.chosen.levels or levels_shown(self.teller.study, first, self.chosen.waves)

    def level_series(self, part: Part, rows: tuple[Row, ...]) -> tuple[Series, ...]:
        first = self.chosen.variables[0]
        item = self.teller.study.item(first.item)
        answers = [level for level in self.levels() if not is_aside(item, level)]
        outside = [level for level in self.levels() if is_aside(item, level)]
        if rises(first.scores, first.levels, answers):
            answers.reverse()  # from the most to the least, so that roles mean the same
        roles: dict[str, Role] = dict(zip(answers, ramp(len(answers)), strict=True))
        order = [*(reversed(answers) if self.kind == "diverging" else answers), *outside]
        return tuple(
            Series(
                level,
                self.level_label(level),
                roles.get(level, "outside"),
                tuple(self.stack_point(row, level, part) for row in rows),
            )
            for level in order
        )

    def level_label(self, level: str) -> str:
        label = self.teller.label(texts.answer_label, self.chosen.variables[0], level)
        return dagger(label, [t for t in self.things if t.level == level], self.marked)

    def stack_point(self, row: Row, level: str, part: Part) -> Point:
        thing, wave, own = row[1]
        variable = thing.variable if thing else self.chosen.variables[0]
        where = own if own and part == self.chosen.where else part
        return self.point(Thing(variable, level), wave or self.chosen.waves[-1], where)

    def group_series(self, part: Part, rows: tuple[Row, ...]) -> tuple[Series, ...]:
        """A series a wave, the latest accented; or a series a group; or one alone."""
        by_group = bool(self.chosen.domains) and part == self.chosen.where
        crossed = by_group and bool(self.chosen.waves[1:])
        if self.turned and not crossed:
            thing, wave = self.things[0], self.chosen.waves[-1]
            points = self.bar_points(rows, wave, part)
            return (Series(thing.level or "mean", self.thing_label(thing), "accent", points),)
        if by_group and not self.turned:
            parts = parts_of(self.teller.study, self.chosen.domains[0])
            wave = self.chosen.waves[-1]
            return tuple(
                Series(p.level, self.part_label(p), role, self.bar_points(rows, wave, p))
                for p, role in cycle(parts)
            )
        label = self.teller.label
        pairs = zip(self.chosen.waves, wave_roles(len(self.chosen.waves)), strict=True)
        return tuple(
            Series(wave, label(texts.wave_label, wave), role, self.bar_points(rows, wave, part))
            for wave, role in pairs
        )

    def bar_points(self, rows: tuple[Row, ...], wave: str, part: Part) -> tuple[Point, ...]:
        return tuple(self.bar_point(row, wave, part) for row in rows)

    def bar_point(self, row: Row, wave: str, part: Part) -> Point:
        """Of the row's own wave and group, if it has any; a view shows its own group."""
        thing, own_wave, own_part = row[1]
        assert thing is not None
        where = own_part if own_part and part == self.chosen.where else part
        return self.point(thing, own_wave or wave, where)

    def figure(self, thing: Thing, wave: str, part: Part) -> Figure:
        return get_figure(self.teller, thing, wave, part, self.chosen.weighting)

    def point(self, thing: Thing, wave: str, part: Part) -> Point:
        figure = self.figure(thing, wave, part)
        e = figure.estimate
        if e is None:
            return Point(None, figure.text)
        return Point(e.value, figure.text, e.low, e.high, e.n, figure.evidence, figure.caution)


def rises(
    scores: tuple[float | None, ...], levels: tuple[str, ...], answers: Iterable[str]
) -> bool:
    """Whether the levels go from little to much: by their scores, else by their ids.

    Scales are written both ways; where neither scores nor ids tell, the first is the least.
    """
    by_level = dict(zip(levels, scores, strict=False))
    order = list(answers)
    points = [p for p in (by_level.get(level) for level in order) if p is not None]
    if len(points) > 1:
        return points[0] < points[-1]
    return not order or not LITTLE_LAST.search(order[-1]) or not MUCH_FIRST.search(order[0])


def ramp(n: int) -> tuple[Role, ...]:
    if n in RAMPS:
        return RAMPS[n]
    middle: tuple[Role, ...] = ("middle",) * (n - 4)
    return (*RAMPS[5][:2], *middle, *RAMPS[5][3:]) if n else ()


def cycle(parts: tuple[Part, ...]) -> list[tuple[Part, Role]]:
    return [(part, GROUPS[i % len(GROUPS)]) for i, part in enumerate(parts)]


def wave_roles(n: int) -> tuple[Role, ...]:
    """The latest wave is accented, the one before grey, older ones muted."""
    older: tuple[Role, ...] = ("muted",) * (n - 2)
    before: tuple[Role, ...] = ("grey",) if n > 1 else ()
    return (*older, *before, "accent")


def has_intervals(chart: Chart) -> bool:
    points = (point for series in chart.series for point in series.points)
    return chart.kind == "bars" and any(point.low is not None for point in points)


def as_text(text: str) -> Inlines:
    return (Text(text),) if text else ()
