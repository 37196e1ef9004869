"""Units chosen to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Sample:
    """A selection that anybody with the frame, the sizes and the seed can make again.

    table  one row a chosen unit, in the order of selection within a stratum: `unit`, `stratum`,
           `number` (its permanent random number, 0..1), `probability` (of being chosen, n / N)
    seed   what the permanent random numbers were made from
    start  stratum -> where on the circle of random numbers selection began
    """

    table: pl.DataFrame
    seed: str
    start: Mapping[str, float]
