"""Where grouped sums are made. An engine adds a file here and a line in ENGINES."""

from __future__ import annotations

from typing import Protocol

from tempen.estimate.design import Design, Floats, Ints, Overlap
from tempen.estimate.engines.embedded import Embedded
from tempen.estimate.engines.relational import Relational
from tempen.estimate.engines.tables import give_duckdb, give_polars, give_spark
from tempen.estimate.variance import Crossings, Moments


class Engine(Protocol):
    """Grouped sums over the cases of a wave, or over the units of two waves.

    codes   (V, n) levels 0..L-1; L: in the base, no level of its own; L+1: item nonresponse,
            outside the base; negative: outside
    values  (V, n) numbers, NaN outside the base
    cells   (P, n) P ways to split the cases, codes 0..C-1 unique over them; negative: outside
    unions  (V, L, K) 0 or 1: the columns that estimates are asked of, as unions of levels
    """

    def level_sums(
        self, codes: Ints, cells: Ints, C: int, unions: Floats, design: Design
    ) -> tuple[Moments, Floats]:
        """Moments of shares, and (H, V, C) the number who skipped the item."""
        ...

    def value_sums(self, values: Floats, cells: Ints, C: int, design: Design) -> Moments: ...

    def level_crossings(
        self,
        codes: tuple[Ints, Ints],
        cells: tuple[Ints, Ints],
        C: int,
        unions: Floats,
        designs: tuple[Design, Design],
        overlap: Overlap,
    ) -> Crossings: ...

    def value_crossings(
        self,
        values: tuple[Floats, Floats],
        cells: tuple[Ints, Ints],
        C: int,
        designs: tuple[Design, Design],
        overlap: Overlap,
    ) -> Crossings: ...


ENGINES: dict[str, Engine] = {
    "embedded": Embedded(),
    "polars": Relational(give_polars),
    "duckdb": Relational(give_duckdb),  # needs the extra `duckdb`
    "spark": Relational(give_spark),  # needs the extra `spark`, and Java
}
