"""Numbers far from what the last wave leads one to expect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fences:
    """How far is far.

    size   U, 0..1: how much more a change of a large unit weighs
    floor  A: the least spread, as a share of the usual size
    far    C: how many quartile distances from the median
    """

    size: float = 0.5
    floor: float = 0.05
    far: float = 4.0


def suspect_changes(before: Floats, after: Floats, fences: Fences) -> Floats:
    """(n,) how many times beyond the fences each change is: above 1 it is suspect; 0 unknown.

    Ratios are centred on their median so that a rise and a fall count alike, and weighed by size.
    before, after  (n,) the number in two waves; NaN or not above 0: nothing is said
    source         Hidiroglou & Berthelot 1986. The floor is taken of the usual size: of the median
                   effect, which is 0, it would be none
    """
    known = np.nan_to_num(before) > 0
    known &= np.nan_to_num(after) > 0
    beyond = np.zeros(len(before))
    if known.sum() < 5:
        return beyond
    ratio, size = after[known] / before[known], np.maximum(after, before)[known] ** fences.size
    middle = np.median(ratio)
    effect = np.where(ratio < middle, 1 - middle / ratio, ratio / middle - 1) * size
    low, half, high = np.quantile(effect, [0.25, 0.5, 0.75])
    least = fences.floor * np.median(size)
    spread = np.where(effect < half, max(half - low, least), max(high - half, least))
    beyond[known] = np.abs(effect - half) / (fences.far * spread)
    return beyond


def expect(before: Floats, after: Floats) -> Floats:
    """(n,) last wave's number moved by the usual ratio; NaN where there is none."""
    both = (np.nan_to_num(before) > 0) & (np.nan_to_num(after) > 0)
    usual = np.median(after[both] / before[both]) if both.any() else np.nan
    return before * usual
