"""The mean of a number, or of the points of a scale, over a base."""

from __future__ import annotations

import numpy as np

from tempen.estimate.design import Floats, Ints
from tempen.estimate.score import Score, score_levels, score_numbers


def score(y: Floats) -> Score:
    """The mean of numbers y (n,); NaN: outside the base."""
    return score_numbers(y[:, None])


def score_points(codes: Ints, points: Floats) -> Score:
    """The mean of points by level (L,); a level whose points are NaN is outside the base.

    codes  (n,) levels 0..L-1; negative: outside the base
    """
    return score_levels(codes, points[:, None], ("",), share=False)


def influence(y: Floats, base: Floats, weight: Floats) -> tuple[float, Floats]:
    """The mean and its linearised values u = w x (y - R) / sum(w x).

    y     (n,) values; what is outside the base does not matter
    base  (n,) 1 inside, 0 outside; an empty base gives NaN
    """
    wx = weight * base
    total = wx.sum()
    if total <= 0:
        return float("nan"), np.full(len(y), np.nan)
    y = np.where(base > 0, y, 0.0)
    value = float((wx * y).sum() / total)
    return value, wx * (y - value) / total
