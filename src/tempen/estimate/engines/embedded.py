"""NumPy's bincount over integer codes: one pass over the data for all variables and domains.

Each answer is sent to a bin numbered by (stratum, variable, cell, level); what is outside goes
to one bin at the end and is thrown away. Rows are taken in slices, so that memory does not grow
with n times the number of variables.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tempen.estimate.design import Design, Floats, Ints, Overlap
from tempen.estimate.variance import Crossings, Moments

SLICE = 250_000  # answers at a time: they stay in the processor's cache


def slices(n: int, wide: int) -> Iterator[slice]:
    """Slices of n rows that hold about SLICE answers each."""
    step = max(1, SLICE // max(1, wide))
    for start in range(0, n, step):
        yield slice(start, min(n, start + step))


def tally(key: Ints, inside: NDArray[np.bool_], size: int, *weights: Floats | None) -> list[Floats]:
    """Sums of each weight (None: 1) by key where inside; the weights broadcast to the key."""
    return count_up(np.where(inside, key, size), size + 1, *weights, keep=size)


def count_up(key: Ints, size: int, *weights: Floats | None, keep: int) -> list[Floats]:
    """Sums of each weight (None: 1) by key 0..size-1, of which the first `keep` are kept."""
    flat = key.ravel()
    full = [None if w is None else np.broadcast_to(w, key.shape).ravel() for w in weights]
    return [np.bincount(flat, w, size)[:keep].astype(float) for w in full]


class Embedded:
    """The engine that is always there."""

    def level_sums(
        self, codes: Ints, cells: Ints, C: int, unions: Floats, design: Design
    ) -> tuple[Moments, Floats]:
        count, w, w2 = self.tallies(codes, cells, C, unions.shape[1] + 2, design)
        return share_moments(count, w, w2, unions), count[..., unions.shape[1] + 1]

    def tallies(
        self, codes: Ints, cells: Ints, C: int, S: int, design: Design
    ) -> tuple[Floats, Floats, Floats]:
        """(H, V, C, S) numbers and sums of w and w² by stratum, variable, cell and code.

        What is outside has a cell and a code of its own, cut off at the end. Where weights are
        the same within each stratum, as nonresponse weights are, the numbers alone suffice.
        """
        V, flat = len(codes), design.weight_of_stratum
        shape = (design.H, V, C + 1, S + 1)
        place = (design.stratum * V * (C + 1) + np.where(cells < 0, C, cells)) * (S + 1)
        code = np.where(codes < 0, S, codes) + (np.arange(V) * (C + 1) * (S + 1))[:, None]
        sums = [np.zeros(shape) for _ in range(1 if flat is not None else 3)]
        for rows in slices(design.n, V * len(cells)):
            key = place[None, :, rows] + code[:, None, rows]
            w = design.weight[rows]
            weights = (None,) if flat is not None else (None, w, w * w)
            parts = count_up(key, sums[0].size, *weights, keep=sums[0].size)
            for total, part in zip(sums, parts, strict=True):
                total += part.reshape(shape)
        if flat is not None:
            by_h = flat.reshape(-1, 1, 1, 1)
            sums += [sums[0] * by_h, sums[0] * by_h**2]
        count, w, w2 = (total[:, :, :C, :S] for total in sums)
        return count, w, w2

    def value_sums(self, values: Floats, cells: Ints, C: int, design: Design) -> Moments:
        V = len(values)
        shape = (design.H, V, C, 1)
        sums = [np.zeros(shape) for _ in range(6)]
        block = (np.arange(V) * C)[:, None, None]
        for rows in slices(design.n, V * len(cells)):
            y, cell = values[:, None, rows], cells[None, :, rows]
            w, h = design.weight[rows], design.stratum[rows]
            key = h * V * C + block + cell
            inside = ~np.isnan(y) & (cell >= 0)
            y = np.nan_to_num(y)
            bare = (None, w, w * w, w * y, w * w * y, w * w * y * y)
            for total, part in zip(sums, tally(key, inside, sums[0].size, *bare), strict=True):
                total += part.reshape(shape)
        n, w, w2, wy, w2y, w2y2 = sums
        return Moments(n, w, w2, wy, w2y, w2y2, n)

    def level_crossings(
        self,
        codes: tuple[Ints, Ints],
        cells: tuple[Ints, Ints],
        C: int,
        unions: Floats,
        designs: tuple[Design, Design],
        overlap: Overlap,
    ) -> Crossings:
        V, L = unions.shape[:2]
        G, S = overlap.G, L + 1
        square, side = (G, V, C, S, S), (G, V, C, S)
        both, cross = np.zeros(square), np.zeros(square)
        first, second = np.zeros(side), np.zeros(side)
        block = (np.arange(V) * C)[:, None, None]
        for rows in slices(overlap.m, V * len(cells[0])):
            i, j, g = overlap.first[rows], overlap.second[rows], overlap.pair[rows]
            x1, x2 = codes[0][:, None, i], codes[1][:, None, j]
            c1, c2 = cells[0][None, :, i], cells[1][None, :, j]
            w1, w2 = designs[0].weight[i], designs[1].weight[j]
            in1 = (x1 >= 0) & (x1 < S) & (c1 >= 0)
            in2 = (x2 >= 0) & (x2 < S) & (c2 >= 0)
            key1 = (g * V * C + block + c1) * S + x1
            key2 = (g * V * C + block + c2) * S + x2
            inside = in1 & in2 & (c1 == c2)
            counted, crossed = tally(key1 * S + x2, inside, both.size, None, w1 * w2)
            both += counted.reshape(square)
            cross += crossed.reshape(square)
            first += tally(key1, in1, first.size, w1)[0].reshape(side)
            second += tally(key2, in2, second.size, w2)[0].reshape(side)
        return share_crossings(first, second, both, cross, unions)

    def value_crossings(
        self,
        values: tuple[Floats, Floats],
        cells: tuple[Ints, Ints],
        C: int,
        designs: tuple[Design, Design],
        overlap: Overlap,
    ) -> Crossings:
        V = len(values[0])
        shape = (overlap.G, V, C, 1)
        sums = [np.zeros(shape) for _ in range(9)]
        block = (np.arange(V) * C)[:, None, None]
        for rows in slices(overlap.m, V * len(cells[0])):
            i, j, g = overlap.first[rows], overlap.second[rows], overlap.pair[rows]
            y1, y2 = values[0][:, None, i], values[1][:, None, j]
            c1, c2 = cells[0][None, :, i], cells[1][None, :, j]
            w1, w2 = designs[0].weight[i], designs[1].weight[j]
            in1, in2 = ~np.isnan(y1) & (c1 >= 0), ~np.isnan(y2) & (c2 >= 0)
            y1, y2, w = np.nan_to_num(y1), np.nan_to_num(y2), w1 * w2
            key1, key2 = g * V * C + block + c1, g * V * C + block + c2
            size = sums[0].size
            inside = in1 & in2 & (c1 == c2)
            parts = [
                *tally(key1, in1, size, w1 * y1, w1),
                *tally(key2, in2, size, w2 * y2, w2),
                *tally(key1, inside, size, w * y1 * y2, w * y1, w * y2, w, None),
            ]
            for total, part in zip(sums, parts, strict=True):
                total += part.reshape(shape)
        first, base1, second, base2, yy, y1, y2, one, both = sums
        return Crossings(first, base1, second, base2, yy, y1, y2, one, both)


def share_moments(count: Floats, w: Floats, w2: Floats, unions: Floats) -> Moments:
    """Moments of shares from sums by level: y is 0 or 1, so that y² is y."""
    L = unions.shape[1]
    n, base, squared = (sums[..., : L + 1].sum(-1, keepdims=True) for sums in (count, w, w2))
    wy, w2y = np.matmul(w[..., :L], unions), np.matmul(w2[..., :L], unions)
    return Moments(n, base, squared, wy, w2y, w2y, np.matmul(count[..., :L], unions))


def share_crossings(
    first: Floats, second: Floats, both: Floats, cross: Floats, unions: Floats
) -> Crossings:
    """Crossings of shares from sums by (earlier level, later level)."""
    V, _, K = unions.shape
    padded = np.concatenate([unions, np.zeros((V, 1, K))], axis=1)[None]
    spread = padded[:, :, None]  # (1, V, 1, L + 1, K)
    later = np.matmul(cross, spread)  # (G, V, C, L + 1, K)
    return Crossings(
        first=np.matmul(first, padded),
        first_base=first.sum(-1, keepdims=True),
        second=np.matmul(second, padded),
        second_base=second.sum(-1, keepdims=True),
        yy=(later * spread).sum(-2),
        y1=np.matmul(cross.sum(-1), padded),
        y2=later.sum(-2),
        one=cross.sum((-1, -2))[..., None],
        both=both.sum((-1, -2))[..., None],
    )
