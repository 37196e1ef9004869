"""Survey-weighted logistic regression, with the one variance, and with separation told apart.

    max sum w (y log p + (1 - y) log(1 - p)),  logit p = x' b

by Newton's steps; u = w (y - p) x A⁻¹ with A = sum w p (1 - p) x x' are the linearised values of
the coefficients, so that strata, clusters and corrections are `variance.covariance`'s.
Source: Binder 1983; R survey's svyglm with family quasibinomial, whose degrees of freedom are the
design's less the coefficients but one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tempen.estimate.design import Design, Floats, Replicates
from tempen.estimate.intervals import t_quantile, two_sided_p
from tempen.estimate.score import Flags
from tempen.estimate.variance import covariance, replicate_covariance

STEPS = 60
FAR = 12.0  # a linear predictor beyond it may be on its way to infinity


@dataclass(frozen=True)
class Logistic:
    """Coefficients (k,) on the scale of log odds, with errors and 95 % intervals.

    separated  (k,) 1 or -1 where a coefficient is infinite, upwards or downwards: then the
               other numbers of it are NaN; 0 where it is finite
    known      (k,) False where the columns before it tell all that it says
    """

    b: Floats
    se: Floats
    low: Floats
    high: Floats
    p: Floats
    df: int
    n: int
    separated: Floats
    known: Flags


def fit_logistic(y: Floats, x: Floats, inside: Flags, design: Design) -> Logistic:
    """The regression of y (n,) 0 or 1 on x (n, k), which has a column of ones, among the inside.

    A column that others give is left out (`known`). A case that some direction of b predicts
    without fault, whatever the others say, tells nothing of what is finite, and is left out of
    the steps; its part of the linearised values is 0. Replicate weights are fitted each by itself.
    """
    w = np.where(inside, design.weight, 0.0)
    use = w > 0
    known = independent(x[use])
    columns, k = np.flatnonzero(known), x.shape[1]
    df = design.df + 1 - len(columns)
    separated = np.zeros(k)
    b, stay = fit(y[use], x[use][:, columns], w[use])
    if b is None:
        toward, away = recede(y[use], x[use][:, columns])
        separated[columns] = toward
        left = np.flatnonzero(use)[~away]
        keep = known & (separated == 0)
        use = np.zeros(len(y), bool)
        use[left] = True
        again = independent(x[use]) & keep if use.any() else np.zeros(k, bool)
        columns = np.flatnonzero(again)
        rest = y[use], x[use][:, columns], w[use]
        b, stay = fit(*rest, far=np.inf) if len(columns) else (None, None)
    made = {name: np.full(k, np.nan) for name in ("b", "se", "low", "high", "p")}
    if b is not None and stay is not None:
        p = np.zeros(len(y))
        p[use] = stay
        X = np.where(use[:, None], x[:, columns], 0.0)
        A = (X * (w * p * (1 - p))[:, None]).T @ X
        u = (w * np.where(use, y - p, 0.0))[:, None] * np.linalg.solve(A, X.T).T
        V = covariance(u.astype(float), design)
        if design.replicates is not None:
            V = refit(y[use], x[use][:, columns], use, b, design.replicates)
        se = np.sqrt(np.clip(np.diag(V), 0, None))
        half = t_quantile(df) * se
        with np.errstate(invalid="ignore", divide="ignore"):
            tests = np.where(se > 0, two_sided_p(b / se, df), np.nan)
        for name, values in zip(made, (b, se, b - half, b + half, tests), strict=True):
            made[name][columns] = values
    return Logistic(**made, df=df, n=int(inside.sum()), separated=separated, known=known)


def refit(y: Floats, x: Floats, use: Flags, b: Floats, replicates: Replicates) -> Floats:
    """(k, k) covariance of b from the coefficients that each replicate's weights give."""
    nothing = np.full(len(b), np.nan)
    made = [fit(y, x, w, far=np.inf)[0] for w in replicates.weights[use].T]
    rows = np.stack([nothing if one is None else one for one in made])
    return replicate_covariance(rows, b, replicates)


def independent(x: Floats) -> Flags:
    """(k,) the columns that add something to those before them."""
    size = np.sqrt((x * x).sum(0))
    gram = (x.T @ x) / np.outer(*[np.where(size > 0, size, 1.0)] * 2)  # k x k, whatever n is
    kept: list[int] = []
    for j in np.flatnonzero(size > 0):
        own = [*kept, j]
        if np.linalg.eigvalsh(gram[np.ix_(own, own)])[0] > 1e-10:
            kept.append(int(j))
    return np.isin(np.arange(x.shape[1]), kept)


def fit(
    y: Floats, x: Floats, w: Floats, *, far: float = FAR
) -> tuple[Floats | None, Floats | None]:
    """The coefficients (k,) and fitted shares (n,), by Newton's steps; None where they run away."""
    w = w / w.mean()
    b = np.zeros(x.shape[1])
    best = likelihood(y, x @ b, w)
    for _ in range(STEPS):
        eta = x @ b
        p = 1 / (1 + np.exp(-eta))
        H = (x * (w * p * (1 - p))[:, None]).T @ x
        if np.linalg.cond(H) > 1e13 or np.abs(eta).max() > 2 * far:
            return None, None
        step = np.linalg.solve(H, x.T @ (w * (y - p)))
        now = likelihood(y, x @ (b + step), w)
        while now < best - 1e-10 and np.abs(step).max() > 1e-12:
            step = step / 2
            now = likelihood(y, x @ (b + step), w)
        b, best = b + step, now
        if np.abs(step).max() < 1e-10:
            eta = x @ b
            run = np.abs(eta).max() > far
            return (None, None) if run else (b, 1 / (1 + np.exp(-eta)))
    return None, None


def likelihood(y: Floats, eta: Floats, w: Floats) -> float:
    return float((w * (y * eta - np.logaddexp(0, eta))).sum())


def recede(y: Floats, x: Floats) -> tuple[Floats, Flags]:
    """Which coefficients run away, and where to; and the cases (n,) that they then predict.

    Directions b with s x' b >= 0 for every case, s = ±1 by its answer, cost nothing: a coefficient
    that can be positive in one and in none negative is infinite. Found by linear programmes
    over the patterns of answers. Source: Albert & Anderson 1984; Konis 2007.
    """
    from scipy.optimize import linprog

    rows, where = np.unique((2 * y - 1)[:, None] * x, axis=0, return_inverse=True)
    k = x.shape[1]

    def best(c: Floats) -> Floats:
        found = linprog(-c, A_ub=-rows, b_ub=np.zeros(len(rows)), bounds=[(-1, 1)] * k)
        return found.x if found.x is not None else np.zeros(k)

    predicted = rows @ best(rows.sum(0)) > 1e-7
    toward = np.zeros(k)
    if predicted.any():
        for j, axis in enumerate(np.eye(k)):
            up, down = best(axis)[j] > 1e-7, best(-axis)[j] < -1e-7
            toward[j] = float(up) - float(down) if up != down else (np.nan if up else 0.0)
    return toward, predicted[where.ravel()]
