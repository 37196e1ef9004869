"""A table on disk, read a slice at a time and counted as the embedded engine counts.

Polars reads the columns that are asked for while NumPy counts the slice before; what is kept of a
slice is one row a combination that occurs in it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from tempen.estimate.design import Floats, Ints
from tempen.estimate.engines.embedded import level_tallies
from tempen.estimate.engines.groups import Groups, join, one_each
from tempen.estimate.engines.reader import LEFT_IN, SUMS, Looked

SLICE = 500_000  # rows
MOST_LEVELS = 1_000  # of one column: more are not counted by level
MERGE = 16  # tallies of slices that are kept before they are added up


class TooManyError(Exception):
    """More combinations than can be counted."""


class Slices:
    """Reads Polars's lazy tables."""

    def fetch(self, table: pl.LazyFrame, names: Sequence[str]) -> pl.DataFrame:
        return table.select(names).collect(engine="streaming")

    def look(self, table: pl.LazyFrame, weight: str) -> Looked:
        w = pl.col(weight).cast(pl.Float64).fill_nan(None)
        row = table.select(
            missing=w.is_null().sum(), zero=(w == 0).sum(), low=w.min(), high=w.max(), n=pl.len()
        ).collect(engine="streaming")
        return Looked(**row.row(0, named=True))

    def group(
        self, table: pl.LazyFrame, keys: Sequence[str], weight: str | None, most: int, split: bool
    ) -> pl.DataFrame | None:
        w = pl.lit(1.0) if weight is None else pl.col(weight).cast(pl.Float64)
        table = table.select(*keys, w.alias("§w"))
        if split:
            table = table.with_columns((pl.col("§w") > 0).alias(LEFT_IN))
        got = (
            table.group_by(*keys, *([LEFT_IN] if split else []))
            .agg(pl.len().alias("§n"), pl.col("§w").sum(), (pl.col("§w") ** 2).sum().alias("§w2"))
            .head(most + 1)
            .collect(engine="streaming")
        )
        return None if got.height > most else got

    def tally(
        self,
        table: pl.LazyFrame,
        keys: Sequence[str],
        items: Sequence[str],
        weight: str | None,
        most: int,
        split: bool,
    ) -> dict[str, pl.DataFrame] | None:
        w = pl.lit(1.0) if weight is None else pl.col(weight).cast(pl.Float64)
        table = table.select(*dict.fromkeys((*keys, *items)), w.alias("§w"))
        if split:
            table = table.with_columns((pl.col("§w") > 0).alias(LEFT_IN))
        marks = (*keys, LEFT_IN) if split else tuple(keys)
        parts: list[dict[str, pl.DataFrame]] = []
        try:
            for rows in table.collect_batches(chunk_size=SLICE, maintain_order=True):
                parts.append(tally_slice(rows.rechunk(), marks, items))
                if len(parts) == MERGE:
                    parts = [merge(parts, marks, most)]
            return merge(parts, marks, most) if parts else None
        except TooManyError:
            return None


def tally_slice(
    rows: pl.DataFrame, keys: Sequence[str], items: Sequence[str]
) -> dict[str, pl.DataFrame]:
    """Item -> one row a combination of the keys and the item's value, with its sums."""
    groups = group_rows(rows, keys)
    marks = rows.select(keys)[groups.first]
    coded = {name: code_column(rows[name]) for name in items}
    weight = rows["§w"].to_numpy()
    made: dict[str, pl.DataFrame] = {}
    for names in alike(coded):
        S = max(len(coded[name][1]) for name in names)
        sums = level_tallies(groups, [coded[name][0] for name in names], S, weight)
        for v, name in enumerate(names):
            made[name] = lay_out(marks, name, coded[name][1], [one[:, v] for one in sums])
    return made


def group_rows(rows: pl.DataFrame, keys: Sequence[str]) -> Groups:
    """The combinations of the keys that occur, and which each row is of."""
    n = rows.height
    code, size = np.zeros(n, np.int64), 1
    for name in keys:
        code, size = join(code, size, [code_column(rows[name])[0]])
    return Groups((), code, one_each(code, size, n))


def code_column(column: pl.Series) -> tuple[Ints, pl.Series]:
    """(n,) codes from 0, and the value of each code; null is a value of its own."""
    kind = column.dtype
    if kind.is_integer() and column.null_count() < len(column):
        low, high = int(column.min()), int(column.max())  # pyright: ignore[reportArgumentType]
        if high - low < MOST_LEVELS:
            return code_whole_numbers(column, low, high)
    values = column.unique()
    if len(values) > MOST_LEVELS:
        raise TooManyError
    known = values.drop_nulls()
    codes = column.replace_strict(
        known, range(len(known)), default=len(known), return_dtype=pl.Int32
    )
    return codes.to_numpy(), known.extend_constant(None, 1) if column.null_count() else known


def code_whole_numbers(column: pl.Series, low: int, high: int) -> tuple[Ints, pl.Series]:
    """The same by subtraction; numbers between that nobody gave have a code as well."""
    size, kind = high - low + 1, column.dtype
    values = pl.int_range(low, high + 1, eager=True).cast(kind)
    small = np.int8 if size < 2**7 else np.int16
    if not column.null_count():
        return subtract(column.to_numpy(), low).astype(small), values
    there = column.is_not_null().to_numpy()
    codes = subtract(column.fill_null(low).to_numpy(), low)
    return np.where(there, codes, size).astype(small), values.extend_constant(None, 1)


def subtract(numbers: Ints, low: int) -> Ints:
    """Numbers less their lowest, in a type that holds the difference."""
    if low == 0:
        return numbers
    room = np.int64 if numbers.dtype.itemsize > 2 else np.int32
    return numbers.astype(room) - low


def alike(coded: dict[str, tuple[Ints, pl.Series]]) -> list[list[str]]:
    """Items by about as many values, so that they are counted together without much padding."""
    sizes: dict[int, list[str]] = {}
    for name, (_, values) in coded.items():
        sizes.setdefault(len(values).bit_length(), []).append(name)
    return list(sizes.values())


def lay_out(marks: pl.DataFrame, name: str, values: pl.Series, sums: list[Floats]) -> pl.DataFrame:
    """The combinations that occur, from arrays (G, S) of n, sum(w) and sum(w²)."""
    g, s = np.nonzero(sums[0][:, : len(values)])
    columns = [pl.Series(mark, one[g, s]) for mark, one in zip(SUMS, sums, strict=True)]
    level = [] if name in marks.columns else [values[s].alias(name)]
    return marks[g].hstack([*level, *columns])


def merge(
    parts: list[dict[str, pl.DataFrame]], keys: Sequence[str], most: int
) -> dict[str, pl.DataFrame]:
    """Tallies of slices added up."""
    made = {}
    for name in parts[0]:
        whole = pl.concat([part[name] for part in parts])
        by = list(dict.fromkeys((*keys, name)))
        made[name] = whole.group_by(by).agg(pl.col(SUMS).sum())
    if sum(one.height for one in made.values()) > most:
        raise TooManyError
    return made
