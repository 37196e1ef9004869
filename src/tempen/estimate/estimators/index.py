"""An index of several items: each case's mean over them, and Cronbach's alpha with its error."""

from __future__ import annotations

import numpy as np

from tempen.estimate.design import Floats
from tempen.estimate.score import Flags, Score, answers_all


def score(items: Floats, least: int | None = None) -> Score:
    """The mean of the index.

    items  (n, k) points, NaN not answered; a case with fewer than `least` answers (default: all
           k) is outside the base, else its index is the mean of what it answered
    """
    return Score(("",), *index_of(items, least))


def index_of(items: Floats, least: int | None = None) -> tuple[Flags, Floats]:
    """Who has an index, and (n, 1) the index itself; 0 without one."""
    answered = (~np.isnan(items)).sum(1)
    base = np.asarray(answered >= (items.shape[1] if least is None else max(1, least)))
    y = np.nansum(items, axis=1) / np.maximum(answered, 1)
    return base, np.where(base, y, 0.0)[:, None]


def estimate_alpha(items: Floats, weight: Floats, inside: Flags) -> tuple[float, Floats]:
    """Cronbach's alpha among cases with all items, and its linearised values u (n,).

    alpha = k / (k - 1) (1 - sum_j V_j / V) with V_j the weighted variances of the items and V that
    of their sum; u follows from those of the variances, w ((y - m)² - V) / sum(w). NaN where
    nothing varies or k < 2. Source: Cronbach 1951; linearised as R's svycralpha is estimated.
    """
    k = items.shape[1]
    base = inside & answers_all(items)
    w = weight * base
    y = np.where(base[:, None], np.nan_to_num(items), 0.0)
    if k < 2 or w.sum() <= 0:
        return float("nan"), np.zeros(len(w))
    y = np.concatenate([y, y.sum(1, keepdims=True)], axis=1)
    squares = (y - (w @ y) / w.sum()) ** 2
    V = (w @ squares) / w.sum()
    if V[-1] <= 1e-14 * max(1.0, np.abs(y).max()) ** 2:
        return float("nan"), np.zeros(len(w))
    u = w[:, None] * (squares - V) / w.sum()
    parts, whole = V[:-1].sum(), V[-1]
    alpha = k / (k - 1) * (1 - parts / whole)
    return float(alpha), -k / (k - 1) * (u[:, :-1].sum(1) / whole - parts / whole**2 * u[:, -1])
