"""The tutorial on auditing a report is followed to the letter, as the other one is."""

from __future__ import annotations

from pathlib import Path

from tests.unit.docs.pages import DOCS
from tests.unit.docs.test_tutorial import follow, is_like

PAGE = DOCS / "tutorial-audit.md"


def test_the_audit_tutorial_runs_as_written(tmp_path: Path):
    for command, expected, said in follow(PAGE.read_text("utf-8"), tmp_path):
        assert is_like(said, expected), f"$ {command}\n{said}"
    assert (tmp_path / "allotments-audit.html").is_file()
