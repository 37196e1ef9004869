"""Tables as Typst source, with columns as wide as their texts need."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from itertools import groupby

from tempen.locale import speak
from tempen.report import palette
from tempen.report.measure import measure
from tempen.report.write.typst.inlines import plain, write_inlines
from tempen.report.write.typst.literal import quote, write_dict, write_flag, write_list, write_text
from tempen.terms.document import Cell, Row, Table

FULL = 453.5  # points that a table may be wide: 160 mm
INNER = 355.0  # the same in a box
STUB = 105  # points that row labels need at least
AIR = 13  # points beside a text in a column
SIZES = (9.0, 8.0, 7.0)
TEXT = 230  # points of a column of texts: longer ones take more lines
SHORT_LABEL = 55
SHORT = 24  # rows that are kept on one page


@dataclass(frozen=True)
class Grid:
    """size of text, and a Typst width for every column, row labels first.

    hyphenate  where words may be wider than their columns; else hyphens come too easily
    """

    size: float
    widths: tuple[str, ...]
    hyphenate: bool = True


def write_table(table: Table, lang: str, targets: Set[str], place: str, wide: bool) -> str:
    """A call of the template's `data-table`.

    place  the label to put here, or ""
    wide   whether the table may use the margin
    """
    grid = lay_out(table, FULL if wide else INNER)
    parts = {
        "id": quote(place),
        "number": quote(str(table.number)),
        "title": write_inlines(table.title, targets),
        "size": f"{grid.size}pt",
        "hyphenate": write_flag(grid.hyphenate),
        "widths": write_list(grid.widths),
        "aligns": write_list(["left", *(column.align for column in table.columns)]),
        "cells": write_list([write_header(table), *write_rows(table, targets)]),
        "notes": write_list(write_notes(table, lang, targets)),
        "short": write_flag(len(table.rows) <= SHORT),
        "wide": write_flag(wide),
    }
    return f"#data-table({write_dict(parts)})\n"


def write_notes(table: Table, lang: str, targets: Set[str]) -> list[str]:
    notes = [write_inlines(table.note, targets)] if table.note else []
    if any(cell.caution for row in table.rows for cell in row.cells):
        text = f"{palette.STAR} {speak(lang)('Few answers: read with caution')}"
        notes.append(f"[#{write_text(text)}]")
    return notes


# --- columns ----------------------------------------------------------------------------------


def lay_out(table: Table, room: float) -> Grid:
    """The largest text at which every column of numbers has the room it needs."""
    for size in SIZES:
        grid = try_size(table, size, room)
        if grid:
            return grid
    return Grid(SIZES[-1], ("2fr", *(f"{column.width}fr" for column in table.columns)))


def try_size(table: Table, size: float, room: float) -> Grid | None:
    """Fixed widths for numbers; labels and texts share the rest in proportion to their needs."""
    needs = [need(table, i, size) for i in range(len(table.columns))]
    pairs = list(zip(needs, table.columns, strict=True))
    numbers = [width for width, column in pairs if column.align == "right"]
    texts = [width for width, column in pairs if column.align == "left"]
    stub = stub_need(table, size, room)
    numbers = even_out(numbers, room - stub - sum(texts))
    if sum(numbers) + sum(texts) > room - min(stub, STUB):
        return None
    left = iter(numbers)
    widths = (
        f"{next(left):.1f}pt" if column.align == "right" else f"{width:.1f}fr"
        for width, column in pairs
    )
    words = (word for row in table.rows for word in plain(row.label).split(" "))
    long = any(measure(word, size) > STUB - AIR for word in words)
    return Grid(size, (f"{stub:.1f}fr", *widths), hyphenate=long)


def even_out(needs: list[float], room: float) -> list[float]:
    """Columns of numbers equally wide, if there is room: they are read against each other."""
    if needs and max(needs) * len(needs) <= room:
        return [max(needs)] * len(needs)
    return needs


def need(table: Table, i: int, size: float) -> float:
    """Points that a column needs: its numbers on one line, its label on three."""
    column = table.columns[i]
    cells = [row.cells[i] for row in table.rows if len(row.cells) > i]
    texts = [measure(plain(cell.inlines), size, 600) for cell in cells]
    if column.align == "left":
        texts = [min(text, TEXT) for text in texts]
    return max([need_of_label(column.label, size), *texts]) + AIR


def need_of_label(label: str, size: float) -> float:
    """A short label stays on one line, a long one takes three."""
    whole = measure(label, size, 600)
    words = [measure(word, size, 600) for word in label.split(" ")]
    return max([min(whole, SHORT_LABEL), whole / 2.6, *words])


def stub_need(table: Table, size: float, room: float) -> float:
    labels = [measure(plain(row.label), size) for row in table.rows if row.kind != "group"]
    return min(max([measure(table.stub, size, 600), *labels]) + AIR, room / 2)


# --- rows -------------------------------------------------------------------------------------


def write_header(table: Table) -> str:
    """One row of labels, under one of spanners if there are any."""
    spanned = any(column.spanner for column in table.columns)
    stub = f"table.cell(rowspan: 2, align: left + bottom, {head(table.stub)})"
    rows = [stub, *write_spanners(table)] if spanned else [head(table.stub)]
    labels = [head(column.label) for column in table.columns]
    return "table.header(" + ", ".join([*rows, *labels, "table.hline(stroke: strong-rule)"]) + ")"


def head(label: str) -> str:
    return f"strong-cell[#{write_text(label)}]" if label else "[]"


def write_spanners(table: Table) -> Iterator[str]:
    start = 1
    for spanner, columns in groupby(table.columns, lambda column: column.spanner):
        count = len(list(columns))
        yield f"table.cell(colspan: {count}, align: center + bottom, {head(spanner)})"
        if spanner:
            yield f"table.hline(y: 1, start: {start}, end: {start + count}, stroke: rule)"
        start += count


def write_rows(table: Table, targets: Set[str]) -> Iterator[str]:
    last = len(table.rows) - 1
    for i, row in enumerate(table.rows):
        yield from write_row(row, len(table.columns), targets)
        before_total = i < last and table.rows[i + 1].kind == "total"
        yield f"table.hline(stroke: {'strong-rule' if before_total or i == last else 'rule'})"


def write_row(row: Row, columns: int, targets: Set[str]) -> Iterator[str]:
    label = write_inlines(row.label, targets)
    if row.kind == "group":
        cell = f"table.cell(colspan: {columns + 1}, align: left)[#group-label{label}]"
        yield f"table.header(level: 2, repeat: false, {cell})"
        return
    strong = row.kind == "total"
    yield f"strong-cell{label}" if strong else label
    for cell in row.cells:
        body = write_cell(cell, targets)
        yield f"strong-cell{body}" if strong else body
    yield from ["[]"] * (columns - len(row.cells))


def write_cell(cell: Cell, targets: Set[str]) -> str:
    body = write_inlines(cell.inlines, targets)
    return f"{body[:-1]}#hang({quote(palette.STAR)})]" if cell.caution else body
