"""The report language: what is read, and where its faults are."""

from __future__ import annotations

import pytest

from tempen.errors import Faults
from tempen.report import nodes
from tempen.report.source import read_report
from tests.unit.report.fakes import compiled, faults_of, said_of


def read(text: str) -> tuple[nodes.Block, ...]:
    faults = Faults()
    source = read_report(text, "report/en.md", "en", faults)
    faults.stop()
    return source.blocks


def test_headings_and_marks():
    blocks = read("# Summary {-}\n\n## {{ x() }}\n\n# Method {appendix}")
    assert [(b.level, b.mark) for b in blocks] == [(1, "unnumbered"), (2, ""), (1, "appendix")]


def test_numbers_of_headings():
    text = "# S {-}\n\n## s\n\n# A\n\n## B\n\n### C\n\n## D\n\n# M {appendix}\n\n## E\n\n# N"
    headings = compiled(text).document.blocks
    numbers = [heading.number for heading in headings]
    assert numbers == ["", "", "1", "1.1", "", "1.2", "A", "A.1", "B"]
    assert len({heading.id for heading in headings}) == len(headings)


def test_a_quotation_and_who_said_it():
    (quote,) = read("> We share\n> gladly.\n> — a town {made-up}")
    assert (quote.inlines[0].text, quote.attribution) == ("We share\ngladly.", "a town")
    assert quote.made_up
    (made,) = compiled("> We share.\n> — a town {made-up}", "sv").document.blocks
    assert made.mark == "påhittat citat"


def test_a_lead_and_a_note():
    (lead,) = read("!lead Words^[a note with [name 3]{name}] here.")
    assert lead.lead
    assert isinstance(lead.inlines[1], nodes.FootNote)
    assert lead.inlines[1].inlines[1] == nodes.Name("name 3")


def test_a_comment_prints_nothing():
    assert read("<!-- to do -->") == ()


def test_a_figure_of_others_becomes_a_footnote():
    (paragraph,) = compiled("There are [340 units]{outside=yearbook}.").document.blocks
    text, mark, note, _ = paragraph.inlines
    assert (text.text, mark.text) == ("There are ", "340 units")
    assert note.inlines[0].url == "https://example.org/yearbook"


def test_settings_know_their_lines():
    (fence,) = read("```box\nkind: key\ntitle: A\ntext: |\n  One\n\n  Two\n```")
    assert fence.place_of("title").line == 3
    assert [block.place.line for block in fence.blocks["text"]] == [5, 7]


CHART = "```chart\nid: a\nkind: bars\nitem: strategy\ntitle: A\n"

FAULTS = [
    ("Text <b>bold</b>.", ["REPORT-02 report/en.md:1:6", "REPORT-02 report/en.md:1:13"]),
    ("<div>\n</div>", ["REPORT-02 report/en.md:1"]),
    ("One\n\n![x](y.png)", ["REPORT-03 report/en.md:3:1"]),
    ("One\n\n---", ["REPORT-03 report/en.md:3"]),
    ("One {{ two", ["REPORT-04 report/en.md:1:1"]),
    ("A [b]{c}", ["REPORT-06 report/en.md:1:3"]),
    ("# A {b}", ["REPORT-06 report/en.md:1"]),
    ("#### A", ["REPORT-07 report/en.md:1"]),
    ("```chrat\n```", ["REPORT-08 report/en.md:1"]),
    ("```box\nwords\n```", ["REPORT-09 report/en.md:1"]),
    (CHART + "colour: red\n```", ["REPORT-10 report/en.md:6"]),
    (CHART.replace("bars", "pie") + "```", ["REPORT-11 report/en.md:3"]),
    (CHART + 'waves: "2025"\n```', ["REPORT-12 report/en.md:6"]),
    ("```chart\nid: a\nkind: bars\nitem: strategy\n```", ["REPORT-13 report/en.md:1"]),
    ("A [b]{outside=c}", ["REPORT-15 report/en.md:1:3"]),
    (CHART + "```\n\n" + CHART + "```", ["REPORT-17 report/en.md:9"]),
    (CHART.replace("bars", "dumbbell") + 'wave: "2025"\n```', ["REPORT-18 report/en.md:1"]),
    (CHART.replace("strategy", "strategi") + "```", ["REF-04 report/en.md:4"]),
    (CHART.replace("strategy", "comment") + "```", ["REF-40 report/en.md:4"]),
    (CHART + "items: [board]\n```", ["REPORT-20 report/en.md:4"]),
    (CHART + "level: maybe\n```", ["REF-05 report/en.md:6"]),
    (CHART + "by: sectr\n```", ["REF-16 report/en.md:6"]),
    (CHART + "where: {sector: city}\n```", ["REF-05 report/en.md:6"]),
    ("```box\ntext: [\n```", ["FILE-02 report/en.md:3"]),
]


@pytest.mark.parametrize("text, found", FAULTS)
def test_faults(text, found):
    assert sorted(set(faults_of(text))) == sorted(found)


def test_a_wrong_block_is_guessed():
    assert "“chart”?" in said_of("```chrat\n```")


def test_all_faults_at_once():
    assert len(faults_of("<b>\n\n{{ share('x', 'y') }}\n\nIt is 7.")) == 1  # unreadable first
    assert len(faults_of("{{ share('x', 'y') }}\n\nIt is 7.")) == 2
