"""What a file is, by its first bytes: names lie, and a wrong reader says nothing useful."""

from __future__ import annotations

import zipfile
from pathlib import Path

# The formats' own names for themselves; "text" is what is left.
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PAR1", "Parquet"),
    (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel 97 (.xls)"),
    (b"$FL2", "SPSS (.sav)"),
    (b"$FL3", "SPSS (.sav)"),
    (b"<stata_dta>", "Stata (.dta)"),
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "gzip"),
    (b"SQLite format 3", "SQLite"),
)
STATA_BEFORE_117 = range(102, 116)  # release number in the first byte, byte order in the second
EXPECTED = {
    ".csv": "text",
    ".tsv": "text",
    ".txt": "text",
    ".parquet": "Parquet",
    ".xlsx": "Excel (.xlsx)",
    ".sav": "SPSS (.sav)",
    ".zsav": "SPSS (.sav)",
    ".dta": "Stata (.dta)",
}


def recognise(path: Path) -> str:
    """The format of a file's content; "" where there is none, "binary" where it is unknown."""
    with path.open("rb") as file:
        start = file.read(4096)
    if not start:
        return ""
    for signature, name in SIGNATURES:
        if start.startswith(signature):
            return recognise_zip(path) if name == "ZIP" else name
    if start[0] in STATA_BEFORE_117 and start[1:2] in (b"\x01", b"\x02") and start[2:3] == b"\x01":
        return "Stata (.dta)"
    return recognise_text(start)


def recognise_zip(path: Path) -> str:
    """A workbook is a ZIP with a workbook part; its end may be damaged, then it is "ZIP"."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return "ZIP"
    return (
        "Excel (.xlsx)" if "[Content_Types].xml" in names and "xl/workbook.xml" in names else "ZIP"
    )


def recognise_text(start: bytes) -> str:
    """Text, HTML (what some systems export as .xlsx), or bytes that no text holds."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or looks_like_utf16(start):
        return "text"
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<table")):
        return "HTML"
    return "binary" if b"\x00" in start else "text"


def looks_like_utf16(start: bytes) -> bool:
    """Without a byte order mark: nearly every other byte of Latin text is then zero."""
    half = max(len(start) // 2, 1)
    return max(start[::2].count(0), start[1::2].count(0)) > 0.7 * half
