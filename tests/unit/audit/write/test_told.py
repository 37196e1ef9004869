"""The report on the terminal: place, words, what follows, and how much was looked at."""

from __future__ import annotations

from tempen.audit import read
from tempen.audit.write.told import tell
from tests.unit.audit.write.findings import audit_of, finding_at

TEXT = """# Response

Of 250 agencies, 100 answered, 45 % in 2025.

| Sector | Rate |
|---|--:|
| Region | 75 % |
"""


def test_findings_and_coverage_are_told():
    reading = read("a.md", TEXT.encode())
    audit = audit_of(
        reading,
        finding_at(reading, "45 %", expected="40 %"),
        finding_at(reading, "75 %", severity="note", expected=""),
    )
    assert tell(reading, audit, "en", 90).splitlines() == [
        "a.md · Markdown",
        "",
        "Error PART-01 · line 3, under “Response”",
        "    “45 %”",
        "    its tags are damaged, so it was read without them",
        "    Stated: 45 %. Expected: 40 %.",
        "",
        "Note PART-01 · line 7, under “Response”, row 2 (“Region”), column 2 (“Rate”)",
        "    “75 %”",
        "    its tags are damaged, so it was read without them",
        "",
        "1 error, 0 warnings, 1 note.",
        "5 numbers found; 4 state a quantity; 3 of these checked.",
        "Not checked:",
        "          2  years, dates and times of day",
    ]
    swedish = tell(reading, audit, "sv", 90)
    assert "Fel PART-01 · rad 3, under ”Response”" in swedish
    assert "5 tal hittades; 4 anger en mängd; 3 av dem är prövade." in swedish
