"""Errors made by hand in made-up reports, in words that no planter chose.

The reports in `made/` are of surveys that never were; all their numbers go together. `errors.yaml`
lists the changes, each of which is tried alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from bench.audit.recall import key
from tempen.audit.audit import audit
from tempen.audit.readers import read
from tempen.audit.reading import Reading
from tempen.terms.finding import Finding

MADE = Path(__file__).parent / "made"


@dataclass(frozen=True)
class Changed:
    """One change and whether a new finding marks, or rests on, the text or row it stands in."""

    report: str
    kind: str
    new: str
    found: bool

    @property
    def lang(self) -> str:
        return self.report[:2]


def reports() -> list[Path]:
    return sorted(MADE.glob("*.md"))


def alarms() -> list[tuple[str, Finding]]:
    """Findings in the reports as they are: all of them are false, but for notes and for shares of
    very few answers."""
    return [(path.name, one) for path in reports() for one in look(path.read_text("utf-8"))[1]]


def try_made() -> Iterator[Changed]:
    errors = yaml.safe_load((MADE / "errors.yaml").read_text("utf-8"))
    for path in reports():
        text = path.read_text("utf-8")
        reading, findings = look(text)
        before = {key(one) for one in findings}
        for error in errors[path.stem]:
            if text.count(error["old"]) != 1:
                raise ValueError(f"{path.name}: not there once: {error['old']}")
            spoilt, found = look(text.replace(error["old"], error["new"]))
            at = changed(reading, spoilt)
            hit = any(
                (one.block, one.row) in at
                for finding in found
                if key(finding) not in before
                for one in (finding.passage, *finding.others)
            )
            yield Changed(path.stem, error["kind"], error["new"], hit)


def look(text: str) -> tuple[Reading, list[Finding]]:
    reading = read("report.md", text.encode())
    return reading, list(audit(reading).findings)


def changed(reading: Reading, spoilt: Reading) -> set[tuple[int, int]]:
    """Blocks and rows that read otherwise; row -1 for running text."""
    before = {(one.block, one.row, one.column): one.text for one in reading.texts()}
    return {
        (one.block, one.row)
        for one in spoilt.texts()
        if before.get((one.block, one.row, one.column)) != one.text
    }
