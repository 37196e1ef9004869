"""A straight line through the estimates of several waves, and tests of change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tempen.estimate.design import Floats


@dataclass(frozen=True)
class Trend:
    """The slope per unit of time with its variance; F and p of any change; p of a bend."""

    slope: float
    variance: float
    f_any: float
    p_any: float
    p_curved: float


NOISE = 1e-12  # of the waves' variances: contrasts that vary less are without error
NO_TREND = Trend(np.nan, np.nan, np.nan, np.nan, np.nan)


def estimate_trend(value: Floats, time: Floats, sigma: Floats, df: float) -> Trend:
    """Least squares through W estimates (W,) with covariance sigma (W, W).

    slope    c' value with c = (t - mean t) / sum (t - mean t)², so that V = c' sigma c whatever
             sigma is; waves weigh the same, as in a drawn line
    any      Wald's test that all waves are equal, as adjusted F on W - 1 and df - W + 2
    curved   the same of what the line leaves, W - 2 contrasts
    source   Särndal et al. 1992, 5.10 (contrasts); Fellegi 1980 for the adjusted F
    """
    if np.isnan(value).any():
        return NO_TREND
    W = len(value)
    t = time - time.mean()
    c = t / (t @ t)
    f, p = wald(np.eye(W)[1:] - np.eye(W)[:-1], value, sigma, df)
    bends = np.linalg.svd(np.stack([np.ones(W), t]))[2][2:]
    slope, V = float(c @ value), float(c @ sigma @ c)
    slope = slope if abs(slope) > 1e-15 * float(abs(c) @ abs(value)) else 0.0
    V = V if NOISE * float(np.trace(sigma) * (c @ c)) < V else 0.0
    return Trend(slope, V, f, p, wald(bends, value, sigma, df)[1])


def wald(contrasts: Floats, value: Floats, sigma: Floats, df: float) -> tuple[float, float]:
    """Adjusted F of contrasts (q, W), all 0 if nothing changed, and its p; NaN without error."""
    from scipy.special import fdtrc

    q = len(contrasts)
    d, V = contrasts @ value, contrasts @ sigma @ contrasts.T
    if df - q + 1 <= 0 or np.linalg.matrix_rank(V, tol=NOISE * np.trace(sigma)) < q:
        return np.nan, np.nan
    f = float(d @ np.linalg.solve(V, d)) * (df - q + 1) / (df * q)
    return f, float(fdtrc(q, df - q + 1, max(f, 0.0)))
