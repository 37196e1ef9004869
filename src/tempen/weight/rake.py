"""Raking: iterative proportional fitting of weights to margins (Deming & Stephan 1940).

The weights of a cell of the crossed margins all change by the same factor, so the fitting runs on
the cells and touches the answers twice: once to sum base weights, once to multiply them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tempen.weight.calibrate import MET, calibrate_cells
from tempen.weight.fit import Fit
from tempen.weight.margins import Cells, Floats, Margin, check_base, cross

ENOUGH = 1e-12  # relative misfit of the worst level at which fitting stops
SWEEPS = 200


def rake(base: NDArray | Sequence[float], margins: Sequence[Margin]) -> Fit:
    """Weights nearest the base weights (in entropy) whose margins are the wanted totals.

    Margins that are nearly the same settle slowly: what 200 sweeps leave is done by Newton's
    method, which has the same solution.

    base     (n,) > 0 [frame units per answer]; only their proportions matter
    margins  from `read_margins`
    returns  weights, g = weight / base, and how far the margins are off (<= 1e-10, relative)
    raises   WEIGHT-08 base weights; WEIGHT-11 margins that no positive weights meet, because
             cells are empty; WEIGHT-12 not met
    source   Deming & Stephan 1940; Deville, Särndal & Sautory 1993, section 3
    """
    base = check_base(base)
    cells = cross(margins)
    start = np.bincount(cells.of_case, base, cells.C).astype(float)
    made, steps, misfit = fit_cells(start, cells, margins)
    if misfit > MET:
        rest = calibrate_cells(made, cells, margins, distance="raking")
        made, steps, misfit = rest.weight, steps + rest.steps, rest.misfit
    g = (made / start)[cells.of_case]
    return Fit(g * base, g, steps, misfit)


def fit_cells(start: Floats, cells: Cells, margins: Sequence[Margin]) -> tuple[Floats, int, float]:
    """The fitted cells (C,), sweeps over the margins, and the misfit of the worst level."""
    made, misfit, sweep = start.copy(), np.inf, 0
    while misfit > ENOUGH and sweep < SWEEPS:
        sweep += 1
        for code, margin in zip(cells.codes, margins, strict=True):
            made *= (margin.totals / np.bincount(code, made, len(margin.totals)))[code]
        misfit = worst_misfit(made, cells, margins)
    return made, sweep, misfit


def worst_misfit(made: Floats, cells: Cells, margins: Sequence[Margin]) -> float:
    """The largest relative difference between a margin and its total."""
    return max(
        float(np.abs(np.bincount(code, made, len(m.totals)) / m.totals - 1).max())
        for code, m in zip(cells.codes, margins, strict=True)
    )
