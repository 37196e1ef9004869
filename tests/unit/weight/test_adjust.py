"""Weights of a study raked and calibrated to its frame: what is met, and what is told."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_allclose

from tempen.estimate import estimate_all
from tempen.terms.study import Weighting
from tempen.terms.weight import Weights
from tempen.weight import weigh
from tests.surveys import draw_cases, draw_frame, make_item, make_study
from tests.unit.weight.drawn import codes, told

# 12 units in two sectors and two sizes; the answers are 3 small and 4 large ones
FRAME = """
unit sector size  staff
a1   town   small 10
a2   town   small 20
a3   town   small 10
a4   town   small 20
a5   town   large 90
a6   town   large 60
b1   county small 30
b2   county small 10
b3   county large 80
b4   county large 70
b5   county large 50
b6   county large 50
"""
ANSWERED = ("a1", "a2", "a5", "a6", "b1", "b3", "b4")


def answers(*units: str, unknown: int = 0) -> str:
    lines = [line.split() for line in FRAME.strip().splitlines()]
    rows = [line[:3] for line in lines[1:] if line[0] in units] + [["x", "town", "."]] * unknown
    return "wave unit sector size\n" + "\n".join("1 " + " ".join(row) for row in rows)


def weighed(weighting: Weighting, drawn: str = "", **settings: Any) -> Weights:
    study = make_study([make_item("q", "ab", ["1"])], ["1"], **settings)
    frame = draw_frame("1", FRAME)
    frame.table.replace_column(3, frame.table["staff"].cast(pl.String))
    return weigh(study, {"1": frame}, draw_cases(drawn or answers(*ANSWERED)), weighting)


def to_both(method: Any = "rake", **settings: Any) -> Weighting:
    return Weighting("w", method, ("sector",), least=1, margins=("sector", "size"), **settings)


def sums(made: Weights, by: str, drawn: str = "") -> dict[str, float]:
    table = draw_cases(drawn or answers(*ANSWERED)).table.with_columns(made.table["weight"])
    return dict(table.group_by(by).agg(pl.col("weight").sum()).sort(by).iter_rows())


@pytest.mark.parametrize("method", ["rake", "calibrate"])
@pytest.mark.parametrize("distance", ["linear", "raking", "logit"])
def test_margins_of_the_frame_are_met(method: Any, distance: Any):
    made = weighed(to_both(method, distance=distance, bounds=(0.2, 4.0)))
    assert sums(made, "sector") == pytest.approx({"county": 6, "town": 6}, rel=1e-10)
    assert sums(made, "size") == pytest.approx({"large": 6, "small": 6}, rel=1e-10)


def test_what_they_were_fitted_to_is_kept_for_the_variance_and_for_telling():
    made = weighed(to_both())
    kept = made.calibration
    assert kept is not None
    assert kept.columns == (
        ("sector", "county"),
        ("sector", "town"),
        ("size", "large"),
        ("size", "small"),
    )
    assert_allclose(kept.w0, [1.5, 1.5, 1.5, 1.5, 2, 2, 2])
    assert_allclose(made.table["weight"].to_numpy() @ kept.x, [6, 6, 6, 6], rtol=1e-10)
    told = kept.margins.filter(margin="size").select("level", "total", "before", "after")
    assert told.row(0) == pytest.approx(("large", 6, 7, 6))
    assert told.row(1) == pytest.approx(("small", 6, 5, 6))
    assert kept.fits["misfit"][0] <= 1e-10


def test_the_strata_of_the_base_weights_stay():
    """Calibration moves weights, not the design: N and n are those of the groups."""
    made = weighed(to_both())
    assert dict(made.strata.select("stratum", "N").iter_rows()) == {"county": 6, "town": 6}


def test_crossed_margins_are_poststrata():
    """Raked to the crossing alone, weights are units per answer of each cell."""
    made = weighed(Weighting("w", "rake", ("sector",), least=1, margins=("sector/size",)))
    assert_allclose(made.table["weight"], [2, 2, 1, 1, 2, 2, 2], rtol=1e-10)


def test_sums_of_numbers():
    """The staff of all 12 units is 500; without the column the estimate is 480 or so."""
    made = weighed(to_both("calibrate", sums=("staff",)))
    staff = np.array([10, 20, 90, 60, 30, 80, 70.0])
    assert made.table["weight"].to_numpy() @ staff == pytest.approx(500, rel=1e-10)
    assert sums(made, "size")["small"] == pytest.approx(6, rel=1e-10)


def test_totals_that_are_given_stand_before_the_frame():
    given = {"1": {"size": {"small": 4.0, "large": 8.0}}}
    assert sums(weighed(to_both(totals=given)), "size") == pytest.approx({"large": 8, "small": 4})


def test_given_totals_that_do_not_add_up_with_the_frame():
    given = {"1": {"size": {"small": 4.0, "large": 9.0}}}
    assert told(weighed, to_both(totals=given)) == [("WEIGHT-10", {"sums": "sector 12, size 13"})]


def test_nobody_in_a_margin():
    drawn = answers("a5", "a6", "b3", "b4")
    assert told(weighed, to_both(), drawn) == [
        ("WEIGHT-09", {"margin": "size", "level": "small", "total": "6"})
    ]


def test_an_answer_outside_the_margins_keeps_its_weight_and_is_told():
    drawn = answers(*ANSWERED, unknown=1)
    made = weighed(to_both(), drawn)
    assert [fault.code for fault in made.faults] == ["WEIGHT-17"]
    assert made.table["weight"][-1] == pytest.approx(6 / 5)
    assert made.table["weight"].sum() == pytest.approx(12 + 6 / 5)


def test_or_takes_its_part_of_the_frame():
    made = weighed(to_both(unknown="spread"), answers(*ANSWERED, unknown=1))
    assert made.table["weight"].sum() == pytest.approx(12)


def test_bounds_that_cannot_be_kept():
    tight = to_both("calibrate", bounds=(0.99, 1.01))
    assert codes(weighed, tight) == ["WEIGHT-11"]


def test_trimmed_and_fitted_in_turns():
    """Plain raking gives weights from 1.24 to 2.49; between 0.6 and 1.4 mean weights both hold."""
    free = weighed(to_both()).table["weight"]
    made = weighed(to_both(trim=(0.6, 1.4)))
    mean = 12 / 7
    assert free.max() > 1.4 * mean  # type: ignore[operator]
    assert made.table["weight"].is_between(0.6 * mean - 1e-8, 1.4 * mean + 1e-8).all()
    assert sums(made, "size") == pytest.approx({"large": 6, "small": 6}, rel=1e-9)


def test_trimming_that_the_margins_do_not_allow():
    assert codes(weighed, to_both(trim=(0.95, 1.05))) == ["WEIGHT-21"]


def test_groups_trimmed():
    made = weighed(Weighting("w", "groups", ("sector",), least=1, trim=(0.0, 1.05)))
    assert made.table["weight"].max() == pytest.approx(1.05 * 12 / 7)
    assert made.table["weight"].sum() == pytest.approx(12)


def test_linear_weights_below_zero_are_told():
    """Only one small unit where the frame is nearly all small: the large must shrink."""
    given = {"1": {"sector": {"town": 6.0, "county": 6.0}, "staff": 50.0}}
    weighting = Weighting(
        "w", "calibrate", ("sector",), least=1, margins=("sector",), sums=("staff",), totals=given
    )
    assert [fault.code for fault in weighed(weighting).faults] == ["WEIGHT-19"]


def test_a_number_that_is_none():
    study = make_study([make_item("q", "ab", ["1"])], ["1"])
    frame = draw_frame("1", FRAME)
    words = frame.table["staff"].cast(pl.String).to_list()
    frame.table.replace_column(3, pl.Series("staff", ["many", *words[1:]]))
    weighting = to_both("calibrate", sums=("staff",))
    cases = draw_cases(answers(*ANSWERED))
    facts = {"value": "many", "column": "staff", "count": 1}
    assert told(weigh, study, {"1": frame}, cases, weighting) == [("WEIGHT-15", facts)]


def shares(weighting: Weighting, drawn: str) -> tuple[float, float]:
    """A share and its error under a weighting."""
    study = make_study([make_item("q", "ab", ["1"])], ["1"], weightings=[weighting])
    cases = draw_cases(drawn)
    made = weigh(study, {"1": draw_frame("1", FRAME)}, cases, weighting)
    found = estimate_all(study, cases, [made]).share("q", "a", "1")
    assert found.value is not None and found.se is not None
    return found.value, found.se


def test_raking_to_what_the_groups_already_meet_changes_neither_share_nor_error():
    lines = answers(*ANSWERED).splitlines()
    drawn = "\n".join([lines[0] + " q", *(f"{line} {i % 2}" for i, line in enumerate(lines[1:]))])
    groups = shares(Weighting("g", "groups", ("sector",), least=1), drawn)
    assert shares(
        Weighting("r", "rake", ("sector",), least=1, margins=("sector",)), drawn
    ) == pytest.approx(groups)


def test_an_answer_that_goes_with_a_margin_is_told_without_error():
    """q is yes just for the small ones: calibrated to size, its share is that of the frame."""
    lines = answers(*ANSWERED).splitlines()
    drawn = "\n".join([lines[0] + " q", *(f"{line} {int('large' in line)}" for line in lines[1:])])
    value, se = shares(to_both(), drawn)
    assert value == pytest.approx(0.5, rel=1e-10)
    assert se == pytest.approx(0, abs=1e-9)
