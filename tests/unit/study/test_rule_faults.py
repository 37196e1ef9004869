"""Rules of consistency and of disclosure, as study.yaml says them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tempen.study import load
from tempen.terms.study import Disclosure, Rule
from tests.unit.study.drawn import copy_tiny, faults_of


def declare(folder: Path, text: str) -> Path:
    """The tiny study with more at the end of study.yaml."""
    path = copy_tiny(folder) / "study.yaml"
    path.write_text(path.read_text("utf-8").rstrip() + "\n" + text, "utf-8")
    return path.parent


def test_rules_are_read(tmp_path):
    study = load(
        declare(
            tmp_path,
            "rules:\n  - {id: staffed, if: strategy == yes, then: staff > 0}\n"
            "  - {id: few, then: staff < 400, action: set_aside}\n",
        )
    )
    assert study.rules == (
        Rule("staffed", "strategy == yes", "staff > 0"),
        Rule("few", "", "staff < 400", action="set_aside"),
    )


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("{id: a, then: staf > 0}", "EDIT-01"),
        ("{id: a, if: strategy == maybe, then: staff > 0}", "ROUTE-03"),
        ("{id: a, then: staff > strategy}", "ROUTE-07"),
        ("{id: a, then: staff >}", "EXPR-01"),
        ("{id: a, iff: strategy == yes, then: staff > 0}", "STUDY-01"),
        ("{id: a, then: staff > 0, action: drop}", "STUDY-04"),
        ("{id: a, then: staff > 0, say: rules.a}", "STUDY-06"),
        ("{id: a, then: staff > 0, say: too_few}", "TEXT-04"),
    ],
)
def test_faults_of_rules(tmp_path, rule, code):
    found = faults_of(declare(tmp_path, f"rules:\n  - {rule}\n"))
    assert code in {told for _, told in found}


def test_two_rules_of_one_name(tmp_path):
    rules = "rules:\n  - {id: a, then: staff > 0}\n  - {id: a, then: staff > 1}\n"
    assert [code for _, code in faults_of(declare(tmp_path, rules))] == ["STUDY-07"]


def test_a_number_may_be_compared_with_a_number(tmp_path):
    assert load(declare(tmp_path, "rules:\n  - {id: a, then: staff <= staff}\n")).rules


def test_what_is_held_back_is_read(tmp_path):
    stated = "disclosure: {least: 5, protect: [staff], public: [board], dominance: {n: 2}}\n"
    assert load(declare(tmp_path, stated)).disclosure == Disclosure(
        least=5, protect=("staff",), public=("board",), dominance=(2, 0.85)
    )


def test_all_but_what_is_public_is_protected(tmp_path):
    study = load(declare(tmp_path, "disclosure: {protect: all, public: [board]}\n"))
    assert set(study.disclosure.protect) == {item.id for item in study.items} - {"board"}


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("{protect: [stuff]}", "DISCLOSE-01"),
        ("{public: [stuff]}", "DISCLOSE-01"),
        ("{protect: [staff], public: [staff]}", "DISCLOSE-02"),
        ("{dominance: {share: 85}}", "STUDY-05"),
        ("{protect: everything}", "STUDY-04"),
    ],
)
def test_faults_of_what_is_held_back(tmp_path, stated, code):
    found = faults_of(declare(tmp_path, f"disclosure: {stated}\n"))
    assert code in {found_code for _, found_code in found}
