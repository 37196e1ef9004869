"""Doubles: one organisation that stands in a frame twice, told for a person to decide."""

from __future__ import annotations

import polars as pl

from tempen.errors import Faults
from tempen.frame.columns import sector_column
from tempen.terms.study import Study
from tempen.terms.table import Table

# What a name says of the kind of organisation, not of which one it is. A genitive s goes with it.
GENITIVE = r"s (kommun|stad|landsting|läns landsting)$"
KIND = (
    r"\b(region|regionen|kommun|kommunen|stad|landsting|landstinget|"
    r"municipality|county|council|city|of)\b"
)


def warn_of_doubles(study: Study, table: Table, eligible: pl.Series, faults: Faults) -> None:
    """FRAME-08 same name and sector, FRAME-09 same number, FRAME-10 same place, other sector.

    FRAME-10 finds “Gotland” among municipalities and “Region Gotland” among regions. Where every
    entry has a number and all differ, it is settled that they are two; where one is not eligible,
    which of them answers.
    """
    sector = sector_column(study)
    units = name_units(table, sector).with_columns(eligible)
    column = sector or "frame"
    tell_groups(units, ["plain", "sector"], "FRAME-08", faults, table, column=column)
    tell_groups(units, ["number"], "FRAME-09", faults, table)
    if sector:
        mixed = pl.col("sector").n_unique().over("core") > 1
        asked = units.filter("eligible").filter(mixed & ~settled())
        tell_groups(asked, ["core"], "FRAME-10", faults, table, column=column)


def name_units(table: Table, sector: str | None) -> pl.DataFrame:
    """`row`, `said` (“Gotland (0980)”), `plain` and `core` names, `number`, `sector`."""
    number = pl.col("orgnr") if "orgnr" in table.data.columns else pl.lit(None, pl.String)
    return table.data.with_row_index("row").select(
        "row",
        said=pl.format("{} ({})", "name", "unit"),
        plain=plain_name(),
        core=core_name(),
        number=number.str.replace_all(r"\D", "").replace("", None),
        sector=pl.col(sector) if sector else pl.lit(""),
    )


def plain_name() -> pl.Expr:
    """Letters and digits in lower case, single blanks between."""
    words = pl.col("name").str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", " ")
    return words.str.strip_chars()


def core_name() -> pl.Expr:
    """The name without its kind: “Gotlands kommun” and “Region Gotland” are gotland."""
    bare = plain_name().str.replace(GENITIVE, "").str.replace_all(KIND, "")
    return bare.str.replace_all(r"\s+", " ").str.strip_chars().replace("", None)


def settled() -> pl.Expr:
    """Every entry of the same core name has a number, and no two have the same."""
    numbers = pl.col("number").drop_nulls().n_unique().over("core")
    return numbers == pl.len().over("core")


def tell_groups(
    units: pl.DataFrame,
    by: list[str],
    code: str,
    faults: Faults,
    table: Table,
    **facts: str,
) -> None:
    """A warning for each group of more than one unit, at the place of its second."""
    groups = (
        units.drop_nulls(by)
        .filter(pl.struct(by).is_duplicated())
        .group_by(by, maintain_order=True)
        .agg("said", "row", told=pl.col("number").first())
    )
    for group in groups.iter_rows(named=True):
        place = table.place(group["row"][1])
        number = facts if code != "FRAME-09" else {"number": group["told"]}
        units_said = ", ".join(group["said"])
        faults.add(code, place, severity="warning", units=units_said, **number)
