"""Typed formats: numbers, dates and truth values as the strings that codes are written in."""

import zipfile
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pyreadstat
import pytest
import xlsxwriter

from tempen.errors import TempenError
from tempen.store import read_table, workbook

FOREIGN = Path(__file__).parents[4] / "shared" / "foreign-files"


def write_sheets(path: Path, **sheets: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def codes(path: Path, **options: str) -> list[tuple[str, int]]:
    with pytest.raises(TempenError) as raised:
        read_table(path, **options)
    return [(fault.code, fault.place.line) for fault in raised.value.faults]


def test_parquet_becomes_canonical_strings(tmp_path):
    drawn = pl.DataFrame(
        {
            "whole": [3, None],
            "real": [3.0, 4.5],
            "blank": [float("nan"), None],
            "day": [date(2024, 3, 4), None],
            "moment": [datetime(2024, 3, 4), datetime(2024, 3, 4, 9, 30)],
            "true": [True, False],
            "kind": pl.Series(["a", "b"], dtype=pl.Categorical),
            "marks": [["law", "skills"], []],
        }
    )
    drawn.write_parquet(tmp_path / "a.parquet")
    table = read_table(tmp_path / "a.parquet")
    assert table.data.to_dicts() == [
        {
            "whole": "3",
            "real": "3",
            "blank": None,
            "day": "2024-03-04",
            "moment": "2024-03-04",
            "true": "true",
            "kind": "a",
            "marks": "law skills",
        },
        {
            "whole": None,
            "real": "4.5",
            "blank": None,
            "day": None,
            "moment": "2024-03-04T09:30:00",
            "true": "false",
            "kind": "b",
            "marks": None,
        },
    ]
    assert table.rows.to_list() == [1, 2]


def test_parquet_column_without_a_string(tmp_path):
    pl.DataFrame({"a": [{"b": 1}]}).write_parquet(tmp_path / "a.parquet")
    assert codes(tmp_path / "a.parquet") == [("STORE-14", 0)]


def test_a_sheet_by_rank_and_by_name(tmp_path):
    path = write_sheets(
        tmp_path / "a.xlsx",
        Svar=[["unit", "antal", "dag"], ["t1", 3.0, date(2024, 3, 4)], [], ["t2", 4.5]],
        Annat=[["unit"], ["x"]],
    )
    table = read_table(path)
    assert table.data.rows() == [("t1", "3", "2024-03-04"), ("t2", "4.5", None)]
    assert table.rows.to_list() == [2, 4]
    assert read_table(path, sheet="Annat").data.rows() == [("x",)]
    assert codes(path, sheet="Inget") == [("STORE-13", 0)]


def test_header_that_is_not_one_row_of_names(tmp_path):
    titled = [["Our survey", "", ""], ["unit", "a", "b"], ["t1", 1, 2]]
    assert codes(write_sheets(tmp_path / "a.xlsx", A=titled)) == [("STORE-12", 1)]
    nameless = [["unit", "", "b", "c"], ["t1", 1, 2, 3]]
    assert codes(write_sheets(tmp_path / "b.xlsx", A=nameless)) == [("STORE-08", 1)]
    assert codes(write_sheets(tmp_path / "c.xlsx", A=[])) == [("STORE-03", 0)]


def test_a_small_workbook_that_unpacks_to_much(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_BYTES", 100_000)
    path = write_sheets(tmp_path / "a.xlsx", A=[["unit"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/bomb.xml", b"0" * 1_000_000)
    assert codes(path) == [("STORE-11", 0)]


def test_a_cell_far_out_spans_a_rectangle_that_no_memory_holds(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "unit")
        sheet.write(1_048_575, 16_383, "far")
    assert codes(tmp_path / "a.xlsx") == [("STORE-11", 0)]


def test_a_workbook_cut_short(tmp_path):
    path = write_sheets(tmp_path / "a.xlsx", A=[["unit"]])
    path.write_bytes(path.read_bytes()[:-60])
    assert codes(path) == [("STORE-02", 0)]


def test_spss_keeps_codes_and_tells_the_missing_apart(tmp_path):
    drawn = pl.DataFrame({"q1": [1.0, 2.0, 99.0, None], "q2": ["a", "b", "x", ""]})
    pyreadstat.write_sav(
        drawn,
        tmp_path / "a.sav",
        missing_ranges={"q1": [{"lo": 98, "hi": 99}], "q2": ["x"]},
        variable_value_labels={"q1": {1: "yes"}},
    )
    table = read_table(tmp_path / "a.sav")
    assert table.data.rows() == [("1", "a"), ("2", "b"), ("99", "x"), (None, None)]
    assert table.missing == {"q1": {"99"}, "q2": {"x"}}


def test_stata_keeps_letters_of_missing_values(tmp_path):
    drawn = pl.DataFrame({"q1": pl.Series([1, "a", 3], dtype=pl.Object)})
    pyreadstat.write_dta(drawn, tmp_path / "a.dta", missing_user_values={"q1": ["a"]})
    table = read_table(tmp_path / "a.dta")
    assert table.data["q1"].to_list() == ["1", "a", "3"]
    assert table.missing == {"q1": {"a"}}


@pytest.mark.parametrize(
    "name, height, first",
    [
        (
            "spss_sample.sav",
            5,
            ("a", "1.1", "2018-05-06", "2018-05-06T10:10:10", "1", "1", "10:10:10"),
        ),
        (
            "stata_sample.dta",
            5,
            ("a", "1.1", "2018-05-06", "2018-05-06T10:10:10", "1", "1", "10:10:10"),
        ),
        ("spss_missing_test.sav", 2, ("1",)),
        ("spss_dataverse_dct.sav", 3045, ("1", "3", "0.697081298")),
    ],
)
def test_files_of_others(name, height, first):
    path = FOREIGN / name
    if not path.exists():
        pytest.skip(f"{name} is not there")
    table = read_table(path)
    assert (table.data.height, table.data.row(0)) == (height, first)


def test_an_export_of_limesurvey():
    path = FOREIGN / "peer_limesurvey642_export_code_short.csv"
    if not path.exists():
        pytest.skip(f"{path.name} is not there")
    table = read_table(path)
    assert table.data.columns[:3] == ["id", "submitdate", "lastpage"]
    assert table.data["q12"][0] == "42"
