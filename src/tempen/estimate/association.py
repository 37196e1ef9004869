"""Two items in one wave: Rao and Scott's corrected chi-square, Cramér's V with an interval."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tempen.estimate.design import Design, Floats
from tempen.estimate.intervals import t_quantile, two_sided_p
from tempen.estimate.variance import covariance, replicate_covariance


@dataclass(frozen=True)
class Independence:
    """The test of a two-way table.

    table       (R, C) weighted shares, empty rows and columns left out
    f, df1, df2, p   Rao and Scott's second-order F, as R's svychisq "F"
    v, low, high     Cramér's V and its 95 % interval
    chi2, p_chi2     Pearson's statistic, and Rao and Scott's first-order p, R's svychisq "Chisq"
    wald, p_wald     Wald's F of the distances from independence, R's svychisq "Wald"
    adj_wald, p_adj_wald  the same with df less the distances but one below it, R's "adjWald"
    """

    table: Floats
    n: int
    f: float
    df1: float
    df2: float
    p: float
    v: float
    low: float
    high: float
    chi2: float = np.nan
    p_chi2: float = np.nan
    wald: float = np.nan
    p_wald: float = np.nan
    adj_wald: float = np.nan
    p_adj_wald: float = np.nan


def test_independence(first: NDArray, second: NDArray, design: Design) -> Independence | None:
    """Test whether two codings of the cases are independent in the population.

    first, second  (n,) codes; negative: outside, and a case outside one is outside both
    returns        None where a table of less than 2 x 2 is left, or the error is not there

    The covariance of the cells' shares, linearised under the design, corrects Pearson's
    chi-square: F = X² / tr(D), D = (simple covariance)⁻¹ (design covariance) of the contrasts of
    independence, df1 = tr(D)² / tr(D²), df2 = df1 times the design's degrees of freedom.
    source  Rao & Scott 1984; Thomas & Rao 1987 (JASA 82); R survey's svychisq.
    """
    inside = (first >= 0) & (second >= 0)
    n = int(design.count(np.flatnonzero(inside))[0])
    rows, a = np.unique(first[inside], return_inverse=True)
    columns, b = np.unique(second[inside], return_inverse=True)
    R, C = len(rows), len(columns)
    if R < 2 or C < 2 or design.df < 1:
        return None
    y = np.zeros((design.n, R * C))
    y[np.flatnonzero(inside), a * C + b] = 1
    wx = design.weight * inside
    p = (wx[:, None] * y).sum(0) / wx.sum()
    V = covariance_of_shares(y, inside, p, design)
    deltas = design_effects(p, V, contrasts(R, C), n)
    if deltas is None:
        return None
    made = finish(p.reshape(R, C), n, *deltas, design.df)
    T = covariance(wx[:, None] * y / wx.sum(), design)
    return replace(made, **wald_of(p.reshape(R, C), T, design.df))


def covariance_of_shares(y: Floats, inside: NDArray, p: Floats, design: Design) -> Floats:
    """(m, m) of the shares p of the marks y (n, m) among the inside.

    Replicate weights give each its own shares, as in R's svymean; else by linearisation.
    """
    if design.replicates is None:
        wx = design.weight * inside
        return covariance(wx[:, None] * (y - p) / wx.sum(), design)
    W = design.replicates.weights * inside[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        made = (W.T @ y) / W.sum(0)[:, None]
    return replicate_covariance(made, p, design.replicates)


def wald_of(p: Floats, V: Floats, df: int) -> dict[str, float]:
    """Wald's test of the totals' distances from independence, T_ij - T_i. T_.j / T.

    V  (R C, R C) covariance of the totals of the cells, over the square of their sum
    Rows and columns but the last, as R's svychisq, which follows SUDAAN. Adjusted, F has df - q + 1
    below it, q its distances (Fellegi 1980); without as many degrees of freedom there is none.
    """
    from scipy.special import fdtrc

    R, C = p.shape
    row, column = p.sum(1), p.sum(0)
    d = (p - np.outer(row, column))[:-1, :-1].ravel()
    J = np.zeros((R, C, R, C)) + np.outer(row, column)[:, :, None, None]
    for i in range(R):
        for j in range(C):
            J[i, j, i, :] -= column[j]
            J[i, j, :, j] -= row[i]
            J[i, j, i, j] += 1
    J = J[:-1, :-1].reshape(-1, R * C)
    W = J @ V @ J.T
    if np.linalg.matrix_rank(W) < len(d):
        return {}
    q = len(d)
    f = float(d @ np.linalg.solve(W, d)) / q
    made = {"wald": f, "p_wald": float(fdtrc(q, df, f))}
    if df - q + 1 > 0:
        f = f * (df - q + 1) / df
        made |= {"adj_wald": f, "p_adj_wald": float(fdtrc(q, df - q + 1, f))}
    return made


def contrasts(R: int, C: int) -> Floats:
    """(R C, (R-1)(C-1)) interactions of sum-to-zero contrasts: the directions of dependence."""
    from_row, from_column = (np.eye(k)[:, : k - 1] - 1.0 / k for k in (R, C))  # columns sum to zero
    return np.kron(from_row, from_column).astype(float)


def design_effects(p: Floats, V: Floats, X: Floats, n: int) -> tuple[float, float] | None:
    """tr(D) and tr(D²) of the generalised design effects; None without any error."""
    inverse = np.where(p > 0, 1 / np.where(p > 0, p, 1), 0.0)
    iX = inverse[:, None] * X
    D = np.linalg.lstsq(X.T @ iX / n, iX.T @ V @ iX, rcond=None)[0]
    trace, square = float(np.trace(D)), float((D * D.T).sum())
    return (trace, square) if trace > 1e-12 and square > 0 else None


def finish(table: Floats, n: int, trace: float, square: float, df: int) -> Independence:
    """Pearson's statistic, the F test, and Cramér's V with the interval that the test implies."""
    from scipy.special import chdtrc, fdtrc

    expected = np.outer(table.sum(1), table.sum(0))
    phi2 = float(((table - expected) ** 2 / expected).sum())
    f, df1 = n * phi2 / trace, trace**2 / square
    k = min(table.shape) - 1
    low, high = (
        float(np.sqrt(min(1.0, noncentral * trace / (df1 * n) / k)))
        for noncentral in noncentralities(f, df1, df1 * df)
    )
    p = float(fdtrc(df1, df1 * df, f))
    V, chi2 = float(np.sqrt(phi2 / k)), n * phi2
    q = (table.shape[0] - 1) * (table.shape[1] - 1)
    p_chi2 = float(chdtrc(q, chi2 * q / trace))
    return Independence(table, n, f, df1, df1 * df, p, V, low, high, chi2, p_chi2)


def noncentralities(f: float, df1: float, df2: float) -> tuple[float, float]:
    """The noncentral F distributions that put f at their upper and lower 2.5 %.

    So V's interval holds 0 exactly where the test has p >= .025 (Smithson 2003). Found by
    halving: the quantile functions of noncentral F in SciPy are not reliable far out.
    """
    return solve(f, df1, df2, 0.975), solve(f, df1, df2, 0.025)


def solve(f: float, df1: float, df2: float, level: float) -> float:
    from scipy.special import ncfdtr

    if ncfdtr(df1, df2, 0.0, f) <= level:
        return 0.0
    low, high = 0.0, 1.0
    while ncfdtr(df1, df2, high, f) > level and high < 1e9:
        low, high = high, high * 2
    for _ in range(60):
        middle = (low + high) / 2
        above = ncfdtr(df1, df2, middle, f) > level
        low, high = (middle, high) if above else (low, middle)
    return (low + high) / 2


@dataclass(frozen=True)
class Odds:
    """The odds ratio of a 2 x 2 table with its 95 % interval; NaN where a cell is empty."""

    ratio: float
    low: float
    high: float
    p: float


NO_ODDS = Odds(np.nan, np.nan, np.nan, np.nan)


def estimate_odds(first: NDArray, second: NDArray, design: Design) -> Odds:
    """The odds of the second code of `second`, in the second code of `first` over the first.

    log OR = log p11 + log p22 - log p12 - log p21, linearised: u = sum ± u_ij / p_ij; the interval
    is t's on the log scale. As R's svyglm of one on the other, whose coefficient it is.
    """
    inside = (first >= 0) & (second >= 0)
    wx = design.weight * inside
    cells = [inside & (first == i) & (second == j) for i in (0, 1) for j in (0, 1)]
    p = np.array([wx[cell].sum() for cell in cells]) / max(wx.sum(), 1e-300)
    if (p <= 0).any() or design.df < 1:
        return NO_ODDS
    sign, marks = np.array([1.0, -1.0, -1.0, 1.0]), np.stack(cells, axis=1)
    log, se = float(sign @ np.log(p)), error_of_log_odds(marks, sign, p, wx, design)
    half = float(t_quantile(design.df)) * se
    with np.errstate(over="ignore"):
        low, high = np.exp(log - half), np.exp(log + half)
    p_value = float(two_sided_p(np.array(log / se), design.df)) if se > 0 else np.nan
    return Odds(float(np.exp(log)), float(low), float(high), p_value)


def error_of_log_odds(marks: NDArray, sign: Floats, p: Floats, wx: Floats, design: Design) -> float:
    """The standard error of sum(sign log p); of replicates, from what each makes of it."""
    if design.replicates is None:
        u = wx * (marks @ (sign / p)) / wx.sum()
        return float(np.sqrt(covariance(u[:, None], design)[0, 0]))
    with np.errstate(divide="ignore", invalid="ignore"):
        made = np.log(design.replicates.weights.T @ marks) @ sign
    made = np.where(np.isfinite(made), made, np.nan)[:, None]
    V = replicate_covariance(made, np.array([sign @ np.log(p)]), design.replicates)
    return float(np.sqrt(V[0, 0]))
