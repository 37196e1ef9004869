"""An index tells of its members: what is held back of one of them is held back of the index."""

from __future__ import annotations

import polars as pl

from tempen.terms.study import Study


def hold_indices(hidden: pl.DataFrame, study: Study) -> pl.DataFrame:
    """What is hidden, and with it the indices that hidden variables are members of.

    With the other members known, an index gives a member's mean away. Groups held back of a
    member cannot be had from the others of their domain, and so it is for the index.
    """
    parts = [
        hidden.filter(pl.col("variable").is_in(index.members)).with_columns(
            variable=pl.lit(index.id),
            level=pl.lit(None, pl.String),
            reason=pl.lit("complement"),
        )
        for index in study.indices
    ]
    return pl.concat([hidden, *parts]).unique(maintain_order=True) if parts else hidden
