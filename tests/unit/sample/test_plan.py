"""Plans of a drawn study: what is counted, what is needed, what could have been seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from numpy.testing import assert_allclose

import tempen
from tempen.sample import (
    answers_for_change,
    answers_for_precision,
    count_answers,
    half_width,
    plan_change,
    plan_precision,
    smallest_change,
)
from tempen.terms.cases import Cases, Frame
from tests.surveys import draw_cases, draw_frame
from tests.unit.sample.drawn import codes

EXAMPLES = Path(__file__).parents[3] / "examples"


def frame(wave: str, towns: range, counties: range) -> Frame:
    rows = [f"t{i} town" for i in towns] + [f"c{i} county" for i in counties]
    return draw_frame(wave, "unit sector\n" + "\n".join(rows))


def answers(**waves: list[str]) -> Cases:
    rows = [f"{wave[1:]} {unit} x" for wave, units in waves.items() for unit in units]
    return draw_cases("wave unit sector\n" + "\n".join(rows))


EARLIER, LATEST, NEXT = (
    frame("1", range(50), range(20)),
    frame("2", range(5, 55), range(20)),
    frame("3", range(5, 60), range(20)),
)
CASES = answers(
    w1=[f"t{i}" for i in range(20)] + [f"c{i}" for i in range(10)],
    w2=[f"t{i}" for i in range(10, 35)] + [f"c{i}" for i in range(5, 15)],
)
COUNTS = count_answers(NEXT, "sector", CASES, LATEST, EARLIER)


def test_what_a_plan_starts_from():
    """Towns t0-t49, then t5-t54: 45 in both frames; t10-t19 answered both times."""
    county, town = COUNTS.rows(named=True)
    assert town == {
        "group": "town", "units": 55, "units_now": 50, "answered": 25, "units_before": 50,
        "answered_before": 20, "units_both": 45, "answered_both": 10,
    }  # fmt: skip
    assert (county["units"], county["answered_both"]) == (20, 5)


def test_a_plan_for_precision():
    table = plan_precision(COUNTS, 0.1)
    assert table["group"].to_list() == ["county", "town", "all"]
    assert table["needed"].to_list() == answers_for_precision([20, 55, 75], 0.1).tolist()
    assert_allclose(table["rate"], table["needed"] / table["units"])
    assert_allclose(table["margin"], half_width([10, 25, 35], [20, 50, 70]))


def test_a_plan_for_a_change():
    table = plan_change(COUNTS, 0.2, 0.5)
    assert table["needed"].to_list() == answers_for_change([20, 55, 75], 0.2, 0.5).tolist()
    seen = smallest_change(([10, 20], [10, 25], [5, 10]), ([20, 50], [20, 50], [20, 45]))
    assert_allclose(table["smallest_change"][:2], seen)


def test_the_whole_is_seen_by_its_groups_as_strata():
    seen = plan_change(COUNTS, 0.2, 0.5)["smallest_change"].to_numpy()
    assert seen[2] ** 2 == pytest.approx(
        (20 / 70) ** 2 * seen[0] ** 2 + (50 / 70) ** 2 * seen[1] ** 2
    )


def test_a_first_wave_has_seen_nothing_yet():
    counts = count_answers(NEXT, "sector", answers())
    assert plan_precision(counts, 0.1)["margin"].null_count() == 3
    assert plan_change(counts, 0.1, 0.0)["smallest_change"].null_count() == 3


def test_a_study_is_planned_by_its_domains():
    study = tempen.open(EXAMPLES / "fiktiva-kommuner", lang="en")
    table = study.plan(precision=0.05, by="size")
    assert (
        table["group"].to_list() == ["Small", "Medium-sized", "Large", "All"] or table.height == 4
    )
    assert table["units"][-1] == table["units"][:-1].sum()
    assert study.plan(change=0.1).columns[-1] == "smallest_change"


def test_a_plan_for_nothing():
    study = tempen.open(EXAMPLES / "fiktiva-kommuner", lang="en")
    assert codes(study.plan) == ["SAMPLE-07"]
    assert codes(study.plan, precision=0.05, wave="1950") == ["ASK-04"]
    assert codes(study.plan, precision=0.05, by="strategy") == ["ASK-03"]
    tiny = tempen.open(EXAMPLES / "tiny")
    assert codes(tiny.plan, precision=0.05, wave="2027") == ["SAMPLE-06"]
