"""tempen-audit.yaml: findings that somebody lets stand, with a reason."""

from __future__ import annotations

from tempen.audit import read
from tempen.audit.accept import read_accepts, sort_accepted, unused
from tempen.errors import Faults
from tempen.study.source import read as read_yaml
from tests.unit.audit.write.findings import finding_at


def accepts_in(folder, text: str):
    (folder / "tempen-audit.yaml").write_text(text, "utf-8")
    faults = Faults()
    return read_accepts(read_yaml(folder, "tempen-audit.yaml", faults), faults), faults


def test_a_finding_is_accepted_by_code_and_quote(tmp_path):
    reading = read("a.md", "Of 250 agencies, 45\u00a0% answered; ”75 %” of 20.".encode())
    findings = [
        finding_at(reading, "45\u00a0%"),
        finding_at(reading, "75 %"),
        finding_at(reading, "250", code="GRIM-01"),
    ]
    accepts, faults = accepts_in(
        tmp_path,
        """accept:
  - {code: PART-01, quote: "45 %", reason: of those who opened it}
  - code: PART-01
    quote: '"75 %" of 20'
    reason: as note 3 says
    document: a.md
  - {code: PART-01, quote: "250", reason: another code}
  - {code: PART-01, quote: "45 %", document: b.md, reason: another file}
""",
    )
    left, accepted = sort_accepted(reading, findings, accepts)
    assert not faults.found
    assert [one.code for one in left] == ["GRIM-01"]
    assert [one.reason for one in accepted] == ["of those who opened it", "as note 3 says"]
    assert [(fault.code, fault.place.line) for fault in unused(accepts)] == [
        ("AUDIT-07", 7),
        ("AUDIT-07", 8),
    ]


def test_an_entry_without_a_reason_is_a_fault(tmp_path):
    _, faults = accepts_in(tmp_path, "accept:\n  - code: PART-01\n    quote: 45 %\n")
    assert [(fault.code, fault.place.line) for fault in faults.found] == [("STUDY-02", 2)]
