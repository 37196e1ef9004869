"""The points of answers: what an index is made of."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tempen.terms.item import Missing, Variable
from tempen.terms.study import Index, Study

Floats = NDArray[np.float64]


def points_of(study: Study, index: Index, table: pl.DataFrame) -> Floats:
    """(n, k) points of each member, turned where it says so; NaN without an answer or a point."""
    made = []
    for id in index.members:
        variable = study.variable(id)
        own = read_points(index, variable, table)
        if id in index.reverse:
            low, high = range_of(study, index, variable, own)
            own = low + high - own
        made.append(own)
    return np.stack(made, axis=1)


def read_points(index: Index, variable: Variable, table: pl.DataFrame) -> Floats:
    code = table[variable.id].cast(pl.Int64).fill_null(int(Missing.NOT_ASKED)).to_numpy()
    if variable.scale == "number":
        value = table[f"{variable.id}:value"].cast(pl.Float64).fill_null(np.nan).to_numpy()
        return np.where(code >= 0, value, np.nan)
    worth = np.array([*level_points(index, variable), np.nan])
    return worth[np.where(code >= 0, code, len(variable.levels))]


def level_points(index: Index, variable: Variable) -> list[float]:
    """By level: the index's own points, where it has any, else the item's scores."""
    if index.points:
        return [index.points.get(level, np.nan) for level in variable.levels]
    return [np.nan if score is None else float(score) for score in variable.scores]


def range_of(study: Study, index: Index, variable: Variable, own: Floats) -> tuple[float, float]:
    """The ends of a member's scale; of a number what the item allows, else what was answered."""
    if variable.scale != "number":
        points = level_points(index, variable)
        return float(np.nanmin(points)), float(np.nanmax(points))
    item = study.item(variable.item)
    seen = own[~np.isnan(own)]
    low = seen.min(initial=0.0) if item.minimum is None else item.minimum
    high = seen.max(initial=0.0) if item.maximum is None else item.maximum
    return float(low), float(high)
