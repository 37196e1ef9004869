"""Distances of calibration: how far a weight moves for a given u = q x'λ.

Each is the function F of Deville & Särndal 1992 with F(0) = F'(0) = 1: g = F(u). `linear` is the
generalised regression estimator, `raking` the raking ratio, `logit` their case 6, which stays
inside its bounds of itself; the first two are cut off at bounds, where there are any.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tempen.weight.margins import Floats

Bounds = tuple[float, float]
Distance = Callable[[Floats, Bounds], tuple[Floats, Floats]]  # u, bounds -> F(u), F'(u)
NO_BOUNDS: Bounds = (-np.inf, np.inf)
FAR = 500.0  # exp beyond it is no number


def linear(u: Floats, bounds: Bounds) -> tuple[Floats, Floats]:
    g = 1 + u
    return np.clip(g, *bounds), inside(g, bounds)


def raking(u: Floats, bounds: Bounds) -> tuple[Floats, Floats]:
    g = np.exp(np.clip(u, -FAR, FAR))
    return np.clip(g, *bounds), np.where(inside(g, bounds) > 0, g, 0.0)


def logit(u: Floats, bounds: Bounds) -> tuple[Floats, Floats]:
    low, high = bounds
    steep = (high - low) / ((1 - low) * (high - 1))
    e = np.exp(np.clip(-steep * u, -FAR, FAR))
    g = low + (high - low) / (1 + e * (high - 1) / (1 - low))
    return g, steep * (g - low) * (high - g) / (high - low)


def inside(g: Floats, bounds: Bounds) -> Floats:
    return ((g > bounds[0]) & (g < bounds[1])).astype(float)


DISTANCES: dict[str, Distance] = {"linear": linear, "raking": raking, "logit": logit}
