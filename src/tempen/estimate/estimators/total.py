"""A total in the population: sum(w y), also of answers that are counted (y = 1)."""

from __future__ import annotations

import numpy as np

from tempen.estimate.design import Floats
from tempen.estimate.score import Score


def score(y: Floats) -> Score:
    """The total of numbers y (n,); NaN adds nothing: it is a total of those who answered."""
    return Score(("",), ~np.isnan(y), y=np.nan_to_num(y)[:, None], total=True)
