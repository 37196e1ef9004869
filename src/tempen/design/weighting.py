"""Weights fitted to known totals of the population, cut to limits, and what they cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import polars as pl

from tempen.design.read import numbers, whole
from tempen.estimate.design import Design, Floats, Replicates
from tempen.terms.weight import Calibration
from tempen.weight import calibrate, rake, tabulate, trim
from tempen.weight.calibrate import DistanceName, calibrate_margins
from tempen.weight.diagnose import diagnose_wave
from tempen.weight.distances import Bounds
from tempen.weight.targets import Target, lay_out

Totals = Mapping[str, Mapping[str, float] | float]
Fitter = Callable[[Floats, Target], Floats]  # base weights and a target to weights


def rake_to(base: Floats, target: Target) -> Floats:
    return rake(base, target.margins).weight


def calibrate_to(distance: DistanceName, bounds: Bounds | None) -> Fitter:
    def fit(base: Floats, target: Target) -> Floats:
        if len(target.names) == sum(len(margin.levels) for margin in target.margins):
            return calibrate_margins(base, target.margins, distance=distance, bounds=bounds).weight
        x, totals, names = target.x, target.totals, target.names
        return calibrate(base, x, totals, distance=distance, bounds=bounds, names=names).weight

    return fit


def fit_weights(table: pl.DataFrame, design: Design, totals: Totals, fit: Fitter) -> Design:
    """The design with weights that meet the totals, whose errors are those of residuals.

    Cases of weight 0 stay so. Replicate weights are each fitted as the weights are, and need no
    residuals.

    raises  EST-05, EST-12 no such column or no numbers in it, EST-22 a case that lacks it;
            WEIGHT-08 to WEIGHT-12, WEIGHT-16, WEIGHT-18
    """
    columns = read_columns(table, totals)
    weight, target, inside = fit_one(columns, design.weight, totals, fit)
    if design.replicates is not None:
        given = design.replicates
        each = [fit_one(columns, column, totals, fit)[0] for column in given.weights.T]
        made = Replicates(np.stack(each, axis=1), given.scale, given.rscales, given.mse)
        return replace(design, weight=weight, replicates=made)
    x = np.zeros((design.n, target.x.shape[1]))
    x[inside] = target.x
    margins = compare(target, design.weight[inside], weight[inside])
    kept = Calibration(x, design.weight, np.ones(design.n), target.names, margins)
    return replace(design, weight=weight, calibration=kept)


def read_columns(table: pl.DataFrame, totals: Totals) -> pl.DataFrame:
    """What each total is of: a column, or the crossing of several as "sector/size", by level; or
    a column of numbers."""
    made = {}
    for name, total in totals.items():
        if isinstance(total, Mapping):
            parts = [whole(table, part).cast(pl.String).alias(part) for part in name.split("/")]
            made[name] = pl.DataFrame(parts).select(pl.concat_str(pl.all(), separator="/"))
        else:
            numbers(table, name)
            made[name] = whole(table, name).cast(pl.Float64).to_frame()
    return pl.DataFrame({name: one.to_series() for name, one in made.items()})


def fit_one(
    columns: pl.DataFrame, base: Floats, totals: Totals, fit: Fitter
) -> tuple[Floats, Target, np.ndarray]:
    """Weights (n,), the target of the cases with a weight, and which they are."""
    inside = base != 0
    target = lay_out(columns.filter(pl.Series(inside)), dict(totals))
    weight = np.zeros(len(base))
    weight[inside] = fit(base[inside], target)
    return weight, target, inside


def compare(target: Target, before: Floats, after: Floats) -> pl.DataFrame:
    """`margin`, `level`, `total`, and what the weights added up to `before` and `after`."""
    names, levels = zip(*target.names, strict=True)
    made = {"margin": names, "level": levels, "total": target.totals}
    return pl.DataFrame(made | {"before": before @ target.x, "after": after @ target.x})


def trim_weights(design: Design, low: float, high: float) -> Design:
    """The design with weights cut to limits; margins that they met are met no longer."""
    inside = design.weight != 0
    weight = design.weight.copy()
    weight[inside] = trim(design.weight[inside], low, high).weight
    return replace(design, weight=weight, calibration=None)


def describe_weights(design: Design) -> pl.DataFrame:
    """One row, as `tabulate`: how uneven the weights are, and the design effect of that."""
    inside, made = design.weight != 0, design.calibration
    base = made.w0[inside] if made is not None else None
    return tabulate([diagnose_wave("", design.weight[inside], base)]).drop("wave")
