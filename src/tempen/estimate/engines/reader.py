"""Tables that stay where they are: what is asked of them instead of their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import polars as pl

SUMS = ("§n", "§w", "§w2")  # of cases, weights and squared weights
LEFT_IN = "§in"  # whether the weight is above 0: a key where some are not


@dataclass(frozen=True)
class Looked:
    """The weights of a table: how many are missing, how many 0, the lowest and the highest,
    and the rows."""

    missing: int
    zero: int
    low: float | None
    high: float | None
    n: int


class Reader(Protocol):
    """Sums over the rows of a table of the engine's own make.

    keys   columns; weight: the column of weights, None: 1
    most   None is given back where there are more rows than that
    split  cases of weight 0 are rows of their own, by `LEFT_IN`
    """

    def fetch(self, table: Any, names: Sequence[str]) -> pl.DataFrame:
        """Some columns as they are."""
        ...

    def look(self, table: Any, weight: str) -> Looked: ...

    def group(
        self, table: Any, keys: Sequence[str], weight: str | None, most: int, split: bool
    ) -> pl.DataFrame | None:
        """One row a combination of the keys, with `SUMS`; null is a value."""
        ...

    def tally(
        self,
        table: Any,
        keys: Sequence[str],
        items: Sequence[str],
        weight: str | None,
        most: int,
        split: bool,
    ) -> dict[str, pl.DataFrame] | None:
        """Item -> one row a combination of the keys and the item, with `SUMS`: one reading."""
        ...
