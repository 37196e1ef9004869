"""The estimates of two waves in every domain, and their covariance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tempen.estimate.answer import (
    Answer,
    answer,
    answer_sums,
    influences,
    is_summed,
    several,
    sums_by_level,
)
from tempen.estimate.design import Design, Floats, Ints, Overlap
from tempen.estimate.engines import find_engine
from tempen.estimate.score import Score
from tempen.estimate.variance import (
    covariance_in_cells,
    covariance_of_change,
    covariances_each,
)

Pair = tuple[Score, Score]  # of the earlier and of the later wave
Cells = tuple[Ints, Ints]  # (n,) codes 0..C-1; negative: in none
Designs = tuple[Design, Design]


@dataclass(frozen=True)
class Twice:
    """Answers (V, C, K) of both waves, their covariance, and (V, C, 1) how many units are in the
    base of both."""

    earlier: Answer
    later: Answer
    covariance: Floats
    both: Floats


def are_summed(pair: Pair, designs: Designs) -> bool:
    """Whether sums by level are all that both waves' answers need."""
    old, new = (score.points for score in pair)
    same = old is not None and new is not None and np.array_equal(old, new)
    return same and all(map(is_summed, pair, designs))


def answer_twice(
    pairs: Sequence[Pair], cells: Cells, C: int, designs: Designs, shared: Overlap, engine: str
) -> Twice:
    """The answers of V pairs of scores: of several, all `are_summed` with the same points."""
    if are_summed(pairs[0], designs):
        return by_levels(pairs, cells, C, designs, shared, engine)
    [pair] = pairs
    first, second = (
        several(answer(*side, engine)) for side in zip(pair, cells, (C, C), designs, strict=True)
    )
    covariance, both = by_cases(pair, cells, C, designs, shared)
    return Twice(first, second, covariance[None], both[None])


def by_levels(
    pairs: Sequence[Pair], cells: Cells, C: int, designs: Designs, shared: Overlap, engine: str
) -> Twice:
    """From sums by stratum, cell and level, and by pair of levels of those in both waves."""
    sides = [[pair[side] for pair in pairs] for side in (0, 1)]
    sums = [
        sums_by_level(scores, [cell], C, design, engine)
        for scores, cell, design in zip(sides, cells, designs, strict=True)
    ]
    first, second = (
        answer_sums(scores[0], *made, [cell], C, design)
        for scores, made, cell, design in zip(sides, sums, cells, designs, strict=True)
    )
    points = pairs[0][0].points
    assert points is not None
    codes = [[score.codes for score in side if score.codes is not None] for side in sides]
    crossings = find_engine(engine).level_crossings(
        (codes[0], codes[1]),
        (cells[0][None], cells[1][None]),
        C,
        np.broadcast_to(points, (len(pairs), *points.shape)),
        designs,
        shared,
    )
    covariance = covariance_of_change(crossings, shared, sums[0][0], sums[1][0])
    return Twice(first, second, covariance, crossings.both.sum(0))


def by_cases(
    pair: Pair, cells: Cells, C: int, designs: Designs, shared: Overlap
) -> tuple[Floats, Floats]:
    """Covariances (C, K) and numbers in both bases (C, 1) from linearised values of the cases.

    PSUs, and what weights were calibrated to, reach beyond a cell: each is then a reading.
    """
    at = [np.where(score.base, cell, -1) for score, cell in zip(pair, cells, strict=True)]
    both = in_both(at, C, designs, shared)
    if all(design.psu is None and design.calibration is None for design in designs):
        sides = [
            influences(score, cell, C, design.weight)[1]
            for score, cell, design in zip(pair, at, designs, strict=True)
        ]
        return covariance_in_cells(sides, at, C, shared), both
    made = np.zeros((C, pair[0].K))
    for c in range(C):
        one, two = (
            influences(score, np.where(cell == c, 0, -1), 1, design.weight)[1]
            for score, cell, design in zip(pair, at, designs, strict=True)
        )
        made[c] = covariances_each(one, two, *designs, shared)
    return made, both


def in_both(at: Sequence[Ints], C: int, designs: Designs, shared: Overlap) -> Floats:
    """(C, 1) how many units (PSUs) are in the base of both waves."""
    rows = shared.first, shared.second
    if all(design.psu is None for design in designs):
        one, two = (cell[row] for cell, row in zip(at, rows, strict=True))
        same = one[(one == two) & (one >= 0)]
        return np.bincount(same, minlength=C).astype(float)[:, None]
    made = np.zeros((C, 1))
    for c in range(C):
        sides = [
            (cell == c if d.psu is None else np.bincount(d.psu, cell == c) > 0)[row]
            for cell, row, d in zip(at, rows, designs, strict=True)
        ]
        made[c] = (sides[0] & sides[1]).sum()
    return made
