"""Text tables: drawn as bytes, read as strings, told by code and line."""

from pathlib import Path

import pytest

from tempen.errors import TempenError
from tempen.store import read_table

DRAWN = "unit;antal;svar\nt1;4,5;Ja å\nt2;;Nej\n"
EXPECTED = [("t1", "4,5", "Ja å"), ("t2", None, "Nej")]


def read(folder: Path, content: bytes, name: str = "a.csv"):
    path = folder / name
    path.write_bytes(content)
    return read_table(path, file=name)


def faults_of(folder: Path, content: bytes, name: str = "a.csv"):
    with pytest.raises(TempenError) as raised:
        read(folder, content, name)
    return [(fault.code, fault.place.line) for fault in raised.value.faults]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_encoding_is_found(tmp_path, encoding):
    table = read(tmp_path, DRAWN.encode(encoding))
    assert table.data.columns == ["unit", "antal", "svar"]
    assert table.data.rows() == EXPECTED


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_separator_and_newline_are_found(tmp_path, separator, newline):
    drawn = DRAWN.replace(";", separator).replace("\n", newline)
    assert read(tmp_path, drawn.encode()).data.rows() == EXPECTED


def test_comma_separates_and_quotes_a_decimal_comma(tmp_path):
    table = read(tmp_path, b'unit,antal\nt1,"4,5"\n')
    assert table.data.rows() == [("t1", "4,5")]


def test_rows_are_the_lines_where_records_begin(tmp_path):
    """Line 3 is blank; the record of line 4 spans three lines."""
    drawn = 'unit;comment\nt1;ok\n\nt2;"one\ntwo\n""three"""\nt3;\n'
    table = read(tmp_path, drawn.encode())
    assert table.rows.to_list() == [2, 4, 7]
    assert table.data["comment"].to_list() == ["ok", 'one\ntwo\n"three"', None]


def test_blank_lines_count_without_quotes_too(tmp_path):
    assert read(tmp_path, b"unit;x\nt1;1\n\nt2;2\n").rows.to_list() == [2, 4]


def test_one_column_needs_no_separator(tmp_path):
    assert read(tmp_path, b"unit\nt1\nt2\n").data.rows() == [("t1",), ("t2",)]


def test_a_header_alone_is_a_table_without_rows(tmp_path):
    assert read(tmp_path, b"unit;x\n").data.shape == (0, 2)
    assert read(tmp_path, b'"unit";"x"\n').data.shape == (0, 2)


def test_ragged_rows_are_told_with_their_lines(tmp_path):
    assert faults_of(tmp_path, b"a;b\n1;2\n1;2;3\n1\n") == [("STORE-09", 3), ("STORE-09", 4)]
    assert faults_of(tmp_path, b'a;b\n"x\ny";2\n1;2;3\n') == [("STORE-09", 4)]


def test_an_open_quote_is_told_where_it_opened(tmp_path):
    assert faults_of(tmp_path, b'a;b\n1;2\n1;"never\nclosed\n') == [("STORE-10", 3)]


def test_a_huge_field_is_told(tmp_path):
    huge = b"x" * 200_000
    assert faults_of(tmp_path, b'a;b\n1;"' + huge + b'"\n') == [("STORE-10", 2)]
    assert faults_of(tmp_path, b"a;b\n1;" + huge * 2 + b"\n") == [("STORE-10", 2)]


def test_two_columns_of_one_name_and_a_column_without(tmp_path):
    assert faults_of(tmp_path, b"a;b;a;\n1;2;3;4\n") == [("STORE-07", 1), ("STORE-08", 1)]


@pytest.mark.parametrize(
    "name, content, code",
    [
        ("a.csv", b"", "STORE-03"),
        ("a.csv", b"\n \n", "STORE-03"),
        ("a.csv", b"PK\x03\x04rest", "STORE-02"),
        ("a.csv", b"PAR1rest", "STORE-02"),
        ("a.csv", b"a;b\x00\x01\x02;c", "STORE-02"),
        ("a.csv", b"<html><table>", "STORE-02"),
        ("a.csv", b"a;b\n\x81;\x8d\n", "STORE-06"),
        ("a.parquet", b"a;b\n1;2\n", "STORE-02"),
        ("a.parquet", b"PAR1rubbish", "STORE-05"),
        ("a.sav", b"a;b\n1;2\n", "STORE-02"),
        ("a.sav", b"$FL2" + b"rubbish" * 40, "STORE-05"),
        ("a.dta", b"<stata_dta>rubbish", "STORE-05"),
        ("a.xlsx", b"<html><table>", "STORE-02"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", "STORE-02"),
        ("a.ods", b"PK\x03\x04", "STORE-01"),
        ("answers", b"a;b\n", "STORE-01"),
    ],
)
def test_a_file_that_is_not_what_its_name_says(tmp_path, name, content, code):
    assert [fault for fault, _ in faults_of(tmp_path, content, name)] == [code]


def test_no_file_and_a_folder(tmp_path):
    (tmp_path / "b.csv").mkdir()
    for name, code in [("a.csv", "FILE-01"), ("b.csv", "STORE-04")]:
        with pytest.raises(TempenError, match=code):
            read_table(tmp_path / name)
