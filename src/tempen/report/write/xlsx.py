"""The annex: every table and chart of a report as a workbook, with intervals and bases.

A sheet stands for a table or a chart; its title is in A1, its header row says what each column
holds, and no cells are merged, so that a screen reader and a program can read it. Texts are
written as texts whatever they begin with: nothing in a report can become a formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from tempen.locale import Speak, mark, speak
from tempen.report import palette
from tempen.report.format import FORMATS
from tempen.terms.document import (
    Block,
    Box,
    Cell,
    Chart,
    Column,
    Document,
    Evidence,
    Figure,
    Inline,
    ItemList,
    Note,
    Point,
    Table,
    TableBlock,
    Text,
)

UNDATED = date(2000, 1, 1)
LONGEST_NAME = 31  # of a sheet, in characters
LONGEST_TEXT = 32_000  # of a cell
FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LANGUAGES = {"sv": "sv-SE", "en": "en-GB"}
SHARES = ("percent", "points")  # formats whose evidence counts as shares 0..1


@dataclass(frozen=True)
class Value:
    """A cell of the annex: a number with its format, else a text."""

    number: float | None = None
    text: str = ""
    format: str = "General"


@dataclass(frozen=True)
class Sheet:
    """One page of the workbook. The first row of `rows` holds the headers."""

    label: str  # “Table 3”
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()
    strong: frozenset[int] = field(default_factory=frozenset)  # rows: groups and totals


def write(document: Document, path: Path) -> None:
    """Write the annex: a sheet of contents, then tables and charts in the report's order."""
    say = speak(document.lang)
    sheets = list(collect_sheets(document, say))
    names = name_sheets([say("Contents"), *(sheet.label for sheet in sheets)])
    book = xlsxwriter.Workbook(str(path), {"in_memory": True, "strings_to_formulas": False})
    set_properties(book, document)
    styles = make_styles(book)
    write_contents(book, document, sheets, names, styles, say)
    for sheet, name in zip(sheets, names[1:], strict=True):
        write_sheet(book.add_worksheet(name), sheet, document, names[0], styles)
    book.close()


def set_properties(book: Any, document: Document) -> None:
    """Fixed dates, so that equal reports are equal files; no user and no machine."""
    day = document.date or UNDATED
    book.set_properties(
        {
            "title": clean(document.title),
            "subject": clean(document.subtitle),
            "author": clean(document.publisher),
            "comments": clean(document.abstract),
            "created": datetime(day.year, day.month, day.day),
        }
    )


# --- from the document to sheets ------------------------------------------------------------


def collect_sheets(document: Document, say: Speak) -> Iterator[Sheet]:
    for block in walk(document.blocks):
        if isinstance(block, Figure):
            yield sheet_of_chart(block.chart, document, say)
        elif isinstance(block, TableBlock):
            yield sheet_of_table(block.table, document, say)
    for table in document.annex:
        yield sheet_of_table(table, document, say)


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        if isinstance(block, Box):
            yield from walk(block.blocks)
        elif isinstance(block, ItemList):
            for entry in block.entries:
                yield from walk(entry)


def sheet_of_table(table: Table, document: Document, say: Speak) -> Sheet:
    """The table's columns; beside a column of shares its intervals, answers and base."""
    columns = [annex_column(table, at, document, say) for at in range(len(table.columns))]
    header = (table.stub, *(head for heads, _ in columns for head in heads))
    rows = tuple(
        (Value(text=plain(row.label)), *(v for _, column in columns for v in column[at]))
        for at, row in enumerate(table.rows)
    )
    strong = frozenset(at for at, row in enumerate(table.rows) if row.kind != "body")
    return Sheet(
        label_table(table, say), plain(table.title), header, rows, notes(table.note), strong
    )


AnnexColumn = tuple[list[str], list[list[Value]]]  # heads, and per row a value for each


def annex_column(table: Table, at: int, document: Document, say: Speak) -> AnnexColumn:
    column = table.columns[at]
    cells = [row.cells[at] if at < len(row.cells) else None for row in table.rows]
    measured = [measure(cell, document.evidence) for cell in cells]
    known = [
        key for key in MEASURES if any(getattr(one, key) is not None for one in measured if one)
    ]
    label = name_column(column, cells, say)
    heads = [label, *(f"{label}, {say(MEASURES[key])}" for key in known)]
    values = [
        [value_of(cell), *(measure_value(one, key, cell) for key in known)]
        for cell, one in zip(cells, measured, strict=True)
    ]
    return heads, values


# What stands beside a share, by the field of its evidence, and how it is headed.
MEASURES = mark(
    {
        "low": "lower limit",
        "high": "upper limit",
        "n": "answers",
        "base": "base",
        "n_eff": "effective answers",
    }
)


def measure(cell: Cell | None, evidence: Mapping[str, Evidence]) -> Evidence | None:
    """The evidence of a share, a mean or a change; a count is its own."""
    if cell is None or cell.format in ("text", "count"):
        return None
    return evidence.get(cell.evidence)


