"""SPSS and Stata files: codes as they are, and the values declared missing told apart."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from tempen.errors import Faults, Place
from tempen.store.canonical import as_strings, blank_as_null
from tempen.store.columnar import first_line, record_numbers
from tempen.terms.table import Table

Range = Mapping[str, Any]  # {"lo": 98.0, "hi": 99.0}


def read_spss(path: Path, file: str) -> Table:
    """Read .sav or .zsav: raw codes, never labels; `missing` holds the user-missing values.

    raises  STORE-05 damaged, STORE-14 a column that has no string
    """
    data, meta = read_statistical("read_sav", path, file, "SPSS")
    strings = as_strings(data, file)
    missing = {
        name: declared_missing(data[name], strings[name], ranges)
        for name, ranges in meta.missing_ranges.items()
    }
    return Table(file, strings, record_numbers(data.height), missing)


def read_stata(path: Path, file: str) -> Table:
    """Read .dta: extended missing values (.a to .z) become the letters, listed in `missing`.

    raises  STORE-05 damaged, STORE-14 a column that has no string
    """
    data, meta = read_statistical("read_dta", path, file, "Stata")
    strings = as_strings(data, file)
    missing = {name: frozenset(map(str, v)) for name, v in meta.missing_user_values.items()}
    return Table(file, strings, record_numbers(data.height), missing)


def read_statistical(reader: str, path: Path, file: str, kind: str) -> tuple[pl.DataFrame, Any]:
    """Data and metadata; columns that mix numbers and letters come as Python objects."""
    import pyreadstat  # a quarter of a second that most studies need not wait

    faults = Faults()
    try:
        data, meta = getattr(pyreadstat, reader)(path, user_missing=True, output_format="polars")
    except (pyreadstat.ReadstatError, OSError, ValueError, OverflowError) as error:
        faults.add("STORE-05", Place(file), kind=kind, problem=first_line(error))
        faults.stop()
        raise
    mixed = [name for name, dtype in data.schema.items() if dtype == pl.Object]
    return data.with_columns(pl.Series(name, map(say_mixed, data[name])) for name in mixed), meta


def say_mixed(value: object) -> str | None:
    """One cell of a column of objects, as `as_strings` would say it."""
    if value is None or value != value:
        return None
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def declared_missing(values: pl.Series, strings: pl.Series, ranges: list[Range]) -> frozenset[str]:
    """The values of a column that lie in its ranges of missing values, as strings."""
    inside = pl.Series([False]).new_from_index(0, len(values))
    for span in ranges:
        if isinstance(span["lo"], str) != (values.dtype == pl.String):
            continue
        inside |= values.is_between(span["lo"], span["hi"]).fill_null(False)
    return frozenset(blank_as_null(strings.filter(inside).to_frame()).to_series().drop_nulls())
