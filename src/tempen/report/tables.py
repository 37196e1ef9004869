"""Tables of estimates: rows of answers or groups, columns of waves and what is shown of each."""

from __future__ import annotations

from dataclasses import dataclass

from tempen.report.charts import as_text
from tempen.report.figures import get_change, get_figure, print_interval
from tempen.report.references import Teller
from tempen.report.selection import EVERYONE, MEAN, Part, Selection, Thing, parts_of, things_of
from tempen.study import texts
from tempen.terms.document import Cell, Column, Inlines, Number, Row, Table, Text

LABELS = {
    "share": "Share",
    "mean": "Mean",
    "interval": "95% interval",
    "n": "Answers",
    "count": "Number",
    "change": "Change",
}


@dataclass(frozen=True)
class Grid:
    """A table being filled: what stands in the columns is settled once."""

    teller: Teller
    chosen: Selection
    show: tuple[str, ...]

    @property
    def per_wave(self) -> tuple[str, ...]:
        return tuple(shown for shown in self.show if shown != "change")

    @property
    def changes(self) -> bool:
        return "change" in self.show and len(self.chosen.waves) > 1

    def columns(self) -> tuple[Column, ...]:
        label, say = self.teller.label, self.teller.say
        several = len(self.chosen.waves) > 1
        found = [
            Column(say(self.label(shown)), spanner=label(texts.wave_label, wave) if several else "")
            for wave in self.chosen.waves
            for shown in self.per_wave
        ]
        if self.changes:
            found.append(Column(say(self.label("change"))))
        return tuple(found)

    def label(self, shown: str) -> str:
        numbers = all(v.scale == "number" for v in self.chosen.variables)
        return LABELS["mean" if shown == "share" and numbers else shown]

    def cells(self, thing: Thing, part: Part) -> tuple[Cell, ...]:
        found = [
            self.cell(thing, wave, part, shown)
            for wave in self.chosen.waves
            for shown in self.per_wave
        ]
        if self.changes:
            found.append(self.change_cell(thing, part))
        return tuple(found)

    def cell(self, thing: Thing, wave: str, part: Part, shown: str) -> Cell:
        figure = get_figure(self.teller, thing, wave, part, self.chosen.weighting)
        estimate, format = figure.estimate, self.teller.format
        if estimate is None:
            return Cell((Text(figure.text if shown == "share" else "–"),))
        if shown == "interval":
            text = "–" if figure.few else print_interval(self.teller, estimate)
            return Cell((Number(text, figure.evidence),), evidence=figure.evidence)
        if shown in ("n", "count"):
            number = estimate.n if shown == "n" else estimate.count
            text = "–" if number is None else format.number(number)
            return counted(text, number, figure.evidence)
        kind = "decimal" if thing.level == MEAN else "percent"
        number = Number(figure.text, figure.evidence)
        return Cell((number,), estimate.value, kind, figure.evidence, figure.caution)

    def change_cell(self, thing: Thing, part: Part) -> Cell:
        """The change over the last two waves; printed without a test it is only a difference."""
        earlier, later = self.chosen.waves[-2:]
        found = get_change(self.teller, thing, later, earlier, part, self.chosen.weighting)
        if found is None or self.is_few(thing, part):
            return Cell((Text("–"),))
        evidence = self.teller.witness.of_change(found).id
        text = self.teller.format.number(100 * (found.value or 0.0), sign=True)
        star = "*" if found.significant else ""
        return Cell((Number(text + star, evidence),), found.value, "points", evidence)

    def is_few(self, thing: Thing, part: Part) -> bool:
        waves = self.chosen.waves[-2:]
        figures = [get_figure(self.teller, thing, w, part, self.chosen.weighting) for w in waves]
        return any(figure.few for figure in figures)


def counted(text: str, number: int | None, evidence: str) -> Cell:
    if number is None:
        return Cell((Text(text),))
    return Cell((Number(text, evidence),), number, "count", evidence)


def build_table(
    teller: Teller,
    chosen: Selection,
    show: tuple[str, ...],
    *,
    id: str,
    number: int,
    title: Inlines,
    note: Inlines = (),
    annex_only: bool = False,
) -> Table:
    """A table; a change column is explained under it."""
    grid = Grid(teller, chosen, show)
    rows = rows_of(grid)
    if grid.changes:
        text = teller.say("Change in percentage points; * significant after adjustment.")
        note = (*note, Text(" " + text)) if note else as_text(text)
    return Table(id, number, title, stub_of(grid), grid.columns(), rows, note, annex_only)


def stub_of(grid: Grid) -> str:
    label, chosen = grid.teller.label, grid.chosen
    if len(chosen.domains) > 1:
        return grid.teller.say("Group")
    if chosen.domains and len(things_of(grid.teller.study, chosen)) == 1:
        return label(texts.domain_label, chosen.domains[0])
    items = dict.fromkeys(v.item for v in chosen.variables)
    return (
        label(texts.item_label, next(iter(items)))
        if len(items) == 1
        else grid.teller.say("Question")
    )


def rows_of(grid: Grid) -> tuple[Row, ...]:
    """One row a thing; by groups a heading for each thing and a row for each group."""
    study = grid.teller.study
    things, parts = things_of(study, grid.chosen), [grid.chosen.where]
    for domain in grid.chosen.domains:
        parts += parts_of(study, domain)
    if len(parts) == 1:
        return plain_rows(grid, things, parts[0])
    rows: list[Row] = []
    for thing in things:
        if len(things) > 1:
            rows.append(Row(as_text(full_label(grid, thing)), (), "group"))
        rows += [Row(part_label(grid, part), grid.cells(thing, part)) for part in parts]
    return tuple(rows)


def plain_rows(grid: Grid, things: tuple[Thing, ...], part: Part) -> tuple[Row, ...]:
    """Rows under a heading for each variable, where several levels of several are shown."""
    label = grid.teller.label
    several = len({t.variable.id for t in things}) > 1
    levels = len({t.level for t in things}) > 1 and any(
        t.variable.scale == "levels" for t in things
    )
    rows: list[Row] = []
    last = ""
    for thing in things:
        name = label(texts.variable_label, thing.variable)
        if several and levels and thing.variable.id != last:
            rows.append(Row(as_text(name), (), "group"))
            last = thing.variable.id
        text = name if several and not levels else answer(grid, thing)
        rows.append(Row(as_text(text), grid.cells(thing, part)))
    return tuple(rows)


def answer(grid: Grid, thing: Thing) -> str:
    label = grid.teller.label
    return (
        label(texts.answer_label, thing.variable, thing.level)
        if thing.level
        else label(texts.variable_label, thing.variable)
    )


def full_label(grid: Grid, thing: Thing) -> str:
    label = grid.teller.label
    several = len({v.id for v in grid.chosen.variables}) > 1
    if several and (len(grid.chosen.levels) == 1 or thing.variable.scale in ("mark", "number")):
        return label(texts.variable_label, thing.variable)
    if several:
        return f"{label(texts.variable_label, thing.variable)}: {answer(grid, thing)}"
    return answer(grid, thing)


def part_label(grid: Grid, part: Part) -> Inlines:
    if part == EVERYONE:
        return as_text(grid.teller.label(texts.domain_label, "all"))
    return as_text(
        grid.teller.label(texts.domain_level_label, part.domain, part.level, plural=False)
    )
