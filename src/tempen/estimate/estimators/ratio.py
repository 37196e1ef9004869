"""The ratio of two totals: sum(w y) / sum(w x)."""

from __future__ import annotations

import numpy as np

from tempen.estimate.design import Floats
from tempen.estimate.score import Score


def score(y: Floats, x: Floats) -> Score:
    """Over the cases that have both numbers (n,); a denominator that adds up to 0 has no ratio."""
    base = ~np.isnan(y) & ~np.isnan(x)
    return Score(("",), base, y=np.nan_to_num(y)[:, None], x=np.nan_to_num(x))
