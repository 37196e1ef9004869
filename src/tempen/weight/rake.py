"""Raking: iterative proportional fitting of weights to margins (Deming & Stephan 1940).

The weights of a cell of the crossed margins all change by the same factor, so the fitting runs on
the cells and touches the answers twice: once to sum base weights, once to multiply them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tempen.errors import TempenError
from tempen.weight.attain import explain
from tempen.weight.fit import Fit
from tempen.weight.margins import Cells, Floats, Margin, check_base, cross, indicators

ENOUGH = 1e-12  # relative misfit of the worst level at which fitting stops
MET = 1e-10  # what weights that are given away must meet
SWEEPS = 2000


def rake(base: NDArray | Sequence[float], margins: Sequence[Margin]) -> Fit:
    """Weights nearest the base weights (in entropy) whose margins are the wanted totals.

    base     (n,) > 0 [frame units per answer]; only their proportions matter
    margins  from `read_margins`
    returns  weights, g = weight / base, and how far the margins are off (<= 1e-10, relative)
    raises   WEIGHT-08 base weights; WEIGHT-11 margins that no positive weights meet, because
             cells are empty; WEIGHT-12 not met after 2000 sweeps
    source   Deming & Stephan 1940; Deville, Särndal & Sautory 1993, section 3
    """
    base = check_base(base)
    cells = cross(margins)
    start = np.bincount(cells.of_case, base, cells.C).astype(float)
    made, sweeps, misfit = fit_cells(start, cells, margins)
    if misfit > MET:
        raise TempenError([explain_cells(start, cells, margins, sweeps, misfit)])
    g = (made / start)[cells.of_case]
    return Fit(g * base, g, sweeps, misfit)


def fit_cells(start: Floats, cells: Cells, margins: Sequence[Margin]) -> tuple[Floats, int, float]:
    """The fitted cells (C,), sweeps over the margins, and the misfit of the worst level."""
    made, misfit = start.copy(), np.inf
    for sweep in range(1, SWEEPS + 1):
        for code, margin in zip(cells.codes, margins, strict=True):
            made *= (margin.totals / np.bincount(code, made, len(margin.totals)))[code]
        misfit = worst_misfit(made, cells, margins)
        if misfit <= ENOUGH or not np.isfinite(misfit):
            return made, sweep, misfit
    return made, SWEEPS, misfit


def worst_misfit(made: Floats, cells: Cells, margins: Sequence[Margin]) -> float:
    """The largest relative difference between a margin and its total."""
    return max(
        float(np.abs(np.bincount(code, made, len(m.totals)) / m.totals - 1).max())
        for code, m in zip(cells.codes, margins, strict=True)
    )


def explain_cells(
    start: Floats, cells: Cells, margins: Sequence[Margin], sweeps: int, misfit: float
):
    """The fault of margins that were not met: impossible, or only slow."""
    x = indicators(cells.codes, [len(m.totals) for m in margins])
    totals = np.concatenate([m.totals for m in margins])
    names = tuple((m.name, level) for m in margins for level in m.levels)
    return explain(start, x, totals, names, (0.0, np.inf), sweeps, misfit)
