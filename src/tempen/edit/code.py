"""Answers to codes, item by item; what cannot be taken as it stands is told with its rows."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import polars as pl

from tempen.edit.columns import asked_items, item_columns
from tempen.edit.distinct import parse_distinct
from tempen.errors import Fault, Faults, Place
from tempen.items.answers import Problem
from tempen.terms.item import Item
from tempen.terms.study import Study, Wave
from tempen.terms.table import Table, say_rows

FEW = 5  # rows listed
MOST = 20  # values of one column told with one and the same problem


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
        parsed = parse_distinct(item, wave.id, raw or {"": table.rows.cast(pl.String)})
        columns |= parsed.columns
        tell_problems(parsed.problems, table, faults)
    return columns, declared


def blank_declared(
    column: pl.Series, missing: frozenset[str], item: Item, wave: Wave
) -> tuple[pl.Series, int]:
    named = {*item.waves[wave.id].recode, *(level.id for level in item.levels)}
    chosen = column.is_in(list(missing - named)).fill_null(False)
    return column.set(chosen, None), int(chosen.sum())


def tell_problems(problems: list[tuple[Problem, np.ndarray]], table: Table, faults: Faults) -> None:
    """One fault for all rows with the same problem: a mistyped code stands in many."""
    same: defaultdict[tuple[object, ...], list[np.ndarray]] = defaultdict(list)
    first: dict[tuple[object, ...], Problem] = {}
    for problem, rows in problems:
        facts = tuple(sorted((key, str(fact)) for key, fact in problem.facts.items()))
        key = (problem.code, problem.column, problem.value, facts)
        same[key].append(rows)
        first.setdefault(key, problem)
    told: Counter[tuple[object, ...]] = Counter()
    for key, groups in same.items():
        told[key[:2]] += 1
        if told[key[:2]] <= MOST:
            faults.found.append(make_fault(first[key], np.unique(np.concatenate(groups)), table))
    for (_, column), values in told.items():
        if values > MOST:
            facts = {"column": column, "more": values - MOST}
            faults.found.append(Fault("ANSWER-10", Place(table.file, 1), facts))


def make_fault(problem: Problem, rows: np.ndarray, table: Table) -> Fault:
    """The fault of a problem, at the first of its rows; the header where a column is missing."""
    told = {"value": problem.value, "column": problem.column, **problem.facts}
    if rows[0] < 0:
        return Fault(problem.code, Place(table.file, 1), told)
    listed = ", ".join(str(table.rows[int(row)]) for row in rows[:FEW])
    listed += ", …" if len(rows) > FEW else ""
    told |= {"count": len(rows), "rows": listed, "where": say_rows(len(rows), listed)}
    return Fault(problem.code, table.place(int(rows[0])), told)
