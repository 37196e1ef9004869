"""Who is asked: three-valued logic on the tiny study's answers."""

from __future__ import annotations

import numpy as np
import pytest

from tempen.study import load
from tempen.study.routing import reached
from tests.unit.study.drawn import TINY

STUDY = load(TINY)
NOT_ASKED, NOT_REACHED, SKIPPED, NOT_APPLICABLE = -1, -2, -3, -4
# strategy: yes, drafting, no, dont_know, skipped
STRATEGY = np.array([0, 1, 2, 3, SKIPPED])


@pytest.mark.parametrize(
    ("condition", "asked"),
    [
        ("strategy in [yes, drafting]", [1, 1, 0, 0, 0]),
        ("strategy not in [yes, drafting]", [0, 0, 1, 1, 0]),
        ("strategy == yes", [1, 0, 0, 0, 0]),
        ("strategy != yes", [0, 1, 1, 1, 0]),
        ("not strategy == yes", [0, 1, 1, 1, 0]),
        ("strategy == 'dont_know'", [0, 0, 0, 1, 0]),
        ("strategy == yes or strategy == no", [1, 0, 1, 0, 0]),
        ("answered(strategy)", [1, 1, 1, 1, 0]),
        ("not answered(strategy)", [0, 0, 0, 0, 1]),
        ("strategy == yes or not answered(strategy)", [1, 0, 0, 0, 1]),
    ],
)
def test_levels(condition, asked):
    assert reached(condition, {"strategy": STRATEGY}, STUDY).astype(int).tolist() == asked


@pytest.mark.parametrize(
    ("condition", "asked"),
    [
        ("staff >= 10", [1, 0, 0, 0]),
        ("10 <= staff", [1, 0, 0, 0]),
        ("1 < staff < 15", [0, 1, 0, 0]),
        ("staff == 3", [0, 1, 0, 0]),
        ("staff in [3, 15]", [1, 1, 0, 0]),
        ("not staff >= 10", [0, 1, 0, 0]),
    ],
)
def test_numbers(condition, asked):
    codes = {
        "staff": np.array([0, 0, NOT_APPLICABLE, SKIPPED]),
        "staff:value": np.array([15, 3, np.nan, np.nan]),
    }
    assert reached(condition, codes, STUDY).astype(int).tolist() == asked


@pytest.mark.parametrize(
    ("condition", "asked"),
    [
        ("support.law", [1, 0, 0]),
        ("not support.law", [0, 1, 0]),
        ("support in [law, skills]", [1, 1, 0]),
        ("support == money", [0, 0, 0]),
        ("order.people == 1", [1, 0, 0]),
        ("order.people <= 2", [1, 0, 0]),
        ("trust in [trusting]", [1, 0, 0]),
        ("board", [1, 0, 0]),
        ("support.law and strategy == yes", [0, 0, 0]),
        ("support.law or strategy == yes", [1, 0, 0]),
    ],
)
def test_marks_ranks_groups_and_yes(condition, asked):
    codes = {
        "support.law": np.array([1, 0, SKIPPED]),
        "support.skills": np.array([0, 1, SKIPPED]),
        "support.money": np.array([0, 0, SKIPPED]),
        "order.people": np.array([1, 0, SKIPPED]),
        "trust": np.array([3, 1, NOT_REACHED]),
        "board": np.array([0, 1, SKIPPED]),
    }
    assert reached(condition, codes, STUDY).astype(int).tolist() == asked
