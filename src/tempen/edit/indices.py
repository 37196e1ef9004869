"""Indices of cases: the mean of the points of several answers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tempen.items.points import points_of
from tempen.terms.cases import Cases
from tempen.terms.item import Missing
from tempen.terms.study import Study


def score_indices(study: Study, cases: Cases) -> Cases:
    """The cases with every index as a number: `id` (code 0, or why there is none), `id:value`.

    A case with fewer than `least` answers that have points has skipped the index; where fewer of
    its members were asked, it was not asked.
    """
    columns: list[pl.Series] = []
    for index in study.indices:
        points = points_of(study, index, cases.table)
        asked = np.stack([was_asked(cases.table, member) for member in index.members], axis=1)
        answered = (~np.isnan(points)).sum(1)
        there = answered >= index.least
        code = np.where(there, 0, int(Missing.SKIPPED))
        code = np.where(asked.sum(1) >= index.least, code, int(Missing.NOT_ASKED))
        value = np.nansum(points, axis=1) / np.maximum(answered, 1)
        number = pl.Series(f"{index.id}:value", np.where(there, value, np.nan), nan_to_null=True)
        columns += [pl.Series(index.id, code.astype(np.int16)), number]
    return replace(cases, table=cases.table.with_columns(columns)) if columns else cases


def was_asked(table: pl.DataFrame, member: str) -> NDArray[np.bool_]:
    code = table[member].cast(pl.Int64).fill_null(int(Missing.NOT_ASKED))
    return (code != int(Missing.NOT_ASKED)).to_numpy()
