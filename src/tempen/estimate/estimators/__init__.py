"""What can be estimated. An estimator adds a file here and a line in ESTIMATORS.

An estimator says how a variable's answers become columns y over a base, all ratios of two
totals; `variance` does the rest, so that a new one cannot have errors of its own making.
"""

from __future__ import annotations

from typing import Protocol

from tempen.estimate.design import Floats
from tempen.estimate.estimators import mean, share


class Estimator(Protocol):
    """influence(y, base, weight): the estimate and its linearised values u (n,)."""

    def influence(self, y: Floats, base: Floats, weight: Floats) -> tuple[float, Floats]: ...


ESTIMATORS: dict[str, Estimator] = {"share": share, "mean": mean}
