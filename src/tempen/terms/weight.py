"""Weights and the strata they stand on."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from tempen.errors import Fault


@dataclass(frozen=True)
class Weights:
    """Final weights of every case, and the strata of the variance.

    table   one row a case, in the order of `Cases.table`: `wave`, `unit`, `weight`
            [frame units per case; 1 with `none`], `stratum` (str)
    strata  `wave`, `stratum`, `N` (eligible frame units; null where not known: no finite
            population correction), `n` (cases), `from_groups` (list[str]: what was collapsed)
    """

    name: str
    method: str
    table: pl.DataFrame
    strata: pl.DataFrame
    faults: tuple[Fault, ...] = field(default_factory=tuple)
