"""The PDF: what a screen reader finds in it, and that nothing in a text can break it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tempen.report.write import pdf
from tempen.report.write.typst.literal import quote, write_text
from tempen.terms.document import (
    Box,
    Cell,
    Column,
    CrossReference,
    Document,
    Figure,
    Heading,
    ItemList,
    KeyFigure,
    KeyFigures,
    Link,
    Note,
    Paragraph,
    Quote,
    Row,
    Strong,
    Table,
    TableBlock,
    Text,
)
from tests import verapdf
from tests.documents import bars, response_table, sample, wide_table

HOSTILE = (
    "#let x = 1; $a$ @ref <lab> \\ \" ' `raw` *b* _i_ // rest /* x */ [a] {b} ~ - = + \x00\ud800 "
    "\u05e9\u05dc\u05d5\u05dd \u202emirror \U0001f642 "
    + "a" * 200
    + " https://example.org/"
    + "path/" * 40
)


def build(*blocks, lang: str = "sv", **facts) -> Document:
    facts = {"title": "T", "subtitle": "", "publisher": "P", "date": date(2026, 5, 4)} | facts
    return Document(study="s", lang=lang, blocks=blocks, **facts)


def words(text: str) -> tuple[Text]:
    return (Text(text),)


def long_table(rows: int, id: str = "long") -> Table:
    body = tuple(
        Row(words(f"Rad {i}"), (Cell(words(str(i)), i, "count", caution=i == 3),))
        for i in range(rows)
    )
    return Table(id, 9, words("En lång tabell"), "Rad", (Column("Antal"),), body)


def everything() -> Document:
    """The sample, and what it lacks: inner blocks, hostile texts, a table over pages."""
    inner = (Paragraph(words("inne")), TableBlock(replace(response_table(), id="inner")))
    nested = ItemList(((Paragraph(words("b")),),))
    blocks = (
        Heading("h", 1, words(HOSTILE), "2"),
        Heading("h", 3, (Text("Tredje nivån"), Note(words("en not"))), "2.0.1"),
        Paragraph(
            (*words(HOSTILE), CrossReference("tabell 9", "long"), CrossReference("x", "nowhere"))
        ),
        Paragraph((Link(words("tom länk"), ""), Link(words("länk"), 'https://example.org/"#x'))),
        Box("note", words("Ruta"), inner),
        Box("caution", (), (Figure(replace(bars(), id="inner-chart")),)),
        ItemList(((Paragraph(words("a")), nested),)),
        Quote(words(HOSTILE), HOSTILE, True, "påhittat"),
        KeyFigures((KeyFigure(words("1 234 567 kronor"), words(HOSTILE)),) * 4),
        TableBlock(long_table(80)),
    )
    return replace(sample(), blocks=(*sample().blocks, *blocks), title=HOSTILE, publisher=HOSTILE)


@pytest.fixture(scope="module")
def made() -> pdf.Pdf:
    return pdf.typeset(everything())


@pytest.fixture(scope="module")
def opened(made):
    return pikepdf.open(BytesIO(made.data))


def elements(node, kind: str):
    """Structure elements of a kind, in reading order."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from elements(child, kind)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        if str(node.S) == kind:
            yield node
        yield from elements(node.get("/K", pikepdf.Array()), kind)


def tree(opened):
    return opened.Root.StructTreeRoot.K


def read(data: bytes) -> int:
    return len(pikepdf.open(BytesIO(data)).pages)


# --- a screen reader --------------------------------------------------------------------------


def test_verapdf_finds_no_fault(made, tmp_path):
    english = replace(sample(), lang="en", stamp="", date=None, preliminary=True)
    for name, data in (("everything", made.data), ("english", pdf.typeset(english).data)):
        (tmp_path / f"{name}.pdf").write_bytes(data)
    assert verapdf.check(sorted(tmp_path.glob("*.pdf"))) == []


def test_every_table_has_header_cells(opened):
    tables = list(elements(tree(opened), "/Table"))
    assert len(tables) == 4
    for table in tables:
        assert list(elements(table, "/TH"))
        assert len(list(elements(table, "/THead"))) >= 1


def test_a_spanner_and_a_group_row_are_headers_too(opened):
    spanned = list(elements(tree(opened), "/Table"))[1]
    table = wide_table()
    spanners, groups = 2, 1
    assert len(list(elements(spanned, "/TH"))) == 1 + len(table.columns) + spanners + groups


def test_every_figure_says_what_it_shows(opened):
    figures = list(elements(tree(opened), "/Figure"))
    assert len(figures) == 5
    assert all(str(figure.Alt).startswith(("Liggande", "Staplade", "Två")) for figure in figures)


