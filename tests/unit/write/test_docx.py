"""The Word file, read back as XML: what Word counts, refers to and lets a reader edit."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.shared import RGBColor
from lxml import etree

from tempen.errors import TempenError
from tempen.report.write.docx import fill_pages, write
from tempen.report.write.docx.fields import bookmark_name
from tempen.terms.document import (
    Block,
    Box,
    Document,
    Figure,
    Heading,
    ItemList,
    PageBreak,
    Paragraph,
    Point,
    TableBlock,
    Text,
)
from tests.documents import bars, diverging, response_table, sample, wide_table

SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "dc": "http://purl.org/dc/elements/1.1/",
}
W = f"{{{SPACES['w']}}}"


class Made:
    """A written file and its parts."""

    def __init__(self, document: Document, folder: Path, **options) -> None:
        self.path = folder / "report.docx"
        write(document, self.path, **options)
        self.file = zipfile.ZipFile(self.path)

    def part(self, name: str) -> etree._Element:
        return etree.fromstring(self.file.read(name))

    @property
    def body(self) -> etree._Element:
        return self.part("word/document.xml")


def find(root: etree._Element, path: str) -> list:
    return root.xpath(path, namespaces=SPACES)


def text(element: etree._Element) -> str:
    return "".join(find(element, ".//w:t/text()"))


def with_blocks(*blocks: Block) -> Document:
    return replace(sample(), blocks=blocks)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Made:
    return Made(sample(), tmp_path_factory.mktemp("docx"), pages={"results": 3, "strategy": 4})


# --- headings: count as Word does ------------------------------------------------------------


def count_as_word(made: Made) -> list[str]:
    """The number of every heading by the rules of WordprocessingML, from the XML alone."""
    numbering = made.part("word/numbering.xml")
    styles = made.part("word/styles.xml")
    levels = {}
    for abstract in find(numbering, "//w:abstractNum"):
        levels[abstract.get(W + "abstractNumId")] = find(abstract, "w:lvl")
    lists = {
        num.get(W + "numId"): levels[find(num, "w:abstractNumId")[0].get(W + "val")]
        for num in find(numbering, "//w:num")
    }
    counts: dict[str, list[int]] = {}
    numbers = []
    for paragraph in find(made.body, "//w:body/w:p[starts-with(w:pPr/w:pStyle/@w:val, 'Heading')]"):
        own = find(paragraph, "w:pPr/w:numPr")
        style = find(paragraph, "w:pPr/w:pStyle/@w:val")[0]
        of_style = find(styles, f"//w:style[@w:styleId='{style}']/w:pPr/w:numPr")
        properties = (own or of_style)[0]
        number = find(properties, "w:numId/@w:val")[0]
        level = int(find(properties, "w:ilvl/@w:val")[0])
        numbers.append(next_number(lists, counts, number, level) if number != "0" else "")
    return numbers


def next_number(lists, counts, number: str, level: int) -> str:
    starts = [int(find(lvl, "w:start/@w:val")[0]) for lvl in lists[number]]
    here = counts.setdefault(number, [start - 1 for start in starts])
    for above in range(level):
        here[above] = max(here[above], starts[above])
    here[level] += 1
    here[level + 1 :] = [start - 1 for start in starts[level + 1 :]]
    formats = [find(lvl, "w:numFmt/@w:val")[0] for lvl in lists[number]]
    pattern = find(lists[number][level], "w:lvlText/@w:val")[0]
    return re.sub(
        r"%(\d)",
        lambda m: show(here[int(m[1]) - 1], formats[int(m[1]) - 1]),
        pattern,
    )


def show(number: int, kind: str) -> str:
    return chr(64 + number) if kind == "upperLetter" else str(number)


@pytest.mark.parametrize(
    "numbers",
    [
        ["", "1", "1.1", "1.2", "1.2.1", "2", "2.1", "", "3", "A", "A.1", "A.2", "B"],
        ["1", "1.1", "", "1.2", "2", "", "3"],
        ["3", "3.1", "3.2", "4", "4.1"],  # begins elsewhere
        ["1", "1.1", "1.3", "1.4", "3", "3.1", "A", "C", "C.1"],  # leaves some out
        ["2.1", "2.2", "3", "3.1"],  # its chapter is not there
        ["A", "A.1", "1", "1.1", "B"],
    ],
)
def test_words_numbers_equal_the_documents(numbers: Sequence[str], tmp_path):
    blocks = [
        Heading(f"h{at}", number.count(".") + 1, (Text("Rubrik"),), number)
        for at, number in enumerate(numbers)
    ]

    assert count_as_word(Made(with_blocks(*blocks), tmp_path)) == list(numbers)


def test_a_number_that_no_list_can_count_stands_as_text(tmp_path):
    made = Made(with_blocks(Heading("h", 1, (Text("Bilaga"),), "1 b")), tmp_path)

    assert count_as_word(made) == [""]
    assert "1 b Bilaga" in [p.text for p in docx.Document(made.path).paragraphs]


# --- fields --------------------------------------------------------------------------------


def instructions(made: Made) -> list[str]:
    return [order.strip() for order in find(made.body, "//w:instrText/text()")]


def test_contents_equal_headings_with_their_pages(made):
    entries = find(made.body, "//w:sdt[1]//w:p[starts-with(w:pPr/w:pStyle/@w:val, 'Toc')]")

    assert [text(entry) for entry in entries] == [
        *("Sammanfattning–", "1Resultat3", "1.1Strategi–", "1.2Nytta–", "AMetod–"),
    ]
    anchors = find(made.body, "//w:sdt//w:hyperlink/@w:anchor")
    assert set(anchors) <= set(find(made.body, "//w:bookmarkStart/@w:name"))
    assert 'TOC \\o "1-2" \\h \\z \\u' in instructions(made)


def test_lists_of_figures_and_tables_follow_their_captions(made):
    entries = find(made.body, "//w:p[w:pPr/w:pStyle/@w:val='TableOfFigures']")

    assert [text(entry) for entry in entries][:2] == [
        "Figur 1.Fler än var tredje organisation har en strategi4",
        "Figur 2.Samarbetet med företag är svagt–",
    ]
    assert {'TOC \\h \\z \\c "Figur"', 'TOC \\h \\z \\c "Tabell"'} <= set(instructions(made))
    assert instructions(made).count("SEQ Figur \\* ARABIC") == 4
    titles = find(made.body, "//w:p[w:pPr/w:pStyle/@w:val='FigureTitle']")
    assert text(titles[0]) == "Figur 1. Fler än var tredje organisation har en strategi"


def test_cross_references_are_fields_that_keep_their_small_letter(made):
    assert f"REF {bookmark_name('strategy')} \\h \\* Lower" in instructions(made)
    (paragraph,) = (p for p in find(made.body, "//w:p") if text(p).startswith("Andelen är"))
    assert text(paragraph).startswith(
        "Andelen är 38\u00a0%. Den har ökat markant, se figur 1 och tabell 1. Ett viktigt"
    )


def test_every_field_is_closed_and_every_bookmark_has_its_own_number(made):
    kinds = find(made.body, "//w:fldChar/@w:fldCharType")
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")
    starts = find(made.body, "//w:bookmarkStart/@w:id")
    assert len(set(starts)) == len(starts)
    assert sorted(starts) == sorted(find(made.body, "//w:bookmarkEnd/@w:id"))


def test_bookmark_names_are_ones_that_word_accepts_and_stay_apart():
    ids = ["a-b", "a_b", "åäö", "x" * 60, "x" * 59 + "y", "summary"]
    names = [bookmark_name(id) for id in ids]

    assert all(re.fullmatch(r"[A-Za-z_]\w{0,39}", name, re.ASCII) for name in names)
    assert len(set(names)) == len(ids)


def test_footnotes_are_real_and_link(made):
    notes = made.part("word/footnotes.xml")
    (note,) = find(notes, "w:footnote[not(@w:type)]")

    assert text(note) == " Se DIGG."
    assert find(made.body, "//w:footnoteReference/@w:id") == [note.get(W + "id")]
    assert "https://www.digg.se" in made.file.read("word/_rels/footnotes.xml.rels").decode()
    kinds = find(notes, "w:footnote/@w:type")
    assert kinds == ["separator", "continuationSeparator"]


# --- charts --------------------------------------------------------------------------------


def workbook(made: Made, number: int) -> list[list]:
    content = io.BytesIO(made.file.read(f"word/embeddings/report{number}.xlsx"))
    return [
        list(row) for row in openpyxl.load_workbook(content)["Data"].iter_rows(values_only=True)
    ]


def test_a_chart_carries_its_points_in_a_workbook(made):
    rows = workbook(made, 1)

    series = bars().series
    assert rows[0][:3] == [None, "2018", "2024"]
    assert [row[0] for row in rows[1:]] == list(bars().categories)
    for at, one in enumerate(series, 1):
        assert [row[at] for row in rows[1:]] == [point.value for point in one.points]
    assert rows[0][3:5] == ["2024, nedre gräns", "2024, övre gräns"]
    lows = [point.low for point in series[1].points]
    assert [row[3] for row in rows[1:]] == pytest.approx(lows)


def test_a_gap_is_no_zero_and_an_interval_refers_to_cells(made):
    chart = made.part("word/charts/report1.xml")
    first, second = find(chart, "//c:ser")

    assert find(first, "c:val//c:pt/@idx") == ["0"], "2018 has one printed value"
    assert find(first, "c:errBars") == []
    assert find(second, "c:errBars/c:plus//c:f/text()") == ["Data!$G$2:$G$5"]
    plus = [float(v) for v in find(second, "c:errBars/c:plus//c:v/text()")]
    assert plus == pytest.approx([0.06] * 4)
    assert find(chart, "//c:catAx//c:orientation/@val") == ["maxMin"], "first category on top"
    assert find(chart, "//c:valAx//c:max/@val") == ["1.0"]


def test_labels_are_per_cent_in_the_language_or_the_documents_own_text(tmp_path):
    chart = bars()
    last = replace(chart.series[1].points[3], value=0.125, text="1 av 8")
    series = replace(chart.series[1], points=(*chart.series[1].points[:3], last))
    view = replace(chart.views[0], series=(series,))
    made = Made(with_blocks(Figure(replace(chart, views=(view,)))), tmp_path)

    drawn = made.part("word/charts/report1.xml")
    assert set(find(drawn, "//c:dLbls//c:numFmt/@formatCode")) == {'0"\u00a0"%'}
    assert find(drawn, "//c:dLbl//a:t/text()") == ["1 av 8"]


def test_a_diverging_chart_keeps_true_shares_and_balances_by_formula(made):
    content = io.BytesIO(made.file.read("word/embeddings/report2.xlsx"))
    page = openpyxl.load_workbook(content)["Data"]
    cached = workbook(made, 2)

    assert [cell.value for cell in page[2]][1:6] == [s.points[0].value for s in diverging().series]
    assert page["G2"].value == "=1-1*B2-1*C2-0.5*D2"
    assert cached[1][6] == "=1-1*B2-1*C2-0.5*D2"
    drawn = made.part("word/charts/report2.xml")
    balance = float(find(drawn, "(//c:ser)[1]/c:val//c:v/text()")[0])
    assert balance == pytest.approx(1 - 0.17 - 0.25 - 0.14)
    assert find(drawn, "(//c:ser)[1]/c:spPr/a:noFill"), "not seen"


def test_a_chart_has_alt_text_and_a_title_and_its_own_number(made):
    drawings = find(made.body, "//wp:docPr")

    assert drawings[0].get("descr") == bars().alt
    assert drawings[0].get("title") == "Fler än var tredje organisation har en strategi"
    assert len({drawing.get("id") for drawing in drawings}) == 4


# --- tables --------------------------------------------------------------------------------


def test_a_table_repeats_its_header_keeps_its_rows_whole_and_has_alt_text(tmp_path):
    (table,) = find(Made(with_blocks(TableBlock(response_table())), tmp_path).body, "//w:tbl")

    rows = find(table, "w:tr")
    assert [bool(find(row, "w:trPr/w:tblHeader")) for row in rows] == [True, *[False] * 4]
    assert all(find(row, "w:trPr/w:cantSplit") for row in rows)
    assert find(table, "w:tblPr/w:tblCaption/@w:val") == ["Utskick och svar per sektor"]
    assert find(table, "w:tblPr/w:tblLook/@w:firstRow") == ["1"]
    assert [text(cell) for cell in find(rows[4], "w:tc")] == ["Totalt", "574", "224", "39\u00a0%"]
    assert set(find(rows[1], "w:tc[position()>1]//w:jc/@w:val")) == {"right"}
    assert find(table, ".//w:p[not(w:pPr/w:keepNext)]") == [], "stays with its note"


def test_a_table_in_a_box_is_no_wider_than_the_box(tmp_path):
    box = Box("note", (Text("Ruta"),), (TableBlock(response_table()),))
    outer, inner = find(Made(with_blocks(box), tmp_path).body, "//w:tbl/w:tblPr/w:tblW/@w:w")

    assert int(inner) <= int(outer) - 2 * 227


def test_spanners_and_group_rows_are_merged_cells_of_one_grid(tmp_path):
    (table,) = find(Made(with_blocks(TableBlock(wide_table())), tmp_path).body, "//w:tbl")

    columns = len(find(table, "w:tblGrid/w:gridCol"))
    upper, lower, group, *_ = find(table, "w:tr")
    for row in find(table, "w:tr"):
        spans = [int(span) for span in find(row, "w:tc/w:tcPr/w:gridSpan/@w:val")]
        assert len(find(row, "w:tc")) + sum(spans) - len(spans) == columns
    assert [text(cell) for cell in find(upper, "w:tc")] == ["Område", "Alla", "2024"]
    assert [text(cell) for cell in find(lower, "w:tc")][1:] == [
        "2018",
        "2024",
        "Myndigheter",
        "Kommuner",
    ]
    assert find(group, "w:tc/w:tcPr/w:gridSpan/@w:val") == ["5"]


# --- the rest ------------------------------------------------------------------------------


def test_properties_and_language_tell_of_the_report_and_no_machine(made):
    core = docx.Document(made.path).core_properties

    assert (core.title, core.author, core.language) == (
        *("AI i offentlig sektor", "Exempelnämnden", "sv-SE"),
    )
    assert (
        core.last_modified_by == "Exempelnämnden"
        and str(core.created) == "2026-05-04 00:00:00+00:00"
    )
    languages = find(made.part("word/styles.xml"), "//w:docDefaults//w:lang/@w:val")
    assert languages == ["sv-SE"]


def test_the_stamp_and_the_page_stand_on_every_page(made):
    footers = [name for name in made.file.namelist() if "footer" in name and "rels" not in name]
    texts = [text(made.part(name)) for name in footers]

    assert len(texts) == 2 and all(t.startswith("Rekonstruerad ur tryckta siffror") for t in texts)
    assert any(re.search(r"sida 1 av \d", t) for t in texts)


def test_lists_are_lists_and_each_numbered_one_begins_at_1(tmp_path):
    entries = tuple((Paragraph((Text(t),)),) for t in "ab")
    nested = ((*entries[0], ItemList(entries)), entries[1])
    made = Made(with_blocks(ItemList(nested, True), ItemList(entries, True)), tmp_path)

    items = find(made.body, "//w:p[w:pPr/w:numPr]")
    assert [(text(p), *find(p, "w:pPr/w:numPr/w:ilvl/@w:val")) for p in items] == [
        *(("a", "0"), ("a", "1"), ("b", "1"), ("b", "0"), ("a", "0"), ("b", "0")),
    ]
    lists = [find(p, "w:pPr/w:numPr/w:numId/@w:val")[0] for p in items]
    assert lists[0] == lists[3] != lists[4]
    numbering = made.part("word/numbering.xml")
    restarted = find(numbering, f"//w:num[@w:numId='{lists[4]}']//w:startOverride/@w:val")
    assert restarted == ["1", "1", "1"]


def test_a_page_break_leaves_no_empty_paragraph(tmp_path):
    made = Made(
        with_blocks(Paragraph((Text("a"),)), PageBreak(), Paragraph((Text("b"),))), tmp_path
    )

    (after,) = (p for p in find(made.body, "//w:body/w:p") if text(p) == "b")
    assert find(after, "w:pPr/w:pageBreakBefore")
    assert all(text(p) for p in find(made.body, "//w:body/w:p"))


def test_properties_stand_in_the_order_of_the_schema(made):
    order = [
        "pStyle",
        "keepNext",
        "keepLines",
        "pageBreakBefore",
        "numPr",
        "pBdr",
        "shd",
        "tabs",
        "spacing",
        "ind",
        "jc",
        "outlineLvl",
    ]
    styles = made.part("word/styles.xml")
    for properties in (*find(made.body, "//w:pPr"), *find(styles, "//w:pPr")):
        tags = [etree.QName(child).localname for child in properties]
        assert tags == sorted(tags, key=order.index)
    faces = [
        "rStyle",
        "rFonts",
        "b",
        "bCs",
        "i",
        "iCs",
        "color",
        "sz",
        "szCs",
        "u",
        "vertAlign",
        "lang",
    ]
    for properties in (*find(made.body, "//w:rPr"), *find(styles, "//w:rPr")):
        tags = [etree.QName(child).localname for child in properties]
        assert tags == sorted(tags, key=faces.index)


def test_hostile_text_makes_a_whole_file(tmp_path):
    evil = "a\x00b\x0bc\ud800d\uffff <&> ]]> " + "x" * 3000
    chart = bars()
    points = tuple(Point(None, evil) for _ in chart.categories)
    series = tuple(replace(s, label=evil, points=points) for s in chart.series)
    figure = Figure(
        replace(
            chart,
            id=evil,
            alt=evil,
            title=(Text(evil),),
            views=(replace(chart.views[0], series=series),),
        )
    )
    document = replace(
        with_blocks(Heading(evil, 1, (Text(evil),), "1"), Paragraph((Text(evil),)), figure),
        title=evil,
        publisher=evil,
        stamp=evil,
    )

    made = Made(document, tmp_path)

    assert "abcd <&> ]]> xxx" in "".join(p.text for p in docx.Document(made.path).paragraphs)
    for name in made.file.namelist():
        if name.endswith(".xml"):
            made.part(name)


def test_links_lead_only_where_links_may(tmp_path):
    from tempen.terms.document import Link

    links = [
        Link((Text("x"),), url) for url in ("javascript:alert(1)", "file:///etc", "https://a.se")
    ]
    made = Made(with_blocks(Paragraph(tuple(links))), tmp_path)

    relations = made.file.read("word/_rels/document.xml.rels").decode()
    assert (
        "https://a.se" in relations and "javascript" not in relations and "file:" not in relations
    )


def test_equal_documents_give_equal_files(tmp_path):
    write(sample(), tmp_path / "a.docx")
    write(sample(), tmp_path / "b.docx")

    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


# --- templates -----------------------------------------------------------------------------


@pytest.fixture
def template(tmp_path) -> Path:
    """A customer's file: red Georgia headings, a header, a wider page, some old text."""
    file = docx.Document()
    font = file.styles["Heading 1"].font
    font.name, font.color.rgb = "Georgia", RGBColor(0xC0, 0, 0)
    file.sections[0].header.paragraphs[0].text = "Kundens huvud"
    file.sections[0].footer.paragraphs[0].text = "Kundens fot"
    file.sections[0].left_margin = 0
    file.add_heading("Gammal text", 1)
    file.core_properties.author = "Någon Person"
    path = tmp_path / "template.docx"
    file.save(str(path))
    return path


