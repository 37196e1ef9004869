"""A finding at some words of a reading, for the tests of what is written."""

from __future__ import annotations

from tempen.audit import Reading
from tempen.locale import mark
from tempen.terms.finding import Audit, Coverage, Finding, Passage, Severity


def passage_of(reading: Reading, words: str) -> Passage:
    """The first place of the words."""
    for text in reading.texts():
        if words in text.text:
            start = text.text.index(words)
            return text.passage(start, start + len(words))
    raise AssertionError(f"{words!r} is not in {reading.name}")


def finding_at(
    reading: Reading,
    words: str,
    *,
    severity: Severity = "error",
    code: str = "PART-01",
    expected: str = "45 %",
) -> Finding:
    why = mark(
        "its tags are damaged, so it was read without them"
    )  # any message with a translation
    return Finding(code, severity, 0.9, passage_of(reading, words), words, expected, why)


def audit_of(reading: Reading, *findings: Finding) -> Audit:
    reasons = {mark("years, dates and times of day"): 2}
    return Audit(reading.name, reading.lang, findings, Coverage(5, 4, 3, reasons, reading.remarks))
