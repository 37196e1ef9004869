"""Estimates of a score in every cell, with their errors, under any design.

Plain strata and points by level go through the engine's grouped sums; everything else through the
linearised values of the cases. Both give the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

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
    """Estimates (C, K), or of V scores at once (V, C, K); NaN: not there to be had.

    variance  of the estimates; spread: of y among the units of the population (S²), for effective
              numbers and design effects
    n, base   (C,) or (V, C) unweighted number in the base, and its weight [frame units]
    count     unweighted number with y above 0
    exact     (C,) or (V, C) every unit of the cell's strata was asked and answered
    bounded   of two phases: the variance of the first came out negative, and a bound of it
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
    if is_summed(score, design):
        return first_of(answer_levels([score], [cell], C, design, engine))
    inside = score.base & (cell >= 0)
    return by_cases(
        score, np.where(inside, cell, -1), C, design, exact_cells(cell, C, score, design)
    )


def is_summed(score: Score, design: Design) -> bool:
    """Whether sums of weights by stratum, cell and level are all that a score's estimates need."""
    by_sums = design.plain and design.together is None
    return by_sums and score.codes is not None and not score.total


def answer_levels(
    scores: Sequence[Score], cells: Sequence[Ints], C: int, design: Design, engine: str
) -> Answer:
    """The answers (V, C, K) of V scores with the same points by level, in one reading.

    cells  ways (n,) to split the cases, codes 0..C-1 unique over them; negative: in none
    """
    return answer_sums(
        scores[0], *sums_by_level(scores, cells, C, design, engine), cells, C, design
    )


def sums_by_level(
    scores: Sequence[Score], cells: Sequence[Ints], C: int, design: Design, engine: str
) -> tuple[Moments, Moments]:
    """Sums over the base with the points of each column; and those of each level by itself."""
    points = scores[0].points
    if points is None:
        raise ValueError("the scores have no levels")
    codes = [score.codes for score in scores if score.codes is not None]
    levels = np.broadcast_to(np.eye(len(points)), (len(codes), len(points), len(points)))
    sums, _ = find_engine(engine).level_sums(codes, np.stack(cells), C, levels, design)
    moments = Moments(
        sums.n, sums.w, sums.w2, sums.wy @ points, sums.w2y @ points, sums.w2y @ points**2,
        sums.count @ (points > 0),
    )  # fmt: skip
    return moments, sums


def answer_sums(
    score: Score, moments: Moments, sums: Moments, cells: Sequence[Ints], C: int, design: Design
) -> Answer:
    """The answers (V, C, K) from `sums_by_level`; any one score tells what is asked."""
    points = score.points
    assert points is not None
    ratios, linear = ratio_of(moments)[0], linearise(moments)
    n, base = moments.n.sum(0)[..., 0], moments.w.sum(0)[..., 0]
    count = moments.count.sum(0)
    with np.errstate(invalid="ignore", divide="ignore"):
        square = (sums.wy.sum(0) @ points**2) / base[..., None]
        spread = np.maximum(square - ratios**2, 0) * unbiased(n)[..., None]
    value, V = settle(score, ratios, variance_of(linear, design), count, n)
    exact = counted_in_full(n, cells, C, design)
    return Answer(value, V, spread, n, base, count, exact, bounded_in(linear, design))


def first_of(made: Answer) -> Answer:
    """The answer (C, K) of the first score of several."""
    return Answer(*(getattr(made, field.name)[0] for field in fields(made)))


def several(made: Answer) -> Answer:
    """The answer (1, C, K) of one score."""
    return Answer(*(getattr(made, field.name)[None] for field in fields(made)))


def counted_in_full(n: Floats, cells: Sequence[Ints], C: int, design: Design) -> Flags:
    """(V, C) as `exact_cells`, from the number n (V, C) that answered each item in each cell."""
    full = design.full | (design.alone if design.lonely == "certainty" else False)
    if not full.any():
        return np.zeros(n.shape, bool)
    open_, number = ~full[design.stratum], np.zeros(C)
    for cell in cells:
        number += np.where(in_cells(cell, C, open_) > 0, np.nan, in_cells(cell, C))
    return (n == number) & (n > 0)


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
    n = n[..., None]
    none, everyone = (count == 0) & (n > 0), (count == n) & (n > 0)
    value = np.where(none, 0.0, np.where(everyone, 1.0, value))
    return value, np.where(none | everyone, 0.0, V)


def exact_cells(cell: Ints, C: int, score: Score, design: Design) -> Flags:
    """(C,) cells in which every case stands in a stratum counted in full and answered the item."""
    if design.replicates is not None or design.pps == "hartley_rao":
        return np.zeros(C, bool)
    if design.phases is not None:
        uncertain = ~score.base | ~design.full[design.stratum]
    elif all((stage.scale > 0).all() for stage in design.stages):
        return np.zeros(C, bool)
    else:
        uncertain = ~score.base
        for stage in design.stages:
            scale = stage.scale if stage.unit is None else stage.scale[stage.unit]
            uncertain = uncertain | (scale > 0)
        if design.lonely == "average":
            uncertain = uncertain | design.alone[design.stratum]
    return (in_cells(cell, C) > 0) & (in_cells(cell, C, uncertain) == 0)


def in_cells(cell: Ints, C: int, which: Flags | None = None) -> Floats:
    """(C,) the number of cases, or of some of them, in each cell."""
    there = cell >= 0 if which is None else (cell >= 0) & which
    return np.bincount(cell[there], minlength=C).astype(float)


def influence(score: Score, inside: Flags, weight: Floats) -> tuple[Floats, Floats]:
    """Estimates (K,) over the cases inside, and their linearised values u (n, K)."""
    value, u = influences(score, np.where(score.base & inside, 0, -1), 1, weight)
    return value[0], u


def influences(score: Score, cell: Ints, C: int, weight: Floats) -> tuple[Floats, Floats]:
    """Estimates (C, K) of every cell, and the linearised values u (n, K) of each case's own.

    cell  (n,) codes 0..C-1; negative: in none, as everyone outside the base
    """
    y, x = score.rows(), score.sizes()
    value = value_of(score, y, x, weight, cell, C)
    base = np.bincount(cell[cell >= 0], weight[cell >= 0], C).astype(float)
    return value, linear_values(score, y, x, weight, cell, value, base)[0]
