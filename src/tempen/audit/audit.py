"""The audit of one document: every finder looks, and what was looked at is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from tempen.audit import find
from tempen.audit.accept import Accept, sort_accepted
from tempen.audit.finder import Find, Look, TooLateError
from tempen.audit.reading import Number, Reading, Unit
from tempen.locale import Words, mark
from tempen.terms.finding import SEVERITIES, Audit, Coverage, Finding, Known, Passage

Watch = Callable[[], AbstractContextManager[object]]

# Why a number is no quantity, or is one but stands where nothing can be checked.
UNITS: dict[Unit, Words] = {
    "year": mark("years, dates and times of day"),
    "date": mark("years, dates and times of day"),
    "time": mark("years, dates and times of day"),
    "figure": mark("numbers of tables, figures, sections, questions and pages"),
    "section": mark("numbers of tables, figures, sections, questions and pages"),
    "label": mark("numbers of tables, figures, sections, questions and pages"),
    "ordinal": mark("numbers of tables, figures, sections, questions and pages"),
    "reference": mark("numbers of tables, figures, sections, questions and pages"),
    "code": mark("parts of names, codes and addresses"),
}
ASIDE = mark("in the contents and the running heads")
DRAWN = mark("in texts that describe pictures, or labels of drawings")
LONE: dict[Unit, Words] = {
    "percent": mark("percentages whose base or parts are not given"),
    "points": mark("differences whose two values are not given"),
    "count": mark("counts and means that nothing else in the document relates to"),
    "money": mark("amounts, ages, durations and other measures"),
    "measure": mark("amounts, ages, durations and other measures"),
    "multiple": mark("multiples and fractions whose values are not given"),
    "fraction": mark("multiples and fractions whose values are not given"),
}

# A total that does not go with its parts, where one of these parts is a wrong share of its own.
WHOLES, PARTS = ("TOTAL-03",), ("PART-01",)


def audit(
    reading: Reading,
    *,
    previous: Reading | None = None,
    known: Sequence[Known] = (),
    accepts: Iterable[Accept] = (),
    watch: Watch = nullcontext,
) -> Audit:
    """Everything that was found in a document, and how much of it was looked at.

    previous  the report of the wave before
    known     what the study's data give
    accepts   findings that somebody has looked at and lets stand
    watch     round each finder: may raise TooLateError in it, and what it looks for is then told
              as not looked for
    """
    late: list[str] = []
    look = Look(reading, previous, tuple(known))
    findings, checked = look_for(look, find.FINDERS.values(), watch, late)
    left, accepted = sort_accepted(reading, findings, accepts)
    coverage = cover(reading, checked)
    if late:
        told = mark("time ran out before this was looked for: {codes}", codes=", ".join(late))
        coverage = replace(coverage, remarks=(*coverage.remarks, told))
    return Audit(reading.name, reading.lang, tuple(left), coverage, tuple(accepted))


def look_for(
    look: Look,
    finders: Iterable[Find],
    watch: Watch = nullcontext,
    late: list[str] | None = None,
) -> tuple[list[Finding], set[Passage]]:
    """What all finders found, in the order of the document, and the numbers they checked.

    late  takes the codes of the finders that `watch` interrupted

    Of findings with one code at one place, the most certain stands; one that follows from a part
    that is wrong by itself is not told besides.
    """
    best: dict[tuple[str, Passage], Finding] = {}
    checked: set[Passage] = set()
    for finder in finders:
        try:
            with watch():
                found = finder(look)
        except TooLateError:
            if late is not None:
                late.append(finder.__module__.rpartition(".")[2].upper())
            continue
        checked |= found.checked
        for finding in found.findings:
            key = (finding.code, finding.passage)
            if key not in best or finding.certainty > best[key].certainty:
                best[key] = finding
    wrong = {one.passage for one in best.values() if one.code in PARTS and one.severity == "error"}
    told = [one for one in best.values() if not (one.code in WHOLES and wrong & set(one.others))]
    return sorted(told, key=in_order), checked


def in_order(finding: Finding) -> tuple[int, int, int, int, int, str]:
    at = finding.passage
    rank = SEVERITIES.index(finding.severity)
    return at.block, at.row, at.column, at.start, rank, finding.code


def cover(reading: Reading, checked: set[Passage]) -> Coverage:
    """How many numbers there are, how many could be checked and were, and why the rest were not."""
    found = checkable = done = 0
    reasons: Counter[Words] = Counter()
    held = {(p.block, p.row, p.column, p.start) for p in checked}
    for block in reading.blocks:
        for text in block.texts():
            for number in text.numbers:
                found += 1
                was = (text.block, text.row, text.column, number.start) in held
                aside = block.kind in ("contents", "margin")
                checkable += was or (number.quantity and not aside)
                done += was
                if not was:
                    reasons[why_not(number, block.kind)] += 1
    order = dict(sorted(reasons.items(), key=lambda one: -one[1]))
    return Coverage(found, checkable, done, order, reading.remarks)


def why_not(number: Number, kind: str) -> Words:
    """Why a number was not checked."""
    if not number.quantity:
        return UNITS[number.unit]
    if kind in ("contents", "margin"):
        return ASIDE
    return DRAWN if kind == "image" else LONE[number.unit]
