"""The engines that tables can be given to. Each is imported when it is first asked."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import polars as pl

from tempen.errors import Fault, TempenError

PATIENCE = 10  # seconds until a Spark Connect server must have answered


def give_polars(table: pl.DataFrame) -> pl.LazyFrame:
    return table.lazy()


def give_duckdb(table: pl.DataFrame) -> Any:
    """A relation of DuckDB's default connection, which Narwhals needs."""
    import duckdb  # pyright: ignore[reportMissingImports]

    return duckdb.from_arrow(table.to_arrow())


def give_spark(table: pl.DataFrame) -> Any:
    return spark_session().createDataFrame(table.to_arrow())


@cache
def spark_session() -> Any:
    """The session that is open; else a Spark Connect server's (`SPARK_REMOTE`), or a local one.

    raises  ENGINE-02 it does not start, or does not answer
    """
    from pyspark.sql import SparkSession  # pyright: ignore[reportMissingImports]

    address = os.environ.get("SPARK_REMOTE")
    found = None if address else SparkSession.getActiveSession()
    if found is not None:
        return found
    try:
        return open_session(SparkSession.builder, address)
    except Exception as error:  # whatever Java, gRPC or a missing package say
        problem = (str(error).strip().splitlines() or [type(error).__name__])[0]
        facts = {"address": address or "local", "problem": problem}
        raise TempenError([Fault("ENGINE-02", facts=facts)]) from error


def open_session(builder: Any, address: str | None) -> Any:
    if address and not address.startswith("local"):
        knock(address)
        return builder.remote(address).getOrCreate()
    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2"}
    settings |= {"spark.log.level": "ERROR", "spark.sql.execution.arrow.pyspark.enabled": "true"}
    settings |= {"spark.ui.showConsoleProgress": "false"}
    builder = builder.appName("tempen").config(map=settings)
    return (builder.remote(address) if address else builder.master("local[*]")).getOrCreate()


def knock(address: str) -> None:
    """Whether anybody is at a Spark Connect address: gRPC would go on trying for minutes."""
    import socket
    from urllib.parse import urlsplit

    at = urlsplit(address)
    socket.create_connection((at.hostname or "localhost", at.port or 15002), PATIENCE).close()
