"""Cases that nothing tells apart, counted as one row: their variances from n, sum(w) and sum(w²).

A table too large to be held is asked for one row a combination of the columns that a question
needs. Every linearised value is the weight times something that the columns give, e, so that over
a row's cases sum(u) = e sum(w) and sum(u²) = e² sum(w²): of u, the row's sum, u² sum(w²) / sum(w)².
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tempen.estimate.design import Design, Floats, Ints


def share_of_squares(design: Design) -> Floats:
    """(g, 1) sum(w²) / sum(w)² of each row: 1 for a single case; 0 without a weight."""
    w, made = design.weight, design.together
    w2 = w * w if made is None else made.w2
    return np.divide(w2, w * w, out=np.zeros(w.shape), where=w > 0).astype(float)[:, None]


def covariance_of_rows(u: Floats, design: Design) -> Floats:
    """(m, m) from u (g, m), each row the sum over its cases."""
    scale, centre = design.factors
    h = design.stratum
    squares = (u * share_of_squares(design) * scale[h][:, None]).T @ u
    sums = add_by(h, u, design.H)
    return squares - (sums * (scale * centre)[:, None]).T @ sums


def variances_of_rows(u: Floats, cell: Ints, C: int, design: Design) -> tuple[Floats, Floats]:
    """(C, K) variances of totals in each of C cells, and the uncentred sums of squares."""
    inside = np.flatnonzero(cell >= 0)
    where = design.stratum[inside] * C + cell[inside]
    u, part = u[inside], share_of_squares(design)[inside]
    shape = (design.H, C, -1)
    squares = add_by(where, u * u * part, design.H * C).reshape(shape)
    sums = add_by(where, u, design.H * C).reshape(shape)
    scale, centre = (factor[:, None, None] for factor in design.factors)
    return (scale * (squares - centre * sums**2)).sum(0), squares.sum(0)


def add_by(code: Ints, values: Floats, length: int) -> Floats:
    columns = [np.bincount(code, column, length) for column in values.T]
    return np.stack(columns, axis=1).astype(float) if columns else np.zeros((length, 0))
