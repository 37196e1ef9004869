"""Tables of estimates: rows of answers or groups, columns of waves and what is shown of each."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tempen.locale import mark
from tempen.report.cells import Cells, make_cells
from tempen.report.charts import as_text
from tempen.report.crosstab import cross, fits
from tempen.report.references import Teller
from tempen.report.selection import Part, Selection, Thing
from tempen.study import texts
from tempen.terms.document import Cell, Column, Inlines, Row, Table

SHOWN_UNLESS_SAID = ("share", "interval", "n")
ALL_TABLES = ("share", "n")
LABELS = mark(
    {
        "share": "Share",
        "mean": "Mean",
        "interval": "95% interval",
        "n": "Answers",
        "base": "Weighted base",
        "effective": "Effective answers",
        "count": "Number",
        "change": "Change",
    }
)


def build_table(
    teller: Teller,
    chosen: Selection,
    show: tuple[str, ...],
    *,
    id: str,
    number: int,
    title: Inlines,
    annex_only: bool = False,
) -> Table:
    """A table; of several answers by group the groups are columns, else rows.

    show     what the author asked for; empty: the usual
    returns  the table; its note explains what it alone has, a column of changes
    """
    cells = make_cells(teller, chosen)
    blank = Table(id, number, title, "", (), (), annex_only=annex_only)
    if is_crossed(cells, show):
        return cross(cells, blank, "share" if "share" in (show or SHOWN_UNLESS_SAID) else "count")
    grid = Grid(cells, allowed(teller, show or SHOWN_UNLESS_SAID))
    return replace(
        blank,
        stub=stub_of(grid),
        columns=grid.columns(),
        rows=rows_of(grid),
        note=change_note(grid),
    )


def is_crossed(cells: Cells, show: tuple[str, ...]) -> bool:
    """Whether the groups are columns: where the rows are answers, one figure in each cell.

    One answer alone, and what needs an interval or a change beside it, has its groups as rows.
    """
    if not cells.chosen.domains or not fits(cells):
        return False
    if len(cells.things) == 1 and show != ALL_TABLES:
        return False
    usual = SHOWN_UNLESS_SAID if len(cells.chosen.levels) == 1 else ()
    return not {"interval", "change"} & {*allowed(cells.teller, show or usual)}


def allowed(teller: Teller, show: tuple[str, ...]) -> tuple[str, ...]:
    """Where anyone could answer there are no intervals."""
    open = teller.study.design == "open"
    return tuple(shown for shown in show if not (open and shown == "interval"))


@dataclass(frozen=True)
class Grid:
    """A table being filled: what stands in the columns is settled once."""

    cells: Cells
    show: tuple[str, ...]

    @property
    def per_wave(self) -> tuple[str, ...]:
        return tuple(shown for shown in self.show if shown != "change")

    @property
    def changes(self) -> bool:
        return "change" in self.show and len(self.cells.chosen.waves) > 1

    def columns(self) -> tuple[Column, ...]:
        teller, waves = self.cells.teller, self.cells.chosen.waves
        names = {wave: teller.label(texts.wave_label, wave) for wave in waves[1:] and waves}
        found = [
            Column(teller.say(self.label(shown)), spanner=names.get(wave, ""))
            for wave in waves
            for shown in self.per_wave
        ]
        if self.changes:
            found.append(Column(teller.say(self.label("change"))))
        return tuple(found)

    def label(self, shown: str) -> str:
        numbers = all(v.scale == "number" for v in self.cells.chosen.variables)
        return LABELS["mean" if shown == "share" and numbers else shown]

    def row(self, label: str, thing: Thing, part: Part) -> Row:
        found = [
            self.cells.make(thing, wave, part, shown)
            for wave in self.cells.chosen.waves
            for shown in self.per_wave
        ]
        changes: list[Cell] = [self.cells.change(thing, part)] if self.changes else []
        return Row(as_text(label), (*found, *changes))


def change_note(grid: Grid) -> Inlines:
    text = grid.cells.teller.say("Change in percentage points; * significant after adjustment.")
    return as_text(text) if grid.changes else ()


def shows_intervals(teller: Teller, table: Table) -> bool:
    """Whether an interval is printed: a column of dashes needs no explanation."""
    label = teller.say(LABELS["interval"])
    columns = [i for i, column in enumerate(table.columns) if column.label == label]
    return any(row.cells[i].evidence for row in table.rows if row.cells for i in columns)


def stub_of(grid: Grid) -> str:
    teller, chosen = grid.cells.teller, grid.cells.chosen
    if len(chosen.domains) > 1:
        return teller.say("Group")
    if chosen.domains and len(grid.cells.things) == 1:
        return teller.label(texts.domain_label, chosen.domains[0])
    items = list(dict.fromkeys(v.item for v in chosen.variables))
    return teller.label(texts.item_label, items[0]) if len(items) == 1 else teller.say("Question")


def rows_of(grid: Grid) -> tuple[Row, ...]:
    """One row a thing; by groups a heading for each thing and a row for each group."""
    things, parts = grid.cells.things, grid.cells.parts
    if len(parts) == 1:
        return plain_rows(grid, things, parts[0])
    rows: list[Row] = []
    for thing in things:
        if len(things) > 1:
            rows.append(Row(as_text(full_label(grid, thing)), (), "group"))
        rows += [grid.row(grid.cells.name_part(part), thing, part) for part in parts]
    return tuple(rows)


def plain_rows(grid: Grid, things: tuple[Thing, ...], part: Part) -> tuple[Row, ...]:
    """Rows under a heading for each variable, where several levels of several are shown."""
    several = len({t.variable.id for t in things}) > 1
    levels = len({t.level for t in things}) > 1 and any(
        t.variable.scale == "levels" for t in things
    )
    rows: list[Row] = []
    last = ""
    for thing in things:
        name = grid.cells.name_variable(thing)
        if several and levels and thing.variable.id != last:
            rows.append(Row(as_text(name), (), "group"))
            last = thing.variable.id
        label = name if several and not levels else grid.cells.name_answer(thing)
        rows.append(grid.row(label, thing, part))
    return tuple(rows)


def full_label(grid: Grid, thing: Thing) -> str:
    chosen, name = grid.cells.chosen, grid.cells.name_variable(thing)
    if len({v.id for v in chosen.variables}) == 1:
        return grid.cells.name_answer(thing)
    if len(chosen.levels) == 1 or thing.variable.scale in ("mark", "number"):
        return name
    return f"{name}: {grid.cells.name_answer(thing)}"
