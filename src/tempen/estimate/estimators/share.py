"""The share of a base that chose a level or a union of levels."""

from __future__ import annotations

from tempen.estimate.design import Floats
from tempen.estimate.estimators.mean import influence as influence_of_mean


def influence(y: Floats, base: Floats, weight: Floats) -> tuple[float, Floats]:
    """A share is the mean of y in {0, 1} over the base."""
    return influence_of_mean((y > 0).astype(float), base, weight)
