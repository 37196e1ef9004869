"""Estimates of a score in every cell, with their errors, under any design.

Plain strata and points by level go through the engine's grouped sums; everything else through the
linearised values of the cases. Both give the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tempen.estimate.design import Design, Floats, Ints
from tempen.estimate.engines import find_engine
from tempen.estimate.score import Flags, Score
from tempen.estimate.variance import (
    Linear,
    Moments,
    cell_variances,
    linearise,
    ratio_of,
    replicate_covariance,
    sum_by,
    sums_in_cells,
    variance_of,
)


@dataclass(frozen=True)
class Answer:
    """Estimates (C, K); NaN: not there to be had.

    variance  of the estimates; spread: of y among the units of the population (S²), for effective
              numbers and design effects
    n, base   (C,) unweighted number in the base, and its weight [frame units]
    count     (C, K) unweighted number with y above 0
    exact     (C,) every unit of the cell's strata was asked and answered
    bounded   (C, K) of two phases: the variance of the first came out negative, and a bound of it
              stands there
    """

    value: Floats
    variance: Floats
    spread: Floats
    n: Floats
    base: Floats
    count: Floats
    exact: Flags
    bounded: Flags


def answer(score: Score, cell: Ints, C: int, design: Design, engine: str = "embedded") -> Answer:
    """Every estimate of a score.

    cell  (n,) codes 0..C-1; negative: in none
    """
    inside = score.base & (cell >= 0)
    by_sums = design.plain and design.together is None
    if by_sums and score.codes is not None and not score.total:
        return by_levels(score, cell, C, design, engine)
    return by_cases(
        score, np.where(inside, cell, -1), C, design, exact_cells(cell, C, score, design)
    )


def by_levels(score: Score, cell: Ints, C: int, design: Design, engine: str) -> Answer:
    """From numbers and sums of weights by stratum, cell and level alone."""
    codes, points = score.codes, score.points
    if codes is None or points is None:
        raise ValueError("the score has no levels")
    levels = np.eye(len(points))[None]
    sums, _ = find_engine(engine).level_sums(codes[None], cell[None], C, levels, design)
    moments = Moments(
        sums.n, sums.w, sums.w2, sums.wy @ points, sums.w2y @ points, sums.w2y @ points**2,
        sums.count @ (points > 0),
    )  # fmt: skip
    value, linear = ratio_of(moments)[0][0], linearise(moments)
    V, bounded = variance_of(linear, design)[0], bounded_in(linear, design)[0]
    n, base = moments.n.sum(0)[0, :, 0], moments.w.sum(0)[0, :, 0]
    count = moments.count.sum(0)[0]
    with np.errstate(invalid="ignore", divide="ignore"):
        square = (sums.wy.sum(0)[0] @ points**2) / base[:, None]
        spread = np.maximum(square - value**2, 0) * unbiased(n)[:, None]
    value, V = settle(score, value, V, count, n)
    exact = exact_cells(cell, C, score, design)
    return Answer(value, V, spread, n, base, count, exact, bounded)


def by_cases(score: Score, cell: Ints, C: int, design: Design, exact: Flags) -> Answer:
    """From the linearised values of the cases."""
    y, x, w = score.rows(), score.sizes(), design.weight
    inside = np.flatnonzero(cell >= 0)
    at = cell[inside]
    n = design.count(inside, at, C)
    base = np.bincount(at, w[inside], C).astype(float)
    value = value_of(score, y, x, w, cell, C)
    above = [np.flatnonzero((cell >= 0) & (column > 0)) for column in y.T]
    count = np.stack([design.count(rows, cell[rows], C) for rows in above], axis=1)
    u, spread = linear_values(score, y, x, w, cell, value, base)
    V = errors_of(score, y, x, u, value, cell, C, design)
    V = np.where(np.isnan(value), np.nan, V)
    spread = np.where(n[:, None] > 0, sum_by(at, spread[inside], C), np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = spread / base[:, None] * unbiased(n)[:, None]
    value, V = settle(score, value, V, count, n)
    bounded = np.zeros(V.shape, bool)
    if design.phases is not None and design.calibration is None:
        bounded = bounded_in(sums_in_cells(u, cell, C, design), design)
    return Answer(value, V, spread, n, base, count, exact, bounded)


def bounded_in(linear: Linear, design: Design) -> Flags:
    """Where the first of two phases came out with a variance below 0."""
    if design.phases is None:
        return np.zeros(linear.squares.shape[1:], bool)
    return design.phases.variance(linear.squares, linear.sums)[1]


def value_of(score: Score, y: Floats, x: Floats, w: Floats, cell: Ints, C: int) -> Floats:
    """(C, K) the estimates with weights w; NaN on an empty base."""
    inside = np.flatnonzero(cell >= 0)
    at, w = cell[inside], w[inside]
    Y = sum_by(at, w[:, None] * y[inside], C)
    n = np.bincount(at, minlength=C)[:, None]
    if score.total:
        return np.where(n > 0, Y, np.nan)
    X = np.bincount(at, w * x[inside], C)[:, None]
    return np.divide(Y, X, out=np.full(Y.shape, np.nan), where=X != 0)


def linear_values(
    score: Score, y: Floats, x: Floats, w: Floats, cell: Ints, value: Floats, base: Floats
) -> tuple[Floats, Floats]:
    """u (n, K) of each case's cell, and w e², e the residual in the estimate's unit."""
    inside = (cell >= 0)[:, None]
    at = np.maximum(cell, 0)
    here = np.nan_to_num(value)[at]
    if score.total:
        mean = np.divide(np.nan_to_num(value), base[:, None], where=base[:, None] > 0,
                         out=np.zeros_like(value))  # fmt: skip
        u, e = w[:, None] * y, (y - mean[at]) * base[at][:, None]
    else:
        X = np.bincount(at, w * x * inside[:, 0], len(base))
        X = np.where(X != 0, X, 1.0)
        e = y - here * x[:, None]
        u = (w / X[at])[:, None] * e
        e = e * (base / X)[at][:, None]
    return np.where(inside, u, 0.0), np.where(inside, w[:, None] * e * e, 0.0)


def errors_of(
    score: Score, y: Floats, x: Floats, u: Floats, value: Floats, cell: Ints, C: int, design: Design
) -> Floats:
    """(C, K) variances: from replicates where the design has them, else from u."""
    if design.replicates is None:
        return cell_variances(u, cell, C, design)

    def again(w: Floats) -> Floats:
        return value_of(score, y, x, w, cell, C)

    return replicate_variances(again, value, design)


def replicate_variances(again: Callable[[Floats], Floats], value: Floats, design: Design) -> Floats:
    """Variances of `value` from the estimates that `again(weights)` gives for each replicate."""
    replicates = design.replicates
    if replicates is None:
        raise ValueError("the design has no replicates")
    made = np.stack([again(column).ravel() for column in replicates.weights.T])
    flat = value.ravel()
    single = [replicate_covariance(made[:, [i]], flat[[i]], replicates) for i in range(len(flat))]
    return np.array(single).reshape(value.shape)


def unbiased(n: Floats) -> Floats:
    """n / (n - 1); 1 where there is one case."""
    return np.where(n > 1, n / np.where(n > 1, n - 1, 1), 1.0)


def settle(
    score: Score, value: Floats, V: Floats, count: Floats, n: Floats
) -> tuple[Floats, Floats]:
    """Shares that nobody or everybody chose are exactly 0 or 1, with no linear variance."""
    if not score.share:
        return value, V
    n = n[:, None]
    none, everyone = (count == 0) & (n > 0), (count == n) & (n > 0)
    value = np.where(none, 0.0, np.where(everyone, 1.0, value))
    return value, np.where(none | everyone, 0.0, V)


def exact_cells(cell: Ints, C: int, score: Score, design: Design) -> Flags:
    """(C,) cells in which every case stands in a stratum counted in full and answered the item."""
    if design.replicates is not None or design.pps == "hartley_rao":
        return np.zeros(C, bool)
    if design.phases is not None:
        uncertain = ~score.base | ~design.full[design.stratum]
        return counted_in_full(cell, C, uncertain)
    if all((stage.scale > 0).all() for stage in design.stages):
        return np.zeros(C, bool)
    uncertain = ~score.base
    for stage in design.stages:
        scale = stage.scale if stage.unit is None else stage.scale[stage.unit]
        uncertain = uncertain | (scale > 0)
    return counted_in_full(cell, C, uncertain)


def counted_in_full(cell: Ints, C: int, uncertain: Flags) -> Flags:
    """(C,) cells that have cases, and none that is uncertain."""
    there = cell >= 0
    some = np.bincount(cell[there], minlength=C) > 0
    return some & (np.bincount(cell[there], uncertain[there], C) == 0)


def influence(score: Score, inside: Flags, weight: Floats) -> tuple[Floats, Floats]:
    """Estimates (K,) over the cases inside, and their linearised values u (n, K)."""
    y, x = score.rows(), score.sizes()
    cell = np.where(score.base & inside, 0, -1)
    value = value_of(score, y, x, weight, cell, 1)
    base = np.array([weight[cell == 0].sum()])
    return value[0], linear_values(score, y, x, weight, cell, value, base)[0]
