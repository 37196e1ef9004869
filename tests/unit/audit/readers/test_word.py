"""Word: every part of the file that a reader of it sees, in reading order."""

from __future__ import annotations

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement

from tempen.audit import read
from tests.unit.audit.readers.made import (
    add_xml,
    grid_of,
    kinds,
    make_word,
    part,
    rows,
    with_part,
)

FOOTNOTES = b"""<?xml version="1.0"?><w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:footnote w:id="-1" w:type="separator"><w:p/></w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:t>Counted in May, 40 %.</w:t></w:r></w:p></w:footnote></w:footnotes>"""
CHART = b"""<?xml version="1.0"?><c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:chart>
<c:title><c:tx><c:rich><a:p><a:r><a:t>Agree</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:barChart>
<c:ser><c:spPr><a:noFill/></c:spPr><c:val><c:numRef><c:numCache><c:pt idx="0"><c:v>0.5</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser>
<c:ser><c:tx><c:strRef><c:strCache><c:pt idx="0"><c:v>2025</c:v></c:pt></c:strCache></c:strRef></c:tx>
<c:cat><c:strRef><c:strCache><c:pt idx="0"><c:v>Yes</c:v></c:pt><c:pt idx="1"><c:v>No</c:v></c:pt></c:strCache></c:strRef></c:cat>
<c:val><c:numRef><c:numCache><c:formatCode>0.0%</c:formatCode><c:pt idx="0"><c:v>0.3125</c:v></c:pt><c:pt idx="1"><c:v>0.6875</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser>
</c:barChart></c:plotArea></c:chart></c:chartSpace>"""


def relate(data: bytes, kind: str, target: str, id: str) -> bytes:
    name = "word/_rels/document.xml.rels"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    line = f'<Relationship Id="{id}" Type="{office}/{kind}" Target="{target}"/></Relationships>'
    return with_part(data, name, part(data, name).replace(b"</Relationships>", line.encode()))


def test_a_document_is_read_in_order():
    def fill(document):
        document.add_heading("Method", 1)
        text = document.add_paragraph("Of 250 agen")
        text.add_run("cies, 100").bold = True
        text.add_run("2").font.superscript = True
        text.add_run(" answered.")
        document.add_paragraph("one", style="List Bullet")
        document.add_paragraph("Table 1. Response", style="Caption")
        table = document.add_table(3, 3)
        for cell, told in zip(
            table._cells,
            ["Sector", "Rate", "", "Agency", "40 %", "250", "", "75 %", "20"],
            strict=True,
        ):
            cell.text = told
        table.cell(0, 1).merge(table.cell(0, 2))
        table.cell(1, 0).merge(table.cell(2, 0))
        document.sections[0].header.paragraphs[0].text = "Draft 3"

    reading = read("a.docx", make_word(fill))
    assert kinds(reading) == [
        ("heading", "Method"),
        ("paragraph", "Of 250 agencies, 100 answered."),
        ("item", "one"),
        ("caption", "Table 1. Response"),
        ("table", ""),
        ("margin", "Draft 3"),
    ]
    grid = reading.blocks[4].grid
    assert rows(grid) == [
        ["Sector", "Rate", "Rate"],
        ["Agency", "40 %", "250"],
        ["Agency", "75 %", "20"],
    ]
    assert grid.caption == 3
    assert (grid.rows[1][0].height, grid.rows[0][1].width) == (2, 2)


def test_notes_boxes_fields_and_changes_are_read():
    box = '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>Boxed: 12 %</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent></w:r>'
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF x </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>Table 1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    change = "<w:del><w:r><w:delText>gone 9</w:delText></w:r></w:del><w:ins><w:r><w:t> says 8</w:t></w:r></w:ins>"
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t> not seen 7</w:t></w:r>"

    def fill(document):
        paragraph = document.add_paragraph("See ")
        add_xml(
            paragraph, field + change + hidden + '<w:r><w:footnoteReference w:id="2"/></w:r>' + box
        )
        document.add_paragraph("After.")

    data = relate(
        with_part(make_word(fill), "word/footnotes.xml", FOOTNOTES),
        "footnotes",
        "footnotes.xml",
        "rIdN",
    )
    reading = read("a.docx", data)
    assert kinds(reading) == [
        ("paragraph", "See Table 1 says 8"),
        ("footnote", "Counted in May, 40 %."),
        ("paragraph", "Boxed: 12 %"),
        ("paragraph", "After."),
    ]
    assert "tracked changes" in str(reading.remarks[0])


def test_charts_are_read_by_their_data_as_it_is_shown():
    def fill(document):
        add_xml(
            document.add_paragraph(),
            '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="c" descr="Bars: yes 31.3 %"/><a:graphic><a:graphicData uri="c"><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="rIdC"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>',
        )
        document.add_paragraph("Figure 1. Who agrees", style="Caption")

    data = relate(
        with_part(make_word(fill), "word/charts/c.xml", CHART), "chart", "charts/c.xml", "rIdC"
    )
    chart, picture, caption = read("a.docx", data).blocks
    assert (chart.kind, chart.text.text, picture.text.text) == (
        "chart",
        "Agree",
        "Bars: yes 31.3 %",
    )
    assert rows(chart.grid) == [["", "2025"], ["Yes", "31.2 %"], ["No", "68.8 %"]]
    assert chart.grid.caption == caption.index


def test_a_box_made_of_a_table_is_prose():
    def fill(document):
        cell = document.add_table(1, 1).cell(0, 0)
        cell.text = "Remember: 40 %"
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER

    assert kinds(read("a.docx", make_word(fill))) == [("paragraph", "Remember: 40 %")]


def test_what_is_struck_out_deleted_or_hidden_is_not_read():
    def fill(document):
        hidden = document.styles.add_style("Unseen", 1)
        hidden.font.hidden = True
        document.add_paragraph("20 % that nobody sees", style="Unseen")
        text = document.add_paragraph("Of 107")
        add_xml(
            text,
            '<w:r><w:rPr><w:position w:val="6"/></w:rPr><w:t>3</w:t></w:r>'
            "<w:r><w:rPr><w:strike/></w:rPr><w:t> 31 %</w:t></w:r><w:r><w:t> 37 %</w:t></w:r>",
        )
        table = document.add_table(3, 2)
        for cell, told in zip(
            table._cells, ["Sector", "Rate", "Agency", "40 %", "Region", "75 %"], strict=True
        ):
            cell.text = told
        row = table.rows[2]._tr.get_or_add_trPr()
        row.append(OxmlElement("w:del"))

    reading = read("a.docx", make_word(fill))
    assert kinds(reading)[0] == ("paragraph", "Of 107 37 %")
    assert rows(grid_of(reading)) == [["Sector", "Rate"], ["Agency", "40 %"]]


def test_figures_set_apart_by_tabs_and_lines_are_no_thousands():
    def fill(document):
        add_xml(
            document.add_paragraph("290"), "<w:r><w:tab/><w:t>107</w:t><w:br/><w:t>37 %</w:t></w:r>"
        )
        cell = document.add_table(1, 2).cell(0, 1)
        cell.text = "290"
        cell.add_paragraph("107")

    text, cell = read("a.docx", make_word(fill)).texts()
    assert [number.text for number in text.numbers] == ["290", "107", "37 %"]
    assert [number.text for number in cell.numbers] == ["290", "107"]
