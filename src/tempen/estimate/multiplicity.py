"""Many comparisons: Benjamini and Hochberg, or Holm, over families declared beforehand."""

from __future__ import annotations

from collections.abc import Callable

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
    adjusted = np.full(len(p), np.nan)
    for members in families(p, family):
        m = len(members)
        steps = p[members] * (m / np.arange(1, m + 1))
        adjusted[members] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0)
    return adjusted


def holm(p: ArrayLike, family: NDArray | None = None) -> Floats:
    """Adjust p-values so that no false claim is made in a family, but for 5 in 100 families.

    As `benjamini_hochberg`; stricter. Source: Holm 1979; R's p.adjust "holm".
    """
    p = np.asarray(p, float)
    adjusted = np.full(len(p), np.nan)
    for members in families(p, family):
        steps = p[members] * np.arange(len(members), 0, -1)
        adjusted[members] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return adjusted


def families(p: Floats, family: NDArray | None) -> list[NDArray[np.int64]]:
    """The places of the tested members of each family, by rising p."""
    family = np.zeros(len(p), int) if family is None else np.asarray(family)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.lexsort((p[tested], family[tested]))]
    return np.split(order, np.flatnonzero(np.diff(family[order])) + 1)


ADJUSTMENTS: dict[str, Callable[..., Floats]] = {
    "benjamini_hochberg": benjamini_hochberg,
    "holm": holm,
    "none": lambda p, family=None: np.asarray(p, float),
}
