"""What is known of those who did not answer."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Representativity:
    """How evenly a wave was answered over the frame.

    N, n      eligible units, and those that answered; rate = n / N
    R         1 - 2 S of the response propensities, corrected for their being estimated: 1 where
              all are as likely to answer, 0 at the most uneven; R_raw without the correction
    S         the corrected standard deviation of the propensities (0..0.5)
    cv        S / rate: the most that the mean of those who answered can be off by nonresponse,
              in standard deviations of what was asked
    partial   `variable`, `level` (null: the variable as a whole), `units`, `answered`, `rate`,
              `propensity` (mean), `unconditional` (how much the variable goes with answering; of a
              level: above 0 over-represented, below 0 under-represented), `conditional` (how much
              is left of that within the crossing of the other variables)
    """

    wave: str
    N: int
    n: int
    rate: float
    R: float
    R_raw: float
    S: float
    cv: float
    partial: pl.DataFrame


@dataclass(frozen=True)
class Bounds:
    """Where a share lies (0..1) if the share among those who did not answer differs from that
    among those who did by up to `difference`; None: whatever they would have answered."""

    difference: float | None
    low: float
    high: float


@dataclass(frozen=True)
class Arrival:
    """Early answers against late ones.

    parts       `part` (1 the earliest), `first`, `last` (dates), `n`, `value` (weighted share or
                mean), `so_far` (value of all that had come by then)
    difference  value of the last part less that of the first; se, low, high (95 %) of it
    as_late     the value of everyone if those who never answered are like the last part
    """

    parts: pl.DataFrame
    difference: float
    se: float
    low: float
    high: float
    as_late: float
