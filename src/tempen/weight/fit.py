"""What every adjustment of weights gives back."""

from __future__ import annotations

from dataclasses import dataclass

from tempen.weight.margins import Floats


@dataclass(frozen=True)
class Fit:
    """Weights (n,) and the ratio g (n,) of each to its base weight.

    steps, misfit  how many steps it took, and the largest relative difference left
    """

    weight: Floats
    g: Floats
    steps: int
    misfit: float
