"""Plain text: paragraphs between blank lines, lists by their markers, headings by underlining."""

from __future__ import annotations

import re

from tempen.audit.build import Draft, Drafted
from tempen.audit.readers.clean import clean
from tempen.audit.readers.limits import Budget, stop

ITEM = re.compile(r"\s*([-*•–]|\d{1,2}[.)])\s+")
RULE = re.compile(r"\s*[=~^-]{3,}\s*$")


def decode(name: str, data: bytes) -> str:
    """UTF-8 or, with its byte order mark, UTF-16; else Windows' Western letters.

    raises  AUDIT-04 the bytes are no text
    """
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if b"\x00" in data[:4096]:
        raise stop("AUDIT-04", name, kind="text", problem="it holds bytes that are no letters")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read(name: str, data: bytes, budget: Budget) -> Drafted:
    """raises  AUDIT-03 too long; AUDIT-04 not text"""
    text = decode(name, data)
    budget.spend(len(text))
    drafts: list[Draft] = []
    held: list[str] = []
    began = 0

    def flush() -> None:
        if held:
            drafts.append(draft(held, began))
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


def draft(lines: list[str], began: int) -> Draft:
    item = ITEM.match(lines[0])
    if item:
        rest = lines[0][item.end() :]
        return Draft("item", clean(" ".join([rest, *lines[1:]])), marker=item[1], line=began)
    return Draft("paragraph", clean(" ".join(lines)), line=began)
