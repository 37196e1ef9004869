"""Studies made in memory: what an estimate needs of a study, without a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from tempen.errors import Place
from tempen.terms.cases import Cases, Frame
from tempen.terms.item import Asked, Item, Level, Missing, Variable
from tempen.terms.study import Domain, Limits, Study, Wave, Weighting

REFERENCE = Path(__file__).parents[2] / "shared" / "reference"
NO_REFERENCE = "the reference data are not in ../shared/reference"


def make_item(id: str, levels: Sequence[str], waves: Sequence[str], **settings: Any) -> Item:
    asked = {wave: Asked(wave) for wave in waves}
    return replace(
        Item(id, "single", "s", Place(), tuple(Level(i) for i in levels), waves=asked), **settings
    )


def make_variable(
    item: Item, groups: Mapping[str, tuple[str, ...]] | None = None, **settings: Any
) -> Variable:
    levels = tuple(level.id for level in item.levels)
    return replace(Variable(item.id, item.id, None, "levels", levels, groups or {}), **settings)


def make_study(
    items: Sequence[Item],
    waves: Sequence[str],
    *,
    variables: Sequence[Variable] | None = None,
    domains: Sequence[Domain] = (),
    design: Any = "census",
    weightings: Sequence[Weighting] = (Weighting("groups", "groups"),),
    limits: Limits | None = None,
    status: Any = "closed",
    **settings: Any,
) -> Study:
    made = Study(
        id="made",
        folder=Path(),
        languages=("en",),
        design=design,
        waves=tuple(Wave(wave, status, Place("study.yaml")) for wave in waves),
        sections=("s",),
        items=tuple(items),
        variables=tuple(variables or [make_variable(item) for item in items]),
        domains=tuple(domains),
        weightings=tuple(weightings),
        texts={},
        limits=limits or Limits(),
    )
    return replace(made, **settings)


def draw(text: str) -> pl.DataFrame:
    """A table drawn in a test: a header, then rows; "." is null, whole numbers are numbers."""
    lines = [line.split() for line in text.strip().splitlines() if line.strip()]
    header, *rows = lines
    columns = {name: [row[i] for row in rows] for i, name in enumerate(header)}
    return pl.DataFrame({name: read(name, values) for name, values in columns.items()})


def read(name: str, values: list[str]) -> pl.Series:
    values_or_null = [None if value == "." else value for value in values]
    series = pl.Series(name, values_or_null, dtype=pl.String)
    if name in ("wave", "unit", "sector", "size"):
        return series
    if name == "eligible":
        return series == "yes"
    return series.cast(pl.Float64 if ":" in name else pl.Int16)


def draw_cases(text: str) -> Cases:
    return Cases(draw(text))


def draw_frame(wave: str, text: str) -> Frame:
    table = draw(text)
    if "eligible" not in table.columns:
        table = table.with_columns(eligible=True)
    return Frame(wave, table)


SKIPPED, NOT_ASKED = int(Missing.SKIPPED), int(Missing.NOT_ASKED)
