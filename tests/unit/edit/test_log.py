"""The log of changes in a study folder: read on every load, told of in the follow-up."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import tempen
from tempen.errors import TempenError
from tempen.pipeline import estimate_study
from tests.unit.study.drawn import copy_tiny

HEAD = "unit,item,before,after,why,who,date\n"


def change(folder: Path, line: str, file: str = "2025.csv") -> Path:
    study = copy_tiny(folder)
    (study / "edits").mkdir()
    (study / "edits" / file).write_text(HEAD + line + "\n", "utf-8")
    return study


def first_staff(study: Path) -> tuple[str, str]:
    """A unit that answered `staff` in 2025, and what it answered."""
    cases = estimate_study(study).cases.table.filter(pl.col("wave") == "2025")
    unit, staff = cases.select("unit", "staff:value").drop_nulls().row(0)
    return unit, f"{staff:g}"


def test_a_change_reaches_the_estimates_and_leaves_the_file(tmp_path):
    unit, before = first_staff(copy_tiny(tmp_path / "plain"))
    study = change(tmp_path, f"{unit},staff,{before},411,by telephone,A. Berg,2026-05-04")
    raw = (study / "answers" / "2025.csv").read_bytes()
    made = estimate_study(study)
    assert 411 in made.cases.table["staff:value"].to_list()
    assert made.cases.accounts[-1].notes["changed"] == 1
    assert (study / "answers" / "2025.csv").read_bytes() == raw


def test_a_fault_tells_the_row_of_the_log(tmp_path):
    study = change(tmp_path, "nobody,staff,1,2,by telephone,A. Berg,2026-05-04")
    with pytest.raises(TempenError) as caught:
        estimate_study(study)
    assert [(str(f.place), f.code) for f in caught.value.faults] == [
        ("edits/2025.csv:2", "EDIT-04")
    ]


def test_a_log_of_no_wave_is_told(tmp_path):
    with pytest.raises(TempenError) as caught:
        estimate_study(change(tmp_path, "", "2052.csv"))
    assert [fault.code for fault in caught.value.faults] == ["EDIT-09"]


def test_the_follow_up_names_the_unit(tmp_path):
    study = copy_tiny(tmp_path)
    with (study / "study.yaml").open("a", encoding="utf-8") as file:
        file.write("\nrules:\n  - {id: few, then: staff < 0}\n")
    listed = tempen.open(study, lang="en").follow_up()
    assert "contradicts itself" in set(listed["reason"])
    assert set(listed["rule"].drop_nulls()) == {"few"} and listed["name"].null_count() == 0
