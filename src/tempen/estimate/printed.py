"""Waves of which only printed figures exist: estimates without errors, changes without tests."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import polars as pl

from tempen.estimate.change import comparable_between
from tempen.estimate.intervals import t_quantile
from tempen.estimate.tables import CHANGES, ESTIMATES
from tempen.terms.cases import Aggregates
from tempen.terms.estimate import ALL
from tempen.terms.study import Study

ADDRESS = ("variable", "level", "domain", "domain_level", "weighting", "statistic")


def printed_estimates(aggregates: Aggregates, weightings: tuple[str, ...]) -> pl.DataFrame:
    """Printed shares as rows of the table of estimates, once under every weighting.

    n is the printed base, where there is one; no interval, no reliability: others printed them.
    """
    rows = aggregates.table.select(
        "variable",
        "level",
        "wave",
        domain=pl.col("domain").fill_null(ALL),
        domain_level=pl.col("domain_level").fill_null(ALL),
        statistic=pl.lit("share"),
        value=pl.col("share").cast(pl.Float64),
        n=pl.col("base").cast(pl.Int64),
        interval=pl.lit("none"),
        source=pl.lit("printed"),
        step=pl.col("step").cast(pl.Float64),
        status=pl.lit("shown"),
        reasons=pl.lit([], pl.List(pl.String)),
    )
    parts = [rows.with_columns(weighting=pl.lit(name)) for name in weightings]
    empty = pl.DataFrame(schema=ESTIMATES)
    return pl.concat([empty, *parts], how="diagonal").select(ESTIMATES.names())


def printed_changes(study: Study, table: pl.DataFrame, earlier: str, later: str) -> pl.DataFrame:
    """Changes between two waves of which one or both are printed."""
    first, second = (table.filter(pl.col("wave") == wave) for wave in (earlier, later))
    pairs = second.join(first, on=ADDRESS, suffix="_first", maintain_order="left")
    rows = [printed_change(study, row, earlier) for row in pairs.iter_rows(named=True)]
    return pl.DataFrame(rows, schema=CHANGES) if rows else pl.DataFrame(schema=CHANGES)


def printed_change(study: Study, row: Mapping[str, Any], earlier: str) -> dict[str, Any]:
    """One difference, and the range that the rounding of the print allows."""
    a, b = row["value_first"], row["value"]
    value = None if a is None or b is None else b - a
    loose = ((row["step"] or 0) + (row["step_first"] or 0)) / 2
    variable = study.variable(row["variable"])
    item = study.item(variable.item)
    out: dict[str, Any] = {name: row[name] for name in (*ADDRESS, "wave", "status", "reasons")}
    return out | {
        "earlier": earlier,
        "value": value,
        "low": None if value is None else max(-1.0, value - loose),
        "high": None if value is None else min(1.0, value + loose),
        "tested": False,
        "why": "made_up" if item.invents(row["level"], variable.part) else "printed",
        "family": "",
        "n_earlier": row["n_first"],
        "n_later": row["n"],
        "method": "printed",
        "flag": "",
        "comparable": comparable_between(study, item, earlier, row["wave"]),
        "least_base": None if value is None else base_of(row),
    }


def base_of(row: Mapping[str, Any]) -> int | None:
    """The least base of a pair's printed wave; None where both or neither are printed."""
    sides = [
        (row["source"], row["value"], row["step"], row["se"], row["df"]),
        (row["source_first"], row["value_first"], row["step_first"], row["se_first"],
         row["df_first"]),
    ]  # fmt: skip
    printed = [side for side in sides if side[0] == "printed"]
    answered = [side for side in sides if side[0] == "answers"]
    if len(printed) != 1 or answered[0][3] is None or not answered[0][4]:
        return None
    _, share, step, *_ = printed[0]
    _, other, _, se, df = answered[0]
    return least_base(other - share, share, se, df, step or 0.0)


def least_base(
    difference: float, printed: float, se: float, df: float, step: float = 0.0
) -> int | None:
    """The smallest base of the printed wave at which the difference would hold (p < .05).

    The printed share q is taken as of a simple sample of n: the difference holds when
    |d| > t sqrt(se² + q (1 - q) / n), so n = q (1 - q) / ((d / t)² - se²), rounded up; t is the
    95 % quantile at the degrees of freedom of the wave with answers, se its error. A share
    printed as 0 or 1 may be half a step off, and has the error of that. The base must also be
    one that can print the share: 5 per cent takes 19 answers. None: no base is enough.
    """
    room = (difference / float(t_quantile(df))) ** 2 - se**2
    if room <= 0:
        return None
    q = min(max(printed, step / 2), 1 - step / 2)
    n = max(1, math.floor(q * (1 - q) / room) + 1)
    while step and abs(round(printed * n) / n - printed) > step / 2:
        n += 1
    return n
