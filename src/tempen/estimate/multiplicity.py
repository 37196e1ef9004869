"""Many comparisons: Benjamini and Hochberg's step-up over families declared beforehand."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tempen.estimate.design import Floats


def benjamini_hochberg(p: ArrayLike, family: NDArray | None = None) -> Floats:
    """Adjust p-values for the false discovery rate, each within its family.

    p       any length; NaN: not tested, stays NaN and is no member of its family
    family  codes of the same length; None: all are one family
    source  Benjamini & Hochberg 1995; R's p.adjust "BH"
    """
    p = np.asarray(p, float)
    family = np.zeros(len(p), int) if family is None else np.asarray(family)
    adjusted = np.full(len(p), np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.lexsort((p[tested], family[tested]))]
    ends = np.flatnonzero(np.diff(family[order])) + 1
    for members in np.split(order, ends):
        m = len(members)
        steps = p[members] * (m / np.arange(1, m + 1))
        adjusted[members] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0)
    return adjusted
