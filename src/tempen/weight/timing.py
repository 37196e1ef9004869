"""Early answers against late ones: those who need reminding may be like those who never answer.

Source: Armstrong & Overton 1977; Lin & Schaeffer 1995 for the continuum of resistance, and for how
little one should lean on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import erfc
from typing import Any

import numpy as np
import polars as pl

from tempen.terms.nonresponse import Arrival
from tempen.weight.margins import Floats, Ints

Z = 1.959963984540054


def compare_arrival(
    value: Floats, arrived: Sequence[Any], weight: Floats, rate: float, parts: int = 2
) -> Arrival:
    """Split n answers by when they came, in parts of about equal number; days are kept whole.

    value    (n,) 1 or 0 for a share, else a number; arrived (n,) dates or times; weight (n,) > 0
    rate     response rate (0..1), for what follows if the others are like the last to come
    se       of the difference, by linearisation, the parts taken as independent
    """
    part = divide(pl.Series(arrived), parts)
    table = pl.DataFrame({"arrived": arrived, "y": value, "w": weight, "part": part})
    told = tell_parts(table)
    first, last = told["value"][0], told["value"][-1]
    se = (variance(table, 1) + variance(table, told.height)) ** 0.5
    gap = last - first
    whole = told["so_far"][-1]
    as_late = rate * whole + (1 - rate) * last
    return Arrival(told, gap, se, gap - Z * se, gap + Z * se, as_late)


def divide(arrived: pl.Series, parts: int = 2) -> pl.Series:
    """(n,) which part each answer came in, 1 the earliest; days are kept whole."""
    rank = arrived.rank("average")
    part = (rank * parts / max(len(arrived), 1)).ceil().clip(1, parts)
    return part.rank("dense").cast(pl.Int64)


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


def compare_halves(codes: Ints, levels: int, part: Ints, weight: Floats) -> Iterator[Halves]:
    """Early and late shares of each level of one variable, those outside its base left out.

    codes  (n,) 0..levels-1 in the base, negative outside; part (n,) 1 early, 2 late, 0 neither
    """
    inside = (codes >= 0) & (part > 0) & (weight > 0)
    y = np.eye(levels)[codes[inside]]
    w, late = weight[inside], part[inside] == 2
    ends = [share_of(y[half], w[half]) for half in (~late, late)]
    n = (int((~late).sum()), int(late.sum()))
    for level in range(levels):
        (early, v_early), (share, v_late) = ((p[level], v[level]) for p, v in ends)
        yield Halves(*n, early, share, (v_early + v_late) ** 0.5)


def share_of(y: Floats, w: Floats) -> tuple[Floats, Floats]:
    """Weighted means of the columns of y (n, L), and their variances with replacement."""
    n, total = len(w), w.sum()
    if n < 2:
        return np.full(y.shape[1], np.nan), np.full(y.shape[1], np.nan)
    mean = w @ y / total
    return mean, ((w[:, None] * (y - mean) / total) ** 2).sum(0) * n / (n - 1)


@dataclass(frozen=True)
class Halves:
    """A share among the early and among the late; se of late less early."""

    n_early: int
    n_late: int
    early: float
    late: float
    se: float

    @property
    def p(self) -> float:
        """Two-sided, normal; 1 where nothing differs, 0 where it does without any spread."""
        gap = abs(self.late - self.early)
        return erfc(gap / self.se / 2**0.5) if self.se > 0 else float(gap < 1e-12)
