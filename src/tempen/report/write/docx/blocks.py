"""Blocks as paragraphs and tables, in the report's styles."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass

from tempen.report import palette
from tempen.report.write.docx.charts import write_chart
from tempen.report.write.docx.draft import Draft
from tempen.report.write.docx.elements import Element, begin_page, name, paragraph, run, w
from tempen.report.write.docx.fields import text_field
from tempen.report.write.docx.inlines import plain, write_inlines
from tempen.report.write.docx.numbering import list_indent, properties
from tempen.report.write.docx.styles import hue
from tempen.report.write.docx.tables import frame_table, is_cautious, write_table
from tempen.terms.document import (
    Block,
    Box,
    Figure,
    Heading,
    Inlines,
    ItemList,
    KeyFigures,
    PageBreak,
    Paragraph,
    Quote,
    TableBlock,
    Text,
)

STYLE_OF = {"body": "Body Text", "lead": "Lead", "small": "Small"}
BOX_MARGIN = 227  # twips, at either side of a box
GROUNDS = {
    "key": (palette.WASH, palette.ACCENT),
    "note": (palette.WASH, palette.RULE),
    "caution": (palette.CAUTION_WASH, palette.CAUTION),
}


@dataclass(frozen=True)
class Where:
    """The list that a block stands in: its number, its level, and whether it begins an entry."""

    list: int = 0
    level: int = -1
    first: bool = False
    ordered: bool = False


def write_blocks(draft: Draft, blocks: Iterable[Block]) -> list[Element]:
    """The blocks in order; a page break moves to the paragraph that comes after it."""
    written: list[Element] = []
    breaking = False
    for block in blocks:
        if isinstance(block, PageBreak):
            breaking = True
            continue
        elements = write_block(draft, block, Where())
        if breaking and elements:
            elements = begin_with_page(draft, elements)
            breaking = False
        written += elements
    return written


def begin_with_page(draft: Draft, elements: list[Element]) -> list[Element]:
    """Begin on a new page; before a table, which cannot, stands a small paragraph that can."""
    if elements[0].tag != name("w:p"):
        elements = [write_spacer(draft), *elements]
    begin_page(elements[0])
    return elements


def write_block(draft: Draft, block: Block, where: Where) -> list[Element]:
    match block:
        case Heading():
            return [write_heading(draft, block)]
        case Paragraph():
            return [write_paragraph(draft, block, where)]
        case ItemList():
            return write_list(draft, block, where)
        case Quote():
            return write_quote(draft, block)
        case Box():
            return write_box(draft, block)
        case KeyFigures():
            return write_key_figures(draft, block)
        case Figure():
            return write_figure(draft, block)
        case TableBlock():
            return write_table_block(draft, block)
        case PageBreak():
            return []


def write_heading(draft: Draft, heading: Heading) -> Element:
    level = min(max(heading.level, 1), 3)
    numbered, as_text = draft.numbering.number_heading(heading.number, level)
    number = [run(heading.number), run(" ")] if as_text else []
    marked = draft.bookmarks.mark(heading.id, write_inlines(draft, heading.inlines))
    return paragraph(draft.styles[f"heading {level}"], *number, *marked, numPr=numbered)


def write_paragraph(draft: Draft, block: Paragraph, where: Where) -> Element:
    style = draft.styles[STYLE_OF[block.style]]
    runs = write_inlines(draft, block.inlines)
    if where.level < 0:
        return paragraph(style, *runs)
    if not where.first:
        indent = w("ind", left=list_indent(where.level))
        return paragraph(draft.styles["List Continue"], *runs, ind=indent)
    listed = draft.styles["List Number" if where.ordered else "List Bullet"]
    return paragraph(listed, *runs, numPr=properties(where.level, where.list))


def write_list(draft: Draft, block: ItemList, where: Where) -> list[Element]:
    number, level = draft.numbering.begin_list(block.ordered), min(where.level + 1, 2)
    written: list[Element] = []
    for entry in block.entries:
        for index, inner in enumerate(entry):
            place = Where(number, level, index == 0, block.ordered)
            written += write_block(draft, inner, place)
    return written


def write_quote(draft: Draft, quote: Quote) -> list[Element]:
    """The words, then who said them; what was made up says so in the same line."""
    styles = draft.styles
    words = [run("”" if draft.document.lang == "sv" else "“"), *write_inlines(draft, quote.inlines)]
    mark = [run(quote.mark, w("rStyle", val=styles["Mark"]))] if quote.mark else []
    who = [run(f"— {quote.attribution}")] if quote.attribution else []
    between = [run(" · ")] if mark and who else []
    said = paragraph(styles["Quote"], *words, run("”"), keepNext=w("keepNext"))
    return [said, paragraph(styles["Quote source"], *who, *between, *mark)]


def write_box(draft: Draft, box: Box) -> list[Element]:
    """One cell with a ground and a bar at its side.

    Not bordered paragraphs: Word breaks their ground at every change of indent, so at every
    list. A cell of one reads aloud in order all the same; its alt text is the box's title.
    """
    ground, edge = GROUNDS[box.kind]
    runs = write_inlines(draft, box.title)
    if box.kind != "note":
        runs = [tint(one, hue(edge)) for one in runs]
    title = [paragraph(draft.styles["Box title"], *runs)] if runs else []
    with draft.narrowed(2 * BOX_MARGIN):
        inner = [*title, *(e for b in box.blocks for e in write_block(draft, b, Where()))]
    if not inner or inner[-1].tag != name("w:p"):
        inner.append(write_spacer(draft))  # a cell must end in a paragraph
    side = w("left", val="single", sz=24, space=0, color=hue(edge))
    cell = w("tc", box_cell(draft, ground, side), *inner)
    rows = w("tr", w("trPr", w("cantSplit")), cell)
    return [write_frame(draft, plain(box.title), [draft.text_width], [rows]), write_spacer(draft)]


def tint(one: Element, value: str) -> Element:
    if one.tag == name("w:r"):
        shade = one.find(name("w:rPr"))
        if shade is None:
            shade = w("rPr")
            one.insert(0, shade)
        shade.append(w("color", val=value))
    return one


def box_cell(draft: Draft, ground: str, side: Element) -> Element:
    margins = w(
        "tcMar",
        w("top", w=100, type="dxa"),
        w("left", w=BOX_MARGIN, type="dxa"),
        w("bottom", w=100, type="dxa"),
        w("right", w=BOX_MARGIN, type="dxa"),
    )
    width = w("tcW", w=draft.text_width, type="dxa")
    shading = w("shd", val="clear", color="auto", fill=hue(ground))
    return w("tcPr", width, w("tcBorders", side), shading, margins)


def write_frame(draft: Draft, alt: str, widths: list[int], rows: list[Element]) -> Element:
    """A table that only lays out: no header row, and an alt text for those who meet a table."""
    return frame_table(draft.styles["Normal Table"], widths, rows, alt, header=False)


def write_key_figures(draft: Draft, block: KeyFigures) -> list[Element]:
    """Side by side, each number with its words in one cell: so read aloud they stay together."""
    share = draft.text_width // max(len(block.figures), 1)
    top = w("tcBorders", w("top", val="single", sz=12, space=0, color=hue(palette.ACCENT)))
    cells: list[Element] = []
    for figure in block.figures:
        gap = w("tcMar", w("left", w=0, type="dxa"), w("right", w=227, type="dxa"))
        edge = w("tcPr", w("tcW", w=share, type="dxa"), deepcopy(top), gap)
        value = paragraph(draft.styles["Key figure"], *write_inlines(draft, figure.value))
        label = paragraph(draft.styles["Key figure label"], *write_inlines(draft, figure.label))
        cells.append(w("tc", edge, value, label))
    rows = [w("tr", w("trPr", w("cantSplit")), *cells)]
    alt = draft.say("Key figures")
    return [write_frame(draft, alt, [share] * len(cells), rows), write_spacer(draft)]


def write_spacer(draft: Draft) -> Element:
    """Between two tables, which Word would join, and after one at the end of a cell."""
    return paragraph(draft.styles["Spacer"])


def write_figure(draft: Draft, block: Figure) -> list[Element]:
    """Number and title above, the chart, the note below: kept on one page."""
    chart = block.chart
    title = write_title(
        draft, "Figure title", draft.say("Figure"), chart.id, chart.number, chart.title
    )
    drawn = paragraph(draft.styles["Figure"], write_chart(draft, chart))
    cautious = any(point.caution for series in chart.series for point in series.points)
    return [title, drawn, *write_notes(draft, chart.note, cautious)]


def write_table_block(draft: Draft, block: TableBlock) -> list[Element]:
    table = block.table
    title = write_title(
        draft, "Table title", draft.say("Table"), table.id, table.number, table.title
    )
    return [
        title,
        write_table(draft, table),
        *write_notes(draft, table.note, is_cautious(table)),
    ]


def write_title(
    draft: Draft, style: str, label: str, id: str, number: int, title: Inlines
) -> Element:
    """“Figure 3. Title”; the bookmark holds “Figure 3”, for cross references."""
    numbered = [run(f"{label} "), *text_field(f"SEQ {label} \\* ARABIC", str(number))]
    marked = draft.bookmarks.mark(id, numbered)
    return paragraph(draft.styles[style], *marked, run(". "), *write_inlines(draft, title))


def write_notes(draft: Draft, note: Inlines, cautious: bool) -> list[Element]:
    """What stands below a figure or table: the star's meaning, the note, or only some room."""
    star = Text(f"{palette.STAR} {draft.say('Few answers: read with caution')}.")
    lines = [*([(star,)] if cautious else []), *([note] if note else [])]
    return [write_note_line(draft, line) for line in lines] or [write_spacer(draft)]


def write_note_line(draft: Draft, note: Inlines) -> Element:
    return paragraph(draft.styles["Note"], *write_inlines(draft, note))
