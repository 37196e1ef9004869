"""The annex, read back: numbers are numbers, and what stands beside them is right."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tempen.report.write.xlsx import name_sheets, write
from tempen.terms.document import Cell, Column, Document, Row, Table, TableBlock, Text
from tests.documents import sample


def read(document: Document, folder: Path) -> openpyxl.Workbook:
    path = folder / "annex.xlsx"
    write(document, path)
    return openpyxl.load_workbook(path)


def test_contents_list_every_sheet_with_a_link(tmp_path):
    book = read(sample(), tmp_path)

    assert book.sheetnames == [
        *("Innehåll", "Figur 1", "Figur 2", "Figur 3", "Tabell 1", "Figur 4", "Tabell 2"),
    ]
    page = book["Innehåll"]
    assert page["A1"].value == "AI i offentlig sektor"
    texts = [cell.value for row in page.iter_rows() for cell in row if cell.value]
    assert "Rekonstruerad ur tryckta siffror" in texts and "Språk: sv-SE" in texts
    assert [page.cell(row, 1).hyperlink.location for row in (9, 10)] == [
        "'Figur 1'!A1",
        "'Figur 2'!A1",
    ]


def test_table_has_numbers_with_their_intervals_answers_and_base(tmp_path):
    page = read(sample(), tmp_path)["Tabell 1"]

    assert page["A1"].value == "Tabell 1. Utskick och svar per sektor"
    assert page["A2"].value == "Rekonstruerad ur tryckta siffror"
    rate = "Svarsfrekvens"
    assert [cell.value for cell in page[5]] == [
        *("Sektor", "Utskick", "Svar", rate, f"{rate}, nedre gräns", f"{rate}, övre gräns"),
        *(f"{rate}, svar", f"{rate}, bas"),
    ]
    assert [cell.value for cell in page[6]] == [
        *("Statliga myndigheter", 263, 102, 0.388, 0.33, 0.43, 224, 574),
    ]
    assert page["D6"].number_format == "0%" and page["E6"].number_format == "0.0%"
    assert page["A9"].font.bold, "the total"
    assert page["A11"].value == "Tre svar saknar uppgift om sektor."
    assert page.freeze_panes == "B6"


def test_chart_gives_every_view_and_says_why_a_value_is_missing(tmp_path):
    page = read(sample(), tmp_path)["Figur 1"]

    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=6)]
    assert rows[0] == ["Alla", "Ja", "2018", 0.05, None, None, None, None, None]
    assert rows[1][:7] == ["Alla", "Ja", "2024", 0.38, 0.32, 0.44, 224]
    assert rows[2] == ["Alla", "En håller på att tas fram", "2018", *[None] * 5, "ej tryckt"]
    region = [row for row in rows if row[0] == "Regioner"]
    assert [row[3] for row in region] == [0.58, 0.25, 0.17, 0.0]
    assert region[0][8] == "få svar: tolka med försiktighet"


def test_a_text_is_never_a_formula(tmp_path):
    evil = '=HYPERLINK("http://x")'
    table = Table(
        "t", 1, (Text(evil),), evil, (Column(evil),), (Row((Text(evil),), (Cell((Text(evil),)),)),)
    )
    document = replace(sample(evil), title=evil, blocks=(TableBlock(table),))

    book = read(document, tmp_path)

    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert book["Tabell 1"]["A6"].value == evil


def test_points_are_percentage_points_and_decimals_follow_the_report(tmp_path):
    row = Row(
        (Text("Ja"),),
        (
            Cell((Text("+33 procentenheter"),), 0.33, "points"),
            Cell((Text("12,4"),), 12.4, "decimal"),
        ),
    )
    table = Table("t", 1, (Text("T"),), "Svar", (Column("Ändring"), Column("Medel")), (row,))

    page = read(replace(sample(), blocks=(), annex=(table,)), tmp_path)["Tabell 1"]

    assert [cell.value for cell in page[5]] == ["Svar", "Ändring (procentenheter)", "Medel"]
    assert [cell.value for cell in page[6]] == ["Ja", 33, 12.4]
    assert [cell.number_format for cell in page[6]][1:] == ["+0;-0;0", "0.0"]


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        (["Tabell 1", "tabell 1"], ["Tabell 1", "tabell 1 (2)"]),
        (["a/b:c*[d]'", "x" * 40], ["a b c  d", "x" * 31]),
        (["", "x" * 40, "x" * 41], ["-", "x" * 31, "x" * 27 + " (2)"]),
    ],
)
def test_sheet_names_are_short_safe_and_each_once(labels, names):
    assert name_sheets(labels) == names


def test_equal_documents_give_equal_files(tmp_path):
    write(sample(), tmp_path / "a.xlsx")
    write(sample(), tmp_path / "b.xlsx")

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_control_characters_do_not_spoil_the_file(tmp_path):
    title = (Text("a\x00b\x0bc\ud800d"),)
    table = Table("t", 1, title, "s", (), ())

    page = read(replace(sample(), blocks=(), annex=(table,)), tmp_path)["Tabell 1"]

    assert page["A1"].value == "Tabell 1. abcd"
