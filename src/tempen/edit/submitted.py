"""When each answer came in, where the study names the column that says it."""

from __future__ import annotations

import polars as pl

from tempen.edit.tell import tell_values
from tempen.errors import Faults
from tempen.terms.study import Wave
from tempen.terms.table import Table


def read_days(wave: Wave, table: Table, faults: Faults) -> pl.Series:
    """(n,) the day of each answer; null where the wave names no column, or the cell says none.

    A moment is cut to its day, whatever its time zone.
    warns  ANSWER-12 for what is no date, unless it is a fault already
    """
    column = wave.submitted_column
    if column is None or column not in table.data.columns:
        return pl.Series("submitted", [None] * table.data.height, dtype=pl.Date)
    said = table.data[column]
    days = said.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False).alias("submitted")
    odd = days.is_null() & said.is_not_null()
    if not any(fault.code == "ANSWER-06" for fault in faults.found):
        tell_values(table, said, odd, faults, "ANSWER-12", {"column": column}, severity="warning")
    return days
