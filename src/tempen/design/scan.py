"""Data that stay where they are: Parquet files, and lazy tables of Polars, DuckDB and Spark.

A question is answered from one row a combination of the columns that it needs (`Together`), made
by one reading of those columns; so every statistic gives what it gives of a table in memory. What
is not made of sums (quantiles, units of two waves), designs of several stages or unequal
probabilities, and columns of fractions are read whole, but those columns only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from glob import glob, has_magic
from os import PathLike, fspath
from pathlib import Path
from typing import Any

import polars as pl

from tempen.design.read import fault, names_of, no_column
from tempen.design.sampling import LARGEST, Stated, check_words, read_sampling, read_weights
from tempen.errors import Fault, TempenError
from tempen.estimate.engines import READERS, Reader, find_engine
from tempen.estimate.engines.tables import spark_session

MOST = 2_000_000  # combinations; with more, the columns themselves are no larger
MADE_BY = {"polars": ("embedded", "polars"), "duckdb": ("duckdb",), "pyspark": ("spark",)}


class Scan:
    """A table that is read anew for every question it has not been asked."""

    def __init__(self, table: Any, reader: Reader) -> None:
        self.table, self.reader = table, reader
        self.kept: dict[frozenset[str], pl.DataFrame] = {}
        self.split = False
        self.strata = pl.DataFrame()  # with their corrections, which need not be read again

    @cached_property
    def schema(self) -> dict[str, pl.DataType]:
        return dict(self.reader.fetch(head_of(self.table), names_in(self.table)).schema)

    def check(self, names: Sequence[str]) -> None:
        """EST-05 for a column that is not there."""
        for name in names:
            if name not in self.schema:
                raise no_column(name, list(self.schema))

    def fetch(self, names: Sequence[str]) -> pl.DataFrame:
        self.check(names)
        some = list(dict.fromkeys(names))
        return self.reader.fetch(self.table, some or list(self.schema)[:1])  # for its rows

    def begin(self, stated: Stated) -> tuple[pl.DataFrame, tuple[Fault, ...]]:
        """The rows that the design is read from, and what must be said of its weights.

        raises  what `read_sampling` does; a column at fault is then read to name its row
        """
        check_words(stated)
        self.check(stated.columns)
        if not stated.plain:
            return self.fetch(stated.columns), ()
        told = self.look_at_weights(stated)
        rows = self.reader.group(self.table, stated.keys, stated.weights, MOST, self.split)
        if rows is None:
            return self.fetch(stated.columns), told
        try:
            read_sampling(rows, stated)
        except TempenError:
            read_sampling(self.fetch(stated.columns), stated)
            raise
        self.strata = rows.select(stated.keys).unique()
        return rows, told

    def look_at_weights(self, stated: Stated) -> tuple[Fault, ...]:
        """Missing, negative and infinite weights are faults, those of 0 a warning; by sums."""
        name = stated.weights
        if name is None:
            return ()
        if self.schema[name].is_numeric():
            seen = self.reader.look(self.table, name)
            self.split = seen.zero > 0
            strange = (seen.low or 0) < 0 or not (seen.high or 0) <= LARGEST
            if not (seen.missing or seen.zero or strange):
                return ()
        return read_weights(self.fetch([name]), stated, [])[1]

    def rows(self, names: Sequence[str], stated: Stated, *, together: bool = True) -> pl.DataFrame:
        """Some columns and those of the design: cases counted together, or the cases."""
        self.check(names)
        keys = list(dict.fromkeys((*names_of(stated.strata), *names)))
        if together and stated.plain and self.countable(keys):
            found = self.look_up(keys)
            if found is None:
                found = self.reader.group(self.table, keys, stated.weights, MOST, self.split)
            if found is not None:
                self.kept[frozenset(keys)] = found
                return self.correct(found, stated)
        return self.fetch((*stated.columns, *names))

    def correct(self, rows: pl.DataFrame, stated: Stated) -> pl.DataFrame:
        """The rows with the correction of their stratum, where they lack it."""
        more = [name for name in self.strata.columns if name not in rows.columns]
        if not more:
            return rows
        by = list(names_of(stated.strata))
        if not by:
            return rows.join(self.strata.select(more), how="cross")
        return rows.join(self.strata.select(*by, *more), on=by, maintain_order="left")

    def prepare(self, items: Sequence[str], names: Sequence[str], stated: Stated) -> None:
        """Count several items by the same columns in one reading; `rows` then has them."""
        self.check((*items, *names))
        keys = list(dict.fromkeys((*names_of(stated.strata), *names)))
        wanted = [i for i in items if self.countable([i]) and self.look_up([*keys, i]) is None]
        if len(wanted) < 2 or not (stated.plain and self.countable(keys)):
            return
        made = self.reader.tally(self.table, keys, wanted, stated.weights, MOST, self.split)
        for name, table in (made or {}).items():
            self.kept[frozenset((*keys, name))] = table

    def look_up(self, keys: Sequence[str]) -> pl.DataFrame | None:
        """Rows that were made before and tell at least these columns apart."""
        return next((table for known, table in self.kept.items() if known >= set(keys)), None)

    def countable(self, names: Sequence[str]) -> bool:
        """Whether columns hold levels: whole numbers, texts, yes and no, categories."""
        kinds = [self.schema[name] for name in names]
        return all(k.is_integer() or k in (pl.String, pl.Boolean, pl.Categorical, pl.Enum)
                   for k in kinds)  # fmt: skip


def head_of(table: Any) -> Any:
    """No rows of it, with its columns."""
    return table.limit(0)


def names_in(table: Any) -> list[str]:
    if isinstance(table, pl.LazyFrame):
        return table.collect_schema().names()
    return list(table.columns)


def open_scan(data: Any, engine: str) -> Scan | None:
    """What stays where it is: a path, several, a folder or a pattern; a lazy table. Else None.

    raises  ENGINE-01 to ENGINE-03; EST-17 a table that this engine cannot read
    """
    paths = paths_of(data)
    if paths is not None:
        find_engine(engine)
        return Scan(OPENERS[engine](find_files(paths)), READERS[engine])
    maker = type(data).__module__.partition(".")[0].lstrip("_")
    if maker not in MADE_BY or isinstance(data, pl.DataFrame | pl.Series):
        return None
    able = MADE_BY[maker]
    chosen = able[0] if engine == "embedded" else engine
    if chosen not in able:
        raise fault("EST-17", what="engine", asked=engine, known=", ".join(able))
    find_engine(chosen)
    return Scan(data, READERS[chosen])


def paths_of(data: Any) -> list[str] | None:
    if isinstance(data, str | PathLike):
        return [fspath(data)]
    if isinstance(data, list | tuple) and data and all(isinstance(p, str | PathLike) for p in data):
        return [fspath(p) for p in data]
    return None


def find_files(paths: Sequence[str]) -> list[str]:
    """The Parquet files of paths, folders and patterns; raises ENGINE-03."""
    found: list[str] = []
    for path in paths:
        if "://" in path:
            found.append(path)
            continue
        here = Path(path)
        pattern = str(here / "*.parquet") if here.is_dir() else path
        files = sorted(glob(pattern, recursive=True)) if has_magic(pattern) else [path]  # noqa: PTH207
        if not files or not all(map(is_parquet, files)):
            wrong = next((file for file in files if not is_parquet(file)), path)
            raise fault("ENGINE-03", path=wrong)
        found += files
    return found


def is_parquet(path: str) -> bool:
    """Whether a file begins and ends as Parquet does."""
    file = Path(path)
    if not file.is_file() or file.stat().st_size < 12:
        return False
    with file.open("rb") as bytes_:
        start = bytes_.read(4)
        bytes_.seek(-4, 2)
        return start == bytes_.read(4) == b"PAR1"


def open_duckdb(files: list[str]) -> Any:
    """A relation of DuckDB's default connection, which Narwhals needs."""
    import duckdb  # pyright: ignore[reportMissingImports]

    return duckdb.read_parquet(files)


OPENERS: dict[str, Callable[[list[str]], Any]] = {
    "embedded": pl.scan_parquet,
    "polars": pl.scan_parquet,
    "duckdb": open_duckdb,
    "spark": lambda files: spark_session().read.parquet(*files),
}


def columns_of(*given: Any, where: pl.Expr | None = None) -> list[str]:
    """The columns that a question names."""
    names = [name for one in given for name in names_of(one)]
    return list(dict.fromkeys((*names, *(where.meta.root_names() if where is not None else ()))))
