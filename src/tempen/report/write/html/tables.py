"""Tables as HTML: headers that a screen reader can follow, and numbers that open.

A table may hold hundreds of numbers. Each as a tab stop would be a burden, and the ARIA grid
pattern would make a screen reader stop reading the table as a table. So the element stays a
plain `table`; the script gives it one tab stop, arrow keys move between its numbers and a
screen reader's own table commands still reach every one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from tempen.report import palette
from tempen.report.write.html.escape import attributes, text
from tempen.report.write.html.inlines import numbers_in, plain, sourced, write_inlines
from tempen.report.write.html.state import Page
from tempen.terms.document import Cell, Column, Row, Table


def write_table(table: Table, page: Page) -> str:
    eyebrow = text(page.say("Table {n}").format(n=table.number))
    title = write_inlines(table.title, page)
    note = f'<p class="note">{write_inlines(table.note, page)}</p>' if table.note else ""
    cautious = any(cell.caution for row in table.rows for cell in row.cells)
    foot = (write_caution(page) if cautious else "") + note
    return (
        f'<div class="table" id="{text(table.id)}"><div class="scroll"><table>'
        f'<caption id="t-caption-{text(table.id)}"><span class="eyebrow">{eyebrow}</span> '
        f'<span class="title">{title}</span></caption>'
        f"{write_head(table)}{write_bodies(table, page)}</table></div>"
        f"{foot}{write_tools(plain(table.title), page)}</div>"
    )


def write_caution(page: Page) -> str:
    words = text(page.say("Few answers: read with caution"))
    return f'<p class="note caution"><span aria-hidden="true">{palette.STAR} </span>{words}.</p>'


def write_tools(title: str, page: Page) -> str:
    """What the script can do with a figure or a table; `title` tells equal buttons apart."""
    buttons = (("link", "Copy link"), ("csv", "Download values (CSV)"))
    made = (
        f'<button type="button" class="tool" data-do="{do}">{text(page.say(label))}'
        f'<span class="unseen">: {text(title)}</span></button>'
        for do, label in buttons
    )
    return f'<div class="tools js-only">{"".join(made)}</div>'


def write_head(table: Table) -> str:
    columns = table.columns
    groups = [(name, list(run)) for name, run in groupby(columns, lambda column: column.spanner)]
    spanned = any(name for name, _ in groups)
    stub = f'<th scope="col"{" rowspan=2" if spanned else ""}>{text(table.stub)}</th>'
    if not table.stub:  # an empty header would be announced as one
        stub = stub.replace('<th scope="col"', "<td").replace("</th>", "</td>")
    if not spanned:
        return f"<thead><tr>{stub}{heads(columns)}</tr></thead>"
    top = "".join(write_spanner(name, run) for name, run in groups)
    bottom = "".join(heads(run) for name, run in groups if name)
    spans = "".join(f"<colgroup span={len(run)}></colgroup>" for _, run in groups)
    return f"<colgroup></colgroup>{spans}<thead><tr>{stub}{top}</tr><tr>{bottom}</tr></thead>"


def write_spanner(name: str, columns: Sequence[Column]) -> str:
    if not name:
        return heads(columns, rows=2)
    return f'<th scope="colgroup" colspan="{len(columns)}" class="spanner">{text(name)}</th>'


def heads(columns: Sequence[Column], rows: int = 1) -> str:
    return "".join(
        f"<th{attributes(scope='col', class_=column.align, rowspan=rows if rows > 1 else None)}>"
        f"{text(column.label)}</th>"
        for column in columns
    )


def write_bodies(table: Table, page: Page) -> str:
    """A group row opens a body of its own, which it heads."""
    bodies: list[list[str]] = [[]]
    for row in table.rows:
        if row.kind == "group" and bodies[-1]:
            bodies.append([])
        bodies[-1].append(write_row(row, table, page))
    return "".join(f"<tbody>{''.join(rows)}</tbody>" for rows in bodies)


def write_row(row: Row, table: Table, page: Page) -> str:
    label = write_inlines(row.label, page)
    if row.kind == "group":
        span = len(table.columns) + 1
        return f'<tr class="group"><th scope="rowgroup" colspan="{span}">{label}</th></tr>'
    cells = "".join(
        write_cell(cell, column, page)
        for cell, column in zip(row.cells, table.columns, strict=True)
    )
    kind = ' class="total"' if row.kind == "total" else ""
    return f'<tr{kind}><th scope="row">{label}</th>{cells}</tr>'


def write_cell(cell: Cell, column: Column, page: Page) -> str:
    inner = write_inlines(cell.inlines, page)
    if cell.evidence and not any(numbers_in(cell.inlines)) and inner:
        inner = sourced(inner, page, (cell.evidence,))
    given = attributes(class_=column.align, data_v=cell.value)
    return f"<td{given}>{inner}{mark_caution(cell.caution, page)}</td>"


def mark_caution(caution: bool, page: Page) -> str:
    if not caution:
        return ""
    return (
        f'<span class="caution-mark" aria-hidden="true">{palette.STAR}</span>'
        f'<span class="unseen"> ({text(page.say("few answers"))})</span>'
    )
