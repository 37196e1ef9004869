"""Answers drawn as text, and the smallest study that they belong to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from tempen.errors import Place
from tempen.items import variables
from tempen.terms.cases import Frame
from tempen.terms.item import Asked, Item, Level
from tempen.terms.study import Domain, Study, Wave, Weighting
from tempen.terms.table import Table

YES_DRAFTING_NO = tuple(map(Level, ("yes", "drafting", "no")))
DONT_KNOW = Level("dont_know", "dont_know")


def item_of(
    id: str, kind: str, *levels: Level, waves: dict[str, Asked] | None = None, **own
) -> Item:
    asked = {"2024": Asked("2024")} if waves is None else waves
    return Item(id, kind, "s", Place(), levels=levels, waves=asked, **own)


STRATEGY = item_of(
    "strategy",
    "single",
    *YES_DRAFTING_NO,
    DONT_KNOW,
    dont_know=True,
    groups={"begun": ("yes", "drafting")},
)
BOARD = item_of("board", "yesno", Level("yes"), Level("no"), ask_if="strategy in [yes, drafting]")
BENEFIT = item_of(
    "benefit", "battery", Level("great"), Level("little"), rows=("service", "quality")
)
SUPPORT = item_of(
    "support", "multiple", Level("law"), Level("skills"), Level("none", "none", exclusive=True)
)
STAFF = item_of("staff", "number", minimum=0, decimals=1, not_applicable=True)
COMMENT = item_of("comment", "text")


def study_of(*items: Item, waves: tuple[Wave, ...] = (), **own) -> Study:
    study = Study(
        id="drawn",
        folder=Path(),
        languages=("sv",),
        design="census",
        waves=waves or (wave_of(),),
        sections=("s",),
        items=items,
        variables=tuple(variable for item in items for variable in variables(item)),
        domains=(Domain("sector", "frame", ("town", "county"), column="sector"),),
        weightings=(Weighting("groups", "groups", ("sector",)),),
        texts={},
    )
    return replace(study, **own)


def wave_of(id: str = "2024", **own) -> Wave:
    return Wave(id, "closed", Place(), **own)


def table_of(drawn: str, **own) -> Table:
    """Rows of cells with bars between them, the header first as row 1; blanks are null."""
    header, *rows = [
        [cell.strip() or None for cell in line.split("|")] for line in drawn.strip().splitlines()
    ]
    data = pl.DataFrame(rows, schema=dict.fromkeys(map(str, header), pl.String), orient="row")
    return Table(
        "answers.csv", data, pl.Series("row", range(2, len(rows) + 2), dtype=pl.UInt32), **own
    )


def frame_of(**sectors: str) -> Frame:
    """unit=sector pairs as a frame."""
    rows = [(unit, unit.upper(), True, sector, []) for unit, sector in sectors.items()]
    schema = {"unit": pl.String, "name": pl.String, "eligible": pl.Boolean, "sector": pl.String}
    return Frame(
        "2024",
        pl.DataFrame(rows, schema=schema | {"predecessors": pl.List(pl.String)}, orient="row"),
    )
