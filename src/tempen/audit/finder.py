"""What a finder is given, and what it gives back.

A finder is a function `find(look: Look) -> Found`; `find.FINDERS` lists them by name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from tempen.audit.reading import Number, Reading, Text
from tempen.terms.finding import Finding, Known, Passage


@dataclass(frozen=True)
class Look:
    """What there is to look at.

    reading   the report
    previous  last wave's report, where it was given
    known     figures from the study's data, where a study was given
    """

    reading: Reading
    previous: Reading | None = None
    known: tuple[Known, ...] = ()

    @cached_property
    def numbers(self) -> tuple[tuple[Text, Number], ...]:
        return tuple(self.reading.numbers())


class TooLateError(Exception):
    """Raised into whatever is at work when the time for a document has run out."""


@dataclass
class Found:
    """Findings, and every number that some arithmetic was done on, wrong or right."""

    findings: list[Finding] = field(default_factory=list)
    checked: set[Passage] = field(default_factory=set)

    def check(self, text: Text, *numbers: Number) -> None:
        """Note that these numbers were checked."""
        self.checked.update(text.at(number) for number in numbers)

    def add(self, finding: Finding) -> None:
        self.findings.append(finding)


Find = Callable[[Look], Found]
