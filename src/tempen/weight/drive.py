"""The units that drive an estimate: by how much it would move without each of them."""

from __future__ import annotations

import polars as pl

from tempen.weight.margins import Floats

DRIVERS = pl.Schema(
    {"row": pl.Int64, "weight": pl.Float64, "part": pl.Float64, "moves": pl.Float64}
)


def find_drivers(
    y: Floats, weight: Floats, rows: list[int], most: int | None = None
) -> pl.DataFrame:
    """The cases that move a weighted mean or share the most, columns `DRIVERS`.

    y, weight  (n,) of the cases in its base; rows: what each is called
    part       of the weighted total sum(w y) that the case makes; null where that is 0
    moves      the estimate less what it would be without the case, exactly:
               w (y - m) / (W - w); null where the case is the only one
    """
    W, total = weight.sum(), float(weight @ y)
    table = pl.DataFrame(
        {"row": rows, "weight": weight, "y": y}, schema_overrides={"row": pl.Int64}
    )
    w, own = pl.col("weight"), pl.col("y")
    told = table.select(
        "row",
        "weight",
        part=w * own / total if total else pl.lit(None, pl.Float64),
        moves=pl.when(w < W).then(w * (own - total / (W or 1.0)) / (W - w)),
    )
    size = pl.col("moves").abs()
    ordered = told.sort(size, "weight", descending=True, nulls_last=True, maintain_order=True)
    return ordered.cast(dict(DRIVERS)).head(most or ordered.height)  # pyright: ignore[reportArgumentType]
