"""Parquet: typed columns, read as a whole."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tempen.errors import Faults, Place
from tempen.locale import mark
from tempen.store.canonical import as_strings
from tempen.terms.table import Table

MOST_CELLS = 500_000_000  # a small file can declare any number of equal rows


def read_parquet(path: Path, file: str) -> Table:
    """Read a Parquet file.

    raises  STORE-05 damaged, STORE-11 too many cells, STORE-14 a column that has no string
    """
    faults = Faults()
    try:
        scan = pl.scan_parquet(path, glob=False, hive_partitioning=False)
        height = scan.select(pl.len()).collect().item()
        cells = height * len(scan.collect_schema())
        if cells > MOST_CELLS:
            faults.add("STORE-11", Place(file), size=cells, limit=MOST_CELLS, what=mark("cells"))
        faults.stop()
        data = scan.collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        faults.add("STORE-05", Place(file), kind="Parquet", problem=first_line(error))
    faults.stop()
    return Table(file, as_strings(data, file), record_numbers(data.height))  # pyright: ignore


def record_numbers(height: int) -> pl.Series:
    """Records from 1: formats without lines have no header row to count."""
    return pl.Series("row", range(1, height + 1), dtype=pl.UInt32)


def first_line(error: BaseException) -> str:
    return str(error).strip().split("\n")[0][:200] or type(error).__name__
