"""Plans as tables: by group of the frame, what is needed, and what the last survey could see."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from tempen.sample.change import answers_for_change, multiple, variance_of_change
from tempen.sample.precision import answers_for_precision, half_width
from tempen.sample.search import Floats
from tempen.terms.cases import Cases, Frame

ALL = "all"


def count_answers(
    frame: Frame,
    column: str,
    cases: Cases,
    latest: Frame | None = None,
    earlier: Frame | None = None,
) -> pl.DataFrame:
    """What plans start from, by level of a frame column.

    frame            of the wave that is planned; latest, earlier: of the last two with answers
    returns          `group`, `units` (of `frame`), `answered`, `units_now` (of `latest`),
                     `answered_before`, `units_before` (of `earlier`), `answered_both`,
                     `units_both`: 0 where there is no such wave. Who moved between groups counts
                     where they are in `latest`
    """
    now = mark(latest, column, cases)
    before = mark(earlier, column, cases)
    both = now.join(before, on="unit", how="inner", suffix="_before")
    both = both.with_columns(answered=pl.col("answered") & pl.col("answered_before"))
    table = mark(frame, column, cases).group_by("group").agg(units=pl.len())
    for units, answered, part in (
        ("units_now", "answered", now),
        ("units_before", "answered_before", before),
        ("units_both", "answered_both", both),
    ):
        sums = {units: pl.len(), answered: pl.col("answered").sum()}
        table = table.join(part.group_by("group").agg(**sums), on="group", how="left")
    return table.sort("group").with_columns(pl.exclude("group").fill_null(0).cast(pl.Int64))


def mark(frame: Frame | None, column: str, cases: Cases) -> pl.DataFrame:
    """`unit`, `group`, `answered` of the eligible units of a frame."""
    if frame is None:
        schema = {"unit": pl.String, "group": pl.String, "answered": pl.Boolean}
        return pl.DataFrame(schema=schema)
    came = cases.table.filter(pl.col("wave") == frame.wave)["unit"].drop_nulls()
    return frame.table.filter(
        pl.col("eligible").fill_null(True), pl.col(column).is_not_null()
    ).select(
        pl.col("unit").cast(pl.String),
        group=pl.col(column).cast(pl.String),
        answered=pl.col("unit").is_in(came.implode()),
    )


def plan_precision(counts: pl.DataFrame, precision: float, **how: Any) -> pl.DataFrame:
    """Answers needed for every group, and for the whole, to be told within +/- `precision`.

    counts   from `count_answers`; how: as `answers_for_precision`
    returns  `group`, `units`, `needed`, `rate` (needed / units), `answered` in the latest wave, and
             `margin`, the half width that they gave (null without answers)
    """
    table = with_total(counts)
    needed = answers_for_precision(table["units"].to_numpy(), precision, **how)
    now, answered = (table[c].to_numpy().astype(float) for c in ("units_now", "answered"))
    margin = half_width(np.maximum(answered, 1), np.maximum(now, 1), **how)
    return lay_out(table, needed, "margin", np.where(answered > 0, margin, np.nan))


def plan_change(
    counts: pl.DataFrame,
    change: float,
    overlap: float,
    *,
    share: float = 0.5,
    correlation: float = 0.5,
    power: float = 0.8,
    alpha: float = 0.05,
) -> pl.DataFrame:
    """Answers a wave that every group, and the whole, needs for a change of a share to be seen.

    returns  `group`, `units`, `needed`, `rate`, `answered`, and `smallest_change`, what the last
             two waves could have seen (null without them); of the whole by its groups as strata
    """
    table = with_total(counts)
    how: dict[str, Any] = {"share": share, "correlation": correlation}
    units = table["units"].to_numpy()
    needed = answers_for_change(units, change, overlap, power=power, alpha=alpha, **how)
    V = variance_seen(counts, **how)
    return lay_out(table, needed, "smallest_change", multiple(power, alpha) * np.sqrt(V))


def variance_seen(counts: pl.DataFrame, **how: float) -> Floats:
    """(groups + 1,) the change variance of each group and, last, of the whole; NaN: not known."""
    column = {name: counts[name].to_numpy().astype(float) for name in counts.columns[1:]}
    n = column["answered_before"], column["answered"], column["answered_both"]
    N = column["units_before"], column["units_now"], column["units_both"]
    known = (n[0] > 1) & (n[1] > 1)
    safe = [tuple(np.where(known, one, 2.0) for one in group) for group in (n, N)]
    V = np.where(known, variance_of_change(safe[0], safe[1], **how), np.nan)  # type: ignore[arg-type]
    W = column["units_now"] / max(float(column["units_now"].sum()), 1.0)
    return np.append(V, float((W**2 * V).sum()))


def with_total(counts: pl.DataFrame) -> pl.DataFrame:
    """The groups, and last a row of all."""
    total = counts.select(pl.lit(ALL).alias("group"), pl.exclude("group").sum())
    return pl.concat([counts, total])


def lay_out(table: pl.DataFrame, needed: np.ndarray, name: str, seen: Floats) -> pl.DataFrame:
    return table.select(
        "group",
        "units",
        needed=pl.Series(needed),
        rate=pl.Series(needed) / pl.col("units"),
        answered=pl.col("answered"),
        **{name: pl.Series(seen).fill_nan(None)},
    )
