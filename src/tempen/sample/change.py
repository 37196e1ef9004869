"""Answers needed to see a change between two waves, and the smallest change that can be seen.

    V = V1 + V2 - 2 C,  C = (n12 - n1 n2 N12 / (N1 N2)) r S1 S2 / (n1 n2)

for shares of two overlapping samples of finite frames, S² = n p (1 - p) / (n - 1) and r the
correlation between what a unit answers in the two waves: the change variance of the estimates.
A change d is seen with the wanted power when d >= (z(1 - alpha/2) + z(power)) sqrt(V).
Source: Tam 1984; Qualité & Tillé 2008; Cochran 1977, section 12.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tempen.sample.search import Floats, Ints, check_between, find_smallest

Numbers = NDArray | Sequence[float] | float


def variance_of_change(
    n: tuple[Numbers, Numbers, Numbers],
    N: tuple[Numbers, Numbers, Numbers],
    *,
    share: float = 0.5,
    correlation: float = 0.5,
) -> Floats:
    """V of a group's change in a share.

    n, N   answers and eligible units: in the earlier wave, the later one, and both
    share  expected in both waves (0..1)
    """
    n1, n2, n12 = (np.asarray(one, float) for one in n)
    N1, N2, N12 = (np.asarray(one, float) for one in N)
    S2 = share * (1 - share)
    V1, V2 = part(n1, N1) * S2, part(n2, N2) * S2
    endless = np.isinf(N1) | np.isinf(N2)
    shared = n1 * n2 * np.where(endless, 0.0, N12) / np.where(endless, 1.0, N1 * N2)
    loose = np.sqrt(np.maximum(n1 * (n1 - 1) * n2 * (n2 - 1), 1))
    C = (n12 - shared) * correlation * S2 / loose
    return np.where(np.isinf(V1 + V2), np.inf, np.maximum(V1 + V2 - 2 * C, 0.0))


def part(n: Floats, N: Floats) -> Floats:
    """(1 - n/N) / (n - 1): the variance of a mean, for S² = 1 with divisor n; inf for n = 1 < N."""
    several = n > 1
    V = np.maximum(1 - n / N, 0.0) / np.where(several, n - 1, 1)
    return np.where(several | (n >= N), V, np.inf)


def smallest_change(
    n: tuple[Numbers, Numbers, Numbers],
    N: tuple[Numbers, Numbers, Numbers],
    *,
    share: float = 0.5,
    correlation: float = 0.5,
    power: float = 0.8,
    alpha: float = 0.05,
) -> Floats:
    """The smallest change of a share that two waves see with the wanted power (0..1 each)."""
    V = variance_of_change(n, N, share=share, correlation=correlation)
    return multiple(power, alpha) * np.sqrt(V)


def multiple(power: float, alpha: float) -> float:
    """z(1 - alpha/2) + z(power): 2.80 at 80 % and 5 %."""
    from scipy.special import ndtri

    check_between("power", power, 0, 1)
    check_between("alpha", alpha, 0, 1)
    return float(ndtri(1 - alpha / 2) + ndtri(power))


def answers_for_change(
    N: NDArray | Sequence[float],
    change: float,
    overlap: float,
    *,
    share: float = 0.5,
    correlation: float = 0.5,
    power: float = 0.8,
    alpha: float = 0.05,
) -> Ints:
    """The fewest answers a wave in each group at which a change is seen with the wanted power.

    N        (groups,) eligible units, the same in both waves
    change   of the share (0..1): 0.1 is ten points
    overlap  the part of those who answer that answer both waves (0..1); when nearly all of a
             frame answer it cannot be less than (2n - N) / n
    raises   SAMPLE-02 a number outside its range
    """
    check_between("change", change, 0, 1)
    check_between("overlap", overlap, 0, 1, ends=True)
    check_between("share", share, 0, 1)
    check_between("correlation", correlation, -1, 1, ends=True)
    units, times = np.asarray(N, float), multiple(power, alpha)

    def measure(n: Floats) -> Floats:
        both = np.minimum(np.maximum(overlap * n, 2 * n - units), n)
        sizes = (n, n, both), (units, units, units)
        return times * np.sqrt(variance_of_change(*sizes, share=share, correlation=correlation))

    return find_smallest(measure, change, units)
