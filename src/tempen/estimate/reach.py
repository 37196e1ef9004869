"""Calibrated weights: sums of residuals from products of answers with the calibration's columns.

The residual of a case is e = w z - D b: z is what an estimate makes of its answer (0 outside the
domain), D = w basis / root, and b = sum(root basis z), root = sqrt(w0 q). It reaches beyond the
domain, but its sums do not need it case by case:

    sum(e)  = sum(w z) - sum(D) b
    sum(e²) = sum(w² z²) - 2 b' sum(w z D) + b' sum(D D') b

z is linear in features of the answer (which level it is; 1 and the number itself), so that all
sums follow from those of features times [w, w², w D, root basis]: one matrix product for all
variables, block by block, whatever the number of domains. Residuals: Deville & Särndal 1992.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tempen.estimate.design import Design, Floats, Ints, Overlap, Rows
from tempen.estimate.engines.groups import Groups, group_cases, spread
from tempen.estimate.score import Flags
from tempen.estimate.sheet import Bank
from tempen.estimate.variance import (
    Crossings,
    Linear,
    Moments,
    linear_crossings,
    ratio_of,
    variance_of,
)

BLOCK = 4_000_000  # numbers at a time
ROWS = 16_384  # cases at a time


@dataclass(frozen=True)
class Side:
    """What one wave's weights were calibrated to: (n, p) D and root times basis; p 0 for nothing.

    gram  (H, p, p) sum(D D') and total (H, p) sum(D) by stratum
    """

    D: Floats
    basis: Floats
    gram: Floats
    total: Floats

    @property
    def p(self) -> int:
        return self.D.shape[1]


def side_of(design: Design) -> Side:
    made, basis = design.calibration, design.basis
    if made is None or basis is None:
        empty = np.zeros((design.n, 0))
        return Side(empty, empty, np.zeros((design.H, 0, 0)), np.zeros((design.H, 0)))
    root = np.sqrt(np.maximum(made.w0 * made.q, 0))
    ratio = np.divide(design.weight, root, out=np.zeros(len(root)), where=root > 0)
    D = basis * ratio[:, None]
    gram, total = sums_by_code(D, design.stratum, design.H)
    return Side(D, basis * root[:, None], gram, total)


def sums_by_code(D: Floats, code: Ints, H: int) -> tuple[Floats, Floats]:
    """(H, p, p) sum(D D') and (H, p) sum(D)."""
    rows = places(code, H)
    return np.stack([D[r].T @ D[r] for r in rows]), np.stack([D[r].sum(0) for r in rows])


def features_of(bank: Bank, answers: Rows | Floats, rows: Ints) -> Floats:
    """(V, rows, F): which level, the last being none of its own; of numbers 1, y and y²."""
    if bank.statistic != "share":
        y = np.stack([values[rows] for values in answers]).astype(float)
        there = ~np.isnan(y)
        y = np.where(there, y, 0.0)
        return np.stack([there.astype(float), y, y * y], axis=2)
    F = bank.unions.shape[1] + 1
    made = np.zeros((len(answers), len(rows), F + 1))
    at = np.arange(len(rows))
    for v, codes in enumerate(answers):
        code = codes[rows]
        made[v, at, np.where((code < 0) | (code > F - 1), F, code)] = 1
    return made[..., :F]


def products(
    bank: Bank,
    answers: Rows | Floats,
    shared: Ints,
    cells: Ints,
    sizes: tuple[int, int],
    Z: Floats,
    at: Ints | None = None,
) -> Iterator[tuple[int, Floats]]:
    """Variable by variable (H, C, F, m): sums of features times Z (n, m), by shared code and cell.

    at  (n,) the case that each row of Z is of; None: rows are the cases
    """
    H, C = sizes
    F = 3 if bank.statistic != "share" else bank.unions.shape[1] + 1
    grouped = [Sorted.of(groups) for groups in group_cases(shared, [[way] for way in cells])]
    most = max(H * C, *(one.groups.G for one in grouped))
    for some in blocks(len(answers), most * F * Z.shape[1]):
        out = np.zeros((some.stop - some.start, H * C, F, Z.shape[1]))
        for one in grouped:
            made, first = by_group(bank, answers[some], one, Z, F, at), one.groups.first
            for way in one.groups.ways:
                cell = cells[way][first].astype(np.int64)
                target = np.where(cell < 0, -1, shared[first].astype(np.int64) * C + cell)
                out += np.moveaxis(spread(made, target, H * C), 1, 0)
        for v, sums in enumerate(out):
            yield some.start + v, sums.reshape(H, C, F, -1)


def blocks(V: int, size: int) -> Iterator[slice]:
    """Slices of V variables of so many numbers each, so that all of them are about BLOCK."""
    step = max(1, BLOCK // max(1, size))
    for start in range(0, V, step):
        yield slice(start, min(V, start + step))


@dataclass(frozen=True)
class Sorted:
    """Groups of cases with the order that puts each group's together, and where each starts."""

    groups: Groups
    order: Ints
    starts: Ints

    @classmethod
    def of(cls, groups: Groups) -> Sorted:
        order = np.argsort(groups.code, kind="stable")
        return cls(groups, order, np.searchsorted(groups.code[order], np.arange(groups.G + 1)))


def by_group(
    bank: Bank, answers: Rows | Floats, one: Sorted, Z: Floats, F: int, at: Ints | None
) -> Floats:
    """(G, V, F, m) the same by group: a product a group, its cases a block at a time."""
    out = np.zeros((one.groups.G, len(answers), F, Z.shape[1]))
    for g, (begin, end) in enumerate(pairwise(one.starts)):
        for start in range(begin, end, ROWS):
            rows = one.order[start : min(start + ROWS, end)]
            features = features_of(bank, answers, rows if at is None else at[rows])
            flat = np.moveaxis(features, 1, 2).reshape(-1, len(rows))
            out[g] += (flat @ Z[rows]).reshape(out.shape[1:])
    return out


@dataclass(frozen=True)
class Reach:
    """Sums of one variable's answers with a wave's calibration.

    T  (H, C, F, 2 + 2 p): features times w, w², w D, root basis
    """

    bank: Bank
    v: int
    T: Floats
    side: Side

    def parts(self, members: Floats) -> Parts:
        """What the residuals of the estimates over unions of cells (C, D) add up to."""
        p, T = self.side.p, np.einsum("hcfm,cd->hdfm", self.T, members, optimize=True)
        coef = coefficients(self.bank, self.v, T[..., 0].sum(0))  # (D, K, F)
        F = coef.shape[2]
        b = np.einsum("dkf,dfp->dkp", coef, T[..., 2 + p :].sum(0)[:, :F])
        wzD = np.einsum("dkf,hdfp->hdkp", coef, T[:, :, :F, 2 : 2 + p], optimize=True)
        wz = np.einsum("dkf,hdf->hdk", coef, T[:, :, :F, 0])
        sums = wz - np.einsum("hp,dkp->hdk", self.side.total, b)
        quad = np.einsum("dkp,hpq,dkq->hdk", b, self.side.gram, b, optimize=True)
        squares = own_squares(self.bank, T[..., 1], coef)
        return Parts(squares - 2 * np.einsum("hdkp,dkp->hdk", wzD, b) + quad, sums, b, wzD, coef)


@dataclass(frozen=True)
class Parts:
    """Sums by stratum of residuals e of estimates (D, K): squares and sums (H, D, K); b (D, K, p),
    wzD (H, D, K, p) and coef (D, K, F), from which those of two estimates together follow."""

    squares: Floats
    sums: Floats
    b: Floats
    wzD: Floats  # noqa: N815
    coef: Floats


def coefficients(bank: Bank, v: int, W: Floats) -> Floats:
    """(D, K, F) what z makes of each feature, from the weights W (D, F) behind them."""
    points, share = points_of(bank, v), bank.statistic == "share"
    base = W.sum(1, keepdims=True) if share else W[:, :1]
    some = base > 0
    R = W[:, : len(points)] @ points
    R = np.divide(R, base, out=np.zeros(R.shape), where=some)
    one = np.ones(len(points)) if share else np.array([1.0, 0.0])  # the base
    made = points.T[None] - R[:, :, None] * one
    whole = np.broadcast_to(base[:, :, None], made.shape)
    return np.divide(made, whole, out=np.zeros(made.shape), where=whole > 0)


def own_squares(bank: Bank, W2: Floats, coef: Floats) -> Floats:
    """(H, D, K) sum(w² z²) from the squared weights (H, D, F) behind the features."""
    if bank.statistic == "share":
        return np.einsum("dkf,hdf->hdk", coef**2, W2)
    a, b = coef[..., 0], coef[..., 1]  # z = a + b y
    n, y, yy = (W2[:, :, f, None] for f in range(3))
    return a * a * n + 2 * a * b * y + b * b * yy


def points_of(bank: Bank, v: int) -> Floats:
    """(F, K) the numbers that features stand for."""
    if bank.statistic != "share":
        return np.array([[0.0], [1.0]])
    return np.concatenate([bank.unions[v], np.zeros((1, bank.unions.shape[2]))])


def reach(
    bank: Bank, answers: Rows | Floats, cells: Ints, C: int, design: Design
) -> Iterator[Reach]:
    """Each variable's sums, in order."""
    side, w = side_of(design), design.weight[:, None]
    Z = np.concatenate([w, w * w, w * side.D, side.basis], axis=1)
    for v, T in products(bank, answers, design.stratum, cells, (design.H, C), Z):
        yield Reach(bank, v, T, side)


def residual_sums(
    bank: Bank, answers: Rows | Floats, cells: Ints, C: int, design: Design, like: Linear
) -> Linear:
    """Sums of squares and of residuals by stratum, (H, V, C, K): what `variance_of` takes."""
    parts = [one.parts(np.eye(C)) for one in reach(bank, answers, cells, C, design)]
    squares, sums = (np.stack([getattr(p, f) for p in parts], axis=1) for f in ("squares", "sums"))
    nowhere = np.isnan(like.squares)
    return Linear(np.where(nowhere, np.nan, squares), np.where(nowhere, np.nan, sums))


def difference_variances(
    bank: Bank, answers: Rows | Floats, cells: Ints, sides: tuple[Flags, Flags], design: Design
) -> Floats:
    """(V, D, K) variances of differences between unions of cells; sides (C, D) name the cells.

    The two sides of a difference share no case.
    """
    first, second = (side.astype(float) for side in sides)
    made = [
        variance_of(subtract(one.side, one.parts(first), one.parts(second)), design)
        for one in reach(bank, answers, cells, len(first), design)
    ]
    return np.stack(made)


def subtract(side: Side, a: Parts, b: Parts) -> Linear:
    """Of e = e1 - e2, from sum(e1 e2) = b1' G b2 - b2' wzD1 - b1' wzD2."""
    both = np.einsum("dkp,hpq,dkq->hdk", a.b, side.gram, b.b, optimize=True)
    both -= np.einsum("hdkp,dkp->hdk", a.wzD, b.b) + np.einsum("hdkp,dkp->hdk", b.wzD, a.b)
    return Linear(a.squares + b.squares - 2 * both, a.sums - b.sums)


def change_covariances(
    banks: tuple[Bank, Bank],
    answers: tuple[Rows | Floats, Rows | Floats],
    cells: tuple[Ints, Ints],
    C: int,
    designs: tuple[Design, Design],
    overlap: Overlap,
    plain: tuple[Crossings, Moments, Moments],
) -> Floats:
    """(V, C, K) covariances of each estimate's two waves, from residuals.

    plain  the sums over the overlap and of both waves without the calibration
    """
    whole = [
        reach(b, a, c, C, d) for b, a, c, d in zip(banks, answers, cells, designs, strict=True)
    ]
    sides = [side_of(design) for design in designs]
    rows = overlap.first, overlap.second
    D = [side.D[r] for side, r in zip(sides, rows, strict=True)]
    totals = [sums_by_code(d, overlap.pair, overlap.G)[1] for d in D]
    gram = np.stack([D[0][here].T @ D[1][here] for here in places(overlap.pair, overlap.G)])
    crossed = [
        products(banks[i], answers[i], overlap.pair, cells[i][:, rows[i]], (overlap.G, C),
                 designs[i].weight[rows[i]][:, None] * D[1 - i], rows[i])
        for i in (0, 1)
    ]  # fmt: skip
    zz, z1, z2 = linearised(*plain)
    made = []
    for v, (one, two, (_, T1), (_, T2)) in enumerate(zip(*whole, *crossed, strict=True)):
        a, b = one.parts(np.eye(C)), two.parts(np.eye(C))
        F = a.coef.shape[2]
        first = np.einsum("dkf,gdfp,dkp->gdk", a.coef, T1[:, :, :F], b.b, optimize=True)
        second = np.einsum("dkf,gdfp,dkp->gdk", b.coef, T2[:, :, :F], a.b, optimize=True)
        quad = np.einsum("dkp,gpq,dkq->gdk", a.b, gram, b.b, optimize=True)
        s1 = z1[:, v] - np.einsum("gp,dkp->gdk", totals[0], a.b)
        s2 = z2[:, v] - np.einsum("gp,dkp->gdk", totals[1], b.b)
        both = zz[:, v] - first - second + quad
        made.append(covariance_of_sums(both, s1, s2, overlap))
    return np.stack(made)


def linearised(c: Crossings, earlier: Moments, later: Moments) -> tuple[Floats, ...]:
    """(G, V, C, K) sums over the overlap of w1 z1 w2 z2, of w1 z1 and of w2 z2; 0 without one."""
    (r1, X1), (r2, X2) = ratio_of(earlier), ratio_of(later)
    with np.errstate(invalid="ignore", divide="ignore"):
        sums = zip(linear_crossings(c, r1, r2), (X1 * X2, X1, X2), strict=True)
        return tuple(np.nan_to_num(one / of) for one, of in sums)


def covariance_of_sums(both: Floats, a: Floats, b: Floats, overlap: Overlap) -> Floats:
    """From sums of e1 e2, e1 and e2 by pair of strata (first axis)."""
    if overlap.form is not None:
        return overlap.form.of(both, a, b)
    n = np.maximum(overlap.n12, 1)[:, None, None]
    factor = np.where(overlap.n12 > 1, overlap.coefficient / np.maximum(overlap.n12 - 1, 1), 0.0)
    return (factor[:, None, None] * (both - a * b / n)).sum(0)


def places(code: Ints, size: int) -> list[Ints]:
    return [np.flatnonzero(code == one) for one in range(size)]
