"""From a register to a Frame: every fault of the register at once."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tempen.errors import Faults, Place, Severity
from tempen.frame.columns import domain_columns, required_columns, stratum_columns
from tempen.frame.doubles import warn_of_doubles
from tempen.terms.cases import Frame
from tempen.terms.study import Study, Wave
from tempen.terms.table import Table

TRUE = ("true", "1", "yes", "ja", "y", "j")
FALSE = ("false", "0", "no", "nej", "n")
DISPOSITIONS = ("declined", "not_eligible")


def build_frame(study: Study, wave: Wave, table: Table) -> Frame:
    """The units of a wave.

    table   columns `unit`, `name`, those of the study's frame domains, strata and weighting
            groups; optional `eligible` (true where left out), `drawn` (who was asked, of a
            sample; every row says it), `predecessors` (ids separated by
            blanks, commas or semicolons), `disposition`, `orgnr`; others are kept as they are
    raises  FRAME-01 a column is missing, FRAME-02 no unit or name, FRAME-03 a unit twice,
            FRAME-04 an unknown level, FRAME-05 `eligible` or `disposition` not understood,
            FRAME-06 an eligible unit without a stratum or weighting group, FRAME-15 no unit is
            eligible
    warns   FRAME-06 a unit without a level of another domain, FRAME-07 a level without units,
            FRAME-08, FRAME-09, FRAME-10 doubles
    """
    faults = Faults()
    check_columns(study, wave, table, faults)
    faults.stop()
    check_units(table, faults)
    check_levels(study, wave, table, faults)
    check_words(table, "eligible", TRUE + FALSE, faults)
    check_words(table, "disposition", DISPOSITIONS, faults)
    check_drawn(study, table, faults)
    check_groups(study, table, faults)
    faults.stop()
    units = shape(table.data, required_columns(study))
    if study.design == "sample" and "drawn" in units.columns:
        units = units.with_columns(drawn=says_yes("drawn"))
    if units.height and not units["eligible"].any():
        faults.add("FRAME-15", Place(table.file), wave=wave.id)
        faults.stop()
    warn_of_doubles(study, table, units["eligible"], faults)
    return Frame(wave.id, units, faults.warnings)


def shape(data: pl.DataFrame, required: tuple[str, ...]) -> pl.DataFrame:
    """The columns of a Frame, typed, the known ones first."""
    for optional in ("eligible", "predecessors", "disposition"):
        if optional not in data.columns:
            data = data.with_columns(pl.lit(None, pl.String).alias(optional))
    listed = pl.col("predecessors").fill_null("").str.extract_all(r"[^\s;,]+")
    left_out = pl.col("disposition").eq_missing("not_eligible")
    data = data.with_columns(eligible=says_yes() & ~left_out, predecessors=listed)
    first = dict.fromkeys(["unit", "name", "eligible", *required, "predecessors", "disposition"])
    return data.select(*first, pl.exclude(list(first)))


def says_yes(column: str = "eligible") -> pl.Expr:
    return ~pl.col(column).str.to_lowercase().is_in(FALSE).fill_null(False)


def check_columns(study: Study, wave: Wave, table: Table, faults: Faults) -> None:
    known = ", ".join(table.data.columns)
    for column in required_columns(study):
        if column not in table.data.columns:
            place = Place(table.file, 1)
            faults.add("FRAME-01", place, wave=wave.id, column=column, known=known)


def check_units(table: Table, faults: Faults) -> None:
    """Every row names a unit, and every unit stands in one row."""
    for column in ("unit", "name"):
        tell_chosen(table, table.data[column].is_null(), faults, "FRAME-02", column=column)
    twice = table.data["unit"].is_duplicated() & table.data["unit"].is_not_null()
    for unit in table.data["unit"].filter(twice).unique(maintain_order=True).head(50):
        chosen = table.data["unit"].eq_missing(pl.Series([unit]))
        tell_chosen(table, chosen, faults, "FRAME-03", unit=unit)


def check_levels(study: Study, wave: Wave, table: Table, faults: Faults) -> None:
    """Levels in the register that the study does not know, and the other way round."""
    for column, levels in domain_columns(study).items():
        if not levels:
            continue
        for value, chosen in strangers(table.data[column], levels):
            known = ", ".join(levels)
            tell_chosen(table, chosen, faults, "FRAME-04", column=column, value=value, known=known)
        there = set(table.data[column].unique())
        for level in (level for level in levels if level not in there):
            place, facts = Place(table.file), {"wave": wave.id, "column": column, "level": level}
            faults.add("FRAME-07", place, severity="warning", **facts)


def check_words(table: Table, column: str, known: tuple[str, ...], faults: Faults) -> None:
    if column not in table.data.columns:
        return
    for value, chosen in strangers(table.data[column].str.to_lowercase(), known):
        listed = ", ".join(known)
        tell_chosen(table, chosen, faults, "FRAME-05", column=column, value=value, known=listed)


def strangers(column: pl.Series, known: tuple[str, ...]) -> Iterator[tuple[str, pl.Series]]:
    """Each value that is not known, and the rows where it stands; blanks are another matter."""
    strange = column.filter(~column.is_in(known).fill_null(True)).unique(maintain_order=True)
    for value in strange.head(50):
        yield value, (column == value).fill_null(False)


def check_drawn(study: Study, table: Table, faults: Faults) -> None:
    """Of a sample, a column that says who was drawn says it of every unit."""
    if study.design == "sample" and "drawn" in table.data.columns:
        check_words(table, "drawn", TRUE + FALSE, faults)
        tell_chosen(table, table.data["drawn"].is_null(), faults, "FRAME-02", column="drawn")


def check_groups(study: Study, table: Table, faults: Faults) -> None:
    """Blank cells: a fault in the columns that weights stand on, a warning in other domains.

    A unit without a stratum would silently be missing from N.
    """
    needed = stratum_columns(study)
    eligible = shape(table.data, ())["eligible"]
    for column in dict.fromkeys([*needed, *domain_columns(study)]):
        chosen = table.data[column].is_null() & eligible
        severity: Severity = "error" if column in needed else "warning"
        tell_chosen(table, chosen, faults, "FRAME-06", severity=severity, column=column)


def tell_chosen(
    table: Table,
    chosen: pl.Series,
    faults: Faults,
    code: str,
    severity: Severity = "error",
    **facts: str,
) -> None:
    """One fault for all the chosen rows, at the place of the first; none where none is chosen."""
    count = int(chosen.sum())
    if not count:
        return
    told = {"rows": table.list_rows(chosen), "where": table.say_rows(chosen), **facts}
    first = table.place(int(chosen.arg_max() or 0))
    faults.add(code, first, severity=severity, count=count, **told)
