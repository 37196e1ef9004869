"""The cheapest allocation that makes several items precise enough at once.

    minimise  sum_h c_h n_h   subject to  sum_h W_hj² S_hj² (1/n_h - 1/N_h) <= V_j  for every item j

Source: Bethel 1989; the multipliers are found as Chromy 1987 does. Strata that would need more
than all their units are taken whole and leave the problem.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tempen.sample.allocate import check_spread
from tempen.sample.search import Floats, Ints, check_between

STEPS = 5000
ENOUGH = 1e-9


def bethel(
    N: NDArray | Sequence[int],
    S: NDArray,
    error: NDArray | Sequence[float],
    *,
    cost: NDArray | Sequence[float] | None = None,
    least: int = 2,
    domain: NDArray | None = None,
) -> Ints:
    """Units of each stratum by which every item's mean has at most the wanted standard error.

    N       (H,) units; S (H, J) standard deviations of J items (0 where an item is not asked)
    error   (J,) wanted standard errors of the J means
    cost    (H,) of one unit; default 1
    domain  (H, J) bool: the strata that make up the domain that mean j is of; default: all
    returns (H,) least <= n_h <= N_h (all of a smaller stratum); no unit of them can be spared
    raises  SAMPLE-02 an error of 0 or less, SAMPLE-04 an S that is negative or no number
    """
    units, S = np.asarray(N, float), check_spread(S)
    for one in np.atleast_1d(error):
        check_between("error", float(one), 0, np.inf)
    inside = np.ones(S.shape, bool) if domain is None else domain
    W = np.where(inside, units[:, None], 0.0) / np.where(inside, units[:, None], 0.0).sum(0)
    A, V = (W * S) ** 2, np.atleast_1d(np.asarray(error, float)) ** 2
    c = np.ones(len(units)) if cost is None else np.asarray(cost, float)
    floor = np.minimum(units, least)
    n = np.clip(np.ceil(solve_with_caps(A, V, c, units) - ENOUGH), floor, units)
    return spare(n, A, V, c, units, floor).astype(np.int64)


def solve_with_caps(A: Floats, V: Floats, c: Floats, N: Floats) -> Floats:
    """(H,) real numbers; what needs more than N is taken whole, and the rest solved again."""
    n, free = N.copy(), np.ones(len(N), bool)
    while free.any():
        left = V + (A[free] / N[free, None]).sum(0)
        n[free] = chromy(A[free] / left, c[free])
        over = free & (n > N)
        if not over.any():
            break
        n[over], free = N[over], free & ~over
    return n


def chromy(a: Floats, c: Floats) -> Floats:
    """(H,) n that minimises sum(c n) subject to sum_h a_hj / n_h <= 1 for every j.

    For multipliers m_j, n_h is as sqrt(sum_j m_j a_hj / c_h); each m_j grows with the square of
    how much its constraint is overstepped, until those that matter hold and the others fade.
    """
    m = np.ones(a.shape[1]) / a.shape[1]
    n, used, steps = np.zeros(len(a)), np.full(a.shape[1], np.inf), 0
    while used.max(initial=0.0) > 1 + ENOUGH and steps < STEPS:
        root = np.sqrt(a @ m)
        n = root * (np.sqrt(c) @ root) / np.sqrt(c)
        with np.errstate(invalid="ignore", divide="ignore"):
            used = np.where(a > 0, a / n[:, None], 0.0).sum(0)
        m = m * used**2
        m, steps = m / max(m.sum(), 1e-300), steps + 1
    return n * used.max(initial=0.0)


def spare(n: Floats, A: Floats, V: Floats, c: Floats, N: Floats, floor: Floats) -> Floats:
    """Take away units that rounding left over, the dearest first."""
    for h in np.argsort(-c, kind="stable"):
        while n[h] > floor[h] and holds(n - (np.arange(len(n)) == h), A, V, N):
            n[h] -= 1
    return n


def holds(n: Floats, A: Floats, V: Floats, N: Floats) -> bool:
    """Whether every item is precise enough."""
    with np.errstate(divide="ignore"):
        each = np.where(A > 0, A * (1 / n - 1 / N)[:, None], 0.0)
    return bool((each.sum(0) <= V * (1 + 1e-12)).all())
