"""Intervals of shares: Wilson by default, others on request, whole arrays at a time.

Each takes the share p, its effective n and its base n, the t quantile and the degrees of
freedom of the design, and gives (low, high) within 0..1. Never Wald: it leaves 0..1 and has no
width at 0 and 1 (Franco, Little, Louis & Slud 2019).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tempen.estimate.design import Floats

LEVEL = 0.95

Interval = Callable[[Floats, Floats, Floats, Floats], tuple[Floats, Floats]]


def t_quantile(df: Floats | float) -> Floats:
    """The two-sided 95 % quantile of t; NaN without degrees of freedom."""
    from scipy.special import stdtrit

    df = np.asarray(df, float)
    return np.where(df > 0, stdtrit(np.where(df > 0, df, 1.0), (1 + LEVEL) / 2), np.nan)


def two_sided_p(t: Floats, df: Floats | float) -> Floats:
    """The p-value of |t|; NaN without degrees of freedom."""
    from scipy.special import stdtr

    df = np.asarray(df, float)
    return np.where(df > 0, 2 * stdtr(np.where(df > 0, df, 1.0), -np.abs(t)), np.nan)


def effective_n(p: Floats, variance: Floats, n: Floats) -> Floats:
    """p (1 - p) / V: the simple sample that would be as precise; n where the error is 0."""
    some = variance > 0
    return np.where(some, p * (1 - p) / np.where(some, variance, 1), n)


def wilson(p: Floats, n_eff: Floats, n: Floats, df: Floats) -> tuple[Floats, Floats]:
    """Wilson's score interval with the effective n and the t quantile.

    (p + t²/2n ± t sqrt(p(1-p)/n + t²/4n²)) / (1 + t²/n); source: Franco et al. 2019.
    """
    t = t_quantile(df)
    with np.errstate(invalid="ignore", divide="ignore"):
        shrink = 1 + t * t / n_eff
        middle = (p + t * t / (2 * n_eff)) / shrink
        half = t * np.sqrt(p * (1 - p) / n_eff + (t / (2 * n_eff)) ** 2) / shrink
        low, high = middle - half, middle + half
    # at 0 and 1 one end is the point itself: rounding must not push it past
    return np.where(p == 0, 0.0, np.clip(low, 0, 1)), np.where(p == 1, 1.0, np.clip(high, 0, 1))


def logit(p: Floats, n_eff: Floats, n: Floats, df: Floats) -> tuple[Floats, Floats]:
    """logit(p) ± t se / (p (1 - p)), carried back; R's svyciprop "logit".

    At 0 and 1 the logit does not exist and the interval is Wilson's.
    """
    inside = (p > 0) & (p < 1)
    q = np.where(inside, p, 0.5)
    with np.errstate(invalid="ignore", divide="ignore"):
        half = t_quantile(df) / np.sqrt(q * (1 - q) * n_eff)
        odds = np.log(q / (1 - q))
        ends = 1 / (1 + np.exp(half - odds)), 1 / (1 + np.exp(-half - odds))
    low, high = wilson(p, n_eff, n, df)
    return np.where(inside, ends[0], low), np.where(inside, ends[1], high)


def korn_graubard(p: Floats, n_eff: Floats, n: Floats, df: Floats) -> tuple[Floats, Floats]:
    """Clopper-Pearson with an effective n, as NCHS presents proportions.

    n* = p(1-p)/V (t_{n-1} / t_df)², at most n. Source: Korn & Graubard 1998; Parker et al. 2017.
    """
    from scipy.special import betaincinv

    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = (t_quantile(n - 1) / t_quantile(df)) ** 2
        size = np.minimum(n, np.where((p > 0) & (p < 1), n_eff * ratio, n))
        x = p * size
        tail = (1 - LEVEL) / 2
        low = betaincinv(np.where(x > 0, x, 1), size - x + 1, tail)
        high = betaincinv(x + 1, np.where(x < size, size - x, 1), 1 - tail)
    return np.where(p == 0, 0.0, low), np.where(p == 1, 1.0, high)


def arcsine(p: Floats, n_eff: Floats, n: Floats, df: Floats) -> tuple[Floats, Floats]:
    """arcsin sqrt(p) ± t / (2 sqrt(n_eff)), carried back; R's svyciprop "asin"."""
    with np.errstate(invalid="ignore", divide="ignore"):
        half = t_quantile(df) / (2 * np.sqrt(n_eff))
    angle = np.arcsin(np.sqrt(np.clip(p, 0, 1)))
    low, high = (np.sin(np.clip(angle + s * half, 0, np.pi / 2)) ** 2 for s in (-1, 1))
    other, inside = wilson(p, n_eff, n, df), (p > 0) & (p < 1)
    return np.where(inside, low, other[0]), np.where(inside, high, other[1])


def likelihood(p: Floats, n_eff: Floats, n: Floats, df: Floats) -> tuple[Floats, Floats]:
    """Shares whose scaled deviance from p is at most t²; R's svyciprop "likelihood".

    2 n_eff (n - 1) / n (p log(p / q) + (1 - p) log((1 - p) / (1 - q))) = t², solved by halving;
    at 0 and 1 the interval is Wilson's. Source: Rao & Scott 1984.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        bound = t_quantile(df) ** 2 / (2 * n_eff * (n - 1) / n)
    inside = (p > 0) & (p < 1)
    q = np.where(inside, p, 0.5)
    low, high = (halve(q, np.broadcast_to(bound, q.shape), np.full(q.shape, end)) for end in (0, 1))
    other = wilson(p, n_eff, n, df)
    return np.where(inside, low, other[0]), np.where(inside, high, other[1])


def halve(p: Floats, bound: Floats, end: Floats) -> Floats:
    """Between p and `end`, where the deviance of p from q reaches the bound."""
    near, far = p.astype(float), end.astype(float)
    for _ in range(60):
        q = (near + far) / 2
        with np.errstate(invalid="ignore", divide="ignore"):
            deviance = p * np.log(p / q) + (1 - p) * np.log((1 - p) / (1 - q))
        within = deviance <= bound
        near, far = np.where(within, q, near), np.where(within, far, q)
    return np.where(np.isnan(bound), np.nan, near)


INTERVALS: dict[str, Interval] = {
    "wilson": wilson,
    "logit": logit,
    "korn_graubard": korn_graubard,
    "arcsine": arcsine,
    "likelihood": likelihood,
}
