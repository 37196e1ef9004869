"""Shares of small drawn tables: every number is reached a second way, by hand."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import pytest

from tempen.estimate import Estimates, estimate_all
from tempen.terms.item import Asked
from tempen.terms.study import Domain, Study, Weighting
from tempen.weight import weigh
from tests.surveys import draw_cases, draw_frame, make_item, make_study, make_variable

# four of eight towns and both counties answered; -3 is a question left blank
FRAME = """
    unit sector
    t1   town
    t2   town
    t3   town
    t4   town
    t5   town
    t6   town
    t7   town
    t8   town
    c1   county
    c2   county
"""
CASES = """
    wave unit sector strategy
    1    t1   town   0
    1    t2   town   1
    1    t3   town   1
    1    t4   town   -3
    1    c1   county 0
    1    c2   county 0
"""
SECTORS = Domain("sector", "frame", ("town", "county"), column="sector")
LOOSE = Weighting("groups", "groups", ("sector",), least=2)


def made(study: Study | None = None, weighting: Weighting = LOOSE, cases: str = CASES) -> Estimates:
    study = study or small_study()
    drawn = draw_cases(cases)
    weights = weigh(study, {"1": draw_frame("1", FRAME)}, drawn, weighting)
    return estimate_all(study, drawn, [weights])


def small_study(design: str = "census", **settings: object) -> Study:
    item = make_item("strategy", ("yes", "no", "planned"), ["1"], **settings)
    variable = make_variable(item, {"some_day": ("yes", "planned")})
    return make_study([item], ["1"], variables=[variable], domains=[SECTORS], design=design)


def test_a_share_is_weighted_and_its_base_is_who_answered():
    """Towns weigh 8 / 4, counties 2 / 2; the blank answer is outside: (2 + 1 + 1) / (3x2 + 2x1)."""
    share = made().share("strategy", "yes", "1")
    assert share.value == pytest.approx(4 / 8)
    assert (share.count, share.n, share.base) == (3, 5, pytest.approx(8.0))


def test_its_error_comes_from_the_stratum_that_is_not_counted_in_full():
    """u = w (y - p) / X = 2 (y - 1/2) / 8 among towns: 1/8, -1/8, -1/8, and 0 for the blank.

    V = (1 - 4/8) 4/3 (3/64 - (-1/8)² / 4); counties all answered and add nothing.
    """
    share = made().share("strategy", "yes", "1")
    assert share.se == pytest.approx(sqrt(0.5 * 4 / 3 * (3 / 64 - (1 / 64) / 4)))
    assert share.df == 6 - 2


def test_everyone_answered_so_nothing_is_uncertain():
    share = made().share("strategy", "yes", "1", "sector", "county")
    assert (share.value, share.se, share.low, share.high) == (1, 0, 1, 1)
    assert share.reliability.status == "shown"


def test_a_level_nobody_chose_has_a_share_of_0_and_an_interval_above():
    share = made().share("strategy", "planned", "1")
    assert (share.value, share.count, share.low) == (0, 0, 0)
    assert share.high is not None and share.high > 0.2


def test_a_group_is_the_union_of_its_levels():
    estimates = made()
    yes, planned = (estimates.share("strategy", level, "1") for level in ("yes", "planned"))
    both = estimates.share("strategy", "some_day", "1")
    assert both.value == yes.value + planned.value  # type: ignore[operator]
    assert (both.count, both.se) == (3, yes.se)


def test_base_all_counts_blanks_as_not_chosen():
    """(2 + 1 + 1) of the ten units."""
    share = made(small_study(base="all")).share("strategy", "yes", "1")
    assert (share.value, share.n) == (pytest.approx(4 / 10), 6)


def test_no_weights_print_plain_percentages():
    """3 of 5; the strata stay, with their finite population correction."""
    share = made(weighting=Weighting("none", "none", ("sector",))).share("strategy", "yes", "1")
    assert share.value == pytest.approx(3 / 5)
    u = [2 / 25, -3 / 25, -3 / 25]  # (y - .6) / 5 among towns
    squares, total = sum(x * x for x in u), sum(u)
    assert share.se == pytest.approx(sqrt(0.5 * 4 / 3 * (squares - total**2 / 4)))


def test_an_open_study_has_shares_and_bases_but_no_error():
    share = made(small_study("open")).share("strategy", "yes", "1")
    assert (share.value, share.n) == (pytest.approx(3 / 5), 5)
    assert (share.se, share.low, share.df, share.interval) == (None, None, None, "none")


def test_a_wave_that_did_not_ask_has_no_estimate():
    study = make_study([make_item("strategy", ("yes", "no"), ["2"])], ["1", "2"], domains=[SECTORS])
    assert made(study).share("strategy", "yes", "1").value is None


def test_a_level_that_the_wave_did_not_offer_has_no_estimate():
    item = make_item("strategy", ("yes", "no", "planned"), ["1"])
    item = replace(item, waves={"1": Asked("1", levels=("yes", "no"))})
    study = make_study([item], ["1"])
    assert made(study).share("strategy", "planned", "1").value is None
    assert made(study).share("strategy", "yes", "1").value == pytest.approx(1 / 2)


def test_the_mean_of_a_scale_takes_levels_with_points():
    """Points 1 and 0: the mean is the share of yes among yes and no."""
    item = make_item("strategy", ("yes", "no", "planned"), ["1"])
    variable = make_variable(item, scores=(1.0, 0.0, None))
    estimates = made(make_study([item], ["1"], variables=[variable]))
    share, mean = estimates.share("strategy", "yes", "1"), estimates.mean("strategy", "1")
    assert mean.value == pytest.approx(share.value)
    assert mean.se == pytest.approx(share.se)


def test_an_item_can_be_a_domain():
    item = make_item("strategy", ("yes", "no", "planned"), ["1"])
    other = make_item("board", ("yes", "no"), ["1"])
    study = make_study(
        [item, other],
        ["1"],
        domains=[Domain("strategy", "item", ("yes", "no", "some_day"), column="strategy")],
        variables=[make_variable(item, {"some_day": ("yes", "planned")}), make_variable(other)],
    )
    cases = """
        wave unit sector strategy board
        1    t1   town   0        0
        1    t2   town   1        0
        1    t3   town   1        1
        1    t4   town   2        1
        1    c1   county 0        0
        1    c2   county 0        -3
    """
    estimates = made(study, cases=cases)
    yes = estimates.share("board", "yes", "1", "strategy", "yes")
    assert (yes.value, yes.n) == (1, 2)
    group = estimates.share("board", "yes", "1", "strategy", "some_day")  # t1, t4, c1
    assert (group.value, group.n) == (pytest.approx((2 + 1) / (2 + 2 + 1)), 3)
