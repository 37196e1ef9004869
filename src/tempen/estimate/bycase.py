"""A study's estimates case by case, where grouped sums do not suffice: calibrated weights.

The residuals of a calibration reach beyond the domain that an estimate is asked of, so that each
estimate has linearised values of all n cases. Slower than the one pass: n times the estimates.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tempen.estimate.design import Design, Floats, Ints, Overlap
from tempen.estimate.score import Flags, Score
from tempen.estimate.sheet import Bank
from tempen.estimate.variance import Linear, covariances_each, residuals, sum_by, variances

BLOCK = 4_000_000  # numbers at a time


def score_of(bank: Bank, answers: np.ndarray, v: int) -> Score:
    """One variable of a bank: its columns over everyone in the base.

    answers  (V, n) codes (L: in the base without a level) or values, as the engine has them
    """
    labels = tuple(map(str, range(bank.unions.shape[2])))
    if bank.statistic != "share":
        values = np.asarray(answers[v], float)
        return Score(("",), ~np.isnan(values), y=np.nan_to_num(values)[:, None])
    L = bank.unions.shape[1]
    codes = np.where(answers[v] > L, -1, answers[v]).astype(np.int64)
    points = np.concatenate([bank.unions[v], np.zeros((1, len(labels)))])
    return Score(labels, codes >= 0, codes=codes, points=points, share=True)


def masks(cells: Ints, members: Flags) -> Floats:
    """(n, D) 1 for the cases of each union of cells; cells (P, n) as a wave's sample has them.

    members  (C, D) which cells make each
    """
    made = np.zeros((cells.shape[1], members.shape[1]))
    for way in cells:
        made += np.where(way[:, None] >= 0, members[np.maximum(way, 0)], False)
    return np.minimum(made, 1.0)


def influences(score: Score, inside: Floats, weight: Floats) -> Floats:
    """u (n, D, K) over each of D sets of cases, inside (n, D) 1 or 0; zeros without an estimate."""
    y, wx = score.rows(), (weight * score.sizes())[:, None] * inside
    base = wx.sum(0)[:, None]
    value = np.divide(wx.T @ y, base, out=np.zeros((wx.shape[1], y.shape[1])), where=base > 0)
    share = np.divide(wx, base.T, out=np.zeros_like(wx), where=base.T > 0)
    return share[:, :, None] * (y[:, None, :] - value)


def blocks(n: int, D: int, K: int) -> Iterator[slice]:
    """Slices of D sets, so that an array (n, D, K) stays within about BLOCK numbers."""
    step = max(1, BLOCK // max(1, n * K))
    for start in range(0, D, step):
        yield slice(start, min(D, start + step))


def residual_sums(
    bank: Bank, answers: np.ndarray, cells: Ints, C: int, design: Design, like: Linear
) -> Linear:
    """Sums of squares and of residuals by stratum, (H, V, C, K): what `variance_of` takes."""
    squares, sums = np.zeros_like(like.squares), np.zeros_like(like.sums)
    inside, K = masks(cells, np.eye(C, dtype=bool)), squares.shape[-1]
    for v in range(len(answers)):
        score = score_of(bank, answers, v)
        for some in blocks(design.n, C, K):
            u = influences(score, inside[:, some], design.weight)
            e = residuals(u.reshape(design.n, -1), design)
            shape = (design.H, -1, K)
            squares[:, v, some] = sum_by(design.stratum, e * e, design.H).reshape(shape)
            sums[:, v, some] = sum_by(design.stratum, e, design.H).reshape(shape)
    return Linear(
        np.where(np.isnan(like.squares), np.nan, squares),
        np.where(np.isnan(like.sums), np.nan, sums),
    )


def difference_variances(
    bank: Bank, answers: np.ndarray, cells: Ints, sides: tuple[Flags, Flags], design: Design
) -> Floats:
    """(V, D, K) variances of differences between unions of cells; sides (C, D) name the cells."""
    a, b = (masks(cells, side) for side in sides)
    D, K = a.shape[1], bank.unions.shape[2]
    V = np.full((len(answers), D, K), np.nan)
    for v in range(len(answers)):
        score = score_of(bank, answers, v)
        for some in blocks(design.n, D, K):
            u = influences(score, a[:, some], design.weight)
            u = u - influences(score, b[:, some], design.weight)
            V[v, some] = variances(u.reshape(design.n, -1), design).reshape(-1, K)
    return V


def change_covariances(
    banks: tuple[Bank, Bank],
    answers: tuple[np.ndarray, np.ndarray],
    cells: tuple[Ints, Ints],
    C: int,
    designs: tuple[Design, Design],
    overlap: Overlap,
) -> Floats:
    """(V, C, K) covariances of each estimate's two waves, from residuals."""
    K = banks[0].unions.shape[2]
    made = np.zeros((len(answers[0]), C, K))
    inside = [masks(of, np.eye(C, dtype=bool)) for of in cells]
    for v in range(len(answers[0])):
        scores = [score_of(bank, given, v) for bank, given in zip(banks, answers, strict=True)]
        for some in blocks(max(d.n for d in designs), C, K):
            u1, u2 = (
                influences(score, of[:, some], design.weight).reshape(design.n, -1)
                for score, of, design in zip(scores, inside, designs, strict=True)
            )
            made[v, some] = covariances_each(u1, u2, *designs, overlap).reshape(-1, K)
    return made
