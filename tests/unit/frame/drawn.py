"""Registers drawn as text, and the smallest study that they belong to."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tempen.errors import Place
from tempen.frame import build_frame
from tempen.terms.cases import Frame
from tempen.terms.study import Domain, Study, Wave, Weighting
from tempen.terms.table import Table


def study_of(*sectors: str, design="census", domains: tuple[Domain, ...] = ()) -> Study:
    return Study(
        id="drawn",
        folder=Path(),
        languages=("sv",),
        design=design,
        waves=(wave_of("2024"),),
        sections=(),
        items=(),
        variables=(),
        domains=(Domain("sector", "frame", sectors, column="sector"), *domains),
        weightings=(Weighting("groups", "groups", ("sector",)),),
        texts={},
    )


def wave_of(id: str) -> Wave:
    return Wave(id, "closed", Place())


def table_of(drawn: str) -> Table:
    """Rows of cells with bars between them, the header first as row 1; blanks are null."""
    header, *rows = [
        [cell.strip() or None for cell in line.split("|")] for line in drawn.strip().splitlines()
    ]
    data = pl.DataFrame(rows, schema=dict.fromkeys(map(str, header), pl.String), orient="row")
    return Table("frame.csv", data, pl.Series("row", range(2, len(rows) + 2), dtype=pl.UInt32))


def frame_of(study: Study, drawn: str, wave: str = "2024") -> Frame:
    return build_frame(study, wave_of(wave), table_of(drawn))
