"""A foreign table as read: strings, with the rows of the file they stand in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from tempen.errors import Place
from tempen.locale import Words, mark


@dataclass(frozen=True)
class Table:
    """One table of a file.

    file     as faults name it
    data     every column String, stripped; null where the cell is blank
    rows     UInt32, per row of `data`: where it begins in the file. Text files and workbooks
             count lines and rows from 1, the header included; Parquet, SPSS and Stata have no
             such rows, and records count from 1
    missing  column -> values that the file itself declares missing (SPSS and Stata): they are
             in `data` still, so that a study can tell refusals from don't-knows
    """

    file: str
    data: pl.DataFrame
    rows: pl.Series
    missing: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def place(self, index: int = 0) -> Place:
        """Where row `index` of `data` stands in the file."""
        return Place(self.file, int(self.rows[index]) if index < len(self.rows) else 0)

    def list_rows(self, chosen: pl.Series, most: int = 5) -> str:
        """The rows of the file where `chosen` (Boolean, as long as `data`) holds: “3, 9, 12, …”."""
        rows = self.rows.filter(chosen)
        listed = ", ".join(str(row) for row in rows.head(most))
        return f"{listed}, …" if len(rows) > most else listed

    def say_rows(self, chosen: pl.Series) -> Words:
        """The same as words with their number."""
        return say_rows(int(chosen.sum()), self.list_rows(chosen))

    def where(self, chosen: pl.Series) -> Table:
        """The rows where `chosen` holds."""
        return Table(self.file, self.data.filter(chosen), self.rows.filter(chosen), self.missing)


def say_rows(count: int, listed: str) -> Words:
    """“row 3”, or “17 rows: 3, 9, 12, …”."""
    if count == 1:
        return mark("row {rows}", rows=listed)
    return mark("{count} rows: {rows}", count=count, rows=listed)