def test_a_template_gives_styles_headers_and_page_and_loses_its_text(template, tmp_path):
    made = Made(sample(), tmp_path, template=template)
    word = docx.Document(made.path)

    font = word.styles["Heading 1"].font
    assert (font.name, font.color.rgb) == ("Georgia", RGBColor(0xC0, 0, 0))
    assert word.sections[0].header.paragraphs[0].text == "Kundens huvud"
    footer = [p.text for p in word.sections[0].footer.paragraphs]
    assert footer == ["Kundens fot", "Rekonstruerad ur tryckta siffror"]
    assert word.sections[0].left_margin == 0
    texts = [p.text for p in word.paragraphs]
    assert "Gammal text" not in texts and "Resultat" in texts
    assert word.core_properties.author == "Exempelnämnden"
    assert count_as_word(made) == ["", "1", "1.1", "1.2", "A"]
    assert [s.name for s in word.styles if s.name == "Key figure"], "what was missing is added"
    heads = find(made.body, "//w:p[w:pPr/w:pStyle/@w:val='TOCHeading']")
    assert len(heads) == 3 and all(find(h, "w:pPr/w:numPr/w:numId[@w:val='0']") for h in heads)
    assert "docProps/thumbnail.jpeg" not in made.file.namelist()


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x05\x06" + b"\x00" * 18])
def test_a_template_that_is_no_word_file_is_a_fault(content, tmp_path):
    (tmp_path / "t.docx").write_bytes(content)

    with pytest.raises(TempenError) as caught:
        write(sample(), tmp_path / "out.docx", template=tmp_path / "t.docx")

    assert [fault.code for fault in caught.value.faults] == ["WRITE-11"]


