"""The workbook inside a chart: what Word opens when a reader chooses “Edit data”."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from tempen.report.write.docx.elements import clean

SHEET = "Data"
CREATED = datetime(2000, 1, 1)

Values = Sequence[float | None]


@dataclass(frozen=True)
class Column:
    """A column of the sheet; with a formula its values are what the formula gives.

    formula  of a row, with {row} for its number
    """

    label: str
    values: Values
    formula: str = ""


@dataclass(frozen=True)
class Sheet:
    """Categories down, one column after the other: A is the categories."""

    categories: Sequence[str]
    columns: Sequence[Column]
    number_format: str

    def reference(self, column: int) -> str:
        """The cells of a column (0: the categories), without its head."""
        letter = xl_col_to_name(column)
        return f"{SHEET}!${letter}$2:${letter}${len(self.categories) + 1}"

    def head(self, column: int) -> str:
        return f"{SHEET}!${xl_col_to_name(column)}$1"


def make_workbook(sheet: Sheet) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"created": CREATED})
    page = book.add_worksheet(SHEET)
    number = book.add_format({"num_format": sheet.number_format})
    page.set_column(0, 0, 40)
    for row, category in enumerate(sheet.categories, 1):
        page.write_string(row, 0, clean(category))
    for at, column in enumerate(sheet.columns, 1):
        page.write_string(0, at, clean(column.label))
        fill_column(page, at, column, number)
    book.close()
    return content.getvalue()


def fill_column(page, at: int, column: Column, number) -> None:
    """Numbers as numbers; a gap stays an empty cell."""
    for row, value in enumerate(column.values, 1):
        if value is None:
            continue
        if column.formula:
            page.write_formula(row, at, column.formula.format(row=row + 1), number, value)
        else:
            page.write_number(row, at, value, number)
