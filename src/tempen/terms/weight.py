"""Weights and the strata they stand on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tempen.errors import Fault


@dataclass(frozen=True)
class Calibration:
    """What calibrated weights were fitted to, for the variance: it uses the residuals from it.

    x   (n, p) auxiliary variables, rows in the order of `Weights.table`; 0 in a wave's rows for
        what that wave was not calibrated to
    w0  (n,) weights before calibration; q (n,) the scale factors of the distance, mostly 1
    columns  (p,) margin and level that each column of x stands for (level "" for a number)
    margins  `wave`, `margin`, `level`, `total` (wanted), `before`, `after` (sums of the weights)
    fits     `wave`, `steps`, `misfit` (largest relative difference between a margin and its total)
    """

    x: NDArray[np.float64]
    w0: NDArray[np.float64]
    q: NDArray[np.float64]
    columns: tuple[tuple[str, str], ...] = ()
    margins: pl.DataFrame = field(default_factory=pl.DataFrame)
    fits: pl.DataFrame = field(default_factory=pl.DataFrame)


@dataclass(frozen=True)
class Weights:
    """Final weights of every case, and the strata of the variance.

    table   one row a case, in the order of `Cases.table`: `wave`, `unit`, `weight`
            [frame units per case; 1 with `none`], `stratum` (str)
            stratum null: the case stands in no design (an open study; a unit that is not
            eligible, with weight 0)
    strata  `wave`, `stratum`, `N` (eligible frame units; null where not known: no finite
            population correction), `n` (cases), `from_groups` (list[str]: what was collapsed)
    frame_strata  `wave`, `unit`, `stratum`: where every eligible frame unit stands, answered or
            not; the variance of a change needs the units in both frames
    calibration  what calibrated weights were fitted to; None: they were not calibrated
    phases  where response groups cross the strata of a sample; one row for each crossing in which
            somebody answered: `wave`, `stratum` (as in `table`), `first` (stratum of the sample),
            `group`, `N` (eligible units of the stratum), `drawn` (of them), `asked` (units drawn
            that stand in the group), `answered` (of them). `frame_strata` then holds strata of the
            sample
    drawn   `wave`, `unit`, `first`, `group` of every unit that was drawn, answered or not
    """

    name: str
    method: str
    table: pl.DataFrame
    strata: pl.DataFrame
    faults: tuple[Fault, ...] = field(default_factory=tuple)
    frame_strata: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(
            schema={"wave": pl.String, "unit": pl.String, "stratum": pl.String}
        )
    )
    calibration: Calibration | None = None
    phases: pl.DataFrame = field(default_factory=pl.DataFrame)
    drawn: pl.DataFrame = field(default_factory=pl.DataFrame)


@dataclass(frozen=True)
class Diagnosis:
    """How uneven the weights of one wave are, and what that costs.

    n, total       cases with a weight, and the sum of their weights [frame units]
    design_effect  Kish's 1 + cv² of the weights: the variance that uneven weights bring to an
                   estimate they have nothing to do with; n_eff = n / design_effect
    quantiles      probability (0, 0.05, 0.25, 0.5, 0.75, 0.95, 1) -> weight
    ratio          largest over smallest weight; None where one is not positive
    half           the smallest number of cases that hold half of the weight; half_share: of n
    g              the same quantiles of g = weight / base weight; None: not calibrated
    """

    wave: str
    n: int
    total: float
    design_effect: float
    n_eff: float
    quantiles: Mapping[float, float]
    ratio: float | None
    half: int
    half_share: float
    g: Mapping[float, float] | None = None