def measure_value(one: Evidence | None, key: str, cell: Cell | None) -> Value:
    number = getattr(one, key) if one else None
    if number is None or cell is None:
        return Value()
    if key in ("n", "n_eff"):
        return Value(float(number), format="#,##0")
    if key == "base":
        return Value(float(number), format="#,##0.##" if number % 1 else "#,##0")
    return scaled(float(number), cell.format, more_decimals(code_of(cell)))


def name_column(column: Column, cells: Sequence[Cell | None], say: Speak) -> str:
    """“2024 – Alla”: without merged cells a header must say all by itself."""
    label = f"{column.spanner} – {column.label}" if column.spanner else column.label
    numbers = [cell for cell in cells if cell and cell.value is not None]
    points = bool(numbers) and all(cell.format == "points" for cell in numbers)
    return f"{label} ({say('percentage points')})" if points else label


def value_of(cell: Cell | None) -> Value:
    """The number where there is one, in the report's precision; else the text, which says why."""
    if cell is None:
        return Value()
    if cell.value is None or cell.format == "text":
        return Value(text=plain(cell.inlines))
    return scaled(float(cell.value), cell.format, code_of(cell))


def scaled(number: float, kind: str, code: str) -> Value:
    """Percentage points are shares in the document; a workbook has no format for them."""
    return Value(round(100 * number, 10) if kind == "points" else number, format=code)


def code_of(cell: Cell) -> str:
    """The number format, with as many decimals as the report prints."""
    places = count_decimals(plain(cell.inlines))
    part = "." + "0" * places if places else ""
    match cell.format:
        case "percent":
            return f"0{part}%"
        case "count":
            return "#,##0"
        case "points":
            return f"+0{part};-0{part};0{part}"
        case _:
            return f"0{part or '.0'}"


def more_decimals(code: str) -> str:
    """An interval is given with one decimal more than its share, for those who go on with it."""
    return re.sub(r"0(\.0+)?", lambda m: m[0] + ("0" if m[1] else ".0"), code)


def count_decimals(text: str) -> int:
    match = re.search(r"\d[.,](\d{1,2})(?!\d)", text)
    return len(match[1]) if match else 0


def sheet_of_chart(chart: Chart, document: Document, say: Speak) -> Sheet:
    """One row per mark of every view: group, category, series, value, interval, answers, base."""
    heads = (
        "Group",
        "Category",
        "Series",
        "Value",
        "Lower limit",
        "Upper limit",
        "Answers",
        "Base",
    )
    rows = tuple(
        chart_row(chart, (view.label, category, series.label), point, document)
        for view in chart.views
        for at, category in enumerate(chart.categories)
        for series in view.series
        for point in series.points[at : at + 1]
    )
    said = [f"{view.label}: {view.note}" for view in chart.views if view.note]
    unit = () if chart.unit == "percent" else (f"{say('Unit')}: {chart.unit}",)
    label = f"{say('Figure')} {chart.number}"
    header = (*(say(head) for head in heads), say("Remark"))
    return Sheet(label, plain(chart.title), header, rows, (*notes(chart.note), *unit, *said))


def chart_row(
    chart: Chart, labels: Sequence[str], point: Point, document: Document
) -> tuple[Value, ...]:
    code = "0%" if chart.unit == "percent" else "General"
    finer = more_decimals(code) if chart.unit == "percent" else "General"
    evidence = document.evidence.get(point.evidence)
    base = evidence.base if evidence else None
    shown = Value(point.value, format=code) if point.value is not None else Value()
    remark = remark_on(chart, point, document.lang)
    return (
        *(Value(text=label) for label in labels),
        shown,
        Value(point.low, format=finer),
        Value(point.high, format=finer),
        Value(None if point.n is None else float(point.n), format="#,##0"),
        Value(base, format="#,##0.##" if base and base % 1 else "#,##0"),
        Value(text=remark),
    )


def remark_on(chart: Chart, point: Point, lang: str) -> str:
    """Why there is no value, or what the chart prints where that is not the value itself."""
    if point.value is None or chart.unit != "percent":
        return point.text if point.value is None else ""
    printed = FORMATS[lang].percent(point.value) if lang in FORMATS else ""
    caution = speak(lang)("few answers: read with caution") if point.caution else ""
    text = "" if point.text == printed else point.text
    return "; ".join(part for part in (text, caution) if part)


def label_table(table: Table, say: Speak) -> str:
    return f"{say('Table')} {table.number}"


def notes(note: tuple[Inline, ...]) -> tuple[str, ...]:
    return (plain(note),) if note else ()


def plain(inlines: Iterable[Inline]) -> str:
    return "".join(plain_inline(inline) for inline in inlines)


def plain_inline(inline: Inline) -> str:
    if isinstance(inline, Note):
        return f" ({plain(inline.inlines)})"
    if isinstance(inline, Text):
        return inline.text
    inner = getattr(inline, "inlines", None)
    return plain(inner) if inner is not None else getattr(inline, "text", "")


