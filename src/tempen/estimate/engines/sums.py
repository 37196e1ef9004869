"""From sums by level, as every engine makes them, to what points and errors are made of."""

from __future__ import annotations

import numpy as np

from tempen.estimate.design import Floats
from tempen.estimate.variance import Crossings, Moments


def by_stratum(sums: Floats, H: int, C: int) -> Floats:
    """(H, V, C, ...) from sums (H C, V, ...)."""
    return np.moveaxis(sums.reshape(H, C, *sums.shape[1:]), 2, 1)


def share_moments(count: Floats, w: Floats, w2: Floats, unions: Floats) -> Moments:
    """Moments of shares from sums by level: y is 0 or 1, so that y² is y."""
    L = unions.shape[1]
    n, base, squared = (sums[..., : L + 1].sum(-1, keepdims=True) for sums in (count, w, w2))
    wy, w2y = np.matmul(w[..., :L], unions), np.matmul(w2[..., :L], unions)
    return Moments(n, base, squared, wy, w2y, w2y, np.matmul(count[..., :L], unions))


def share_crossings(
    first: Floats, second: Floats, both: Floats, cross: Floats, unions: Floats
) -> Crossings:
    """Crossings of shares from sums by (earlier level, later level)."""
    V, _, K = unions.shape
    padded = np.concatenate([unions, np.zeros((V, 1, K))], axis=1)[None]
    spread = padded[:, :, None]  # (1, V, 1, L + 1, K)
    later = np.matmul(cross, spread)  # (G, V, C, L + 1, K)
    return Crossings(
        first=np.matmul(first, padded),
        first_base=first.sum(-1, keepdims=True),
        second=np.matmul(second, padded),
        second_base=second.sum(-1, keepdims=True),
        yy=(later * spread).sum(-2),
        y1=np.matmul(cross.sum(-1), padded),
        y2=later.sum(-2),
        one=cross.sum((-1, -2))[..., None],
        both=both.sum((-1, -2))[..., None],
    )
