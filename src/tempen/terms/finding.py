"""What an audit found in a report that somebody else wrote, and how much of it was looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tempen.locale import Words

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True, order=True)
class Passage:
    """A span of characters in a document that was read.

    document     the file's name
    page         from 1; 0 where the format has no pages
    block        index of the block in its reading, from 0
    row, column  the table cell, from 0; -1 outside tables
    start, end   characters in the text of the block or cell
    section      the nearest heading above
    line         from 1 in text formats; 0 elsewhere
    quote        the characters themselves
    """

    document: str
    page: int
    block: int
    row: int
    column: int
    start: int
    end: int
    section: str = ""
    line: int = 0
    quote: str = ""


@dataclass(frozen=True)
class Finding:
    """One thing in a report that cannot be right, is likely not, or should be looked at.

    code         what was looked for, e.g. "PART-01"; explained in `docs/audit.md`
    severity     error: arithmetic shows it; warning: likely; note: look
    certainty    0..1, how surely the passage was understood
    passage      the words or number that are marked
    stated       what the report says, as it would be printed
    expected     what follows instead, as it would be printed; "" where nothing does
    explanation  why, in one sentence; said in the reader's language
    others       passages that the finding rests on, e.g. the other of two values
    """

    code: str
    severity: Severity
    certainty: float
    passage: Passage
    stated: str
    expected: str
    explanation: Words
    others: tuple[Passage, ...] = ()

    @property
    def quote(self) -> str:
        return self.passage.quote


@dataclass(frozen=True)
class Accepted:
    """A finding that somebody has looked at and lets stand, with the reason."""

    finding: Finding
    reason: str


@dataclass(frozen=True)
class Coverage:
    """How much of a document was looked at, so that silence is never mistaken for praise.

    found      numbers found in the text
    checkable  those that state a quantity: not years, dates, names, numbering
    checked    those that some arithmetic was done on
    reasons    {why it was not checked: how many}, adding up to found - checked
    remarks    what could not be read at all, e.g. numbers inside images
    """

    found: int
    checkable: int
    checked: int
    reasons: Mapping[Words, int] = field(default_factory=dict)
    remarks: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Known:
    """A figure that the study's data give, for comparison with what a report prints of it.

    value, low, high  in the unit printed: per cent 0..100, counts, means; low and high None
                      where there is no interval
    n                 answers in the base, unweighted
    count, total      of a share: the answers counted, and the units of the frame that they stand
                      for; None where they are not known
    words             what the figure is about in the report's language: item, short (the item
                      without its row), row, question, level, group, groups (the group in plural)
                      and year
    """

    item: str
    level: str
    domain: str
    group: str
    wave: str
    unit: Literal["percent", "count", "mean"]
    value: float
    n: int
    low: float | None = None
    high: float | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    count: int | None = None
    total: float | None = None


@dataclass(frozen=True)
class Audit:
    """The whole result: findings in the order of the document, and what was covered."""

    document: str
    lang: str
    findings: tuple[Finding, ...]
    coverage: Coverage
    accepted: tuple[Accepted, ...] = ()
