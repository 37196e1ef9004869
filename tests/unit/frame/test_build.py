"""A register becomes a frame, or every fault of it is told with its row."""

import csv
from pathlib import Path

import polars as pl
import pytest

from tempen.errors import TempenError
from tempen.frame import build_frame
from tempen.terms.study import Domain
from tempen.terms.table import Table
from tests.unit.frame.drawn import frame_of, study_of, table_of, wave_of

SHARED = Path(__file__).parents[4] / "shared" / "frame"
STUDY = study_of("town", "county")


def codes(drawn: str, study=STUDY) -> list[tuple[str, int]]:
    with pytest.raises(TempenError) as raised:
        frame_of(study, drawn)
    return [(fault.code, fault.place.line) for fault in raised.value.faults]


def warnings(drawn: str, study=STUDY) -> list[tuple[str, int]]:
    return [(fault.code, fault.place.line) for fault in frame_of(study, drawn).faults]


def test_a_register_becomes_typed_columns():
    frame = frame_of(
        STUDY,
        """
        unit | name | sector | eligible | predecessors | disposition  | lake
        t1   | Ash  | town   |          | t8 t9        |              | big
        t2   | Birch| town   | nej      |              |              |
        c1   | Cedar| county | ja       | c8;c9        | declined     |
        c2   | Doe  | county |          |              | not_eligible |
        """,
    )
    assert frame.table.columns == [
        "unit",
        "name",
        "eligible",
        "sector",
        "predecessors",
        "disposition",
        "lake",
    ]
    assert frame.table["eligible"].to_list() == [True, False, True, False]
    assert frame.table["predecessors"].to_list() == [["t8", "t9"], [], ["c8", "c9"], []]
    assert frame.faults == ()


def test_missing_columns_are_told_together():
    assert codes("unit\nt1") == [("FRAME-01", 1), ("FRAME-01", 1)]


def test_every_fault_at_once_with_its_first_row():
    drawn = """
        unit | name  | sector | eligible
        t1   | Ash   | town   | perhaps
             | Birch | town   |
        t1   | Cedar | county |
        t4   |       | conty  |
        t5   | Elm   |        |
        t6   | Fir   |        | no
        """
    assert codes(drawn) == [
        ("FRAME-03", 2),
        ("FRAME-05", 2),
        ("FRAME-02", 3),
        ("FRAME-02", 5),
        ("FRAME-04", 5),
        ("FRAME-06", 6),
    ]


def test_one_fault_for_one_wrong_value_in_many_rows():
    rows = "\n".join(f"u{i} | Name{i} | twon" for i in range(9))
    with pytest.raises(TempenError) as raised:
        frame_of(STUDY, "unit | name | sector\n" + rows)
    (fault,) = raised.value.faults
    assert (fault.facts["count"], fault.facts["rows"]) == (9, "2, 3, 4, 5, 6, …")


def test_blanks_and_empty_levels_of_other_domains_are_warnings():
    study = study_of("town", "county", domains=(Domain("size", "frame", ("small", "large")),))
    drawn = """
        unit | name | sector | size
        t1   | Ash  | town   | small
        t2   | Elm  | town   |
        """
    assert warnings(drawn, study) == [("FRAME-07", 0), ("FRAME-07", 0), ("FRAME-06", 3)]


def test_doubles_by_name_by_number_and_across_sectors():
    drawn = """
        unit | name           | sector | orgnr
        t1   | Ash            | town   | 212000-0001
        t2   | ASH.           | town   | 2120000001
        t3   | Borg           | town   | 212000-0003
        c3   | Region Borg    | county | 232100-0003
        t4   | Gotlands kommun| town   | 212000-0803
        c4   | Region Gotland | county |
        """
    found = [(f.code, f.place.line, f.facts["units"]) for f in frame_of(STUDY, drawn).faults]
    assert found == [
        ("FRAME-08", 3, "Ash (t1), ASH. (t2)"),
        ("FRAME-09", 3, "Ash (t1), ASH. (t2)"),
        ("FRAME-10", 7, "Gotlands kommun (t4), Region Gotland (c4)"),
    ]


def test_an_open_study_needs_no_strata():
    drawn = """
        unit | name | sector
        t1   | Ash  |
        c1   | Elm  | county
        """
    assert warnings(drawn, study_of("county", design="open")) == [("FRAME-06", 2)]


def read_real(name: str, unit: str, sector: str) -> pl.DataFrame:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not there")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            (row[unit] or f"-{i}", row["namn"], sector, row["orgnr"] or None)
            for i, row in enumerate(csv.DictReader(file))
        ]
    return pl.DataFrame(rows, schema=["unit", "name", "sector", "orgnr"], orient="row")


def test_gotland_is_found_in_the_real_frame():
    data = pl.concat(
        [
            read_real("kommuner.csv", "kommunkod", "municipality"),
            read_real("regioner.csv", "kolada_id", "region"),
            read_real("myndigheter.csv", "orgnr", "agency"),
        ]
    )
    rows = pl.Series("row", range(2, data.height + 2), dtype=pl.UInt32)
    study = study_of("municipality", "region", "agency")
    frame = build_frame(study, wave_of("2024"), Table("frame.csv", data, rows))
    crossing = [fault.facts["units"] for fault in frame.faults if fault.code == "FRAME-10"]
    assert "Gotland (0980), Region Gotland (0009)" in crossing
    assert len(crossing) < 12, crossing
    assert frame.table["sector"].value_counts(sort=True).rows() == [
        ("agency", 526),
        ("municipality", 290),
        ("region", 21),
    ]


def test_table_drawn_here_has_rows_like_a_file():
    assert table_of("unit\nt1\nt2").rows.to_list() == [2, 3]
