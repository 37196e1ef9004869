"""An audit as plain text: each finding with its place, and how much was looked at."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from tempen.audit.reading import Reading
from tempen.locale import Speak, mark, speak, speak_number
from tempen.terms.finding import SEVERITIES, Audit, Coverage, Finding, Passage

NAMES = mark({"error": "error", "warning": "warning", "note": "note"})
FORMATS = mark(
    {
        "docx": "Word",
        "pdf": "PDF without tags",
        "tagged pdf": "tagged PDF",
        "html": "HTML",
        "md": "Markdown",
        "txt": "plain text",
    }
)


def tell(reading: Reading, audit: Audit, lang: str, width: int = 100) -> str:
    """The whole report on one document, in `lang`."""
    say = speak(lang)
    lines = [head(reading, lang), ""]
    for finding in audit.findings:
        lines += [*finding_lines(finding, reading, say, width), ""]
    lines.append(sums(audit, lang))
    lines += accepted_lines(audit, say, width)
    lines += (wrapped(line, width) for line in coverage_lines(audit.coverage, lang))
    return "\n".join(lines)


def head(reading: Reading, lang: str) -> str:
    say = speak(lang)
    parts = [reading.name, say(FORMATS.get(reading.format, reading.format))]
    if reading.pages:
        pages = speak_number(lang)("{n} page", "{n} pages", reading.pages)
        parts.append(pages.format(n=count(reading.pages, lang)))
    return " · ".join(parts)


def finding_lines(finding: Finding, reading: Reading, say: Speak, width: int) -> Iterator[str]:
    """Severity and place; what is stated and what follows; why."""
    where = place(finding.passage, reading, say)
    yield wrapped(f"{name(finding, say)} {finding.code} · {where}", width, 4)
    wrap = textwrap.TextWrapper(
        max(width, 40), initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False
    )
    yield wrap.fill(say("“{quote}”").format(quote=shorten(finding.quote)))
    yield wrap.fill(finding.explanation.said(say))
    if finding.expected:
        told = say("Stated: {stated}. Expected: {expected}.")
        yield wrap.fill(told.format(stated=finding.stated, expected=finding.expected))


def wrapped(line: str, width: int, deeper: int = 0) -> str:
    """A line broken at the width; what follows stands under its words, past a count before them."""
    lead = re.match(r"\s+(?:[\d,\u00a0]+\s\s)?", line)
    start = lead.end() if lead else deeper
    return textwrap.fill(
        line,
        max(width, 40),
        subsequent_indent=" " * start,
        break_on_hyphens=False,
        break_long_words=False,
        drop_whitespace=True,
        replace_whitespace=False,
    )


def name(finding: Finding, say: Speak) -> str:
    """“Error”, as a line begins."""
    said = say(NAMES[finding.severity])
    return said[:1].upper() + said[1:]


def place(at: Passage, reading: Reading, say: Speak) -> str:
    """“page 4, under “Method”, row 2 (“Region”), column 3 (“Rate”)”, counted from 1."""
    parts = []
    if at.page:
        parts.append(say("page {n}").format(n=at.page))
    elif at.line:
        parts.append(say("line {n}").format(n=at.line))
    if at.section:
        parts.append(say("under “{heading}”").format(heading=shorten(at.section, 60)))
    if at.row >= 0:
        parts += cell_place(at, reading, say)
    elif not parts or at.page:
        parts.append(say("paragraph {n}").format(n=at.block + 1))
    return ", ".join(parts)


def cell_place(at: Passage, reading: Reading, say: Speak) -> Iterator[str]:
    """The row and the column of a cell, each with its name where it has one."""
    grid = reading.blocks[at.block].grid
    row = grid.row_head(at.row) if grid else None
    heads = grid.column_heads(at.column) if grid else ()
    named = row.text.text if row and row.column != at.column else ""
    over = " ".join(cell.text.text for cell in heads if cell.row != at.row)
    for words, n, label in (("row {n}", at.row, named), ("column {n}", at.column, over)):
        told = say(words).format(n=n + 1)
        quoted = say("“{quote}”").format(quote=shorten(label, 40))
        yield f"{told} ({quoted})" if label else told


def shorten(text: str, most: int = 240) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def sums(audit: Audit, lang: str) -> str:
    """“2 errors, 1 warning, 0 notes.”"""
    speak_of = speak_number(lang)
    counts = {
        severity: sum(one.severity == severity for one in audit.findings) for severity in SEVERITIES
    }
    told = [
        speak_of("{n} error", "{n} errors", counts["error"]).format(n=counts["error"]),
        speak_of("{n} warning", "{n} warnings", counts["warning"]).format(n=counts["warning"]),
        speak_of("{n} note", "{n} notes", counts["note"]).format(n=counts["note"]),
    ]
    return ", ".join(told) + "."


def accepted_lines(audit: Audit, say: Speak, width: int) -> Iterator[str]:
    if audit.accepted:
        yield say("Accepted by tempen-audit.yaml:")
    for one in audit.accepted:
        told = f"{one.finding.code} “{shorten(one.finding.quote, 60)}”: {one.reason}"
        yield textwrap.fill(told, max(width, 40), initial_indent="    ", subsequent_indent="    ")


def coverage_lines(coverage: Coverage, lang: str) -> Iterator[str]:
    """How many numbers were found, could be checked and were, and why the rest were not."""
    say = speak(lang)
    told = say("{found} numbers found; {checkable} state a quantity; {checked} of these checked.")
    yield told.format(
        found=count(coverage.found, lang),
        checkable=count(coverage.checkable, lang),
        checked=count(coverage.checked, lang),
    )
    if coverage.reasons:
        yield say("Not checked:")
    for reason, n in coverage.reasons.items():
        yield f"    {count(n, lang):>7}  {reason.said(say)}"
    if coverage.remarks:
        yield say("Not read, or read with care:")
    for remark in coverage.remarks:
        yield f"    {remark.said(say)}"


def count(n: int, lang: str) -> str:
    """A count with the language's own thousands."""
    return f"{n:,}".replace(",", "\u00a0" if lang == "sv" else ",")
