"""Tables: a repeated header row, numbers to the right, and their title and note kept with them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from tempen.report import palette
from tempen.report.write.docx.draft import Draft
from tempen.report.write.docx.elements import Element, paragraph, run, w
from tempen.report.write.docx.inlines import plain, write_inlines
from tempen.report.write.docx.styles import hue
from tempen.terms.document import Cell, Column, Inlines, Row, Table, Text

SHORT = 16  # rows that stay together on one page
STUB_WIDTH = 2.2  # of the column of row labels, in the unit of Column.width
STUB_MOST = 0.5  # of the table's width
NUMBER_LEAST = 850  # twips
LETTERS = 7  # of a head that a column of width 1 has room for, at the least


def write_table(draft: Draft, table: Table) -> Element:
    widths = share_width(table, draft.text_width)
    heads = write_heads(draft, table, widths)
    rows = [
        write_row(draft, row, table.columns, widths, keep=is_kept(table, i))
        for i, row in enumerate(table.rows)
    ]
    total = bool(table.rows) and table.rows[-1].kind == "total"
    title = plain(table.title)
    style = draft.styles["Report table"]
    return frame_table(style, widths, [*heads, *rows], title, header=True, total=total)


def is_kept(table: Table, row: int) -> bool:
    """Does a row stay with what follows? In a short table all do, the last with the note."""
    rows = len(table.rows)
    last = row == rows - 1
    if last:
        return bool(table.note) or is_cautious(table)
    return rows <= SHORT or row in (0, rows - 2)


def is_cautious(table: Table) -> bool:
    return any(cell.caution for row in table.rows for cell in row.cells)


def frame_table(
    style: str,
    widths: Sequence[int],
    rows: Sequence[Element],
    alt: str,
    *,
    header: bool,
    total=False,
) -> Element:
    look = w(
        "tblLook",
        val=f"{0x0480 | 0x20 * header | 0x40 * total:04X}",
        firstRow=int(header),
        lastRow=int(total),
        firstColumn=int(header),
        lastColumn=0,
        noHBand=0,
        noVBand=1,
    )
    properties = w(
        "tblPr",
        w("tblStyle", val=style),
        w("tblW", w=sum(widths), type="dxa"),
        w("tblLayout", type="fixed"),
        look,
        w("tblCaption", val=alt[:250]) if alt else None,
    )
    return w("tbl", properties, w("tblGrid", *(w("gridCol", w=x) for x in widths)), *rows)


def share_width(table: Table, whole: int) -> list[int]:
    """Twips per column, the stub first: what the labels need, the rest by Column.width."""
    longest = max((len(plain(row.label)) for row in table.rows), default=0)
    columns = sum(column.width for column in table.columns) or 1.0
    stub = STUB_WIDTH if longest > 12 or not table.columns else 1.4
    share = min(stub / (stub + columns), STUB_MOST) if table.columns else 1.0
    # Long labels in a table of few columns would leave the numbers far from them.
    if longest > 40:
        share = max(share, min(STUB_MOST, 1 - NUMBER_LEAST * len(table.columns) / whole))
    first = round(whole * share)
    needs = [need_of(column) for column in table.columns]
    rest = [round((whole - first) * need / sum(needs)) for need in needs]
    return [first, *rest]


def need_of(column: Column) -> float:
    """What a column asks for of the width: its own wish, or its longest word unbroken."""
    longest = max(map(len, column.label.split()), default=0)
    return max(column.width, longest / LETTERS)


def write_heads(draft: Draft, table: Table, widths: Sequence[int]) -> list[Element]:
    """The header row, under a row of spanners if there are any; both repeat on each page."""
    if not any(column.spanner for column in table.columns):
        cells = [(table.stub, "left"), *((c.label, c.align) for c in table.columns)]
        made = [head_cell(draft, t, al, x) for (t, al), x in zip(cells, widths, strict=True)]
        return [head_row(made)]
    upper = [head_cell(draft, table.stub, "left", widths[0], merge="restart")]
    lower = [head_cell(draft, "", "left", widths[0], merge="continue")]
    for column, width in zip(table.columns, widths[1:], strict=True):
        continued = None if column.spanner else "continue"
        text = column.label if column.spanner else ""
        lower.append(head_cell(draft, text, column.align, width, merge=continued))
    return [head_row(upper + span_cells(draft, table.columns, widths[1:])), head_row(lower)]


def span_cells(draft: Draft, columns: Sequence[Column], widths: Sequence[int]) -> list[Element]:
    """The upper row: one cell per spanner; a column without one reaches down both rows."""
    cells: list[Element] = []
    pairs = zip(columns, widths, strict=True)
    for spanner, group in groupby(pairs, key=lambda pair: pair[0].spanner):
        members = list(group)
        if spanner:
            width = sum(x for _, x in members)
            cells.append(head_cell(draft, spanner, "center", width, span=len(members)))
        else:
            cells += [head_cell(draft, c.label, c.align, x, merge="restart") for c, x in members]
    return cells


def head_row(cells: Sequence[Element]) -> Element:
    return w("tr", w("trPr", w("cantSplit"), w("tblHeader")), *cells)


def head_cell(
    draft: Draft, text: str, align: str, width: int, *, span: int = 1, merge: str | None = None
) -> Element:
    line = w("bottom", val="single", sz=4, space=0, color=hue(palette.SOFT)) if span > 1 else None
    properties = w(
        "tcPr",
        w("tcW", w=width, type="dxa"),
        w("gridSpan", val=span) if span > 1 else None,
        w("vMerge", val=merge) if merge else None,
        w("tcBorders", line) if line is not None else None,
        w("vAlign", val="bottom"),
    )
    runs = [run(text, w("b"))] if text else []
    return w("tc", properties, write_line(draft, runs, align, keep=True))


def write_line(draft: Draft, runs: Sequence[Element], align: str, keep: bool) -> Element:
    side = None if align == "left" else w("jc", val=align)
    return paragraph(
        draft.styles["Table text"], *runs, keepNext=w("keepNext") if keep else None, jc=side
    )


def write_row(
    draft: Draft, row: Row, columns: Sequence[Column], widths: Sequence[int], keep: bool
) -> Element:
    properties = w("trPr", w("cantSplit"))
    if row.kind == "group":
        label = write_cell(draft, row.label, "left", sum(widths), True, True, span=len(widths))
        return w("tr", properties, label)
    bold = row.kind == "total"
    first = write_cell(draft, row.label, "left", widths[0], bold, keep)
    # A row that is short of cells keeps the grid: Word repairs a ragged table noisily.
    cells = [*row.cells, *[Cell(())] * (len(columns) - len(row.cells))]
    rest = [
        write_cell(draft, starred(cell), column.align, width, bold, keep)
        for cell, column, width in zip(cells, columns, widths[1:], strict=False)
    ]
    return w("tr", properties, first, *rest)


def starred(cell: Cell) -> Inlines:
    """A number that rests on few answers carries the star that the note below explains."""
    return (*cell.inlines, Text(palette.STAR)) if cell.caution else cell.inlines


def write_cell(
    draft: Draft, inlines: Inlines, align: str, width: int, bold: bool, keep: bool, span: int = 1
) -> Element:
    runs = write_inlines(draft, inlines, face=("b",) if bold else ())
    properties = w(
        "tcPr",
        w("tcW", w=width, type="dxa"),
        w("gridSpan", val=span) if span > 1 else None,
        w("shd", val="clear", color="auto", fill=hue(palette.WASH)) if span > 1 else None,
    )
    return w("tc", properties, write_line(draft, runs, align, keep))
