"""Answers to codes, item by item; what cannot be taken as it stands is told with its rows."""

from __future__ import annotations

from collections import defaultdict

import polars as pl

from tempen.edit.columns import asked_items, item_columns
from tempen.errors import Faults, Place
from tempen.items import parse
from tempen.items.answers import Problem
from tempen.terms.item import Item
from tempen.terms.study import Study, Wave
from tempen.terms.table import Table

FEW = 5


def code_items(
    study: Study, wave: Wave, table: Table, faults: Faults
) -> tuple[dict[str, pl.Series], int]:
    """Columns of codes of every item that the wave asked, and how many cells were declared missing.

    A value that the file itself declares missing is blank, unless the study names it: a recode
    or a level can give it a meaning (99 is "don't know").
    """
    columns: dict[str, pl.Series] = {}
    declared = 0
    for item in asked_items(study, wave):
        raw = {c: table.data[c] for c in item_columns(item, wave) if c in table.data.columns}
        for column in raw.keys() & table.missing.keys():
            raw[column], blanked = blank_declared(raw[column], table.missing[column], item, wave)
            declared += blanked
        # An item without any of its columns still needs to know how many rows there are.
        parsed = parse(item, wave.id, raw or {"": table.rows.cast(pl.String)})
        columns |= parsed.columns
        tell_problems(parsed.problems, table, faults)
    return columns, declared


def blank_declared(
    column: pl.Series, missing: frozenset[str], item: Item, wave: Wave
) -> tuple[pl.Series, int]:
    named = {*item.waves[wave.id].recode, *(level.id for level in item.levels)}
    chosen = column.is_in(list(missing - named)).fill_null(False)
    return column.set(chosen, None), int(chosen.sum())


def tell_problems(problems: tuple[Problem, ...], table: Table, faults: Faults) -> None:
    """One fault for all rows with the same problem: a mistyped code stands in many."""
    same: defaultdict[tuple[object, ...], list[Problem]] = defaultdict(list)
    for problem in problems:
        facts = tuple(sorted((key, str(fact)) for key, fact in problem.facts.items()))
        same[problem.code, problem.column, problem.value, facts].append(problem)
    for group in same.values():
        first = min(group, key=lambda problem: problem.row)
        rows = sorted({problem.row for problem in group})
        told = {"value": first.value, "column": first.column, **first.facts}
        told |= {"count": len(rows), "rows": list_rows(table, rows)}
        place = table.place(first.row) if first.row >= 0 else Place(table.file, 1)
        faults.add(first.code, place, severity="error", **told)


def list_rows(table: Table, rows: list[int]) -> str:
    listed = ", ".join(str(table.rows[row]) for row in rows[:FEW] if row >= 0)
    return f"{listed}, …" if len(rows) > FEW else listed
