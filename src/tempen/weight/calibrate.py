"""Calibration: weights near the base weights whose totals of x are known ones.

    minimise  sum_k base_k G(w_k / base_k) / q_k   subject to  sum_k w_k x_k = totals
    solved by w_k = base_k F(q_k x_k'λ), with λ found by Newton's method.

Source: Deville & Särndal 1992; Deville, Särndal & Sautory 1993.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tempen.errors import Fault, TempenError
from tempen.weight.attain import Name, explain
from tempen.weight.distances import DISTANCES, NO_BOUNDS, Bounds, Distance
from tempen.weight.fit import Fit
from tempen.weight.margins import Cells, Floats, Margin, check_base, cross, indicators

DistanceName = Literal["linear", "raking", "logit"]
ENOUGH = 1e-13
MET = 1e-10
STEPS = 100
HALVINGS = 40


def calibrate(
    base: NDArray | Sequence[float],
    x: Floats,
    totals: Floats,
    *,
    distance: DistanceName = "linear",
    bounds: Bounds | None = None,
    q: Floats | None = None,
    names: Sequence[Name] = (),
) -> Fit:
    """Weights whose totals of x are `totals`, near the base weights by the chosen distance.

    base     (n,) > 0; x (n, p), whose columns may repeat each other; totals (p,)
    bounds   of g = weight / base, with low < 1 < high; `logit` needs them
    q        (n,) scale of each answer's distance (1 / variance in a regression); default 1
    names    (p) what to call each total in a fault: (variable, level or "")
    raises   WEIGHT-08 base weights, WEIGHT-18 bounds, WEIGHT-11 totals out of reach (of the
             bounds, or at all), WEIGHT-12 not met after 100 steps
    """
    base = check_base(base)
    bounds = check_bounds(distance, bounds)
    q = np.ones(len(base)) if q is None else q
    g, steps, misfit = solve(base, x, np.asarray(totals, float), q, DISTANCES[distance], bounds)
    if misfit > MET:
        known = names or [(f"x{at + 1}", "") for at in range(x.shape[1])]
        reach = bounds if distance != "raking" else (max(bounds[0], 0.0), bounds[1])
        raise TempenError([explain(base, x, np.asarray(totals), known, reach, steps, misfit)])
    return Fit(g * base, g, steps, misfit)


def calibrate_margins(
    base: NDArray | Sequence[float],
    margins: Sequence[Margin],
    *,
    distance: DistanceName = "linear",
    bounds: Bounds | None = None,
) -> Fit:
    """Calibration to margins alone: solved on their cells, whose answers share one g."""
    base = check_base(base)
    cells = cross(margins)
    start = np.bincount(cells.of_case, base, cells.C).astype(float)
    fit = calibrate_cells(start, cells, margins, distance=distance, bounds=bounds)
    g = fit.g[cells.of_case]
    return Fit(g * base, g, fit.steps, fit.misfit)


def calibrate_cells(
    start: Floats,
    cells: Cells,
    margins: Sequence[Margin],
    *,
    distance: DistanceName,
    bounds: Bounds | None = None,
) -> Fit:
    """Calibration of the summed weights (C,) of the cells of margins."""
    x = indicators(cells.codes, [len(m.totals) for m in margins])
    totals = np.concatenate([m.totals for m in margins])
    names = [(m.name, level) for m in margins for level in m.levels]
    return calibrate(start, x, totals, distance=distance, bounds=bounds, names=names)


def check_bounds(distance: DistanceName, bounds: Bounds | None) -> Bounds:
    """Bounds as given, or none; WEIGHT-18 where they cannot be."""
    if bounds is None and distance != "logit":
        return NO_BOUNDS
    if bounds is None or not bounds[0] < 1 < bounds[1] or (distance == "logit" and bounds[0] < 0):
        told = "–" if bounds is None else f"{bounds[0]:g}, {bounds[1]:g}"
        raise TempenError([Fault("WEIGHT-18", facts={"bounds": told, "distance": distance})])
    return bounds


def solve(
    base: Floats, x: Floats, totals: Floats, q: Floats, F: Distance, bounds: Bounds
) -> tuple[Floats, int, float]:
    """g (n,), steps and relative misfit: Newton's method, each step halved until it helps.

    Columns are scaled to their totals, so that counts and crowns weigh alike; a least-squares
    step bears columns that repeat each other, as margins do.
    """
    scale = np.where(totals == 0, np.maximum(np.abs(base @ x), 1.0), np.abs(totals))
    x, wanted = x / scale, totals / scale
    lam = np.zeros(x.shape[1])
    g, slope = F(q * (x @ lam), bounds)
    residual = wanted - (base * g) @ x
    step, misfit = 0, np.inf
    while step < STEPS:
        step += 1
        lam, g, slope, left = improve(lam, residual, slope, base, x, wanted, q, F, bounds)
        gain = np.abs(residual).max() - np.abs(left).max()
        residual = left
        misfit = float(np.abs(residual).max())
        if misfit <= ENOUGH or (gain <= 0 and misfit <= MET) or gain == 0:
            break
    return g, step, misfit


def improve(
    lam: Floats,
    residual: Floats,
    slope: Floats,
    base: Floats,
    x: Floats,
    wanted: Floats,
    q: Floats,
    F: Distance,
    bounds: Bounds,
) -> tuple[Floats, Floats, Floats, Floats]:
    """One Newton step; where it does not help, shorter and more cautious (a ridge)."""
    J = (x * (base * q * slope)[:, None]).T @ x
    size = float(np.trace(J)) / len(J) or 1.0
    was = float(residual @ residual)
    for attempt in range(HALVINGS):
        ridge = 0.0 if attempt < 4 else 1e-8 * 4.0 ** (attempt - 4)
        step = np.linalg.lstsq(J + ridge * size * np.eye(len(J)), residual, rcond=1e-13)[0]
        trial = lam + step * 0.5 ** min(attempt, 4)
        g, new_slope = F(q * (x @ trial), bounds)
        left = wanted - (base * g) @ x
        if float(left @ left) < was:
            return trial, g, new_slope, left
    g, slope = F(q * (x @ lam), bounds)
    return lam, g, slope, residual
