"""Why totals were not met: a linear programme says which of them cannot be.

It looks for ratios g within the bounds whose totals miss the wanted ones by least; where that is
nothing, the totals can be met and the fitting was only slow.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tempen.errors import Fault
from tempen.weight.margins import Floats, show

Name = tuple[str, str]  # margin and level; a numeric total has no level
NOTHING = 1e-7  # relative shortfall below which a total counts as met


def explain(
    base: Floats,
    x: Floats,
    totals: Floats,
    names: Sequence[Name],
    bounds: tuple[float, float],
    steps: int,
    misfit: float,
) -> Fault:
    """WEIGHT-11 naming the total that is furthest out of reach, else WEIGHT-12."""
    low, high = bounds
    shortfall = least_shortfall(base, x, totals, bounds)
    worst = int(np.abs(shortfall).argmax()) if len(shortfall) else 0
    if not len(shortfall) or abs(shortfall[worst]) <= NOTHING:
        return Fault("WEIGHT-12", facts={"steps": steps, "misfit": f"{misfit:.1e}"})
    margin, level = names[worst]
    facts = {
        "margin": " / ".join(part for part in (margin, level) if part),
        "total": show(totals[worst]),
        "reach": show(totals[worst] * (1 - shortfall[worst])),
        "low": "−∞" if np.isinf(low) else f"{low:g}",
        "high": "∞" if np.isinf(high) else f"{high:g}",
    }
    return Fault("WEIGHT-11", facts=facts)


def least_shortfall(base: Floats, x: Floats, totals: Floats, bounds: tuple[float, float]) -> Floats:
    """(p,) relative shortfalls (total - reached) / |total| whose absolute sum is least."""
    from scipy.optimize import linprog

    cells, p = x.shape
    scale = np.where(totals == 0, 1.0, np.abs(totals))
    unit = np.eye(p)
    A = np.hstack([(x * base[:, None] / scale).T, unit, -unit])
    cost = np.concatenate([np.zeros(cells), np.ones(2 * p)])
    high = None if np.isinf(bounds[1]) else bounds[1]
    limits = [(bounds[0], high)] * cells + [(0, None)] * (2 * p)
    found = linprog(cost, A_eq=A, b_eq=totals / scale, bounds=limits, method="highs")
    if found.x is None:
        return np.zeros(0)
    return found.x[cells : cells + p] - found.x[cells + p :]
