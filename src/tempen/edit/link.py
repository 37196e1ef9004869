"""All waves in one table, linked by unit."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from tempen.edit.answers import Coded
from tempen.edit.columns import frame_columns
from tempen.errors import TempenError
from tempen.terms.cases import Cases
from tempen.terms.item import Missing
from tempen.terms.study import Study


def link(study: Study, coded: Iterable[Coded]) -> Cases:
    """Stack the waves in the study's order; what a wave did not ask is NOT_ASKED in it.

    raises  every error of every wave, by place
    """
    by_wave = {one.wave: one for one in coded}
    ordered = [by_wave[wave.id] for wave in study.waves if wave.id in by_wave]
    errors = [fault for one in ordered for fault in one.faults if fault.severity == "error"]
    if errors:
        raise TempenError(sorted(errors, key=lambda fault: fault.place))
    schema = case_schema(study)
    parts = [fill(study, one.table, schema) for one in ordered]
    table = pl.concat([pl.DataFrame(schema=schema), *parts])
    return Cases(table, tuple(one.account for one in ordered))


def case_schema(study: Study) -> dict[str, pl.DataType | type[pl.DataType]]:
    """Every column of `Cases.table`, in order."""
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "wave": pl.String,
        "unit": pl.String,
        "sector_stated": pl.Boolean,
        "submitted": pl.Date,
    }
    schema |= dict.fromkeys(frame_columns(study), pl.String)
    for variable in study.variables:
        schema[variable.id] = pl.Int16
        if variable.scale == "number":
            schema[f"{variable.id}:value"] = pl.Float64
        elif variable.scale == "text":
            schema[f"{variable.id}:text"] = pl.String
    return schema


def fill(
    study: Study, table: pl.DataFrame, schema: dict[str, pl.DataType | type[pl.DataType]]
) -> pl.DataFrame:
    """One wave with every column of the schema."""
    codes = {variable.id for variable in study.variables}
    lacking = [name for name in schema if name not in table.columns]
    filled = [
        pl.lit(int(Missing.NOT_ASKED) if name in codes else None, schema[name]).alias(name)
        for name in lacking
    ]
    return table.with_columns(filled).select(pl.col(name).cast(schema[name]) for name in schema)
