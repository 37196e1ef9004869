"""Differences between domain levels of one wave: against the rest, or against another level.

Two cells of one way share no case but do share strata, so that their estimates covary when an
error in one stratum moves both. With u = u_a - u_b the sums need no second look at the data:
sum(u²) adds, sum(u) subtracts, stratum by stratum.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tempen.estimate.change import WHY, test
from tempen.estimate.design import Floats, Ints
from tempen.estimate.onepass import Pass, Results
from tempen.estimate.partition import Partition
from tempen.estimate.reach import difference_variances
from tempen.estimate.reliability import BIT
from tempen.estimate.sheet import Flags, invented
from tempen.estimate.variance import Linear, Moments, linearise, ratio_of, variance_of
from tempen.terms.study import Study


@dataclass(frozen=True)
class DifferenceArrays:
    """Differences of a bank, arrays (V, D, K) for D pairs of cells."""

    value: Floats
    variance: Floats
    low: Floats
    high: Floats
    p: Floats
    why: NDArray[np.int8]


def against_rest(parts: Partition) -> tuple[Ints, Floats]:
    """Cells that have a rest (D,), and the cells that it is made of (C, D) as 0/1."""
    ways = np.array([cell.way for cell in parts.cells])
    shown = parts.flag("shown")
    cells = np.array([c for c in range(parts.C) if shown[c] and (ways == ways[c]).sum() > 1], int)
    rest = (ways[:, None] == ways[cells]) & (np.arange(parts.C)[:, None] != cells)
    return cells, rest.astype(float)


def against_each(parts: Partition) -> tuple[Ints, Ints]:
    """All ordered pairs (D,), (D,) of two shown cells of one way."""
    cells = parts.cells
    pairs = [
        (a, b)
        for a in range(parts.C)
        for b in range(parts.C)
        if a != b and cells[a].way == cells[b].way and cells[a].shown and cells[b].shown
    ]
    both = np.array(pairs, int).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def gather(moments: Moments, members: Floats) -> Moments:
    """Moments of unions of cells: `members` (C, D) says which cells make each."""

    def unite(sums: Floats) -> Floats:
        return np.einsum("hvck,cd->hvdk", sums, members, optimize=True)

    return replace(moments, **{name: unite(getattr(moments, name)) for name in vars(moments)})


def compare_with_rest(study: Study, parts: Partition, one: Pass, part: Results) -> DifferenceArrays:
    """Every level of every domain against the rest of its domain."""
    cells, members = against_rest(parts)
    rest = gather(part.moments, members)
    value, linear, n = ratio_of(rest)[0] + part.center, linearise(rest), rest.n.sum(0)
    side = Side(value, linear, n, members > 0, np.zeros(value.shape, bool))
    return contrast(study, parts, one, part, cells, side_of(parts, part, cells), side)


def compare_pairs(study: Study, parts: Partition, one: Pass, part: Results) -> DifferenceArrays:
    """Every level of every domain against every other of its domain."""
    first, second = against_each(parts)
    a, b = (side_of(parts, part, cells) for cells in (first, second))
    return contrast(study, parts, one, part, first, a, b)


@dataclass(frozen=True)
class Side:
    """One side of differences: values (V, D, K), linearised sums (H, V, D, K), n (V, D, 1).

    members  (C, D) the cells that make the side
    small    (V, D, K) whether the limits call it so; a rest has only its number to go by
    """

    value: Floats
    linear: Linear
    n: Floats
    members: Flags
    small: Flags


def side_of(parts: Partition, part: Results, cells: Ints) -> Side:
    """Sides (D,) of one cell each."""
    linear = Linear(part.linear.squares[:, :, cells], part.linear.sums[:, :, cells])
    members = np.arange(parts.C)[:, None] == cells[None, :]
    small = (part.bits[:, cells] & BIT["small"]) > 0
    return Side(part.value[:, cells], linear, part.n[:, cells], members, small)


def contrast(
    study: Study, parts: Partition, one: Pass, part: Results, cells: Ints, a: Side, b: Side
) -> DifferenceArrays:
    """a - b with its variance and test."""
    linear = Linear(a.linear.squares + b.linear.squares, a.linear.sums - b.linear.sums)
    value = a.value - b.value
    V = variance_of(linear, one.sample.design)
    if one.sample.design.calibration is not None:
        sides, sample = (a.members, b.members), one.sample
        V = difference_variances(part.bank, part.answers, sample.cells, sides, sample.design)
    if one.sample.open:
        V = np.full(V.shape, np.nan)
    made_up = invented(study, part.bank)
    least = study.limits.test_n
    reasons = {
        "open": np.array(one.sample.open),
        "made_up": made_up[:, None, :] | parts.flag("made_up")[cells][None, :, None],
        "not_comparable": np.array(False),
        "small": (a.n < least) | (b.n < least) | a.small | b.small,
        "no_error": np.isnan(value) | ~(V > 0),
    }
    why = np.zeros(V.shape, np.int8)
    for reason in reversed(WHY[1:]):
        why = np.where(reasons[reason], np.int8(WHY.index(reason)), why)
    low, high, p = test(value, V, one.df, why, bound=part.bank.statistic == "share")
    return DifferenceArrays(value, V, low, high, p, why)
