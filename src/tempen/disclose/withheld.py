"""How much was held back, and why: for the method appendix."""

from __future__ import annotations

import polars as pl

WITHHELD = pl.Schema({"reason": pl.String, "distributions": pl.Int64, "figures": pl.Int64})
REASONS = ("few", "small_cell", "whole_group", "dominance", "difference", "complement")


def count_withheld(hidden: pl.DataFrame) -> pl.DataFrame:
    """What was held back by reason, in the order of `REASONS`; reasons without any are left out.

    hidden   `Estimates.hidden`
    returns  columns `WITHHELD`: `distributions` withheld whole, single `figures` of others
    """
    if hidden.is_empty():
        return pl.DataFrame(schema=WITHHELD)
    told = hidden.filter(pl.col("domain_level") != "rest")
    whole = pl.col("level").is_null()
    counts = told.group_by("reason").agg(
        distributions=whole.sum().cast(pl.Int64), figures=(~whole).sum().cast(pl.Int64)
    )
    order = pl.col("reason").replace_strict(REASONS, range(len(REASONS)))
    return counts.sort(order).select(WITHHELD.names())