def clean(text: str) -> str:
    """Without characters that no XML file may hold."""
    return ILLEGAL.sub("", text)[:LONGEST_TEXT]


def name_sheets(labels: Sequence[str]) -> list[str]:
    """A name for each sheet: short enough, with no forbidden sign, each once in any case."""
    names: list[str] = []
    taken: set[str] = set()
    for label in labels:
        base = FORBIDDEN.sub(" ", clean(label)).strip(" '")[:LONGEST_NAME] or "-"
        name, count = base, 1
        while name.casefold() in taken:
            count += 1
            end = f" ({count})"
            name = base[: LONGEST_NAME - len(end)] + end
        taken.add(name.casefold())
        names.append(name)
    return names


# --- from sheets to the workbook ------------------------------------------------------------


class Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.made: dict[tuple[str, bool], Any] = {}
        base = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
        self.base = base
        self.title = book.add_format(
            {**base, "bold": True, "font_size": 14, "font_color": palette.ACCENT}
        )
        self.stamp = book.add_format({**base, "bold": True, "font_color": palette.CAUTION})
        self.note = book.add_format({**base, "font_color": palette.SOFT})
        self.link = book.add_format({**base, "font_color": palette.ACCENT, "underline": 1})
        self.head = book.add_format(
            {**base, "bold": True, "text_wrap": True, "bottom": 2, "bg_color": palette.WASH}
        )

    def number(self, code: str, strong: bool) -> Any:
        key = (code, strong)
        if key not in self.made:
            look = {**self.base, "num_format": code, "bold": strong}
            self.made[key] = self.book.add_format(look)
        return self.made[key]


def make_styles(book: Any) -> Looks:
    return Looks(book)


def write_contents(
    book: Any,
    document: Document,
    sheets: Sequence[Sheet],
    names: Sequence[str],
    looks: Looks,
    say: Speak,
) -> None:
    page = book.add_worksheet(names[0])
    page.set_column(0, 0, 16)
    page.set_column(1, 1, 90)
    page.write_string(0, 0, clean(document.title), looks.title)
    at = write_lines(page, 1, describe(document, say), looks) + 1
    page.write_string(at, 0, say("Sheet"), looks.head)
    page.write_string(at, 1, say("Title"), looks.head)
    page.freeze_panes(at + 1, 0)
    for row, (sheet, name) in enumerate(zip(sheets, names[1:], strict=True), at + 1):
        quoted = name.replace("'", "''")
        page.write_url(row, 0, f"internal:'{quoted}'!A1", looks.link, clean(name))
        page.write_string(row, 1, clean(sheet.title), looks.number("@", False))


Lines = Sequence[tuple[str, str]]  # (look, text)


def describe(document: Document, say: Speak) -> Lines:
    day = document.date
    facts = (
        ("note", document.subtitle),
        ("note", document.publisher),
        ("note", FORMATS[document.lang].date(day) if day and document.lang in FORMATS else ""),
        ("note", f"{say('Language')}: {LANGUAGES.get(document.lang, document.lang)}"),
        ("stamp", document.stamp),
    )
    return [(look, text) for look, text in facts if text]


def write_lines(page: Any, row: int, lines: Lines, looks: Looks) -> int:
    for look, text in lines:
        page.write_string(row, 0, clean(text), getattr(looks, look))
        row += 1
    return row


def write_sheet(page: Any, sheet: Sheet, document: Document, contents: str, looks: Looks) -> None:
    page.write_string(0, 0, clean(f"{sheet.label}. {sheet.title}"), looks.title)
    stamp = [("stamp", document.stamp)] if document.stamp else []
    top = write_lines(page, 1, stamp, looks)
    quoted = contents.replace("'", "''")
    page.write_url(top, 0, f"internal:'{quoted}'!A1", looks.link, clean(contents))
    head = top + 2
    for column, label in enumerate(sheet.header):
        page.write_string(head, column, clean(label), looks.head)
    page.freeze_panes(head + 1, 1)
    for at, row in enumerate(sheet.rows):
        write_row(page, head + 1 + at, row, at in sheet.strong, looks)
    write_lines(page, head + len(sheet.rows) + 2, [("note", n) for n in sheet.notes], looks)
    set_widths(page, sheet)


def write_row(page: Any, row: int, values: Sequence[Value], strong: bool, looks: Looks) -> None:
    for column, value in enumerate(values):
        if value.number is not None:
            page.write_number(row, column, value.number, looks.number(value.format, strong))
        elif value.text:
            page.write_string(row, column, clean(value.text), looks.number("@", strong))


def set_widths(page: Any, sheet: Sheet) -> None:
    """As wide as the longest text of a column; a header may take three lines."""
    for column, label in enumerate(sheet.header):
        texts = [len(row[column].text) for row in sheet.rows if column < len(row)]
        width = max([len(label) / 2.5, 9.0, *map(float, texts)])
        page.set_column(column, column, min(width + 1, 60))
