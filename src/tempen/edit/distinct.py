"""Parse each different answer once: a million rows hold few of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from tempen.items import parse, variables
from tempen.items.answers import Problem, column_of
from tempen.terms.item import Item

WORTHWHILE = 5_000  # rows; below it parsing is quicker than looking for what is different
Raw = Mapping[str, pl.Series]


@dataclass(frozen=True)
class Spread:
    """The columns of an item in full, and each problem with all the rows (from 0) that have it."""

    columns: dict[str, pl.Series]
    problems: list[tuple[Problem, np.ndarray]]


def parse_distinct(item: Item, wave: str, raw: Raw) -> Spread:
    """As `tempen.items.parse`, by way of the different values of each column.

    Only where columns do not depend on each other: an item in one column, or a battery, whose
    rows are answered one by one. An option per column is parsed as it stands.
    """
    height = len(next(iter(raw.values())))
    if height >= WORTHWHILE and (len(raw) == 1 or item.rows):
        values = {column: series.unique(maintain_order=True) for column, series in raw.items()}
        longest = max(len(one) for one in values.values())
        if longest <= height / 4:
            return parse_values(item, wave, raw, values, longest)
    parsed = parse(item, wave, raw)
    problems = [(problem, np.array([problem.row])) for problem in parsed.problems]
    return Spread(dict(parsed.columns), problems)


def parse_values(item: Item, wave: str, raw: Raw, values: Raw, longest: int) -> Spread:
    """Parse the values, blank cells after the last, and put each where it stands in the rows."""
    padded = {c: one.extend_constant(None, longest - len(one)) for c, one in values.items()}
    parsed = parse(item, wave, padded)
    places = {column: place(raw[column], values[column]) for column in raw}
    sources = find_sources(item, wave, raw)
    nowhere = next(iter(places.values())) * 0
    columns = {
        name: codes.gather(places.get(sources.get(name.partition(":")[0], ""), nowhere))
        for name, codes in parsed.columns.items()
    }
    problems = [(problem, rows_of(problem, places)) for problem in parsed.problems]
    return Spread(columns, problems)


def find_sources(item: Item, wave: str, raw: Raw) -> dict[str, str]:
    """Variable -> the column that its answers stand in."""
    if not item.rows:
        return dict.fromkeys((variable.id for variable in variables(item)), next(iter(raw)))
    asked = item.waves[wave]
    return {v.id: column_of(item, asked, v.part) for v in variables(item)}


def place(series: pl.Series, values: pl.Series) -> pl.Series:
    """Per row the position of its value among the different ones."""
    known = values.drop_nulls()
    order = pl.Series(np.flatnonzero(values.is_not_null().to_numpy()), dtype=pl.UInt32)
    blank = np.flatnonzero(values.is_null().to_numpy())
    if known.is_empty():
        return pl.Series(np.zeros(len(series)), dtype=pl.UInt32)
    found = order.gather(series.cast(pl.Enum(known)).to_physical())
    return found.fill_null(int(blank[0])) if len(blank) else found


def rows_of(problem: Problem, places: Raw) -> np.ndarray:
    """Every row with the value of a problem; -1 where the whole column has it."""
    if problem.row < 0 or problem.column not in places:
        return np.array([problem.row])
    return np.flatnonzero(places[problem.column].to_numpy() == problem.row)
