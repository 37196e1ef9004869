"""The share of a base that chose a level or a union of levels."""

from __future__ import annotations

import numpy as np

from tempen.estimate.design import Floats, Ints
from tempen.estimate.estimators.mean import influence as influence_of_mean
from tempen.estimate.score import Score, score_levels


def score(codes: Ints, labels: tuple[str, ...]) -> Score:
    """A share for each of the levels.

    codes  (n,) levels 0..L-1; negative: outside the base
    """
    return score_levels(codes, np.eye(len(labels)), labels, share=True)


def influence(y: Floats, base: Floats, weight: Floats) -> tuple[float, Floats]:
    """A share is the mean of y in {0, 1} over the base."""
    return influence_of_mean((y > 0).astype(float), base, weight)
