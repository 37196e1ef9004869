"""The one place of variance: Taylor linearisation over strata with finite population correction.

Every estimator here is a ratio R = sum(w y) / sum(w x), whose linearised values are
u = w (y - R x) / sum(w x); then, over strata h of n_h PSUs of N_h,

    V = sum_h (1 - n_h / N_h) n_h / (n_h - 1) (sum(u²) - sum(u)² / n_h)

with u summed within PSUs first. Source: Särndal, Swensson & Wretman 1992, ch. 5; the same
values as R survey's svyrecvar. A stratum of one PSU, not fully counted, is centred at 0, the
mean of u over the whole sample (survey.lonely.psu = "adjust"): too large rather than nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tempen.estimate.design import Design, Floats, Overlap

NOTHING = 1e-14  # of the uncentred sum: below it a variance is rounding noise


@dataclass(frozen=True)
class Moments:
    """Grouped sums per stratum, cell and column: all that points and errors are made of.

    n              (H, V, C, 1) unweighted number in the base
    w, w2          (H, V, C, 1) sums of w and w² over the base
    wy, w2y, w2y2  (H, V, C, K) sums over the base with y (for a share y is 0 or 1)
    count          (H, V, C, K) unweighted number with y, for shares; else as `n`
    """

    n: Floats
    w: Floats
    w2: Floats
    wy: Floats
    w2y: Floats
    w2y2: Floats
    count: Floats


@dataclass(frozen=True)
class Linear:
    """Sums over the PSUs of each stratum (first axis H) of u² and of u."""

    squares: Floats
    sums: Floats


def ratio_of(moments: Moments) -> tuple[Floats, Floats]:
    """The ratios (V, C, K) and their weighted bases (V, C, 1); NaN on an empty base."""
    base = moments.w.sum(0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return moments.wy.sum(0) / base, base


def linearise(moments: Moments) -> Linear:
    """u² and u of each ratio summed per stratum, from grouped sums alone."""
    r, base = ratio_of(moments)
    with np.errstate(invalid="ignore", divide="ignore"):
        squares = moments.w2y2 - 2 * r * moments.w2y + r * r * moments.w2
        return Linear(squares / base**2, (moments.wy - r * moments.w) / base)


def variance_of(linear: Linear, design: Design) -> Floats:
    """The variances, of the shape of `linear` without its first axis."""
    scale, centre = factors(design)
    shape = (-1,) + (1,) * (linear.squares.ndim - 1)
    scale, centre = scale.reshape(shape), centre.reshape(shape)
    raw = (scale * linear.squares).sum(0)
    V = raw - (scale * centre * linear.sums**2).sum(0)
    return np.where(NOTHING * raw < V, V, np.where(np.isnan(V), np.nan, 0.0))


def factors(design: Design) -> tuple[Floats, Floats]:
    """(H,) (1 - f) n / (n - 1), and 1 / n to centre by; a stratum of one is not centred."""
    n = design.n_h.astype(float)
    several = n > 1
    spread = np.where(several, n / np.where(several, n - 1, 1), 1.0)
    left = np.clip(1 - n / design.N, 0.0, 1.0)
    scale, centre = left * spread, np.where(several, 1 / np.where(several, n, 1), 0.0)
    return scale.astype(float), centre.astype(float)


def covariance(u: Floats, design: Design) -> Floats:
    """Variances and covariances (m, m) of m totals from their linearised values u (n, m)."""
    psu = design.stratum_of_psu
    z = u if design.psu is None else sum_by(design.psu, u, len(psu))
    scale, centre = factors(design)
    means = sum_by(psu, z, design.H) * centre[:, None]
    z = z - means[psu]
    return (z * scale[psu][:, None]).T @ z


def sum_by(code: NDArray, values: Floats, length: int) -> Floats:
    """Sums (length, m) of the rows of values (n, m) by code."""
    columns = [np.bincount(code, column, length).astype(float) for column in values.T]
    return np.stack(columns, axis=1) if columns else np.zeros((length, 0))


@dataclass(frozen=True)
class Crossings:
    """Sums over the units that answered in both waves, per pair of strata (first axis G).

    first, first_base    w1 y1 and w1 over the earlier base; second... of the later
    yy, y1, y2, one      w1 w2 times y1 y2, y1, y2 and 1, over those in both bases
    both                 unweighted number in both bases
    Shapes (G, V, C, K), bases (G, V, C, 1).
    """

    first: Floats
    first_base: Floats
    second: Floats
    second_base: Floats
    yy: Floats
    y1: Floats
    y2: Floats
    one: Floats
    both: Floats


def covariance_of_change(
    crossings: Crossings, overlap: Overlap, earlier: Moments, later: Moments
) -> Floats:
    """The covariance (V, C, K) of each ratio's two estimates, on which the variance of a change

        V = V1 + V2 - 2 C,  C = sum_g (n12 - n1 n2 N12 / (N1 N2)) s(u1, u2)

    stands: g runs over pairs of (old, new) stratum, s is the covariance of the linearised values
    over the n12 units that answered both. A pair with n12 < 2 has no s and adds nothing.
    Source: Tam 1984 and Qualité & Tillé 2008 for finite strata; simulated for this study design.
    """
    (r1, X1), (r2, X2) = ratio_of(earlier), ratio_of(later)
    enough = overlap.n12 > 1
    pick = (slice(None),) if enough.all() else (enough,)
    n = overlap.n12[enough].reshape(-1, 1, 1, 1).astype(float)
    a = overlap.coefficient[enough].reshape(-1, 1, 1, 1) / (n - 1)
    c = crossings
    with np.errstate(invalid="ignore", divide="ignore"):
        u1 = c.first[pick] - r1 * c.first_base[pick]
        u2 = c.second[pick] - r2 * c.second_base[pick]
        uu = c.yy[pick] - r2 * c.y1[pick] - r1 * c.y2[pick] + r1 * r2 * c.one[pick]
        return (a * (uu - u1 * u2 / n)).sum(0) / (X1 * X2)


def covariance_over(u1: Floats, u2: Floats, overlap: Overlap) -> Floats:
    """The same covariance from linearised values u1 (n1,) and u2 (n2,) of single cases."""
    a, b = u1[overlap.first], u2[overlap.second]
    G, n = overlap.G, overlap.n12.astype(float)
    sums = [np.bincount(overlap.pair, v, G) for v in (a, b, a * b)]
    enough = n > 1
    s = (sums[2] - sums[0] * sums[1] / np.where(enough, n, 1)) / np.where(enough, n - 1, 1)
    return np.asarray((overlap.coefficient * s)[enough].sum())
