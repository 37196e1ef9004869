"""What fieldwork found out of the units of a frame: who declined, who was not eligible."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from tempen.terms.cases import Account, Frame


def note_dispositions(frame: Frame, accounts: Iterable[Account]) -> Frame:
    """The frame as the answers of its wave correct it: their word goes before the frame's own.

    A unit that says it is not eligible leaves N as well as the denominator of the response rate.
    """
    said = {
        unit: disposition
        for account in accounts
        if account.wave == frame.wave
        for unit, disposition in account.dispositions.items()
    }
    if not said:
        return frame
    told = pl.col("unit").replace_strict(said, default=None, return_dtype=pl.String)
    table = frame.table.with_columns(disposition=pl.coalesce(told, pl.col("disposition")))
    left_out = pl.col("disposition").eq_missing("not_eligible")
    return replace(frame, table=table.with_columns(eligible=pl.col("eligible") & ~left_out))
