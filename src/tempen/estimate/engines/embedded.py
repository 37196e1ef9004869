"""NumPy's bincount over integer codes: one pass over the data for all variables and domains.

Cases of the same stratum and cells are one group (`groups`). Every answer is sent to a bin
numbered by (group, code), variable by variable; cells are sums of groups. Where weights are the
same within each group, as those of groups and margins are, the numbers alone suffice. Rows are
taken in slices, so that memory does not grow with n times the number of variables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from tempen.estimate.design import Design, Floats, Ints, Overlap, Rows
from tempen.estimate.engines.groups import Groups, group_cases, spread
from tempen.estimate.engines.sums import by_stratum, share_crossings, share_moments
from tempen.estimate.variance import Crossings, Moments

SLICE = 131_072  # rows at a time: they stay in the processor's cache
BLOCK = 4_000_000  # bins at a time
FEW = 65_536  # bins that stay in the cache
MOST = 3  # variables that are counted as one


class Embedded:
    """The engine that is always there."""

    def level_sums(
        self, codes: Rows, cells: Ints, C: int, unions: Floats, design: Design
    ) -> tuple[Moments, Floats]:
        L = unions.shape[1]
        count, w, w2 = tallies(codes, cells, C, L + 2, design)
        return share_moments(count, w, w2, unions), count[..., L + 1]

    def value_sums(self, values: Floats, cells: Ints, C: int, design: Design) -> Moments:
        V, H = len(values), design.H
        sums = np.zeros((H * C, V, 6))
        for groups in group_cases(design.stratum, [[way] for way in cells]):
            made = np.stack([value_tallies(groups, y, design.weight) for y in values], axis=1)
            for way in groups.ways:
                sums += spread(made, place(design.stratum, cells[way], C, groups.first), H * C)
        by_cell = np.moveaxis(sums.reshape(H, C, V, 6), 2, 1)
        n, w, w2, wy, w2y, w2y2 = (by_cell[..., i : i + 1] for i in range(6))
        return Moments(n, w, w2, wy, w2y, w2y2, n)

    def level_crossings(
        self,
        codes: tuple[Rows, Rows],
        cells: tuple[Ints, Ints],
        C: int,
        unions: Floats,
        designs: tuple[Design, Design],
        overlap: Overlap,
    ) -> Crossings:
        V, S, size = len(codes[0]), unions.shape[1] + 2, overlap.G * C
        first, second = np.zeros((size, V, S - 1)), np.zeros((size, V, S - 1))
        both, cross = (np.zeros((size, V, S - 1, S - 1)) for _ in range(2))
        c1, c2 = cells[0][:, overlap.first], cells[1][:, overlap.second]
        w1, w2 = designs[0].weight[overlap.first], designs[1].weight[overlap.second]
        for groups in group_cases(overlap.pair, list(zip(c1, c2, strict=True))):
            for some in blocks(V, groups.G * S * S):
                x1, x2 = (x[some] for x in codes)
                made = cross_tallies(groups, x1, x2, S, (w1, w2), overlap)
                for way in groups.ways:
                    p1, p2 = (place(overlap.pair, c[way], C, groups.first) for c in (c1, c2))
                    first[:, some] += spread(made[0], p1, size)
                    second[:, some] += spread(made[1], p2, size)
                    same = np.where(p1 == p2, p1, -1)
                    both[:, some] += spread(made[2], same, size)
                    cross[:, some] += spread(made[3], same, size)
        first, second, both, cross = (
            by_stratum(sums, overlap.G, C) for sums in (first, second, both, cross)
        )
        return share_crossings(first, second, both, cross, unions)

    def value_crossings(
        self,
        values: tuple[Floats, Floats],
        cells: tuple[Ints, Ints],
        C: int,
        designs: tuple[Design, Design],
        overlap: Overlap,
    ) -> Crossings:
        V, size = len(values[0]), overlap.G * C
        sums = np.zeros((size, V, 9))
        c1, c2 = cells[0][:, overlap.first], cells[1][:, overlap.second]
        w = designs[0].weight[overlap.first], designs[1].weight[overlap.second]
        for groups in group_cases(overlap.pair, list(zip(c1, c2, strict=True))):
            made = np.stack(
                [
                    value_cross_tallies(groups, y1[overlap.first], y2[overlap.second], *w)
                    for y1, y2 in zip(*values, strict=True)
                ],
                axis=1,
            )
            for way in groups.ways:
                p1, p2 = (place(overlap.pair, c[way], C, groups.first) for c in (c1, c2))
                sums[..., :2] += spread(made[..., :2], p1, size)
                sums[..., 2:4] += spread(made[..., 2:4], p2, size)
                sums[..., 4:] += spread(made[..., 4:], np.where(p1 == p2, p1, -1), size)
        by_cell = by_stratum(sums, overlap.G, C)
        return Crossings(*(by_cell[..., i : i + 1] for i in range(9)))


def tallies(
    codes: Rows, cells: Ints, C: int, S: int, design: Design
) -> tuple[Floats, Floats, Floats]:
    """(H, V, C, S) numbers and sums of w and w² by stratum, variable, cell and code 0..S-1."""
    V, H, w = len(codes), design.H, design.weight
    sums = [np.zeros((H * C, V, S)) for _ in range(3)]
    for groups in group_cases(design.stratum, [[way] for way in cells]):
        for some in blocks(V, groups.G * (S + 1)):
            made = level_tallies(groups, codes[some], S, w)
            for way in groups.ways:
                at = place(design.stratum, cells[way], C, groups.first)
                for total, part in zip(sums, made, strict=True):
                    total[:, some] += spread(part, at, H * C)
    count, w1, w2 = (by_stratum(total, H, C) for total in sums)
    return count, w1, w2


def level_tallies(groups: Groups, codes: Rows, S: int, w: Floats) -> list[Floats]:
    """(G, V, S) numbers and sums of w and w² by group and code."""
    flat = groups.constant(w)
    if flat is not None:
        count = count_codes(groups, codes, S, None)
        return [count, count * flat[:, None, None], count * (flat**2)[:, None, None]]
    return [count_codes(groups, codes, S, weight) for weight in (None, w, w * w)]


def count_codes(groups: Groups, codes: Rows, S: int, w: Floats | None) -> Floats:
    """(G, V, S) sums of w (None: 1) by group and code 0..S-1; negative codes are left out.

    A few variables at a time are one code, as long as the bins stay in the processor's cache.
    """
    wide, out = S + 1, np.zeros((groups.G, len(codes), S))
    for some in together(len(codes), groups.G, wide):
        these = codes[some]
        size = groups.G * wide ** len(these)
        base, total = groups.code * (size // groups.G), np.zeros(size)
        for rows in slices(len(base), size):
            key = base[rows] + crossed([code[rows] for code in these], S)
            total += np.bincount(key, None if w is None else w[rows], size)
        made = total.reshape(groups.G, *(wide,) * len(these))
        for k in range(len(these)):
            others = tuple(1 + j for j in range(len(these)) if j != k)
            out[:, some.start + k] = made.sum(others)[:, :S]
    return out


def together(V: int, G: int, wide: int) -> Iterator[slice]:
    """Slices of V variables, so many at a time that all their crossings are at most FEW bins."""
    step = 1
    while step < MOST and G * wide ** (step + 1) <= FEW:
        step += 1
    for start in range(0, V, step):
        yield slice(start, min(V, start + step))


def crossed(codes: Rows, S: int) -> Ints:
    """(n,) the crossing of some codes, each 0..S-1, or S for what is negative."""
    kind = np.min_scalar_type((S + 1) ** len(codes))
    key = within(codes[0], S).astype(kind, copy=False)
    for code in codes[1:]:
        key = key * kind.type(S + 1) + within(code, S).astype(kind, copy=False)
    return key


def within(code: Ints, S: int) -> Ints:
    """The code, or S where it is negative: read without its sign, a negative number is large."""
    bits = code.view(f"u{code.dtype.itemsize}")
    return np.minimum(bits, bits.dtype.type(S))


def value_tallies(groups: Groups, y: Floats, w: Floats) -> Floats:
    """(G, 6) numbers and sums of w, w², wy, w²y and w²y² by group."""
    there = ~np.isnan(y)
    y, one = np.where(there, y, 0.0), there.astype(float)
    flat = groups.constant(w)
    if flat is None:
        columns = (one, w * one, w * w * one, w * y, w * w * y, (w * y) ** 2)
        return sum_columns(groups, columns)
    n, s, squares = sum_columns(groups, (one, y, y * y)).T
    return np.stack([n, flat * n, flat**2 * n, flat * s, flat**2 * s, flat**2 * squares], axis=1)


def cross_tallies(
    groups: Groups, x1: Rows, x2: Rows, S: int, w: tuple[Floats, Floats], overlap: Overlap
) -> tuple[Floats, Floats, Floats, Floats]:
    """By group: sums of w1 by earlier code and of w2 by later code (G, V, S - 1); numbers and
    sums of w1 w2 by both (G, V, S - 1, S - 1). The last code, S - 1, is outside and cut off."""
    flat = [groups.constant(one) for one in w]
    count = count_pairs(groups, x1, x2, S, None, overlap)
    both = count[..., :-1, :-1]
    if flat[0] is not None and flat[1] is not None:
        a, b = (one[:, None, None] for one in flat if one is not None)
        first, second = count.sum(-1)[..., :-1] * a, count.sum(-2)[..., :-1] * b
        return first, second, both, both * (a * b)[..., None]
    first = count_pairs(groups, x1, x2, S, w[0], overlap).sum(-1)[..., :-1]
    second = count_pairs(groups, x1, x2, S, w[1], overlap).sum(-2)[..., :-1]
    return first, second, both, count_pairs(groups, x1, x2, S, w[0] * w[1], overlap)[..., :-1, :-1]


def count_pairs(
    groups: Groups, x1: Rows, x2: Rows, S: int, w: Floats | None, overlap: Overlap
) -> Floats:
    """(G, V, S, S) sums of w (None: 1) by group, earlier and later code."""
    size = groups.G * S * S
    base = groups.code * (S * S)
    out = np.zeros((groups.G, len(x1), S, S))
    for v in range(len(x1)):
        a, b = inside(x1[v], S)[overlap.first] * S, inside(x2[v], S)[overlap.second]
        total = np.zeros(size)
        for rows in slices(len(base), size):
            key = base[rows] + a[rows] + b[rows]
            total += np.bincount(key, None if w is None else w[rows], size)
        out[:, v] = total.reshape(groups.G, S, S)
    return out


def inside(code: Ints, S: int) -> Ints:
    """Codes with S - 1 for all that is outside the base; small numbers where they suffice."""
    small = np.int16 if S * S < 2**15 else np.int64
    return np.where((code < 0) | (code >= S - 1), S - 1, code).astype(small)


def value_cross_tallies(groups: Groups, y1: Floats, y2: Floats, w1: Floats, w2: Floats) -> Floats:
    """(G, 9) sums by group, in the order of `Crossings`."""
    in1, in2 = ~np.isnan(y1), ~np.isnan(y2)
    y1, y2 = np.where(in1, y1, 0.0), np.where(in2, y2, 0.0)
    one = (in1 & in2).astype(float)
    w = w1 * w2 * one
    columns = (w1 * y1, w1 * in1, w2 * y2, w2 * in2, w * y1 * y2, w * y1, w * y2, w, one)
    return sum_columns(groups, columns)


def sum_columns(groups: Groups, columns: Sequence[Floats]) -> Floats:
    """(G, m) sums of m columns by group."""
    made = [np.bincount(groups.code, column, groups.G) for column in columns]
    return np.stack(made, axis=1).astype(float)


def place(shared: Ints, cell: Ints, C: int, rows: Ints) -> Ints:
    """Where the groups of these rows belong: stratum times C and cell; -1: nowhere."""
    at = cell[rows].astype(np.int64)
    return np.where(at < 0, -1, shared[rows] * C + at)


def slices(n: int, bins: int) -> Iterator[slice]:
    """Slices of n rows: as many as stay in the cache, and more where there are many bins."""
    step = max(SLICE, 4 * bins)
    for start in range(0, n, step):
        yield slice(start, min(n, start + step))


def blocks(V: int, bins: int) -> Iterator[slice]:
    """Slices of V variables, so that all their bins are about BLOCK."""
    step = max(1, BLOCK // max(1, bins))
    for start in range(0, V, step):
        yield slice(start, min(V, start + step))
