"""Who answered: the unit of each case, and what the frame says of it."""

from __future__ import annotations

import polars as pl

from tempen.edit.columns import frame_columns
from tempen.edit.rows import units_of
from tempen.edit.tell import tell_chosen, tell_values
from tempen.errors import Faults
from tempen.terms.cases import Frame
from tempen.terms.study import Study, Wave
from tempen.terms.table import Table


def find_units(
    study: Study, wave: Wave, frame: Frame | None, table: Table, faults: Faults
) -> pl.DataFrame:
    """`wave`, `unit`, `sector_stated` and the frame columns, one row a row of the table.

    A row without a unit gets one of its own, `unlinked-7` by its row in the file: it can be
    linked to no other wave. What it says of its sector itself is taken from the answers.
    faults  ANSWER-02 no unit where one is needed, ANSWER-03 a unit that is not in the frame,
            ANSWER-08 a level of the answers' own frame columns that the study does not know
    """
    named = units_of(wave, table)
    if study.design != "open" and wave.unlinked != "keep":
        tell_chosen(table, named.is_null(), faults, "ANSWER-02")
    if frame is not None:
        strange = ~named.is_in(frame.table["unit"].implode())
        tell_values(table, named, strange, faults, "ANSWER-03", {"wave": wave.id}, "unit")
    linked = named.is_not_null()
    own = pl.concat_str(pl.lit("unlinked-"), table.rows.cast(pl.String))
    units = table.data.select(wave=pl.lit(wave.id), unit=pl.coalesce(named, own))
    columns = frame_columns(study)
    said = [find_column(frame, table, units, linked, column) for column in columns]
    for column in said:
        check_level(table, column, columns[column.name], faults)
    stated = said[0].is_not_null() if said else linked | True
    return units.with_columns(stated.alias("sector_stated"), *said)


def find_column(
    frame: Frame | None, table: Table, units: pl.DataFrame, linked: pl.Series, column: str
) -> pl.Series:
    """One frame column per row: the frame's word for linked units, else the answer's own."""
    said = table.data[column] if column in table.data.columns else None
    if said is None:
        said = pl.Series(column, [None] * table.data.height, dtype=pl.String)
    if frame is None or column not in frame.table.columns:
        return said.alias(column)
    known = units.select("unit").join(
        frame.table.select("unit", value=pl.col(column).cast(pl.String)),
        on="unit",
        how="left",
        maintain_order="left",
    )["value"]
    return known.zip_with(linked, said).alias(column)


def check_level(table: Table, column: pl.Series, levels: tuple[str, ...], faults: Faults) -> None:
    if levels:
        strange = column.is_not_null() & ~column.is_in(levels)
        known = ", ".join(levels)
        facts = {"column": column.name, "known": known}
        tell_values(table, column, strange, faults, "ANSWER-08", facts)
