"""Plain text, Markdown and HTML become the same blocks."""

from __future__ import annotations

import pytest

from tempen.audit import read
from tests.unit.audit.readers.made import kinds, rows

MARKDOWN = """+++
title = "A survey"
+++

# Results

Of 250 agencies, 100 answered[^1], see the
[annex](https://example.org/2024).

- one
- two
  - deeper, 12 %

| Sector | Rate |
|---|--:|
| Agency | 40 % |

> We share 9/10.
"""


def test_markdown_is_read_with_its_lines():
    reading = read("a.md", MARKDOWN.encode())
    assert kinds(reading) == [
        ("heading", "A survey"),
        ("heading", "Results"),
        ("paragraph", "Of 250 agencies, 100 answered, see the annex."),
        ("item", "one"),
        ("item", "two"),
        ("item", "deeper, 12 %"),
        ("table", ""),
        ("quote", "We share 9/10."),
    ]
    prose, table = reading.blocks[2], reading.blocks[6]
    assert prose.text.line == 7 and prose.text.section == "Results"
    (link,) = prose.text.links
    assert prose.text.text[link.start : link.end] == "annex"
    assert rows(table.grid) == [["Sector", "Rate"], ["Agency", "40 %"]]
    assert [cell.text.line for cell in table.grid.cells] == [14, 14, 16, 16]
    assert [block.level for block in reading.blocks if block.kind == "item"] == [1, 1, 2]


HTML = """<!doctype html><html lang="sv"><head><title>t</title><style>p{width:50%}</style></head><body>
<script>var a = 41;</script><p hidden>42</p>
<h2>Svar</h2><p>Av&nbsp;180 svarade <b>13</b>3<sup><a href="#n">2</a></sup>,<br>74&nbsp;%.</p>
<table><caption>Tabell 1. Svar</caption>
<tr><th rowspan="2">Sektor</th><th colspan="2">Svar</th></tr><tr><th>2022</th><th>2025</th></tr>
<tr><td>Region</td><td>11</td><td>12</td></tr></table>
<img alt="Stapeldiagram: 2022 27 %, 2025 35 %" src="a.png"><img src="b.png">
</body></html>"""


def test_a_page_is_read_as_it_is_seen():
    reading = read("a.html", HTML.encode())
    assert kinds(reading) == [
        ("heading", "Svar"),
        ("paragraph", "Av 180 svarade 133, 74 %."),
        ("caption", "Tabell 1. Svar"),
        ("table", ""),
        ("image", "Stapeldiagram: 2022 27 %, 2025 35 %"),
    ]
    grid = reading.blocks[3].grid
    assert rows(grid) == [
        ["Sektor", "Svar", "Svar"],
        ["Sektor", "2022", "2025"],
        ["Region", "11", "12"],
    ]
    assert [cell.text.text for cell in grid.column_heads(2)] == ["Svar", "2025"]
    assert grid.caption == 2 and reading.lang == "sv"
    assert [str(remark) for remark in reading.remarks] == [
        "images without a text, whose numbers are not read: 1"
    ]


def test_plain_text_has_paragraphs_lists_and_underlined_headings():
    text = "Resultat\n========\n\nAv 180 svarade\n133.\n\n- ett\n- två\n"
    assert kinds(read("a.txt", text.encode("cp1252"))) == [
        ("heading", "Resultat"),
        ("paragraph", "Av 180 svarade 133."),
        ("item", "ett"),
        ("item", "två"),
    ]


def test_marks_that_turn_text_around_are_taken_out():
    (block,) = read("a.txt", "Of 2\u202e50\u202c ag\u00adencies, 40\u200b %".encode()).blocks
    assert block.text.text == "Of 250 agencies, 40 %"


def test_sentences_do_not_end_at_abbreviations_or_decimals():
    (block,) = read("a.txt", b"Bl.a. 2.5 svarade, t.ex. regioner. Kap. 3 visar det. Ja!").blocks
    told = [block.text.text[span.start : span.end] for span in block.text.sentences]
    assert told == ["Bl.a. 2.5 svarade, t.ex. regioner.", "Kap. 3 visar det.", "Ja!"]


