"""The same sums of a table that another engine reads, through Narwhals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from tempen.estimate.engines.reader import LEFT_IN, SUMS, Looked
from tempen.estimate.engines.relational import collected

NONE = -(2**62)  # stands for null among whole numbers


class Lazily:
    """Reads Polars's lazy tables, DuckDB's relations and Spark's data frames."""

    def fetch(self, table: Any, names: Sequence[str]) -> pl.DataFrame:
        return collected(opened(table).select(*names))

    def look(self, table: Any, weight: str) -> Looked:
        import narwhals as nw

        w = nw.col("§w")
        flags = weighed(table, [], weight).with_columns(
            missing=nw.when(w.is_null()).then(1).otherwise(0),
            zero=nw.when(w == 0).then(1).otherwise(0),
        )
        made = flags.select(
            nw.col("missing").sum(), nw.col("zero").sum(), w.min().alias("low"),
            w.max().alias("high"), nw.len().alias("n"),
        )  # fmt: skip
        row = collected(made).row(0, named=True)
        missing, zero = int(row["missing"] or 0), int(row["zero"] or 0)
        return Looked(missing, zero, row["low"], row["high"], int(row["n"]))

    def group(
        self, table: Any, keys: Sequence[str], weight: str | None, most: int, split: bool
    ) -> pl.DataFrame | None:
        marks = (*keys, LEFT_IN) if split else tuple(keys)
        got = collected(summed(weighed(table, keys, weight, split=split), marks).head(most + 1))
        return None if got.height > most else counted(got)

    def tally(
        self,
        table: Any,
        keys: Sequence[str],
        items: Sequence[str],
        weight: str | None,
        most: int,
        split: bool,
    ) -> dict[str, pl.DataFrame] | None:
        marks = (*keys, LEFT_IN) if split else tuple(keys)
        names = list(dict.fromkeys((*keys, *items)))
        known = opened(table).collect_schema()
        rows = weighed(table, names, weight, split=split)
        made: dict[str, pl.DataFrame] = {}
        for some, blank in by_type(items, known):
            long = copied(rows, some, blank).unpivot(
                on=[f"§{name}" for name in some],
                index=[*marks, "§w", "§w2"],
                variable_name="§item",
                value_name="§level",
            )
            got = collected(summed(long, (*marks, "§item", "§level")).head(most + 1))
            if got.height > most:
                return None
            parts = counted(got).partition_by("§item", as_dict=True, include_key=False)
            for name in some:
                made[name] = levelled(parts[f"§{name}",], name, blank, known[name])
        return made


def opened(table: Any) -> Any:
    import narwhals as nw

    return nw.from_native(table).lazy()


def weighed(table: Any, names: Sequence[str], weight: str | None, *, split: bool = False) -> Any:
    """Some columns with the weight as a number, null where it is missing, and its square."""
    import narwhals as nw

    w = nw.lit(1.0) if weight is None else nw.col(weight).cast(nw.Float64)
    rows = opened(table).select(*names, w.alias("§raw"))
    raw = nw.col("§raw")
    rows = rows.with_columns(nw.when(~raw.is_nan()).then(raw).alias("§w")).drop("§raw")
    rows = rows.with_columns((nw.col("§w") * nw.col("§w")).alias("§w2"))
    return rows.with_columns((nw.col("§w") > 0).alias(LEFT_IN)) if split else rows


def summed(rows: Any, marks: Sequence[str]) -> Any:
    import narwhals as nw

    sums = nw.len().alias("§n"), nw.col("§w").sum(), nw.col("§w2").sum()
    return rows.group_by(*marks).agg(*sums) if marks else rows.select(*sums)


def copied(rows: Any, items: Sequence[str], blank: int | str) -> Any:
    """The items under names of their own (one may be a key as well), of one type, nothing null:
    DuckDB leaves out nulls where it makes columns long."""
    import narwhals as nw

    kind = nw.String if isinstance(blank, str) else nw.Int64
    columns = [nw.col(name).cast(kind).fill_null(blank).alias(f"§{name}") for name in items]
    return rows.with_columns(*columns)


def by_type(items: Sequence[str], schema: Any) -> list[tuple[list[str], int | str]]:
    """Items that can lie in one column, whole numbers and texts, and what stands for null."""
    whole = [name for name in items if schema[name].is_integer()]
    texts = [name for name in items if name not in whole]
    return [(some, blank) for some, blank in ((whole, NONE), (texts, "§")) if some]


def counted(table: pl.DataFrame) -> pl.DataFrame:
    return table.with_columns(pl.col(SUMS).cast(pl.Float64))


def levelled(table: pl.DataFrame, name: str, blank: int | str, kind: Any) -> pl.DataFrame:
    """The level under the item's name, of its own type, where it is not there as a key."""
    if name in table.columns:
        return table.drop("§level")
    level = pl.when(pl.col("§level") != blank).then("§level").alias(name)
    if str(kind) == "Boolean":
        level = (level.str.to_lowercase().is_in(["true", "1", "t"])).alias(name)
    return table.select(pl.exclude("§level"), level)
