"""Trimming: no weight beyond its limits, and the sum of the weights kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tempen.errors import Fault, TempenError
from tempen.weight.fit import Fit
from tempen.weight.margins import Floats, check_base, show

ROUNDS = 200
MET = 1e-13  # relative difference between a group's sum and what it had


def trim(
    weight: NDArray | Sequence[float],
    low: float = 0.0,
    high: float = np.inf,
    *,
    groups: NDArray | None = None,
) -> Fit:
    """Weights cut off at `low` and `high`; what is cut off goes to the others in proportion.

    A group's weights become clip(c w, low, high), with the one c that keeps their sum.

    weight  (n,) > 0; low, high in the same unit [frame units per answer]
    groups  (n,) labels within which sums are kept; default: the whole
    returns weights within the limits, each group with the sum it had; `g` against `weight`
    raises  WEIGHT-08 weights, WEIGHT-13 a group whose mean weight is outside the limits
    source  Potter 1990: truncation with the excess redistributed, repeated until none is outside
    """
    given = check_base(weight)
    labels = np.zeros(len(given), np.int64) if groups is None else np.asarray(groups)
    code = np.unique(labels, return_inverse=True)[1].reshape(-1)
    check_limits(given, code, low, high)
    factor, rounds, misfit = find_factors(given, code, low, high)
    made = np.clip(factor[code] * given, low, high)
    return Fit(made, made / given, rounds, misfit)


def find_factors(
    given: Floats, code: NDArray, low: float, high: float
) -> tuple[Floats, int, float]:
    """(groups,) c of each group by Newton's method, halving the range where it leaves it."""
    sums = np.bincount(code, given)
    c, least, most = np.ones(len(sums)), np.zeros(len(sums)), np.full(len(sums), np.inf)
    over, rounds = excess(c, given, code, low, high), 0
    while (np.abs(over) > MET * sums).any() and rounds < ROUNDS:
        least, most = np.where(over < 0, c, least), np.where(over > 0, c, most)
        scaled = c[code] * given
        loose = np.bincount(code, np.where((scaled > low) & (scaled < high), given, 0), len(sums))
        newton = c - over / np.where(loose > 0, loose, np.nan)
        middle = np.where(np.isinf(most), 2 * c, (least + np.where(np.isinf(most), c, most)) / 2)
        inside = (newton > least) & (newton < most)
        c = np.where(over == 0, c, np.where(inside, newton, middle))
        over, rounds = excess(c, given, code, low, high), rounds + 1
    return c, rounds, float(np.abs(over / sums).max())


def excess(c: Floats, given: Floats, code: NDArray, low: float, high: float) -> Floats:
    """(groups,) how much the sum of the cut weights is above the sum that was given."""
    cut = np.clip(c[code] * given, low, high)
    return np.asarray(np.bincount(code, cut) - np.bincount(code, given), float)


def check_limits(given: Floats, code: NDArray, low: float, high: float) -> None:
    """The mean of every group must lie within the limits, else its sum cannot be kept."""
    mean = np.bincount(code, given) / np.bincount(code)
    outside = np.flatnonzero((mean < low) | (mean > high))
    if len(outside):
        facts = {"low": show(low), "high": show(high), "mean": show(float(mean[outside[0]]))}
        raise TempenError([Fault("WEIGHT-13", facts=facts)])
