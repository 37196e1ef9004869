"""Answers needed for a wanted precision of a share.

A simple sample of n from N units has V = (1 - n/N) p (1 - p) / (n - 1), unbiased as the estimates
are; uneven weights multiply it by their design effect. Source: Cochran 1977, section 4.4, with
Wilson's interval in the place of the normal one (Franco et al. 2019).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tempen.sample.search import Floats, Ints, check_between, find_smallest

Interval = Literal["wilson", "normal"]


def answers_for_precision(
    N: NDArray | Sequence[float],
    precision: float,
    *,
    share: float = 0.5,
    interval: Interval = "wilson",
    level: float = 0.95,
    design_effect: float = 1.0,
) -> Ints:
    """The fewest answers in each group whose interval is no wider than +/- `precision`.

    N          (groups,) eligible units; inf: very many
    precision  half the width of the interval, as a share: 0.05 is five points
    share      the share expected (0..1); 0.5 is the widest
    raises     SAMPLE-02 a precision, share or level outside 0..1
    """
    check_between("precision", precision, 0, 0.5)
    check_between("share", share, 0, 1)
    check_between("level", level, 0, 1)
    units = np.asarray(N, float)

    def measure(n: Floats) -> Floats:
        how = {"share": share, "interval": interval, "level": level}
        return half_width(n, units, design_effect=design_effect, **how)

    return find_smallest(measure, precision, units)


def half_width(
    n: NDArray | Sequence[float],
    N: NDArray | Sequence[float],
    *,
    share: float = 0.5,
    interval: Interval = "wilson",
    level: float = 0.95,
    design_effect: float = 1.0,
) -> Floats:
    """Half the width of the interval of a share with n answers of N units; inf for one answer.

    Wilson with the effective n and the t quantile at n - 1 degrees of freedom, as estimates have
    it; or the normal interval, z sqrt(V), as textbooks plan
    """
    from scipy.special import ndtri, stdtrit

    n, N = np.asarray(n, float), np.asarray(N, float)
    several = n > 1
    df = np.where(several, n - 1, 1.0)
    n_eff = df / np.maximum(1 - n / np.maximum(N, n), 1e-300) / design_effect
    spread, tail = share * (1 - share), (1 + level) / 2
    if interval == "normal":
        width = ndtri(tail) * np.sqrt(spread / n_eff)
    else:
        t2 = stdtrit(df, tail) ** 2
        width = np.sqrt(t2 * spread / n_eff + (t2 / (2 * n_eff)) ** 2) / (1 + t2 / n_eff)
    return np.where(n >= N, 0.0, np.where(several, width, np.inf))
