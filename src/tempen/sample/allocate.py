"""How a given number of units is shared out over strata: exact in whole numbers.

Both rules minimise sum_h a_h² / n_h for a given sum of n_h. Starting from the least, each next unit
goes where it takes most off that sum, a_h² / (n_h (n_h + 1)): no other whole numbers do better.
Source: Neyman 1934; Bankier 1988 (power allocation); Wright 2012 (exact whole numbers).
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tempen.errors import Fault, TempenError
from tempen.sample.search import Floats, Ints


def neyman(
    N: NDArray | Sequence[int], S: NDArray | Sequence[float], total: int, *, least: int = 2
) -> Ints:
    """Units of each stratum that make the error of the whole smallest: n_h as N_h S_h.

    N, S    (H,) units, and standard deviation of what is asked
    total   units to share out; least of each stratum (or all of it, if smaller)
    raises  SAMPLE-03 a total that is less than the least or more than all, SAMPLE-04 an S that is
            negative or no number
    """
    S = check_spread(S)
    return share_out(np.asarray(N) * S, np.asarray(N), total, least)


def bankier(
    N: NDArray | Sequence[int],
    cv: NDArray | Sequence[float],
    size: NDArray | Sequence[float],
    total: int,
    *,
    power: float = 0.5,
    least: int = 2,
) -> Ints:
    """Power allocation, between precision of the whole and of every stratum: n_h as cv_h size_h^a.

    cv     (H,) coefficient of variation S_h / mean_h; size (H,) importance, such as total or N
    power  a: 1 as Neyman, 0 the same coefficient of variation in every stratum
    """
    return share_out(
        check_spread(cv) * np.asarray(size, float) ** power, np.asarray(N), total, least
    )


def share_out(a: Floats, N: NDArray, total: int, least: int) -> Ints:
    """(H,) whole numbers with the given sum, least <= n_h <= N_h, and the least sum of a² / n."""
    n = np.minimum(N, least).astype(np.int64)
    if not n.sum() <= total <= N.sum():
        facts = {"total": total, "least": int(n.sum()), "most": int(N.sum())}
        raise TempenError([Fault("SAMPLE-03", facts=facts)])
    queue = [entry(a, n, h) for h in range(len(n)) if n[h] < N[h]]
    heapq.heapify(queue)
    for _ in range(total - int(n.sum())):
        _, h = heapq.heappop(queue)
        n[h] += 1
        if n[h] < N[h]:
            heapq.heappush(queue, entry(a, n, h))
    return n


def entry(a: Floats, n: Ints, h: int) -> tuple[float, int]:
    """What one more unit in stratum h takes off the sum, negative; the first unit comes first."""
    return (-np.inf if n[h] == 0 else -(float(a[h]) ** 2) / (n[h] * (n[h] + 1)), h)


def check_spread(S: NDArray | Sequence[float]) -> Floats:
    found = np.asarray(S, float)
    if not (np.isfinite(found) & (found >= 0)).all():
        raise TempenError([Fault("SAMPLE-04")])
    return found
