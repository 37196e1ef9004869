"""Plain text: paragraphs between blank lines, lists by their markers, headings by underlining."""

from __future__ import annotations

import re

from tempen.audit.build import Draft, DraftCell, Drafted
from tempen.audit.readers.clean import APART, clean
from tempen.audit.readers.limits import Budget, stop

ITEM = re.compile(r"\s*([-*•–]|\d{1,2}[.)])\s+")
CELL = re.compile(r"\t+|\s*\|\s*| {2,}")
BAR = re.compile(r"[\s|:+=-]+")  # what divides the head of a table from its body
WIDE = re.compile(r"(?<=\d)(?:\t| {2,})\s*(?=\d)")
RULE = re.compile(r"\s*[=~^-]{3,}\s*$")


def decode(name: str, data: bytes) -> str:
    """UTF-8 or UTF-16; else Windows' Western letters.

    raises  AUDIT-04 the bytes are no text
    """
    wide = wide_encoding(data)
    if wide:
        return data.decode(wide, "replace")
    if b"\x00" in data[:4096]:
        raise stop("AUDIT-04", name, kind="text", problem="it holds bytes that are no letters")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def wide_encoding(data: bytes) -> str:
    """UTF-16 by its byte order mark, or by every other byte being zero; else ""."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    odd, even = data[1:2048:2], data[0:2048:2]
    for zeros, letters, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if len(zeros) > 4 and zeros.count(0) > 0.7 * len(zeros) and letters.count(0) == 0:
            return name
    return ""


def read(name: str, data: bytes, budget: Budget) -> Drafted:
    """raises  AUDIT-03 too long; AUDIT-04 not text"""
    text = decode(name, data)
    budget.spend(len(text))
    drafts: list[Draft] = []
    held: list[str] = []
    began = 0

    def flush() -> None:
        if held:
            cells = cells_of(held, began)
            budget.spend(0, len(cells))
            drafts.append(Draft("table", line=began, cells=cells) if cells else draft(held, began))
            held.clear()

    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            flush()
        elif RULE.match(line) and len(held) == 1:
            heading = Draft("heading", clean(held[0]), level=1, line=began)
            held.clear()
            drafts.append(heading)
        else:
            if ITEM.match(line):
                flush()
            if not held:
                began = number
            held.append(line)
    flush()
    return Drafted("txt", drafts)


def cells_of(lines: list[str], began: int) -> list[DraftCell]:
    """The cells of lines that are set as a table, by tabs, bars or wide gaps; none where they are
    not: every line has as many, and most hold a figure."""
    kept = [(at, line) for at, line in enumerate(lines, began) if not BAR.fullmatch(line)]
    rows = [(at, [cell.strip() for cell in CELL.split(line.strip(" |\t"))]) for at, line in kept]
    widths = {len(row) for _, row in rows}
    if len(rows) < 2 or len(widths) != 1 or widths == {1}:
        return []
    figured = sum(any(re.search(r"\d", cell) for cell in row[1:]) for _, row in rows)
    if figured < 0.5 * len(rows) or any(len(cell) > 80 for _, row in rows for cell in row):
        return []
    return [
        DraftCell(clean(cell), index, column, line=at)
        for index, (at, row) in enumerate(rows)
        for column, cell in enumerate(row)
    ]


def draft(lines: list[str], began: int) -> Draft:
    item = ITEM.match(lines[0])
    text = WIDE.sub(APART, " ".join([lines[0][item.end() :] if item else lines[0], *lines[1:]]))
    if item:
        return Draft("item", clean(text), marker=item[1], line=began)
    return Draft("paragraph", clean(text), line=began)