def test_language_title_author_date_and_outline(opened):
    assert str(opened.Root.Lang) == "sv-SE"
    assert str(opened.docinfo["/CreationDate"]).startswith("D:20260504")
    assert str(opened.docinfo["/Title"]).startswith("#let x = 1; $a$ @ref <lab>")
    with opened.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles[:3] == ["Sammanfattning", "1 Resultat", "A Metod"]
    assert [item.title for item in outline.root[1].children] == ["1.1 Strategi", "1.2 Nytta"]


def test_headings_start_at_one_and_skip_no_level(opened):
    found = [len(list(elements(tree(opened), f"/H{level}"))) for level in (1, 2, 3)]
    assert found[0] >= 3 and found[1] >= 4 and found[2] == 0


def test_only_inter_is_embedded(opened):
    names = set()
    for page in opened.pages:
        for font in page.Resources.get("/Font", {}).values():
            names.add(str(font.BaseFont).split("+")[-1])
            descendant = font.DescendantFonts[0].FontDescriptor
            assert "/FontFile2" in descendant or "/FontFile3" in descendant
    assert names and all(name.startswith("Inter-") for name in names)


# --- a file that is the same every time -------------------------------------------------------


def test_the_same_document_gives_the_same_bytes(made):
    assert pdf.typeset(everything()).data == made.data


def test_pages_of_headings_are_those_of_the_outline(made, opened):
    numbers = {page.objgen: number for number, page in enumerate(opened.pages, 1)}
    with opened.open_outline() as outline:
        first, second = outline.root[:2]
        pages = [numbers[item.destination[0].objgen] for item in (first, second, *second.children)]
    ids = ("summary", "results", "strategy-chapter", "benefit-chapter")
    assert pages == [made.pages[id] for id in ids]
    assert pages[0] == 3


def test_write_puts_the_file_in_its_place(tmp_path):
    pdf.write(build(Heading("a", 1, words("A"))), tmp_path / "report.pdf")
    assert read((tmp_path / "report.pdf").read_bytes()) == 3


# --- pages ------------------------------------------------------------------------------------


def test_a_long_table_goes_over_pages_and_a_short_one_never():
    many = pdf.typeset(build(Heading("a", 1, words("A")), TableBlock(long_table(80))))
    few = [Paragraph(words("Ord " * 700)), TableBlock(long_table(12))]
    pages = pdf.typeset(build(Heading("a", 1, words("A")), *few))
    assert read(many.data) == 5
    assert read(pages.data) == 4


def test_a_document_without_date_stamp_blocks_or_publisher():
    bare = build(publisher="", date=None, title="")
    assert read(pdf.typeset(bare).data) == 2


# --- texts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("a", '"a"'),
        ('say "a"', '"say \\"a\\""'),
        ("a\\n", '"a\\\\n"'),
        ("#panic()", '"#panic()"'),
        ("a\nb\x00c", '"a b c"'),
        ("\ud800", '" "'),
    ],
)
def test_a_literal_holds_the_text_and_nothing_else(text, literal):
    assert quote(text) == literal


def test_letters_that_no_font_holds_are_boxes_and_marks_of_direction_go():
    assert write_text("\u05d0 \U0001f642 \u202eå\u2028–") == '"□ □ å –"'
    assert write_text("e\u0301") == '"é"'


def test_a_very_long_word_may_be_broken():
    assert "\u00ad" in write_text("a" * 200)
    assert "\u200b" in write_text("https://example.org/" + "path/" * 20)
    assert write_text("informationssäkerhetsansvariga") == '"informationssäkerhetsansvariga"'


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(max_size=60), st.text(max_size=30), st.text(alphabet='#$@<>[]{}\\"*_`/~-=', max_size=40)
)
def test_any_text_compiles(first, second, third):
    table = Table(
        first,
        1,
        words(second),
        third,
        (Column(first),),
        (Row(words(third), (Cell(words(second)),)),),
    )
    document = build(
        Heading(second, 2, words(first), third),
        Paragraph((*words(third), Link(words(first), second), Note(words(third)))),
        TableBlock(table),
        Quote(words(first), second, True, third),
        title=first,
        publisher=third,
        subtitle=second,
    )
    assert pdf.typeset(document).data.startswith(b"%PDF")


def test_lists_of_figures_and_tables_come_last_where_the_contents_are_long():
    chapters = [Heading(f"h{i}", 2, words(f"Kapitel {i}"), f"1.{i}") for i in range(50)]
    long = build(Heading("a", 1, words("A")), *chapters, TableBlock(response_table()))
    with pikepdf.open(BytesIO(pdf.typeset(long).data)).open_outline() as outline:
        assert [item.title for item in outline.root] == ["A", "Figurer och tabeller"]


@pytest.mark.parametrize("inlines", [words("Alternativen är:"), (Strong(words("Vilken roll?")),)])
def test_a_line_that_announces_something_stays_with_it(inlines):
    made = pdf.typeset(build(Paragraph(inlines), Paragraph(words("Ja."))))
    assert made.source.count(b"#leading[") == 1
