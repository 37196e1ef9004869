"""PDF: by tags, and by where the words stand when there are none."""

from __future__ import annotations

import io
import shutil
import subprocess

import pikepdf
import pytest

from tempen.audit import read
from tests.unit.audit.readers.made import kinds, make_pdf, rows, save


def test_a_tagged_file_is_read_by_its_tags():
    reading = read("a.pdf", make_pdf())
    assert (reading.format, reading.lang, reading.pages) == ("tagged pdf", "en", 1)
    assert kinds(reading) == [
        ("heading", "Method"),
        ("paragraph", "Of 250 agencies, 100 answered, which is 40 %."),
        ("footnote", "Counted on 4 May 2026."),
        ("caption", "Table 1: Response by sector"),
        ("table", ""),
        ("item", "The first of two points"),
        ("item", "The second, with 12 %"),
    ]
    grid = reading.blocks[4].grid
    assert rows(grid) == [
        ["Sector", "Asked", "Rate"],
        ["Agency", "250", "40 %"],
        ["Region", "20", "75 %"],
        ["Total", "270", "43 %"],
    ]
    assert [cell.header for cell in grid.rows[0]] == [True] * 3
    assert grid.caption == 3


def test_without_tags_tables_and_lists_are_found_by_where_words_stand():
    reading = read("a.pdf", make_pdf(tags=False))
    assert (reading.format, reading.pages) == ("pdf", 1)
    assert ("paragraph", "Of 250 agencies, 100 answered, which is 40 %.") in kinds(reading)
    assert ("footnote", "Counted on 4 May 2026.") in kinds(reading)
    table = next(block for block in reading.blocks if block.grid)
    assert rows(table.grid)[1:] == [
        ["Agency", "250", "40 %"],
        ["Region", "20", "75 %"],
        ["Total", "270", "43 %"],
    ]
    assert [block.text.text for block in reading.blocks if block.kind == "item"] == [
        "The first of two points",
        "The second, with 12 %",
    ]


COLUMNS = """
#set page(columns: 2, header: [Yearly report 2026], footer: context [Page #counter(page).display()])
#set text(lang: "en", size: 10pt)
#lorem(120)

In this column 31 % agree.
#lorem(500)

At the end 69 % do not agree with what was said.
#lorem(400)
"""


def test_two_columns_are_read_one_after_the_other_and_running_heads_once():
    reading = read("a.pdf", make_pdf(COLUMNS, tags=False))
    texts = " ".join(block.text.text for block in reading.blocks if block.kind == "paragraph")
    assert "In this column 31 % agree." in texts
    assert "69 % do not agree with what was said." in texts
    margins = [block.text.text for block in reading.blocks if block.kind == "margin"]
    assert sorted(margins) == ["Page 1", "Yearly report 2026"]
    assert not any(block.grid for block in reading.blocks)


HYPHENS = """
#set page(width: 6cm, margin: 1cm)
#set text(lang: "sv", hyphenate: true, size: 11pt)
Tillsynsmyndigheternas utvärderingsverksamhet omfattar 35 % av kommunorganisationerna.
"""


@pytest.mark.parametrize("tags", [True, False])
def test_words_divided_at_the_end_of_a_line_are_mended(tags):
    text = " ".join(text for _, text in kinds(read("a.pdf", make_pdf(HYPHENS, tags=tags))))
    assert (
        text
        == "Tillsynsmyndigheternas utvärderingsverksamhet omfattar 35 % av kommunorganisationerna."
    )


def test_pages_are_counted():
    reading = read("a.pdf", make_pdf("Of 10 agencies, 5.\n#pagebreak()\nIn all 7 %."))
    assert [block.text.page for block in reading.blocks] == [1, 2]


LISTED = """
#set text(lang: "en")
= Contents
#for entry in (("Summary", 2), ("Table 1. Answers", 3), ("Table 2. Shares", 4)) [
  #entry.at(0) #box(width: 1fr, repeat[.]) #entry.at(1) \\
]
"""


def test_lines_with_dots_to_a_page_are_contents():
    told = kinds(read("a.pdf", make_pdf(LISTED, tags=False)))
    assert [text for kind, text in told if kind == "contents"] == [
        "Summary 2",
        "Table 1. Answers 3",
        "Table 2. Shares 4",
    ]


TURNED = """#set text(lang: "sv")
Upprätt text med 12 %.
#rotate({turn}, reflow: true)[#table(columns: 3, stroke: none, inset: 12pt,
  [Sektor], [Svar], [Andel], [Kommun], [107], [37 %], [Region], [12], [57 %], [Totalt], [119], [38 %])]
"""


@pytest.mark.parametrize("turn", ["90deg", "-90deg"])
def test_a_table_set_sideways_is_read_as_if_the_page_were_turned(turn):
    prose, table = read("a.pdf", make_pdf(TURNED.replace("{turn}", turn), tags=False)).blocks
    assert prose.text.text == "Upprätt text med 12 %."
    assert rows(table.grid)[1:3] == [["Kommun", "107", "37 %"], ["Region", "12", "57 %"]]


PRINTED = """<html lang="sv"><style>sup{font-size:60%}</style><p>Andelen är 31&nbsp;%<sup>2</sup> av
1&nbsp;234 svar; effektiv officiell fjäll.</p><table><tr><th>Sektor<th>Svar</tr><tr><td>Kommun<td>107</tr>
<tr><td>Region<td>12</tr></table></html>"""


@pytest.fixture(scope="module")
def printed(tmp_path_factory) -> bytes:
    """A page as a browser prints it: every letter is set by itself."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("Chromium is not installed")
    folder = tmp_path_factory.mktemp("printed")
    (folder / "a.html").write_text(PRINTED, "utf-8")
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
        f"--print-to-pdf={folder / 'a.pdf'}",
    ]
    subprocess.run([chromium, *options, str(folder / "a.html")], capture_output=True, timeout=120)
    return (folder / "a.pdf").read_bytes()


@pytest.mark.parametrize("tags", [True, False])
def test_a_printed_page_has_whole_words_and_numbers(printed, tags):
    if not tags:
        with pikepdf.open(io.BytesIO(printed)) as document:
            del document.Root["/StructTreeRoot"]
            printed = save(document)
    reading = read("a.pdf", printed)
    assert reading.format == ("tagged pdf" if tags else "pdf")
    text = next(text for text in reading.texts() if text.text.startswith("Andelen"))
    assert text.text.replace("\u00a0", " ") == (
        "Andelen är 31 % av 1 234 svar; effektiv officiell fjäll."
    )
