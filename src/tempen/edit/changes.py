"""Changes to answers after the fact: who made them, why, and what stood there before.

They are a file of their own, `edits/<wave>.csv`, and are made on every load; the file of answers
is never altered. A later row may change again what an earlier one changed.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from tempen.edit.columns import asked_items
from tempen.edit.rows import units_of
from tempen.errors import Fault, Faults, Place
from tempen.items import variables
from tempen.items.answers import column_of
from tempen.locale import mark
from tempen.study.validate import hint
from tempen.terms.study import Study, Wave
from tempen.terms.table import Table

COLUMNS = ("unit", "item", "before", "after", "why", "who", "date")
SIGNED = ("why", "who", "date")


def apply_changes(
    study: Study, wave: Wave, table: Table, changes: Table | None, faults: Faults
) -> tuple[Table, int]:
    """The answers with every change made, and how many changes there are.

    changes  columns `COLUMNS`; `item` an item, or `item.row`; `before` and `after` as they stand in
             the file of answers, blank for no answer
    faults   EDIT-03 to EDIT-08, each at its row; a change at fault is not made
    """
    if changes is None or not has_columns(changes, faults):
        return table, 0
    columns = raw_columns(study, wave, table)
    units = units_of(wave, table)
    data = {column: table.data[column].to_list() for column in set(columns.values())}
    made = 0
    for at, row in enumerate(changes.data.select(COLUMNS).iter_rows(named=True)):
        place = changes.place(at)
        if not is_signed(row, place, faults):
            continue
        index = find_answer(wave, row, units, data, columns, place, faults)
        if index is not None:
            data[columns[row["item"]]][index] = row["after"]
            made += 1
    changed = [pl.Series(column, cells, dtype=pl.String) for column, cells in data.items()]
    return Table(table.file, table.data.with_columns(changed), table.rows, table.missing), made


def has_columns(changes: Table, faults: Faults) -> bool:
    lacking = [column for column in COLUMNS if column not in changes.data.columns]
    for column in lacking:
        place = Place(changes.file, 1)
        faults.add("EDIT-03", place, column=column, known=", ".join(COLUMNS))
    return not lacking


def raw_columns(study: Study, wave: Wave, table: Table) -> dict[str, str]:
    """Item, `item.row` or `item.option` -> its column in the wave's file of answers."""
    found: dict[str, str] = {}
    for item in asked_items(study, wave):
        asked = item.waves[wave.id]
        found[item.id] = column_of(item, asked)
        found |= {v.id: column_of(item, asked, v.part) for v in variables(item) if v.part}
    return {id: column for id, column in found.items() if column in table.data.columns}


def is_signed(row: dict[str, str | None], place: Place, faults: Faults) -> bool:
    """Whether a change says why, by whom and when it was made."""
    blank = [column for column in SIGNED if not row[column]]
    for column in blank:
        faults.add("EDIT-07", place, column=column)
    try:
        date.fromisoformat(row["date"] or "2000-01-01")
    except ValueError:
        faults.add("EDIT-08", place, value=row["date"])
        return False
    return not blank


def find_answer(
    wave: Wave,
    row: dict[str, str | None],
    units: pl.Series,
    data: dict[str, list[str | None]],
    columns: dict[str, str],
    place: Place,
    faults: Faults,
) -> int | None:
    """The row of the answers that a change is about: of the unit, with what stood there before."""
    if row["item"] not in columns:
        near = hint(row["item"] or "", list(columns))
        faults.add("EDIT-05", place, item=row["item"] or "", wave=wave.id, hint=near)
        return None
    rows = (units == row["unit"]).fill_null(False).arg_true().to_list()
    if not rows:
        faults.add("EDIT-04", place, unit=row["unit"] or "", wave=wave.id)
        return None
    cells = data[columns[row["item"]]]
    fitting = [index for index in rows if cells[index] == row["before"]]
    if not fitting:
        found, before = quote(cells[rows[-1]]), quote(row["before"])
        who = {"unit": row["unit"], "item": row["item"]}
        faults.found.append(Fault("EDIT-06", place, {**who, "found": found, "before": before}))
        return None
    return fitting[-1]


def quote(cell: str | None) -> str:
    return mark("blank") if cell is None else mark("“{name}”", name=cell)
