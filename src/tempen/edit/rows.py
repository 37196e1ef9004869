"""Which rows of an answer file become cases, and why the others do not."""

from __future__ import annotations

import polars as pl

from tempen.edit.columns import DISPOSITION, answer_columns
from tempen.edit.tell import tell_chosen, tell_values
from tempen.errors import Faults
from tempen.terms.cases import Account
from tempen.terms.study import Study, Wave
from tempen.terms.table import Table

DISPOSITIONS = ("declined", "not_eligible")
MOMENT = r"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?.*)?$"
# study.resolve -> what orders the rows of one unit (the last stays), and why the others go
ORDER = {
    "last": (["submitted", "at"], "earlier"),
    "first": (["not submitted", "not at"], "later"),
    "most_complete": (["filled", "submitted", "at"], "less_complete"),
    "fault": (["submitted", "at"], "earlier"),
}


def units_of(wave: Wave, table: Table) -> pl.Series:
    """The unit that each row names; null where it names none."""
    if wave.unit_column in table.data.columns:
        return table.data[wave.unit_column].alias("unit")
    return pl.Series("unit", [None] * table.data.height, dtype=pl.String)


def find_reasons(study: Study, wave: Wave, table: Table, faults: Faults) -> pl.Series:
    """Per row why it is set aside; null for the rows that become cases."""
    answers = answer_columns(study, wave, table)
    empty = table.data.select(pl.all_horizontal(pl.col(answers).is_null())).to_series()
    reason = read_dispositions(table, faults)
    empty &= reason.is_null()
    tell_chosen(table, empty, faults, "ANSWER-09", severity="warning")
    reason = reason.set(empty, "empty")
    doubles = find_doubles(study, wave, table, reason.is_null(), faults)
    return reason.zip_with(doubles.is_null(), doubles)


def read_dispositions(table: Table, faults: Faults) -> pl.Series:
    """What a row says instead of an answer: `declined` or `not_eligible`."""
    if DISPOSITION not in table.data.columns:
        return pl.Series("reason", [None] * table.data.height, dtype=pl.String)
    said = table.data[DISPOSITION].str.to_lowercase().replace(["answered", "partial"], [None, None])
    unknown = said.is_not_null() & ~said.is_in(DISPOSITIONS)
    known = ", ".join((*DISPOSITIONS, "answered", "partial"))
    facts = {"column": DISPOSITION, "known": known}
    tell_values(table, said, unknown, faults, "ANSWER-08", facts)
    return said.set(unknown, None).alias("reason")


def find_doubles(
    study: Study, wave: Wave, table: Table, candidate: pl.Series, faults: Faults
) -> pl.Series:
    """Per row the reason why another row of its unit counts instead; null for all others."""
    answers = answer_columns(study, wave, table)
    rows = table.data.with_row_index("at").select(
        "at",
        unit=units_of(wave, table),
        filled=pl.sum_horizontal(pl.lit(0), pl.col(answers).is_not_null()),
        submitted=submitted_of(wave, table),
    )
    rows = rows.filter(candidate).drop_nulls("unit").filter(pl.col("unit").is_duplicated())
    order, why = ORDER[study.resolve]
    none = pl.Series("reason", [None] * table.data.height, dtype=pl.String)
    if rows.is_empty():
        return none
    if study.resolve == "fault":
        tell_doubles(table, rows, faults)
    elif wave.submitted_column:
        check_moments(wave, table, rows, faults)
    ordered = rows.sort(*(order_by(key) for key in order), nulls_last=False)
    gone = ordered.filter(pl.col("at") != pl.col("at").last().over("unit"))["at"]
    return none.scatter(gone, why) if len(gone) else none


def submitted_of(wave: Wave, table: Table) -> pl.Expr:
    """Moments as text: written largest unit first, they sort as they stand."""
    column = wave.submitted_column
    if column is None or column not in table.data.columns:
        return pl.lit(None, pl.String)
    return pl.col(column).str.replace(" ", "T", literal=True)


def order_by(key: str) -> pl.Expr:
    """“not x” turns an order round; a row without a moment never beats one that has it."""
    if key == "not submitted":
        return -pl.col("submitted").rank("dense").cast(pl.Int64)
    return -pl.col("at").cast(pl.Int64) if key == "not at" else pl.col(key)


def check_moments(wave: Wave, table: Table, rows: pl.DataFrame, faults: Faults) -> None:
    """ANSWER-06, only where a moment decides: elsewhere its spelling does no harm."""
    at = pl.Series(range(table.data.height))
    column = table.data[str(wave.submitted_column)]
    odd = at.is_in(rows["at"].implode()) & ~column.str.contains(MOMENT).fill_null(True)
    tell_values(table, column, odd, faults, "ANSWER-06", {"column": column.name})


def tell_doubles(table: Table, rows: pl.DataFrame, faults: Faults) -> None:
    groups = rows.group_by("unit", maintain_order=True).agg("at")
    for unit, at in groups.head(50).iter_rows():
        listed = ", ".join(str(table.rows[index]) for index in at)
        faults.add("ANSWER-04", table.place(at[1]), unit=unit, rows=listed)


def account_for(wave: Wave, table: Table, reason: pl.Series, notes: dict[str, int]) -> Account:
    """Every row accounted for; a disposition counts for units without an answer that is kept."""
    units, gone = units_of(wave, table), reason.is_not_null()
    counts = reason.drop_nulls().value_counts(sort=True)
    answered = units.filter(~gone)
    said = reason.is_in(DISPOSITIONS) & ~units.is_in(answered.implode()) & units.is_not_null()
    said = said.fill_null(False)
    return Account(
        wave=wave.id,
        file=table.file,
        read=table.data.height,
        kept=int((~gone).sum()),
        aside=dict(counts.iter_rows()),
        rows=tuple(zip(table.rows.filter(gone), reason.filter(gone), strict=True)),
        dispositions=dict(zip(units.filter(said), reason.filter(said), strict=True)),
        notes=notes,
    )