def test_a_template_that_is_not_there_is_a_fault(tmp_path):
    with pytest.raises(TempenError) as caught:
        write(sample(), tmp_path / "out.docx", template=tmp_path / "none.docx")

    assert [fault.code for fault in caught.value.faults] == ["FILE-01"]


# --- pages ---------------------------------------------------------------------------------


def pages_shown(path: Path) -> list[str]:
    body = etree.fromstring(zipfile.ZipFile(path).read("word/document.xml"))
    return [text(p)[-1:] for p in find(body, "//w:sdt[1]//w:p[.//w:instrText]")]


def test_without_libreoffice_the_given_pages_stay(tmp_path, monkeypatch):
    made = Made(sample(), tmp_path, pages={"summary": 3, "method": 7})
    monkeypatch.setattr(shutil, "which", lambda _: None)

    assert fill_pages(made.path, "auto") == "pdf"
    assert pages_shown(made.path) == ["3", "–", "–", "–", "7"]
    with pytest.raises(TempenError) as caught:
        fill_pages(made.path, "libreoffice")
    assert [fault.code for fault in caught.value.faults] == ["WRITE-12"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_fills_the_pages(tmp_path):
    made = Made(sample(), tmp_path)

    assert fill_pages(made.path, "libreoffice") == "libreoffice"
    shown = [int(page) for page in pages_shown(made.path)]
    assert shown == sorted(shown) and shown[0] == 3
    docx.Document(made.path)
