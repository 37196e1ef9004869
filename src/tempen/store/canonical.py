"""Typed columns as the strings that a study's codes are written in."""

from __future__ import annotations

import polars as pl

from tempen.errors import Faults, Place

EXACT = 2.0**53  # beyond it not every whole number is a float


def as_strings(data: pl.DataFrame, file: str) -> pl.DataFrame:
    """Every column as String: 3.0 as 3, dates as ISO, true as true, lists joined by spaces.

    raises  STORE-14 columns of a kind that has no string (structures, bytes)
    """
    faults = Faults()
    for name, dtype in data.schema.items():
        if isinstance(dtype, (pl.Struct, pl.Object, pl.Array)) or dtype == pl.Binary:
            faults.add("STORE-14", Place(file), column=name, type=str(dtype))
    faults.stop()
    return data.with_columns(
        express(name, dtype).alias(name) for name, dtype in data.schema.items()
    )


def express(name: str, dtype: pl.DataType) -> pl.Expr:
    """The string expression of one column."""
    column = pl.col(name)
    if dtype.is_float():
        return express_float(column)
    if dtype == pl.Date:
        return column.dt.to_string("%Y-%m-%d")
    if isinstance(dtype, pl.Datetime):
        return express_moment(column)
    if isinstance(dtype, pl.List):
        return column.list.eval(pl.element().cast(pl.String)).list.join(" ")
    return column.cast(pl.String)


def express_float(column: pl.Expr) -> pl.Expr:
    """Whole numbers without a point; NaN, as some writers put a blank, as null."""
    whole = (column == column.floor()) & (column.abs() < EXACT)
    short = column.cast(pl.Int64, strict=False).cast(pl.String)
    return (
        pl.when(column.is_nan())
        .then(None)
        .when(whole)
        .then(short)
        .otherwise(column.cast(pl.String))
    )


def express_moment(column: pl.Expr) -> pl.Expr:
    """A moment at midnight is a date: what spreadsheets and SPSS make of dates."""
    midnight = column.dt.time() == pl.time(0, 0, 0)
    return (
        pl.when(midnight)
        .then(column.dt.to_string("%Y-%m-%d"))
        .otherwise(column.dt.to_string("%Y-%m-%dT%H:%M:%S"))
    )


def blank_as_null(data: pl.DataFrame) -> pl.DataFrame:
    """Strings without blanks around them; a cell of blanks is an empty cell."""
    stripped = data.with_columns(pl.all().str.strip_chars())
    return stripped.with_columns(pl.when(pl.all().str.len_bytes() > 0).then(pl.all()))
