"""Where grouped sums are made. An engine adds a file here and a line in ENGINES."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Protocol

from tempen.errors import Fault, TempenError
from tempen.estimate.design import Design, Floats, Ints, Overlap, Rows
from tempen.estimate.engines.embedded import Embedded
from tempen.estimate.engines.lazily import Lazily
from tempen.estimate.engines.reader import LEFT_IN, SUMS, Looked, Reader
from tempen.estimate.engines.relational import Relational
from tempen.estimate.engines.slices import Slices
from tempen.estimate.engines.tables import give_duckdb, give_polars, give_spark
from tempen.estimate.variance import Crossings, Moments


class Engine(Protocol):
    """Grouped sums over the cases of a wave, or over the units of two waves.

    codes   V arrays (n,) of levels 0..L-1; L: in the base, no level of its own; L+1: item
            nonresponse, outside the base; negative: outside
    values  (V, n) numbers, NaN outside the base
    cells   (P, n) P ways to split the cases, codes 0..C-1 unique over them; negative: outside
    unions  (V, L, K) 0 or 1: the columns that estimates are asked of, as unions of levels
    """

    def level_sums(
        self, codes: Rows, cells: Ints, C: int, unions: Floats, design: Design
    ) -> tuple[Moments, Floats]:
        """Moments of shares, and (H, V, C) the number who skipped the item."""
        ...

    def value_sums(self, values: Floats, cells: Ints, C: int, design: Design) -> Moments: ...

    def level_crossings(
        self,
        codes: tuple[Rows, Rows],
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
    "duckdb": Relational(give_duckdb),
    "spark": Relational(give_spark),
}
READERS: dict[str, Reader] = {
    "embedded": Slices(),
    "polars": Lazily(),
    "duckdb": Lazily(),
    "spark": Lazily(),
}
NEEDED: dict[str, tuple[str, ...]] = {  # packages; the extra that brings them has the engine's name
    "embedded": (),
    "polars": ("narwhals",),
    "duckdb": ("duckdb", "narwhals", "pyarrow"),
    "spark": ("pyspark", "narwhals", "pyarrow", "pandas"),
}


def find_engine(name: str) -> Engine:
    """An engine by its name; raises EST-17 no such engine, ENGINE-01 what it needs is missing."""
    if name not in ENGINES:
        facts = {"what": "engine", "asked": name, "known": ", ".join(ENGINES)}
        raise TempenError([Fault("EST-17", facts=facts)])
    missing = [package for package in NEEDED[name] if find_spec(package) is None]
    if missing:
        raise TempenError(
            [Fault("ENGINE-01", facts={"engine": name, "packages": ", ".join(missing)})]
        )
    return ENGINES[name]


__all__ = [
    "ENGINES", "LEFT_IN", "NEEDED", "READERS", "SUMS", "Engine", "Looked", "Reader", "find_engine",
]  # fmt: skip
