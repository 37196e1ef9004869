"""Whom to ask again first: what is suspect, by how much it moves the figures.

Selective editing: a few units carry most of what is wrong with an estimate (Hidiroglou &
Berthelot 1986). Score = influence x suspicion.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tempen.edit.consistency import find_failures, items_of
from tempen.edit.outliers import Fences, Floats, expect, suspect_changes
from tempen.terms.cases import Cases
from tempen.terms.item import Item, Missing, Variable
from tempen.terms.study import Study
from tempen.terms.weight import Weights

FOLLOW_UP = pl.Schema(
    {
        "unit": pl.String,
        "item": pl.String,
        "reason": pl.String,  # `change` far from the last wave's, `rule` it fails, `blank`
        "rule": pl.String,  # its id, where one fails
        "before": pl.Float64,  # the number in the last wave, and now
        "value": pl.Float64,
        "influence": pl.Float64,  # share of the estimate that hangs on it, 0..1
        "suspicion": pl.Float64,  # times beyond the fences, at most 10; 1 for rules and blanks
        "score": pl.Float64,
        "unit_score": pl.Float64,
    }
)
MOST = 10.0
USUAL = Fences()
Flags = NDArray[np.bool_]


def follow_up(
    study: Study,
    cases: Cases,
    weights: Weights,
    wave: str,
    headline: Sequence[str] = (),
    fences: Fences = USUAL,
) -> pl.DataFrame:
    """What to ask again in a wave, columns `FOLLOW_UP`: the units with the highest scores first.

    headline  items whose blanks are worth a call; default: those that the study requires
    """
    own = cases.table["wave"] == wave
    table = cases.table.filter(own)
    w = weights.table["weight"].filter(own).fill_null(0).cast(pl.Float64).to_numpy()
    wanted = headline or [item.id for item in study.items if item.required]
    found = [
        *far_numbers(study, cases, table, w, wave, fences),
        *broken_rules(study, table, w),
        *left_blank(study, table, w, wave, wanted),
    ]
    listed = pl.concat([pl.DataFrame(schema=FOLLOW_UP), *found])
    total = pl.col("score").sum().over("unit")
    listed = listed.with_columns(score=pl.col("influence") * pl.col("suspicion"))
    order = ["unit_score", "unit", "score"]
    return listed.with_columns(unit_score=total).sort(order, descending=[True, False, True])


def make_rows(table: pl.DataFrame, chosen: Flags, reason: str, **columns) -> pl.DataFrame:
    """Rows of `FOLLOW_UP` for the chosen cases; arrays are cut to them, words repeated."""
    cut = {
        name: pl.lit(pl.Series(value[chosen])) if isinstance(value, np.ndarray) else pl.lit(value)
        for name, value in columns.items()
    }
    rows = table.filter(pl.Series(chosen)).select("unit", reason=pl.lit(reason), **cut)
    missing = [pl.lit(None, FOLLOW_UP[n]).alias(n) for n in FOLLOW_UP if n not in rows.columns]
    return rows.with_columns(missing).select(
        pl.col(name).cast(kind) for name, kind in FOLLOW_UP.items()
    )


def far_numbers(
    study: Study, cases: Cases, table: pl.DataFrame, w: Floats, wave: str, fences: Fences
) -> Iterator[pl.DataFrame]:
    """Numbers far from the unit's own of the wave before, by what the difference moves."""
    for variable in study.variables:
        earlier = wave_before(study, variable, wave, cases)
        if variable.scale != "number" or earlier is None:
            continue
        column = f"{variable.id}:value"
        past = cases.table.filter(pl.col("wave") == earlier).select("unit", past=pl.col(column))
        joined = table.select("unit", column).join(
            past.unique("unit"), on="unit", how="left", maintain_order="left"
        )
        before, after = (
            joined[name].cast(pl.Float64).fill_null(np.nan).to_numpy() for name in ("past", column)
        )
        beyond = suspect_changes(before, after, fences)
        total = np.nansum(w * np.abs(after)) or 1.0
        moved = w * np.abs(np.nan_to_num(after - expect(before, after))) / total
        told = {"item": variable.id, "before": before, "value": after, "influence": moved}
        yield make_rows(table, beyond > 1, "change", **told, suspicion=np.minimum(beyond, MOST))


def wave_before(study: Study, variable: Variable, wave: str, cases: Cases) -> str | None:
    """The last wave with answers to the variable."""
    item = study.item(variable.item)
    ids = [one.id for one in study.waves]
    there = set(cases.table["wave"].unique())
    before = [id for id in ids[: ids.index(wave)] if id in there and item.asked_in(id)]
    return before[-1] if before and item.asked_in(wave) else None


def broken_rules(study: Study, table: pl.DataFrame, w: Floats) -> Iterator[pl.DataFrame]:
    """Responses that fail a rule, at the first item that it asks about."""
    codes = {name: table[name] for name in table.columns}
    for rule in study.rules:
        failing = find_failures(study, rule, codes)
        item = next((item.id for item in items_of(study, rule)), "")
        yield make_rows(
            table, failing, "rule", item=item, rule=rule.id, influence=share(w), suspicion=1.0
        )


def left_blank(
    study: Study, table: pl.DataFrame, w: Floats, wave: str, headline: Sequence[str]
) -> Iterator[pl.DataFrame]:
    """Items that many figures rest on, asked and left blank in any part."""
    for item in study.items:
        if item.id in headline and item.asked_in(wave):
            yield make_rows(
                table, blanks(study, item, table), "blank",
                item=item.id, influence=share(w), suspicion=1.0,
            )  # fmt: skip


def blanks(study: Study, item: Item, table: pl.DataFrame) -> Flags:
    own = [variable.id for variable in study.variables if variable.item == item.id]
    empty = pl.any_horizontal(pl.col(own) == int(Missing.SKIPPED))
    return table.select(empty).to_series().fill_null(False).to_numpy()


def share(w: Floats) -> Floats:
    return w / (w.sum() or 1.0)
