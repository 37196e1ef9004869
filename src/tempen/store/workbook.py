"""Excel workbooks: one sheet, a header in its first row that is not blank."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import fastexcel
import polars as pl

from tempen.errors import Faults, Place
from tempen.locale import mark
from tempen.store.columnar import first_line
from tempen.store.delimited import named
from tempen.terms.table import Table

MOST_BYTES = 1 << 30  # unpacked
MOST_CELLS = 50_000_000  # of the rectangle that the outermost cells span: it is made in memory
CHUNK = 1 << 20
CELL = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")


def read_workbook(path: Path, file: str, sheet: str | None = None) -> Table:
    """Read one sheet of an .xlsx file, the first where none is named.

    raises  STORE-03 an empty sheet, STORE-05 damaged, STORE-11 it unpacks to too much,
            STORE-12 a header that does not stand in one row, STORE-13 no such sheet
    """
    faults = Faults()
    check_size(path, file)
    cells = load_cells(path, file, sheet, faults)
    faults.stop()
    cells = cells.with_row_index("row", 1)
    filled = cells.filter(
        pl.any_horizontal(pl.exclude("row").str.strip_chars().str.len_bytes() > 0)
    )
    if filled.is_empty():
        faults.add("STORE-03", Place(file), file=path.name)
        faults.stop()
    header = [name or "" for name in filled.drop("row").row(0)]
    check_header(header, filled, file, faults)
    faults.stop()
    body = filled.slice(1)
    return Table(file, plain_dates(named(body.drop("row"), header)), body["row"])


def load_cells(path: Path, file: str, sheet: str | None, faults: Faults) -> pl.DataFrame:
    """Every cell as a string, blank rows at the top included, so that rows keep their numbers."""
    try:
        book = fastexcel.read_excel(path)
        if sheet is not None and sheet not in book.sheet_names:
            known = ", ".join(book.sheet_names)
            faults.add("STORE-13", Place(file), sheet=sheet, known=known)
            faults.stop()
        loaded = book.load_sheet(sheet or 0, header_row=None, skip_rows=0, dtypes="string")
        return trim_right(pl.DataFrame(loaded))
    except (fastexcel.FastExcelError, pl.exceptions.PanicException, OSError) as error:
        faults.add("STORE-05", Place(file), kind="Excel", problem=first_line(error))
    return pl.DataFrame()


def trim_right(cells: pl.DataFrame) -> pl.DataFrame:
    """Without the columns at the right edge that hold nothing but formatting."""
    while cells.width and cells.to_series(-1).null_count() == cells.height:
        cells = cells.drop(cells.columns[-1])
    return cells


def check_header(header: list[str], filled: pl.DataFrame, file: str, faults: Faults) -> None:
    """STORE-12 for titles above the header and for merged headings: they leave blank cells.

    One blank cell among many names is a column without a name, and told as such later.
    """
    blank = sum(1 for name in header if not name.strip())
    if blank > 1 and blank * 3 >= len(header):
        faults.add("STORE-12", Place(file, filled["row"][0]), blank=blank, columns=len(header))


def plain_dates(data: pl.DataFrame) -> pl.DataFrame:
    """Excel has no dates, only moments: midnight is cut off, other moments get their T."""
    midnight = r"^(\d{4}-\d\d-\d\d) 00:00:00(?:\.0+)?$"
    moment = r"^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)?$"
    return data.with_columns(pl.all().str.replace(midnight, "$1").str.replace(moment, "${1}T$2"))


def check_size(path: Path, file: str) -> None:
    """Unpack once, into nothing, before the reader does: sizes that an archive states may lie.

    raises  STORE-05 not an archive that can be unpacked, STORE-11 too large
    """
    faults = Faults()
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(path) as archive:
            for part in archive.infolist():
                left = unpack_and_measure(archive, part, left, file, faults)
                faults.stop()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        faults.add("STORE-05", Place(file), kind="Excel", problem=first_line(error))
    faults.stop()


def unpack_and_measure(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, file: str, faults: Faults
) -> int:
    """What is left of the allowance after one part; its outermost cell is measured on the way."""
    part.file_size = left + 2 * CHUNK  # do not stop where the archive says that the part ends
    width = height = 0
    tail = b""
    with archive.open(part) as stream:
        while left > 0 and (chunk := stream.read(CHUNK)):
            left -= len(chunk)
            width, height = stretch(width, height, tail + chunk)
            tail = chunk[-32:]
    if left <= 0:
        faults.add("STORE-11", Place(file), size=MOST_BYTES, limit=MOST_BYTES, what=mark("bytes"))
    if width * height > MOST_CELLS:
        faults.add(
            "STORE-11", Place(file), size=width * height, limit=MOST_CELLS, what=mark("cells")
        )
    return left


def stretch(width: int, height: int, xml: bytes) -> tuple[int, int]:
    """The rectangle stretched to the outermost cell that a piece of a sheet names."""
    cells = CELL.findall(xml)
    columns = {column for column, _ in cells}
    width = max(width, *(column_number(column) for column in columns)) if columns else width
    height = max(height, *(int(row) for row in {row for _, row in cells})) if cells else height
    return width, height


def column_number(letters: bytes) -> int:
    """A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
