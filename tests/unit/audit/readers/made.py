"""Small documents made for the tests of readers and writers."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import pikepdf
import typst
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tempen.audit import Grid, Reading

PROSE = "Of 250 agencies, 100 answered, which is 40 %."
REPORT = f"""
#set document(title: "Report")
#set text(lang: "en")
= Method
{PROSE.replace("%", "%")}
#footnote[Counted on 4 May 2026.]
#figure(table(columns: 3,
  table.header([Sector], [Asked], [Rate]),
  [Agency], [250], [40 %],
  [Region], [20], [75 %],
  [Total], [270], [43 %]), caption: [Response by sector], kind: table)
- The first of two points
- The second, with 12 %
"""


def make_pdf(source: str = REPORT, *, tags: bool = True) -> bytes:
    data = typst.compile(source.encode("utf-8"))
    if tags:
        return data
    with pikepdf.open(io.BytesIO(data)) as document:
        del document.Root["/StructTreeRoot"]
        return save(document)


def save(document: pikepdf.Pdf, **options: Any) -> bytes:
    out = io.BytesIO()
    document.save(out, **options)
    return out.getvalue()


def make_word(fill) -> bytes:
    """A Word document that `fill` writes into."""
    document = docx.Document()
    fill(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def add_xml(paragraph, xml: str) -> None:
    """Put raw WordprocessingML at the end of a paragraph."""
    spaces = (
        nsdecls("w", "wp", "a", "r", "m")
        + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    )
    for child in parse_xml(f"<w:p {spaces}>{xml}</w:p>"):
        paragraph._p.append(child)


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """A package with one part replaced or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info))
        new.writestr(name, content)
    return out.getvalue()


def part(data: bytes, name: str = "word/document.xml") -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name)


def kinds(reading: Reading) -> list[tuple[str, str]]:
    return [(block.kind, block.text.text.replace("\u00a0", " ")) for block in reading.blocks]


def grid_of(reading: Reading) -> Grid:
    """The first table or chart."""
    return next(block.grid for block in reading.blocks if block.grid)


def rows(grid: Grid) -> list[list[str]]:
    return [[cell.text.text if cell else "–" for cell in row] for row in grid.rows]
