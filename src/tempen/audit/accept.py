"""Findings that somebody has looked at and lets stand: `tempen-audit.yaml`.

accept:
  - code: PART-01
    quote: "81.3 %"
    reason: The rate is of those who opened the survey, as note 3 says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tempen.audit.reading import Reading
from tempen.errors import Fault, Faults, Place
from tempen.terms.finding import Accepted, Finding

if TYPE_CHECKING:
    from tempen.study.source import Source

FILE = "tempen-audit.yaml"


@dataclass
class Accept:
    """One entry of the file.

    quote     the words of the finding, or a longer stretch of text around them
    document  the file's name; "" for any
    used      whether any finding was accepted by it
    """

    code: str
    quote: str
    reason: str
    document: str = ""
    place: Place = field(default_factory=Place)
    used: bool = False


def read_accepts(source: Source, faults: Faults) -> list[Accept]:
    """The entries of the file; every fault of it is added."""
    from pydantic import Field

    from tempen.items.keys import Keys, Word
    from tempen.study.validate import validate

    class AcceptKeys(Keys):
        code: Word
        quote: Word
        reason: Word
        document: str = ""

    class FileKeys(Keys):
        accept: list[AcceptKeys] = Field(default_factory=list)

    if source.value is None:
        return []
    made = validate(FileKeys, source, source.value, (), faults)
    return [
        Accept(one.code, one.quote, one.reason, one.document, source.place("accept", index))
        for index, one in enumerate(made.accept if made else ())
    ]


def sort_accepted(
    reading: Reading, findings: Iterable[Finding], accepts: Iterable[Accept]
) -> tuple[list[Finding], list[Accepted]]:
    """Findings that stand, and those that were accepted, with the reason."""
    wanted = [one for one in accepts if one.document in ("", reading.name)]
    left: list[Finding] = []
    accepted: list[Accepted] = []
    for finding in findings:
        match = next((one for one in wanted if accepts_it(one, finding, reading)), None)
        if match:
            match.used = True
            accepted.append(Accepted(finding, match.reason))
        else:
            left.append(finding)
    return left, accepted


def accepts_it(one: Accept, finding: Finding, reading: Reading) -> bool:
    if one.code != finding.code:
        return False
    wanted, quote = plain(one.quote), plain(finding.quote)
    if wanted == quote:
        return True
    return quote in wanted and wanted in plain(text_around(finding, reading))


def text_around(finding: Finding, reading: Reading) -> str:
    """The text of the block or cell that a finding stands in."""
    at = finding.passage
    for text in reading.blocks[at.block].texts():
        if (text.row, text.column) == (at.row, at.column):
            return text.text
    return ""


def plain(text: str) -> str:
    """Text without differences that cannot be seen: white space and quotation marks."""
    return " ".join(text.translate(str.maketrans("”“’‘", "\"\"''")).split())


def unused(accepts: Iterable[Accept]) -> list[Fault]:
    """A warning for each entry that no finding answered to: the report or the rules changed."""
    return [
        Fault("AUDIT-07", one.place, {"code": one.code, "quote": one.quote}, "warning")
        for one in accepts
        if not one.used
    ]
