"""Which columns of an answer file belong to what, and which are missing or misspelt."""

from __future__ import annotations

from difflib import get_close_matches

import polars as pl

from tempen.errors import Fault, Faults, Place
from tempen.items import variables
from tempen.items.answers import column_of
from tempen.terms.item import Item
from tempen.terms.study import Study, Wave
from tempen.terms.table import Table

DISPOSITION = "disposition"
TOLD = 50
FEW = 5


def asked_items(study: Study, wave: Wave) -> list[Item]:
    return [item for item in study.items if item.asked_in(wave.id)]


def item_columns(item: Item, wave: Wave) -> list[str]:
    """Every column that may hold answers to an item: one for all of it, or one a part."""
    asked = item.waves[wave.id]
    parts = [variable.part for variable in variables(item) if variable.part]
    return [column_of(item, asked), *(column_of(item, asked, part) for part in parts)]


def answer_columns(study: Study, wave: Wave, table: Table) -> list[str]:
    """The columns of the table that hold answers."""
    columns = [c for item in asked_items(study, wave) for c in item_columns(item, wave)]
    there = set(table.data.columns)
    return [column for column in dict.fromkeys(columns) if column in there]


def frame_columns(study: Study) -> dict[str, tuple[str, ...]]:
    """Column -> its levels (any where there are none): what cases carry of their unit."""
    domains = {d.column or d.id: d.levels for d in study.domains if d.source == "frame"}
    strata = study.stratum if study.design != "open" else ()
    groups = [c for weighting in study.weightings for c in weighting.groups]
    return {column: domains.get(column, ()) for column in [*domains, *strata, *groups]}


def add_constants(table: Table, wave: Wave) -> Table:
    """The columns that study.yaml gives one value for the whole wave."""
    constants = {c: v for c, v in wave.constants.items() if c not in table.data.columns}
    data = table.data.with_columns(pl.lit(str(v)).alias(c) for c, v in constants.items())
    return Table(table.file, data, table.rows, table.missing)


def check_columns(study: Study, wave: Wave, table: Table, faults: Faults) -> None:
    """ANSWER-07 for named columns that are not there, ANSWER-01 warnings for unknown ones.

    What an item lacks is told where it is parsed.
    """
    place, listed = Place(table.file, 1), ", ".join(table.data.columns)
    for what, column in named_columns(study, wave):
        if column not in table.data.columns:
            told = {"wave": wave.id, "column": column, "what": what, "known": listed}
            faults.found.append(Fault("ANSWER-07", place, told))
    wanted = [c for item in asked_items(study, wave) for c in item_columns(item, wave)]
    known = {*wanted, *frame_columns(study), wave.unit_column, wave.submitted_column, DISPOSITION}
    lacking = [column for column in wanted if column not in table.data.columns]
    for column in [c for c in table.data.columns if c not in known][:TOLD]:
        near = get_close_matches(column, lacking, 1) or lacking[:FEW]
        told = {"wave": wave.id, "column": column, "lacking": ", ".join(near) or "–"}
        faults.found.append(Fault("ANSWER-01", place, told, "warning"))


def named_columns(study: Study, wave: Wave) -> list[tuple[str, str]]:
    """(key of study.yaml, column) that the file must have."""
    named = []
    if study.design != "open" and wave.unlinked != "keep":
        named.append(("unit", wave.unit_column))
    if wave.submitted_column:
        named.append(("submitted", wave.submitted_column))
    return named
