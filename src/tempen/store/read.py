"""Any foreign table as a table of strings; what is wrong with a file is told by code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tempen.errors import Faults, Place
from tempen.store.canonical import blank_as_null
from tempen.store.columnar import read_parquet
from tempen.store.delimited import read_delimited
from tempen.store.recognise import EXPECTED, recognise
from tempen.store.statistical import read_spss, read_stata
from tempen.store.workbook import read_workbook
from tempen.terms.table import Table

READERS: dict[str, Callable[..., Table]] = {
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".txt": read_delimited,
    ".parquet": read_parquet,
    ".xlsx": read_workbook,
    ".sav": read_spss,
    ".zsav": read_spss,
    ".dta": read_stata,
}
OPTIONS = {".xlsx": ("sheet",)} | dict.fromkeys((".csv", ".tsv", ".txt"), ("separator", "encoding"))


def read_table(path: Path, *, file: str | None = None, **options: str) -> Table:
    """Read a table of any known format, by the suffix of its name.

    file     what faults call the file; the path where it is left out
    options  what the study says of the file (`Wave.format`): `sheet` of a workbook, `separator`
             and `encoding` of a text; what is not said is found out
    raises   FILE-01 no file; STORE-01 unknown suffix, STORE-02 not what its name says, STORE-03
             empty, STORE-04 a folder, STORE-07 two columns of one name, STORE-08 a column
             without a name; and what the reader of the format raises
    """
    file = file or str(path)
    suffix = check_file(path, file)
    told = {name: options[name] for name in OPTIONS.get(suffix, ()) if options.get(name)}
    table = READERS[suffix](path, file, **told)
    check_names(table)
    return Table(file, blank_as_null(table.data), table.rows, table.missing)


def check_file(path: Path, file: str) -> str:
    """The suffix whose reader fits the file; a fault where name and content disagree."""
    faults, place = Faults(), Place(file)
    suffix = path.suffix.lower()
    if path.is_dir():
        faults.add("STORE-04", place)
    elif not path.is_file():
        faults.add("FILE-01", place, file=file)
    elif suffix not in READERS:
        faults.add("STORE-01", place, suffix=suffix or path.name, known=", ".join(READERS))
    elif not (found := recognise(path)):
        faults.add("STORE-03", place, file=path.name)
    elif found != EXPECTED[suffix]:
        faults.add("STORE-02", place, suffix=suffix, found=found)
    faults.stop()
    return suffix


def check_names(table: Table) -> None:
    """Twins and blanks carry a mark from the reader: a NUL and which one they are."""
    faults = Faults()
    header = Place(table.file, 1)
    for number, column in enumerate(table.data.columns, 1):
        name, _, twin = column.partition("\0")
        if not name.strip():
            faults.add("STORE-08", header, number=number)
        elif twin:
            faults.add("STORE-07", header, column=name, number=number)
    faults.stop()
