"""The smallest whole number of answers at which something is small enough."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tempen.errors import Fault, TempenError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MOST = 10**9  # answers, where the number of units is not known (N = inf)


def find_smallest(measure: Callable[[Floats], Floats], limit: float, N: Floats) -> Ints:
    """(groups,) the smallest n in 1..N with measure(n) <= limit, by halving.

    measure  (groups,) n -> (groups,), falling in n
    """
    low, high = np.zeros(len(N)), np.minimum(N, MOST)
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        enough = measure(np.maximum(middle, 1)) <= limit
        high, low = np.where(enough, middle, high), np.where(enough, low, middle)
    return np.where(N > 0, high, 0).astype(np.int64)


def check_between(name: str, value: float, low: float, high: float, *, ends: bool = False) -> None:
    """SAMPLE-02 unless low < value < high; with `ends`, the two are allowed."""
    if not (low < value < high or (ends and value in (low, high))):
        facts = {"name": name, "value": f"{value:g}", "low": f"{low:g}", "high": f"{high:g}"}
        raise TempenError([Fault("SAMPLE-02", facts=facts)])
