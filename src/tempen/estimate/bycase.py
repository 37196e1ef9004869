"""A study's estimates case by case, where grouped sums do not suffice: calibrated weights.

The residuals of a calibration reach beyond the domain that an estimate is asked of, so that each
estimate has linearised values of all n cases. Slower than the one pass: n times the estimates.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tempen.estimate.answer import influence
from tempen.estimate.design import Design, Floats, Ints, Overlap
from tempen.estimate.score import Flags, Score
from tempen.estimate.sheet import Bank
from tempen.estimate.variance import Linear, covariance_between, residuals, sum_by, variances


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


def in_cells(cells: Ints, members: Ints | Flags) -> Flags:
    """(n,) the cases of a set of cells; cells (P, n) as a wave's sample has them."""
    return np.asarray(np.isin(cells, members).any(axis=0))


def influences(
    bank: Bank, answers: np.ndarray, cells: Ints, C: int, weight: Floats
) -> Iterator[tuple[int, int, Floats]]:
    """(v, c, u (n, K)) of every variable and cell; zeros where there is no estimate."""
    inside = [in_cells(cells, np.array([c])) for c in range(C)]
    for v in range(len(answers)):
        score = score_of(bank, answers, v)
        for c in range(C):
            yield v, c, np.nan_to_num(influence(score, inside[c], weight)[1])


def residual_sums(
    bank: Bank, answers: np.ndarray, cells: Ints, C: int, design: Design, like: Linear
) -> Linear:
    """Sums of squares and of residuals by stratum, (H, V, C, K): what `variance_of` takes."""
    made = Linear(np.zeros_like(like.squares), np.zeros_like(like.sums))
    for v, c, u in influences(bank, answers, cells, C, design.weight):
        e = residuals(u, design)
        made.squares[:, v, c] = sum_by(design.stratum, e * e, design.H)
        made.sums[:, v, c] = sum_by(design.stratum, e, design.H)
    there = ~np.isnan(like.squares)
    return Linear(
        np.where(there, made.squares, np.nan), np.where(~np.isnan(like.sums), made.sums, np.nan)
    )


def difference_variances(
    bank: Bank, answers: np.ndarray, cells: Ints, sides: tuple[Flags, Flags], design: Design
) -> Floats:
    """(V, D, K) variances of differences between unions of cells; sides (C, D) name the cells."""
    D = sides[0].shape[1]
    a, b = ([in_cells(cells, np.flatnonzero(side[:, d])) for d in range(D)] for side in sides)
    V = np.full((len(answers), D, bank.unions.shape[2]), np.nan)
    for v in range(len(answers)):
        score = score_of(bank, answers, v)
        for d in range(D):
            u = influence(score, a[d], design.weight)[1] - influence(score, b[d], design.weight)[1]
            V[v, d] = variances(np.nan_to_num(u), design)
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
    made = np.zeros((len(answers[0]), C, banks[0].unions.shape[2]))
    both = (
        influences(bank, given, cell, C, design.weight)
        for bank, given, cell, design in zip(banks, answers, cells, designs, strict=True)
    )
    for (v, c, u1), (_, _, u2) in zip(*both, strict=True):
        made[v, c] = np.diag(covariance_between(u1, u2, *designs, overlap))
    return made
