"""CSV and its kin: every cell as a string, every row with its true line in the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import polars as pl

from tempen.errors import Faults, Place
from tempen.locale import mark
from tempen.store.text import decode, sniff_separator
from tempen.terms.table import Table

FIELD_LIMIT = 131_072  # characters; beyond it a quote was surely left open
BATCH = 20_000
TOLD = 20  # ragged rows told one by one


def read_delimited(path: Path, file: str, separator: str = "", encoding: str = "") -> Table:
    """Read a text table; separator and encoding are found from the content where not given.

    raises  STORE-03 nothing in it, STORE-06 encoding, STORE-09 rows with more or fewer fields
            than the header, STORE-10 quotes left open and other broken quoting
    """
    text = decode(path.read_bytes(), file, encoding)
    faults = Faults()
    if not text.strip():
        faults.add("STORE-03", Place(file), file=path.name)
        faults.stop()
    separator = separator or sniff_separator(text)
    read = read_quoted if '"' in text else read_plain
    data, rows = read(text, separator, file, faults)
    faults.stop()
    return Table(file, data, rows)


def read_plain(
    text: str, separator: str, file: str, faults: Faults
) -> tuple[pl.DataFrame, pl.Series]:
    """Without quotes a record is a line: read at full speed, and check by counting separators."""
    lines = pl.DataFrame({"line": text.replace("\r\n", "\n").replace("\r", "\n").split("\n")})
    lines = lines.with_row_index("row", 1).filter(pl.col("line").str.strip_chars() != "")
    header = lines["line"][0].split(separator)
    lines = lines.slice(1).with_columns(
        fields=pl.col("line").str.count_matches(separator, literal=True) + 1
    )
    tell_long_lines(lines, len(header), file, faults)
    tell_ragged(lines, len(header), file, faults)
    if faults.errors:
        return pl.DataFrame(), lines["row"]
    return split_lines(lines["line"], header, separator), lines["row"]


def split_lines(lines: pl.Series, header: list[str], separator: str) -> pl.DataFrame:
    names = [f"{i}" for i in range(len(header))]
    cells = lines.str.split_exact(separator, len(header) - 1).struct.rename_fields(names)
    return named(cells.struct.unnest(), header)


def named(data: pl.DataFrame, header: list[str]) -> pl.DataFrame:
    """The columns under their own names; twins and blanks keep a place until they are told of."""
    return data.rename(dict(zip(data.columns, placeholders(header), strict=True)))


def placeholders(header: list[str]) -> list[str]:
    """Unique names: the nth twin or blank becomes `name\\0n`, which `check_names` takes apart."""
    seen: dict[str, int] = {}
    names = []
    for name in (name.strip() for name in header):
        seen[name] = seen.get(name, 0) + 1
        names.append(name if name and seen[name] == 1 else f"{name}\0{seen[name]}")
    return names


def tell_long_lines(lines: pl.DataFrame, width: int, file: str, faults: Faults) -> None:
    long = lines.filter(pl.col("line").str.len_bytes() > FIELD_LIMIT * width)
    for row in long["row"].head(TOLD):
        faults.add(
            "STORE-10",
            Place(file, row),
            problem=mark("a field has more than {n} characters.", n=FIELD_LIMIT),
        )


def tell_ragged(lines: pl.DataFrame, width: int, file: str, faults: Faults) -> None:
    """One fault a row, up to a limit: a wrong separator makes every row ragged."""
    ragged = lines.filter(pl.col("fields") != width)
    for row, fields in ragged.select("row", "fields").head(TOLD).iter_rows():
        faults.add("STORE-09", Place(file, row), fields=fields, columns=width, rows=ragged.height)


def read_quoted(
    text: str, separator: str, file: str, faults: Faults
) -> tuple[pl.DataFrame, pl.Series]:
    """With quotes a record can span lines: the strict reader of the standard library decides.

    It is slower (a million rows of forty columns take some twenty seconds), but it knows the line
    of each record, and refuses what can be read in two ways.
    """
    located = locate_records(text, separator, file, faults)
    _, header = next(located, (1, [""]))
    width, rows = len(header), []
    parts = [pl.DataFrame(schema={f"{i}": pl.String for i in range(width)})]
    while batch := list(islice(located, BATCH)):
        check_widths(batch, width, file, faults)
        even = [(row, record) for row, record in batch if len(record) == width]
        rows += [row for row, _ in even]
        columns = list(zip(*(record for _, record in even), strict=True)) or [()] * width
        parts.append(pl.DataFrame(columns, schema=parts[0].schema, orient="col"))
    return named(pl.concat(parts), header), pl.Series("row", rows, dtype=pl.UInt32)


def locate_records(
    text: str, separator: str, file: str, faults: Faults
) -> Iterator[tuple[int, list[str]]]:
    """Every record that is not blank, with the line where it begins; ends at broken quoting."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for record in reader:
            if any(field.strip() for field in record):
                yield begins, record
            begins = reader.line_num + 1
    except csv.Error as error:
        faults.add("STORE-10", Place(file, begins), problem=str(error))


def check_widths(batch: list[tuple[int, list[str]]], width: int, file: str, faults: Faults) -> None:
    """STORE-09 for records of another width than the header's, up to `TOLD` a batch."""
    ragged = [(row, len(record)) for row, record in batch if len(record) != width]
    for row, fields in ragged[:TOLD]:
        faults.add("STORE-09", Place(file, row), fields=fields, columns=width, rows=len(ragged))
