"""Early answers against late ones: those who need reminding may be like those who never answer.

Source: Armstrong & Overton 1977; Lin & Schaeffer 1995 for the continuum of resistance, and for how
little one should lean on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from tempen.terms.nonresponse import Arrival
from tempen.weight.margins import Floats

Z = 1.959963984540054


def compare_arrival(
    value: Floats, arrived: Sequence[Any], weight: Floats, rate: float, parts: int = 2
) -> Arrival:
    """Split n answers by when they came, in parts of about equal number; days are kept whole.

    value    (n,) 1 or 0 for a share, else a number; arrived (n,) dates or times; weight (n,) > 0
    rate     response rate (0..1), for what follows if the others are like the last to come
    se       of the difference, by linearisation, the parts taken as independent
    """
    table = pl.DataFrame({"arrived": arrived, "y": value, "w": weight}).with_columns(
        rank=pl.col("arrived").rank("average")
    )
    part = ((table["rank"] * parts / table.height).ceil().clip(1, parts)).cast(pl.Int64)
    table = table.with_columns(part=part.rank("dense").cast(pl.Int64))
    told = tell_parts(table)
    first, last = told["value"][0], told["value"][-1]
    se = (variance(table, 1) + variance(table, told.height)) ** 0.5
    gap = last - first
    whole = told["so_far"][-1]
    as_late = rate * whole + (1 - rate) * last
    return Arrival(told, gap, se, gap - Z * se, gap + Z * se, as_late)


def tell_parts(table: pl.DataFrame) -> pl.DataFrame:
    """The `parts` of `Arrival`."""
    made = (
        table.group_by("part")
        .agg(
            first=pl.col("arrived").min(),
            last=pl.col("arrived").max(),
            n=pl.len().cast(pl.Int64),
            wy=(pl.col("w") * pl.col("y")).sum(),
            w=pl.col("w").sum(),
        )
        .sort("part")
    )
    return made.select(
        "part",
        "first",
        "last",
        "n",
        value=pl.col("wy") / pl.col("w"),
        so_far=pl.col("wy").cum_sum() / pl.col("w").cum_sum(),
    )


def variance(table: pl.DataFrame, part: int) -> float:
    """Of a part's weighted mean, with replacement; 0 for a part of one."""
    here = table.filter(pl.col("part") == part)
    w, y = here["w"].to_numpy(), here["y"].to_numpy()
    n = len(w)
    u = w * (y - w @ y / w.sum()) / w.sum()
    return float(np.sum(u**2)) * n / (n - 1) if n > 1 else 0.0
