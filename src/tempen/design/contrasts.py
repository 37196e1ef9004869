"""Differences between estimates: values, linearised values and tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from tempen.estimate.answer import influence, sums_by_level, value_of
from tempen.estimate.design import Design, Floats, Ints
from tempen.estimate.intervals import t_quantile, two_sided_p
from tempen.estimate.score import Flags, Score
from tempen.estimate.variance import (
    Linear,
    Moments,
    linearise,
    ratio_of,
    replicate_covariance,
    variance_of,
    variances,
)

REST = -1


@dataclass(frozen=True)
class Contrast:
    """Differences of K estimates over two sets of cases; arrays (..., K), n (2, ...) the bases."""

    value: Floats
    variance: Floats
    n: Floats


def contrast_cells(
    scores: Sequence[Score],
    cell: Ints,
    C: int,
    pairs: Sequence[tuple[int, int]],
    design: Design,
    engine: str,
) -> Contrast:
    """Differences (V, pairs, K) between cells, of V scores that are summed by level (`is_summed`).

    pairs  the cells; `REST`: everyone else who is in a cell
    """
    moments = sums_by_level(scores, [cell], C, design, engine)[0]
    first, second = (np.array(side) for side in zip(*pairs, strict=True))
    rest = (second == REST)[:, None]
    a, b, total = (
        {f.name: take(getattr(moments, f.name)) for f in fields(moments)}
        for take in (lambda m: m[:, :, first], lambda m: m[:, :, np.maximum(second, 0)],
                     lambda m: m.sum(2, keepdims=True))
    )  # fmt: skip
    b = {name: np.where(rest, total[name] - a[name], b[name]) for name in b}
    sides = Moments(**a), Moments(**b)
    one, two = map(linearise, sides)
    V = variance_of(Linear(one.squares + two.squares, one.sums - two.sums), design)
    value = ratio_of(sides[0])[0] - ratio_of(sides[1])[0]
    n = np.stack([side.n.sum(0)[..., 0] for side in sides])
    return Contrast(value, np.where(np.isnan(value), np.nan, V), n)


def contrast(score: Score, a: Flags, b: Flags, design: Design) -> Contrast:
    """The estimate over the cases a less that over the cases b, which may share cases."""
    (va, ua), (vb, ub) = (influence(score, side, design.weight) for side in (a, b))
    n = np.array([design.count(np.flatnonzero(score.base & side))[0] for side in (a, b)])
    value = va - vb
    if design.replicates is None:
        V = variances(ua - ub, design)
    else:
        V = by_replicates(score, a, b, value, design)
    return Contrast(value, np.where(np.isnan(value), np.nan, V), n)


def by_replicates(score: Score, a: Flags, b: Flags, value: Floats, design: Design) -> Floats:
    """Variances (K,) of the difference from each replicate's own difference."""
    replicates = design.replicates
    if replicates is None:
        raise ValueError("the design has no replicates")
    y, x = score.rows(), score.sizes()
    cells = [np.where(score.base & side, 0, -1) for side in (a, b)]
    made = np.stack(
        [
            np.subtract(*(value_of(score, y, x, w, cell, 1)[0] for cell in cells))
            for w in replicates.weights.T
        ]
    )
    return np.array([
        replicate_covariance(made[:, [k]], value[[k]], replicates)[0, 0] for k in range(len(value))
    ])  # fmt: skip


def t_test(value: Floats, V: Floats, df: float) -> dict[str, Floats]:
    """se, low, high, t, p of differences; without error there is a p of 1 for 0, else none."""
    se = np.sqrt(V)
    half = t_quantile(df) * se
    t = np.divide(value, se, out=np.full(value.shape, np.nan), where=se > 0)
    certain = np.where((se == 0) & (value == 0), 1.0, np.nan)
    p = np.where(se > 0, two_sided_p(t, df), certain)
    return {"se": se, "low": value - half, "high": value + half, "t": t, "p": p}
