"""What the weights of a wave shall add up to: margins and sums of the frame, or given ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from tempen.errors import Faults
from tempen.terms.study import Weighting
from tempen.weight.attain import Name
from tempen.weight.groups import label_of
from tempen.weight.margins import Floats, Margin, indicators, read_margins

Totals = dict[str, Mapping[str, float] | float]


@dataclass(frozen=True)
class Target:
    """The totals of n cases.

    x        (n, p): 1 in the level of each margin that a case has, then the numeric columns
    names    (p,) margin and level, or column and ""; totals (p,)
    margins  the margins alone, for raking
    """

    x: Floats
    names: tuple[Name, ...]
    totals: Floats
    margins: tuple[Margin, ...]


def spread_out(table: pl.DataFrame, weighting: Weighting) -> pl.DataFrame:
    """The margins (labels) and sums (numbers) of every row, null where not known."""
    return table.select(
        *(label_of(tuple(m.split("/"))).alias(m) for m in weighting.margins),
        *(pl.col(c).cast(pl.Float64, strict=False) for c in weighting.sums),
    )


def count(units: pl.DataFrame, weighting: Weighting) -> Totals:
    """Units by level of every margin, levels in order, and the sum of every numeric column.

    raises  WEIGHT-15 a cell of a numeric column that is no finite number
    """
    columns, faults = spread_out(units, weighting), Faults()
    found: Totals = {}
    for margin in weighting.margins:
        counts = columns[margin].drop_nulls().value_counts().sort(margin)
        found[margin] = {level: float(n) for level, n in counts.iter_rows()}
    for column in weighting.sums:
        wrong = units[column].filter(~columns[column].is_finite().fill_null(False))
        if len(wrong):
            faults.add("WEIGHT-15", value=wrong[0], column=column, count=len(wrong))
        found[column] = float(columns[column].sum())
    faults.stop()
    return found


def scale(totals: Totals, kept: float) -> Totals:
    """The part `kept` of every total."""
    return {
        name: {level: number * kept for level, number in total.items()}
        if isinstance(total, Mapping)
        else total * kept
        for name, total in totals.items()
    }


def lay_out(columns: pl.DataFrame, wanted: Totals) -> Target:
    """The target of cases whose columns `spread_out` made, none of them null.

    raises  WEIGHT-09, WEIGHT-10, WEIGHT-16 as `read_margins`
    """
    counts = {m: total for m, total in wanted.items() if isinstance(total, Mapping)}
    sums = {c: total for c, total in wanted.items() if not isinstance(total, Mapping)}
    margins = read_margins(columns, counts)
    numbers = columns.select(list(sums)).to_numpy().reshape(columns.height, len(sums))
    x = numbers.astype(float)
    if margins:
        marks = indicators([m.codes for m in margins], [len(m.levels) for m in margins])
        x = np.hstack([marks, x])
    names = [(m.name, level) for m in margins for level in m.levels]
    totals = [*(m.totals for m in margins), np.array(list(sums.values()), float)]
    return Target(x, (*names, *((c, "") for c in sums)), np.concatenate(totals), margins)
