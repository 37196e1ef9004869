"""Whom to ask again first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from tempen.edit import follow_up
from tempen.edit.outliers import Fences, suspect_changes
from tempen.terms.cases import Cases
from tempen.terms.item import Variable
from tempen.terms.study import Rule, Study, Weighting
from tempen.terms.weight import Weights
from tempen.weight import weigh
from tests.surveys import draw_cases, draw_frame, make_item, make_study

BEFORE = np.array([10, 20, 30, 40, 50, 60, 400, 5], float)


def test_a_number_ten_times_the_last_one_is_far_and_the_usual_growth_is_not():
    after = BEFORE * 1.1
    after[2] = 330
    found = suspect_changes(BEFORE, after, Fences())
    assert (found > 1).tolist() == [False, False, True, *[False] * 5]


def test_a_rise_and_a_fall_count_alike():
    up, down = BEFORE.copy(), BEFORE.copy()
    up[2], down[2] = 30 * 4, 30 / 4
    rise, fall = (
        suspect_changes(BEFORE, up, Fences(size=0)),
        suspect_changes(BEFORE, down, Fences(size=0)),
    )
    assert np.isclose(rise[2], fall[2])


def test_by_hand():
    """Ratios 1 but one of 2, all of size 4: effect (2 - 1) · √8, fence 4 · 0.05 · √4 = 0.4."""
    after = np.array([4.0] * 6 + [8.0])
    found = suspect_changes(np.full(7, 4.0), after, Fences())
    assert np.isclose(found[-1], np.sqrt(8) / 0.4) and (found[:-1] == 0).all()


def test_what_is_not_there_is_not_suspect():
    assert suspect_changes(np.full(7, np.nan), np.ones(7), Fences()).tolist() == [0.0] * 7


def make() -> tuple[Study, Cases, Weights, pl.DataFrame]:
    staff = replace(make_item("staff", (), ("1", "2")), kind="number")
    plan = make_item("plan", ("yes", "no"), ("1", "2"), required=True)
    study = make_study(
        [staff, plan],
        ("1", "2"),
        variables=[
            Variable("staff", "staff", None, "number"),
            Variable("plan", "plan", None, "levels", ("yes", "no")),
        ],
        rules=(Rule("staffed", "plan == yes", "staff > 9"),),
    )
    first = [f"1 u{i} town a 0 {n:g} 1" for i, n in enumerate(BEFORE)]
    now = [330 if i == 2 else n for i, n in enumerate(BEFORE)]
    plans = {0: -3, 7: 0}
    second = [f"2 u{i} town a 0 {n:g} {plans.get(i, 1)}" for i, n in enumerate(now)]
    cases = draw_cases("\n".join(["wave unit sector size staff staff:value plan", *first, *second]))
    units = "unit sector\n" + "\n".join(f"u{i} town" for i in range(8))
    frames = {wave: draw_frame(wave, units) for wave in ("1", "2")}
    weights = weigh(study, frames, cases, Weighting("none", "none"))
    return study, cases, weights, follow_up(study, cases, weights, "2")


def test_units_are_ranked_by_what_they_move_times_how_suspect_they_are():
    *_, listed = make()
    assert listed.select("unit", "item", "reason", "rule").rows() == [
        ("u2", "staff", "change", None),
        ("u0", "plan", "blank", None),
        ("u7", "staff", "rule", "staffed"),
    ]


def test_a_score_is_influence_times_suspicion():
    """300 too much of 915 in all; blanks and rules weigh as one answer of eight."""
    *_, listed = make()
    assert listed["influence"].to_list() == [300 / 915, 1 / 8, 1 / 8]
    assert listed["suspicion"].to_list() == [10, 1, 1]
    assert listed["score"].to_list() == pytest.approx([3000 / 915, 1 / 8, 1 / 8])
    assert listed.row(0, named=True)["before"] == 30


def test_a_first_wave_has_nothing_to_compare_with():
    study, cases, weights, _ = make()
    assert follow_up(study, cases, weights, "1")["reason"].to_list() == []
