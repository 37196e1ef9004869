"""Quantiles, by inverting the weighted distribution, with Woodruff's intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tempen.estimate.design import Floats

Rule = Callable[[Floats, Floats, float], float]


@dataclass(frozen=True)
class Quantile:
    """A quantile with Woodruff's interval; se is the interval's half width over t.

    cut  the share's interval goes beyond 0 or 1, so that the least or the largest answer is an end
    """

    value: float
    se: float
    low: float
    high: float
    cut: bool = False


NONE = Quantile(np.nan, np.nan, np.nan, np.nan)


def inverse(x: Floats, w: Floats, p: float) -> float:
    """The least value at which the distribution reaches p; R's qrule "math"."""
    return float(x[min(reach(w, p), len(x) - 1)])


def school(x: Floats, w: Floats, p: float) -> float:
    """As `inverse`, but the mean of two neighbours where the distribution is just p; "school"."""
    i = min(reach(w, p), len(x) - 1)
    cumulated = w[: i + 1].sum() / w.sum()
    exactly = abs(cumulated - p) < 1e-10 and i + 1 < len(x)
    return float((x[i] + x[i + 1]) / 2 if exactly else x[i])


def hf7(x: Floats, w: Floats, p: float) -> float:
    """Straight lines between the values; type 7 of Hyndman & Fan 1996, with weights."""
    if len(x) == 1:
        return float(x[0])
    knots = np.concatenate([[0.0], np.cumsum(w)[:-1] / w[:-1].sum()])
    return float(np.interp(p, knots, x))


def hf3(x: Floats, w: Floats, p: float) -> float:
    """As `inverse`, but where the distribution is just p, of the two neighbours that of even
    rank; R's qrule "hf3", which Hyndman and Fan's third type (the nearest rank) is not."""
    i = min(reach(w, p), len(x) - 1)
    exactly = abs(w[: i + 1].sum() / w.sum() - p) < 1e-10 and i + 1 < len(x)
    return float(x[i + 1] if exactly and i % 2 == 0 else x[i])


def shahvaish(x: Floats, w: Floats, p: float) -> float:
    """The last value whose p_k = (C_k + 1/2 - w_k / 2) / (n + 1) p has come up to, C the cumulated
    weights, of mean 1; Shah & Vaish 2006. R's survey has it where weights have the mean 1."""
    w = w / w.mean()
    knots = (np.cumsum(w) + 0.5 - w / 2) / (len(x) + 1)
    return float(x[max(0, int(np.searchsorted(knots, p + 1e-12)) - 1)])


def reach(w: Floats, p: float) -> int:
    """The first place where the cumulated weights come up to p of all."""
    return int(np.searchsorted(np.cumsum(w) / w.sum(), p - 1e-12))


def between(a: float, b: float) -> Rule:
    """Straight lines through (p_k, x_k), p_k = (C_k - a w_k) / (C_n + b w_n), C the cumulated
    weights: Hyndman and Fan's other continuous types, with weights as R's survey has them."""

    def rule(x: Floats, w: Floats, p: float) -> float:
        knots = (np.cumsum(w) - a * w) / (w.sum() + b * w[-1])
        return float(np.interp(p, knots, x))

    return rule


RULES: dict[str, Rule] = {
    "inverse": inverse,
    "school": school,
    "shahvaish": shahvaish,
    "hf3": hf3,
    "hf4": between(0, 0),
    "hf5": between(1 / 2, 0),
    "hf6": between(0, 1),
    "hf7": hf7,
    "hf8": between(1 / 3, 1 / 3),
    "hf9": between(3 / 8, 1 / 4),
}
WHOLE = (
    "inverse",
    "school",
    "hf3",
)  # equal values count as one, so that splitting a case changes nothing


def estimate_quantiles(
    y: Floats,
    weight: Floats,
    probs: tuple[float, ...],
    error: Callable[[Floats], tuple[Floats, Floats]],
    t: float,
    rule: str = "inverse",
) -> list[Quantile]:
    """Quantiles of y (n,), NaN outside the base.

    error  (n, m) indicators y <= q over the base -> the m shares and their standard errors
    t      the two-sided quantile of the design's degrees of freedom
    Woodruff: the share at or below the quantile has an interval, ± t se; its ends, carried back
    through the distribution, are the quantile's. Source: Woodruff 1952; R's svyquantile.
    """
    inside = ~np.isnan(y) & (weight > 0)
    if not inside.any():
        return [NONE for _ in probs]
    x, w = ordered(y[inside], weight[inside], merge=rule in WHOLE)
    find = RULES[rule]
    values = [upon(x, find(x, w, p)) for p in probs]
    below = np.stack([(y <= q).astype(float) for q in values], axis=1)
    return [finish(find, x, w, q, p, se, t) for q, p, se in zip(values, *error(below), strict=True)]


def upon(x: Floats, value: float) -> float:
    """The value of x that an interpolated one is but for rounding, so that `<=` counts it in."""
    i = int(np.argmin(np.abs(x - value)))
    return float(x[i]) if abs(x[i] - value) <= 1e-12 * abs(value) else value


def finish(
    find: Rule, x: Floats, w: Floats, value: float, p: float, se: float, t: float
) -> Quantile:
    """The quantile with its interval; where there is no error to be had, without."""
    if not np.isfinite(se * t):
        return Quantile(value, np.nan, np.nan, np.nan)
    ends = (float(np.clip(end, 0, 1)) for end in (p - t * se, p + t * se))
    low, high = (upon(x, find(x, w, end)) for end in ends)
    cut = not 0 <= p - t * se <= p + t * se <= 1
    return Quantile(value, (high - low) / (2 * t), low, high, cut)


def ordered(y: Floats, w: Floats, *, merge: bool) -> tuple[Floats, Floats]:
    """Values in order with their weights; equal values become one, so that splitting a case
    changes nothing."""
    if merge:
        x, place = np.unique(y, return_inverse=True)
        return x, np.bincount(place, w).astype(float)
    order = np.argsort(y, kind="stable")
    return y[order], w[order]
