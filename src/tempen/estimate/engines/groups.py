"""Cases that no sum tells apart: of the same stratum and cells, they are counted together.

The cases of a survey fall into few groups: every crossing of strata and domains that somebody
stands in. Answers are counted by group in one pass, whatever the number of domains; the sums of
a domain's cells are then sums over groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tempen.estimate.design import Floats, Ints

LEAST = 1024  # so many groups are few, however few the cases


@dataclass(frozen=True)
class Groups:
    """G groups of n cases, by the values of some factors.

    ways   the factors, beside the one they all share
    code   (n,) 0..G-1
    first  (G,) a case of each
    """

    ways: tuple[int, ...]
    code: Ints
    first: Ints

    @property
    def G(self) -> int:  # noqa: N802
        return len(self.first)

    def constant(self, values: Floats) -> Floats | None:
        """(G,) the value of each group's cases, where they all have the same."""
        each = values[self.first]
        return each if (each[self.code] == values).all() else None


def group_cases(shared: Ints, factors: Sequence[Sequence[Ints]]) -> Iterator[Groups]:
    """Groups by the shared codes and as many factors at a time as leave the groups few.

    shared   (n,) codes from 0
    factors  per way one array (n,) of codes or more, -1 for none
    """
    n, most = len(shared), max(LEAST, len(shared) // 32)
    alone = compress(np.asarray(shared, np.int64), int(shared.max(initial=-1)) + 1)
    code, size, ways = *alone, []
    for way, arrays in enumerate(factors):
        more = join(code, size, arrays)
        if ways and more[1] > most:
            yield Groups(tuple(ways), code, one_each(code, size, n))
            more, ways = join(*alone, arrays), []
        code, size = more
        ways.append(way)
    if ways:
        yield Groups(tuple(ways), code, one_each(code, size, n))


def join(code: Ints, size: int, arrays: Sequence[Ints]) -> tuple[Ints, int]:
    """Codes of the crossings that there are, and their number."""
    for values in arrays:
        low = int(values.min(initial=0))
        wide = int(values.max(initial=0)) - low + 1
        code, size = compress(code * wide + (values - low), size * wide)
    return code, size


def compress(code: Ints, size: int) -> tuple[Ints, int]:
    """The codes 0..size-1 numbered anew without gaps."""
    if size > 4 * len(code) + 4 * LEAST:
        some, code = np.unique(code, return_inverse=True)
        return code, len(some)
    there = np.bincount(code, minlength=size) > 0
    number = int(there.sum())
    return (code if number == size else (np.cumsum(there) - 1)[code]), number


def one_each(code: Ints, size: int, n: int) -> Ints:
    first = np.zeros(size, np.int64)
    first[code] = np.arange(n)
    return first


def spread(values: NDArray, target: Ints, size: int) -> Floats:
    """Sums (size, ...) of the rows of values (G, ...) by target; negative: nowhere."""
    out = np.zeros((size, *values.shape[1:]))
    order = np.argsort(target, kind="stable")
    order = order[target[order] >= 0]
    if len(order):
        ordered = target[order]
        starts = np.flatnonzero(np.diff(ordered, prepend=-1))
        out[ordered[starts]] = np.add.reduceat(values[order], starts, axis=0)
    return out
