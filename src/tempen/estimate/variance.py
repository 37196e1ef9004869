"""The one place of variance: Taylor linearisation over strata with finite population correction.

Every estimator here is a ratio R = sum(w y) / sum(w x), whose linearised values are
u = w (y - R x) / sum(w x); then, over strata h of n_h PSUs of N_h,

    V = sum_h (1 - n_h / N_h) n_h / (n_h - 1) (sum(u²) - sum(u)² / n_h)

with u summed within PSUs first. Source: Särndal, Swensson & Wretman 1992, ch. 5; the same
values as R survey's svyrecvar. A stratum of one PSU, not fully counted, is centred at 0, the
mean of u over the whole sample (survey.lonely.psu = "adjust"): too large rather than nothing;
or has the mean variance of the others ("average").

Plain strata need no more than grouped sums (`linearise`, `variance_of`). Stages, PPS, calibrated
weights and replicates need the values of the cases (`covariance`, `cell_variances`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tempen.estimate.design import Design, Floats, Ints, Overlap, Replicates, Stage
from tempen.estimate.together import covariance_of_rows, variances_of_rows

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
    if design.phases is not None:
        V = design.phases.variance(linear.squares, linear.sums)[0]
        return np.where(np.isnan(V), np.nan, clear(V, linear.squares.sum(0)))
    scale, centre = design.factors
    shape = (-1,) + (1,) * (linear.squares.ndim - 1)
    scale, centre = scale.reshape(shape), centre.reshape(shape)
    raw = (scale * linear.squares).sum(0)
    V = raw - (scale * centre * linear.sums**2).sum(0)
    return np.where(NOTHING * raw < V, V, np.where(np.isnan(V), np.nan, 0.0))


def covariance(u: Floats, design: Design) -> Floats:
    """Variances and covariances (m, m) of m totals from their linearised values u (n, m).

    Over the stages of selection, each within the units of the one above (Särndal et al. 1992,
    4.3.2; R's svyrecvar); calibrated weights by residuals; PPS by Brewer, or Hartley and Rao.
    """
    if design.together is not None:
        return covariance_of_rows(u, design)
    if design.replicates is not None:
        return covariance_by_replicates(u, design, design.replicates)
    e = residuals(u, design)
    if design.phases is not None:
        return design.phases.covariance(e, design.stratum)
    if design.probability is not None and design.pps == "hartley_rao":
        return hartley_rao(e, design)
    made = [covariance_in(e, stage) for stage in design.stages]
    return np.sum(made, axis=0)


def covariance_in(u: Floats, stage: Stage) -> Floats:
    """The part of one stage: deviations of its units from their stratum's mean."""
    z = deviations(u, stage)
    return (z * stage.scale[:, None]).T @ z


def deviations(u: Floats, stage: Stage) -> Floats:
    """(M, m) sums of u by unit, less the mean of their stratum."""
    z = u if stage.unit is None else sum_by(stage.unit, u, stage.M)
    return z - (sum_by(stage.stratum, z, stage.H) * stage.centre[:, None])[stage.stratum]


def residuals(u: Floats, design: Design) -> Floats:
    """What a calibration does not explain of u (n, m): the values themselves without one.

    u / w is regressed on the calibration's x with weights w0 q, and the residual takes the
    calibrated weight again. Source: Deville & Särndal 1992, (3.4); R's survey, which does so for
    every distance, since all have the linear one's variance.
    """
    basis, made = design.basis, design.calibration
    if basis is None or made is None:
        return u
    w, root = design.weight[:, None], np.sqrt(np.maximum(made.w0 * made.q, 0))[:, None]
    influence = np.divide(u, w, out=np.zeros_like(u), where=w > 0)
    fitted = basis @ (basis.T @ (influence * root))
    return w * (influence - np.divide(fitted, root, out=np.zeros_like(u), where=root > 0))


def hartley_rao(u: Floats, design: Design) -> Floats:
    """Covariance under PPS with the joint probabilities of Hartley and Rao.

    p_i p_j / p_ij is near (n - p_i - p_j + c) / (n - 1), c the population's sum of p² / n; in
    Horvitz and Thompson's form, written out so that no n x n matrix is needed:

        V = sum z² ((n + c - 2 p) / (n - 1) - p) - (1 + c) / (n - 1) T² + 2 / (n - 1) P T

    over strata, z the sums of u by PSU, T = sum z, P = sum p z. Source: Hartley & Rao 1962; R: HR.
    """
    stage, p = design.stages[0], design.probability_of_psu
    z = u if stage.unit is None else sum_by(stage.unit, u, stage.M)
    n = design.n_h.astype(float)
    c = np.bincount(stage.stratum, p, stage.H) / n if design.pps_sum is None else design.pps_sum
    c = np.broadcast_to(c, n.shape)
    less = np.maximum(n - 1, 1)
    T, P = sum_by(stage.stratum, z, stage.H), sum_by(stage.stratum, p[:, None] * z, stage.H)
    own = (n + c)[stage.stratum] - 2 * p
    own = own / less[stage.stratum] - p
    cross = T.T @ (P / less[:, None])
    return (z * own[:, None]).T @ z - (T * ((1 + c) / less)[:, None]).T @ T + cross + cross.T


def variances(u: Floats, design: Design) -> Floats:
    """The diagonal of `covariance`: (m,) without what lies beside it."""
    if design.together is not None:
        return clear(*(v[0] for v in variances_of_rows(u, np.zeros(len(u), int), 1, design)))
    if design.replicates is not None:
        return np.diag(covariance_by_replicates(u, design, design.replicates))
    e = residuals(u, design)
    if design.phases is not None:
        return variance_of(sums_of(e, design), design)
    if design.probability is not None and design.pps == "hartley_rao":
        return np.array([hartley_rao(column[:, None], design)[0, 0] for column in e.T])
    parts = [stage.scale @ deviations(e, stage) ** 2 for stage in design.stages]
    return clear(np.sum(parts, axis=0), (e * e).sum(0))


def sums_of(u: Floats, design: Design) -> Linear:
    """Sums by stratum of values (n, m) and of their squares."""
    return Linear(*(sum_by(design.stratum, one, design.H) for one in (u * u, u)))


def sums_in_cells(u: Floats, cell: Ints, C: int, design: Design) -> Linear:
    """The same (H, C, m) by cell; negative: in none."""
    inside = np.flatnonzero(cell >= 0)
    at, u = design.stratum[inside] * C + cell[inside], u[inside]
    shape = design.H, C, u.shape[1]
    return Linear(*(sum_by(at, one, design.H * C).reshape(shape) for one in (u * u, u)))


def clear(V: Floats, size: Floats) -> Floats:
    """Variances that are not there but for rounding are 0; `size` the uncentred sum of squares."""
    return np.where(NOTHING * size < V, V, 0.0)


def cell_variances(u: Floats, cell: Ints, C: int, design: Design) -> Floats:
    """Variances (C, K) of K totals in each of C cells that no two share a case.

    u     (n, K) linearised values of the cell that the case is in
    cell  (n,) codes 0..C-1; negative: in none
    One pass whatever the number of cells; with a calibration, whose residuals reach beyond the
    cell, or Hartley and Rao's form, cell by cell.
    """
    if design.together is not None:
        return clear(*variances_of_rows(u, cell, C, design))
    reaching = design.calibration is not None or design.replicates is not None
    if reaching or (design.probability is not None and design.pps == "hartley_rao"):
        return np.stack([variances(u * (cell == c)[:, None], design) for c in range(C)])
    if design.phases is not None:
        return variance_of(sums_in_cells(u, cell, C, design), design)
    inside = np.flatnonzero(cell >= 0)
    u, cell = u[inside], cell[inside]
    V = np.sum([cells_in(u, cell, C, inside, stage) for stage in design.stages], axis=0)
    return clear(V, sum_by(cell, u * u, C))


def cells_in(u: Floats, cell: Ints, C: int, rows: Ints, stage: Stage) -> Floats:
    """The part of one stage: units without a case in a cell deviate from the mean as well."""
    if stage.unit is None:
        z, place, unit = u, cell, rows
    else:
        key, index = np.unique(stage.unit[rows] * C + cell, return_inverse=True)
        z, unit, place = sum_by(index, u, len(key)), key // C, key % C
    h, size = stage.stratum[unit], stage.H * C
    where = h * C + place
    mean = sum_by(where, z, size) * np.repeat(stage.centre, C)[:, None]
    scale = stage.scale[unit]
    there = sum_by(where, scale[:, None] * (z - mean[where]) ** 2, size)
    absent = np.repeat(stage.scale_of_stratum, C) - np.bincount(where, scale, size)
    return (there + np.maximum(absent, 0)[:, None] * mean**2).reshape(stage.H, C, -1).sum(0)


def covariance_by_replicates(u: Floats, design: Design, replicates: Replicates) -> Floats:
    """Replicates of linearised values: what each makes of sum(u), linear in its weights."""
    w = design.weight[:, None]
    influence = np.divide(u, w, out=np.zeros_like(u), where=w > 0)
    return replicate_covariance(replicates.weights.T @ influence, u.sum(0), replicates)


def replicate_covariance(made: Floats, value: Floats, replicates: Replicates) -> Floats:
    """Covariance (m, m) from the estimates (R, m) that each replicate gives.

    A replicate without the estimate (an empty domain) has no say.
    source  R's svrVar; Wolter 2007
    """
    there = ~np.isnan(made).any(1)
    if not there.any():
        return np.full((made.shape[1],) * 2, np.nan)
    made, rscales = made[there], replicates.rscales[there]
    centre = value if replicates.mse else made[rscales > 0].mean(0)
    d = (made - centre) * np.sqrt(rscales)[:, None]
    return replicates.scale * (d.T @ d)


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
    over the n12 units that answered both. A pair with n12 < 2 has no s and adds nothing. With two
    phases, `phases.form_of_change` in its place.
    Source: Tam 1984 and Qualité & Tillé 2008 for finite strata; simulated for this study design.
    """
    (r1, X1), (r2, X2) = ratio_of(earlier), ratio_of(later)
    if overlap.form is not None:
        with np.errstate(invalid="ignore", divide="ignore"):
            sums = linear_crossings(crossings, r1, r2)
            return overlap.form.of(*sums) / (X1 * X2)
    enough = overlap.n12 > 1
    pick = (slice(None),) if enough.all() else (enough,)
    n = overlap.n12[enough].reshape(-1, 1, 1, 1).astype(float)
    a = overlap.coefficient[enough].reshape(-1, 1, 1, 1) / (n - 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        uu, u1, u2 = (sums[pick] for sums in linear_crossings(crossings, r1, r2))
        return (a * (uu - u1 * u2 / n)).sum(0) / (X1 * X2)


def linear_crossings(c: Crossings, r1: Floats, r2: Floats) -> tuple[Floats, Floats, Floats]:
    """Sums of u1 u2, u1 and u2 by pair, but for their denominators."""
    uu = c.yy - r2 * c.y1 - r1 * c.y2 + r1 * r2 * c.one
    return uu, c.first - r1 * c.first_base, c.second - r2 * c.second_base


def covariance_between(
    u1: Floats, u2: Floats, earlier: Design, later: Design, overlap: Overlap
) -> Floats:
    """(m1, m2) covariances of totals of two waves from linearised values (n1, m1), (n2, m2).

    The sum over pairs of strata of coefficient times s(u1, u2), as `covariance_of_change`. With
    PSUs, `overlap` matches those, and u is summed within them; the stages below are taken as
    independent between the waves.
    """
    if overlap.form is not None:
        return overlap.form.between(*of_both(u1, u2, earlier, later, overlap), overlap.pair)
    a, b = matched(u1, u2, earlier, later, overlap)
    return a.T @ b


def covariances_each(
    u1: Floats, u2: Floats, earlier: Design, later: Design, overlap: Overlap
) -> Floats:
    """(m,) the diagonal of `covariance_between`: each total with itself in the other wave."""
    if overlap.form is not None:
        a, b = of_both(u1, u2, earlier, later, overlap)
        return overlap.form.of(*(sum_by(overlap.pair, one, overlap.G) for one in (a * b, a, b)))
    a, b = matched(u1, u2, earlier, later, overlap)
    return (a * b).sum(0)


def covariance_in_cells(
    u: Sequence[Floats], cell: Sequence[Ints], C: int, overlap: Overlap
) -> Floats:
    """(C, K) as `covariances_each` of the totals of each of C cells, in one reading.

    u     of each wave (n, K) linearised values of the cell that the case is in
    cell  of each wave (n,) codes 0..C-1; negative: in none
    """
    a, b = (values[rows] for values, rows in zip(u, (overlap.first, overlap.second), strict=True))
    at = [code[rows] for code, rows in zip(cell, (overlap.first, overlap.second), strict=True)]
    same = (at[0] == at[1]) & (at[0] >= 0)
    product, one, two = (
        sum_by(overlap.pair[rows] * C + code[rows], values[rows], overlap.G * C)
        .reshape(overlap.G, C, values.shape[1])
        for values, code, rows in ((a * b, at[0], same), (a, at[0], at[0] >= 0),
                                   (b, at[1], at[1] >= 0))
    )  # fmt: skip
    if overlap.form is not None:
        return overlap.form.of(product, one, two)
    n = overlap.n12[:, None, None].astype(float)
    factor = np.where(n > 1, overlap.coefficient[:, None, None] / np.maximum(n - 1, 1), 0.0)
    return (factor * (product - one * two / np.maximum(n, 1))).sum(0)


def of_both(
    u1: Floats, u2: Floats, earlier: Design, later: Design, overlap: Overlap
) -> tuple[Floats, Floats]:
    """Values of the units (PSUs) in both waves."""
    a, b = (by_psu(residuals(u, d), d) for u, d in ((u1, earlier), (u2, later)))
    return a[overlap.first], b[overlap.second]


def matched(
    u1: Floats, u2: Floats, earlier: Design, later: Design, overlap: Overlap
) -> tuple[Floats, Floats]:
    """Values of the units in both waves, whose products add up to the covariance."""
    a, b = of_both(u1, u2, earlier, later, overlap)
    n = np.maximum(overlap.n12, 1)[:, None]
    a = a - (sum_by(overlap.pair, a, overlap.G) / n)[overlap.pair]
    factor = np.where(overlap.n12 > 1, overlap.coefficient / np.maximum(overlap.n12 - 1, 1), 0.0)
    return a * factor[overlap.pair][:, None], b


def by_psu(u: Floats, design: Design) -> Floats:
    """(number of PSUs, m) sums of u; u itself where every case is its own."""
    return u if design.psu is None else sum_by(design.psu, u, len(design.stratum_of_psu))


def covariance_over(u1: Floats, u2: Floats, overlap: Overlap) -> Floats:
    """The same covariance from linearised values u1 (n1,) and u2 (n2,) of single cases."""
    a, b = u1[overlap.first], u2[overlap.second]
    G, n = overlap.G, overlap.n12.astype(float)
    sums = [np.bincount(overlap.pair, v, G) for v in (a, b, a * b)]
    enough = n > 1
    s = (sums[2] - sums[0] * sums[1] / np.where(enough, n, 1)) / np.where(enough, n - 1, 1)
    return np.asarray((overlap.coefficient * s)[enough].sum())
