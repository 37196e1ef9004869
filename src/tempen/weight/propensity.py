"""Response propensities: how likely each unit of the frame was to answer, by logit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from tempen.weight.margins import Floats

STEPS = 50
ENOUGH = 1e-12  # change of the deviance, relative
FAR = 30.0  # of the linear predictor: beyond it a propensity is 0 or 1


@dataclass(frozen=True)
class Propensity:
    """Propensities rho (N,), the design matrix x (N, p) and the information (p, p) of the fit."""

    rho: Floats
    x: Floats
    information: Floats


def fit_propensity(answered: Floats, x: Floats) -> Propensity:
    """Logistic regression of answered (N,) 0 or 1 on x (N, p) by iterated weighted least squares.

    A level in which all or none answered has propensity 1 or 0: its coefficient has no bound, so
    the linear predictor is cut off at ±30.
    source  McCullagh & Nelder 1989, section 4.4
    """
    beta = np.zeros(x.shape[1])
    rho = np.full(len(answered), 0.5)
    last = np.inf
    for _ in range(STEPS):
        v = np.maximum(rho * (1 - rho), 1e-12)
        beta = (
            beta + np.linalg.lstsq((x * v[:, None]).T @ x, x.T @ (answered - rho), rcond=1e-12)[0]
        )
        rho = 1 / (1 + np.exp(-np.clip(x @ beta, -FAR, FAR)))
        deviance = -2 * float(np.log(np.where(answered > 0, rho, 1 - rho)).sum())
        if abs(last - deviance) <= ENOUGH * (abs(deviance) + 1):
            break
        last = deviance
    return Propensity(rho, x, (x * (rho * (1 - rho))[:, None]).T @ x)


def effects(table: pl.DataFrame, columns: Sequence[str]) -> Floats:
    """(N, p) a column of 1, then the levels of each column but its first; null is a level."""
    parts = [np.ones((table.height, 1))]
    for column in columns:
        code = table[column].cast(pl.String).fill_null("").rank("dense").to_numpy().astype(int) - 1
        parts.append(np.eye(int(code.max()) + 1 if len(code) else 1)[code][:, 1:])
    return np.hstack(parts)
