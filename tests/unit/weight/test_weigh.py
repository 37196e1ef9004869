"""Weights of small frames: groups, collapsing, unknown sectors, and what is told."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tempen.errors import TempenError
from tempen.terms.cases import Cases
from tempen.terms.study import Weighting
from tempen.terms.weight import Weights
from tempen.weight import weigh
from tests.surveys import draw_cases, draw_frame, make_item, make_study


def frame_of(**units: int) -> str:
    """A drawn frame: `town_small=3` is three units t0.. of sector town and size small."""
    rows = [
        f"{key}{i} {key.split('_')[0]} {key.split('_')[1]}"
        for key, n in units.items()
        for i in range(n)
    ]
    return "unit sector size\n" + "\n".join(rows)


def cases_of(**answers: int) -> str:
    lines = frame_of(**answers).splitlines()
    return "wave " + lines[0] + "\n" + "\n".join(f"1 {line}" for line in lines[1:])


FRAME = frame_of(town_small=6, town_large=6, county_small=2, county_large=3)
CASES = cases_of(town_small=5, town_large=2, county_small=2, county_large=1)


def weighed(
    weighting: Weighting, cases: str = CASES, frame: str = FRAME, **settings: Any
) -> Weights:
    study = make_study([make_item("q", "ab", ["1"])], ["1"], **settings)
    return weigh(study, {"1": draw_frame("1", frame)}, draw_cases(cases), weighting)


def groups(**settings: Any) -> Weighting:
    return Weighting("groups", "groups", ("sector", "size"), **settings)


def by_stratum(weights: Weights) -> dict[str, float]:
    return dict(weights.table.select("stratum", "weight").unique().iter_rows())


def faults_of(*args: Any, **settings: Any) -> list[str]:
    with pytest.raises(TempenError) as caught:
        weighed(*args, **settings)
    return [fault.code for fault in caught.value.faults]


def test_weights_sum_to_the_frame():
    made = weighed(Weighting("w", "groups", ("sector",), least=3))
    assert by_stratum(made) == {"town": 12 / 7, "county": 5 / 3}
    assert made.table["weight"].sum() == pytest.approx(17)


def test_small_groups_are_collapsed_by_the_declared_map_and_it_is_told():
    """Both county groups have the same target: the small one takes the full one with it."""
    declared = {"county/small": "county", "county/large": "county", "town/large": "town/small"}
    made = weighed(groups(collapse=declared, least=3))
    assert by_stratum(made) == {"town/small": 12 / 7, "county": 5 / 3}
    parts = dict(made.strata.select("stratum", "from_groups").iter_rows())
    assert parts["county"] == ["county/large", "county/small"]


def test_a_group_that_is_large_enough_is_left_alone():
    made = weighed(groups(collapse={"county/large": "county/small"}, least=2))
    assert set(by_stratum(made)) == {"town/small", "town/large", "county/small"}


def test_too_small_groups_are_told_all_at_once_with_a_line_that_mends_them():
    with pytest.raises(TempenError) as caught:
        weighed(groups(least=3))
    facts = [fault.facts for fault in caught.value.faults]
    assert [fault.code for fault in caught.value.faults] == ["WEIGHT-02"] * 2
    assert {f["group"]: f["proposal"] for f in facts} == {
        "county/large": '"county/large": "county/small"',
        "town/large": '"town/large": "town/small"',
    }


def test_proposals_never_send_two_groups_to_each_other():
    """Written under `collapse` together, they mend everything at once."""
    with pytest.raises(TempenError) as caught:
        weighed(groups(least=10))
    told = (str(fault.facts["proposal"]) for fault in caught.value.faults)
    mended = dict(line.replace('"', "").split(": ") for line in told)
    assert set(mended) & set(mended.values()) == set()
    assert len(by_stratum(weighed(groups(least=10, collapse=mended)))) == 1


def test_one_group_that_is_too_small_has_no_other_to_join():
    with pytest.raises(TempenError) as caught:
        weighed(groups(), cases_of(town_small=2), frame_of(town_small=6))
    assert [fault.code for fault in caught.value.faults] == ["WEIGHT-23"]


def test_a_group_counted_in_full_is_never_too_small():
    assert "county/small" in by_stratum(weighed(groups(least=1)))
    made = weighed(Weighting("w", "groups", ("sector",), least=5), cases_of(
        town_small=5, county_small=2, county_large=3
    ))  # fmt: skip
    assert by_stratum(made)["county"] == 1


def test_a_wave_in_the_field_collapses_for_now_and_warns():
    made = weighed(groups(least=3), status="open")
    assert {fault.code for fault in made.faults} == {"WEIGHT-06"}
    assert made.table["weight"].sum() == pytest.approx(17)


def test_a_preliminary_report_collapses_groups_of_its_latest_wave_as_well():
    study, frames = make_study([make_item("q", "ab", ["1"])], ["1"]), {"1": draw_frame("1", FRAME)}
    made = weigh(study, frames, draw_cases(CASES), groups(least=3), preliminary=True)
    assert {fault.code for fault in made.faults} == {"WEIGHT-06"}


def test_no_weights_keep_the_strata_and_their_frame_counts():
    made = weighed(Weighting("plain", "none"))
    assert made.table["weight"].unique().to_list() == [1.0]
    assert dict(made.strata.select("stratum", "N").iter_rows()) == {"town": 12, "county": 5}


UNKNOWN = CASES + "\n1 . . .\n1 . . ."


def test_answers_of_unknown_sector_stand_in_a_stratum_of_their_own():
    made = weighed(Weighting("w", "groups", ("sector",), least=3), UNKNOWN)
    strata = {row[0]: row[1:] for row in made.strata.select("stratum", "N", "n").iter_rows()}
    assert strata["unknown"] == (None, 2)
    assert by_stratum(made)["unknown"] == pytest.approx(17 / 10)  # the mean of the others
    assert by_stratum(made)["town"] == 12 / 7


def test_or_the_frame_is_shared_out_to_them():
    made = weighed(Weighting("w", "groups", ("sector",), least=3, unknown="spread"), UNKNOWN)
    assert made.table["weight"].sum() == pytest.approx(17)
    assert made.strata["N"].sum() == pytest.approx(17)
    ratio = by_stratum(made)["unknown"] / by_stratum(made)["town"]
    assert ratio == pytest.approx((17 / 10) / (12 / 7))  # the same shares either way


def test_units_that_are_not_eligible_are_outside_the_frame_and_told():
    frame = "\n".join(
        line + " " + ("eligible" if i == 0 else "no" if "town_small0" in line else "yes")
        for i, line in enumerate(FRAME.splitlines())
    )
    made = weighed(Weighting("w", "groups", ("sector",), least=3), frame=frame)
    assert [fault.code for fault in made.faults] == ["WEIGHT-05"]
    assert made.table["weight"].sum() == pytest.approx(16)
    assert made.table.filter(unit="town_small0").row(0)[2:] == (0.0, None)


def test_more_answers_than_units():
    short = frame_of(town_small=3, town_large=6, county_small=2, county_large=3)
    assert "WEIGHT-03" in faults_of(groups(least=1), frame=short)


def test_groups_across_the_strata_of_a_sample_need_two_phases():
    assert faults_of(Weighting("w", "groups", ("size",), least=1), design="sample") == ["WEIGHT-04"]
    merged = {"town/small": "small", "county/small": "small"}
    assert "WEIGHT-04" in faults_of(groups(collapse=merged), design="sample")


def test_answers_without_a_frame():
    study = make_study([make_item("q", "ab", ["1"])], ["1"])
    with pytest.raises(TempenError) as caught:
        weigh(study, {}, draw_cases(CASES), groups())
    assert caught.value.faults[0].code == "WEIGHT-01"


def test_an_open_study_has_no_strata():
    made = weighed(groups(), design="open")
    assert made.table["stratum"].null_count() == made.table.height
    assert made.strata.is_empty() and made.table["weight"].sum() == 10


def test_rows_keep_the_order_of_the_cases():
    drawn = draw_cases(CASES)
    turned = pl.DataFrame(drawn.table.reverse())
    made = weighed(Weighting("w", "groups", ("sector",), least=3))
    study = make_study([make_item("q", "ab", ["1"])], ["1"])
    weighting = Weighting("w", "groups", ("sector",), least=3)
    again = weigh(study, {"1": draw_frame("1", FRAME)}, Cases(turned), weighting)
    assert again.table["unit"].to_list() == drawn.table["unit"].to_list()[::-1]
    assert again.table["weight"].to_list() == made.table["weight"].to_list()[::-1]