def test_languages_are_told_apart_block_by_block():
    text = "Det är fler som har svarat på frågan än vid förra mätningen.\n\nThe number of those who answered is larger than it was before.\n\nFler svarade än i den förra."
    assert [block.text.lang for block in read("a.txt", text.encode()).blocks] == ["sv", "en", "sv"]


def test_a_list_of_contents_is_no_list_of_counts():
    contents = "Contents\n\nSummary 2\n\n1 Method 4\n\nTable 1. Answers, 2025 9\n\nOf 12, 5 did."
    counts = "Sectors\n\nAgencies 12\n\nRegions 15\n\nCompanies 20\n\nOf 12, 5 did."
    assert [block.kind for block in read("a.txt", contents.encode()).blocks] == [
        "paragraph",
        *["contents"] * 3,
        "paragraph",
    ]
    assert {block.kind for block in read("a.txt", counts.encode()).blocks} == {"paragraph"}


def test_footnotes_of_markdown_are_notes_and_their_marks_no_numbers():
    text = "Of 250[^1], 100 answered[^b]; ~~41 %~~ 40 %.\n\n[^1]: Asked in May.\n[^b]: Of 12 %.\n"
    reading = read("a.md", text.encode())
    assert kinds(reading) == [
        ("paragraph", "Of 250, 100 answered; 40 %."),
        ("footnote", "Asked in May."),
        ("footnote", "Of 12 %."),
    ]
    assert [block.text.line for block in reading.blocks] == [1, 3, 4]


def test_html_in_markdown_keeps_its_line():
    (table,) = read("a.md", b"\n\n<table><tr><th>A<th>B<tr><td>x<td>18 %</table>").blocks
    assert table.text.line == 3


COLUMNS = [
    "Sektor\tSvar\tAndel\nKommun\t290\t37 %\nRegion\t107\t57 %\n",
    "Sektor    Svar  Andel\nKommun     290   37 %\nRegion     107   57 %\n",
    "| Sektor | Svar | Andel |\n|---|---|---|\n| Kommun | 290 | 37 % |\n| Region | 107 | 57 % |\n",
]


@pytest.mark.parametrize("text", COLUMNS)
def test_tables_of_plain_text_by_tabs_bars_and_gaps(text):
    (block,) = read("a.txt", text.encode()).blocks
    assert rows(block.grid) == [
        ["Sektor", "Svar", "Andel"],
        ["Kommun", "290", "37 %"],
        ["Region", "107", "57 %"],
    ]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-16", ""),
        ("utf-16-le", ""),
        ("utf-16-be", ""),
        ("cp1252", ""),
        ("mac_roman", "macintosh"),
        ("iso8859-2", "iso-8859-2"),
    ],
)
def test_pages_in_old_encodings(encoding, declared):
    head = f'<meta charset="{declared}">' if declared else ""
    data = f"<html>{head}<body><p>Källa: öppna svar, 31\u00a0%</p></body></html>".encode(encoding)
    (block,) = read("a.html", data).blocks
    assert block.text.text == "Källa: öppna svar, 31\u00a0%"


def test_struck_text_frames_and_lines_of_a_page():
    text = (
        '<p>Av <del>46</del><ins>47</ins> svarade 290<br>107 <s>12</s></p><iframe src="x"></iframe>'
    )
    reading = read("a.html", text.encode())
    assert [number.text for _, number in reading.numbers()] == ["47", "290", "107"]
    assert str(reading.remarks[0]).startswith("other pages shown in frames")


def test_a_table_inside_a_table_of_data():
    text = "<table><tr><th>A<th>B<tr><td>x<table><tr><td>n<td>50 %</table><td>31 %</table>"
    outer, inner = read("a.html", text.encode()).blocks
    assert rows(outer.grid) == [["A", "B"], ["x", "31 %"]]
    assert rows(inner.grid) == [["n", "50 %"]]


def test_entities_that_a_page_declares_are_left_alone():
    text = (
        '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><p>31 % &b;</p>'
    )
    (block,) = read("a.html", text.encode()).blocks
    assert block.text.text == "31 % &b;"
