"""Nonresponse by hand: propensities, the R-indicator and its parts, bounds, early and late."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import minimize

from tempen.terms.cases import Cases, Frame
from tempen.weight.nonresponse import corrected_spread, judge_response
from tempen.weight.propensity import effects, fit_propensity
from tempen.weight.sensitivity import bound_interval, bound_share, range_share, tipping_difference
from tempen.weight.timing import compare_arrival
from tests.unit.weight.drawn import codes


def survey(*groups: tuple[str, str, int, int]) -> tuple[Frame, Cases]:
    """A frame and its answers: (sector, size, units, answered) a group."""
    rows = [
        (f"{sector}{size}{i}", sector, size, i < n)
        for sector, size, N, n in groups
        for i in range(N)
    ]
    table = pl.DataFrame(rows, schema=["unit", "sector", "size", "came"], orient="row")
    units = table.with_columns(eligible=True)
    return Frame("1", units), Cases(units.filter("came").with_columns(wave=pl.lit("1")))


TWO = survey(("town", "small", 60, 30), ("county", "small", 40, 10))


def test_r_indicator_by_hand():
    """Propensities .5 (60 units) and .25 (40), mean .4: S² = (60 · .01 + 40 · .0225) / 99 = .01515.
    Estimating them adds .5 · .5 / 60 to the one and .25 · .75 / 40 to the other, .004375 a unit."""
    found = judge_response(*TWO, ["sector"])
    S2 = 1.5 / 99
    assert found.rate == 0.4
    assert found.R_raw == pytest.approx(1 - 2 * S2**0.5)
    spread = (S2 - 0.004375) ** 0.5
    assert_allclose([found.S, found.R], [spread, 1 - 2 * spread])
    assert found.cv == pytest.approx(spread / 0.4)


def test_of_a_sample_the_spread_is_that_of_the_population():
    fitted = fit_propensity(
        np.r_[np.ones(30), np.zeros(30), np.ones(10), np.zeros(30)], two_groups()
    )
    expected = 1.5 / 99 * (1 + 1 / 100 - 1 / 1000) - 0.004375
    assert corrected_spread(fitted, 1000) == pytest.approx(expected**0.5)


def two_groups() -> np.ndarray:
    return np.column_stack([np.ones(100), np.r_[np.zeros(60), np.ones(40)]])


def test_partial_indicators_by_hand():
    """Towns are over-represented by (.5 - .4) sqrt(60 / 99), counties under by -.15 sqrt(40 / 99)."""
    rows = judge_response(*TWO, ["sector"]).partial
    assert rows["level"].to_list() == [None, "county", "town"]
    assert_allclose(rows["unconditional"][1:], [-0.15 * (40 / 99) ** 0.5, 0.1 * (60 / 99) ** 0.5])
    assert rows["unconditional"][0] == pytest.approx((1.5 / 99) ** 0.5)
    assert_allclose(rows["rate"], [0.4, 0.25, 0.5])


FOUR = survey(
    ("town", "s", 40, 10), ("town", "l", 20, 15), ("county", "s", 30, 10), ("county", "l", 30, 25)
)


def test_what_lies_between_and_within_adds_up():
    """Between the levels of size and within them: S² of all, for propensities of any model."""
    found = judge_response(*FOUR, ["sector", "size"])
    rows = found.partial.filter(pl.col("level").is_null())
    sector, size = rows.rows(named=True)
    S2 = ((1 - found.R_raw) / 2) ** 2
    assert size["unconditional"] ** 2 + sector["conditional"] ** 2 == pytest.approx(S2)
    assert sector["unconditional"] ** 2 + size["conditional"] ** 2 == pytest.approx(S2)
    assert size["conditional"] > sector["conditional"]  # answering goes with size


def test_propensities_are_those_of_greatest_likelihood():
    """Two routes: weighted least squares in steps, and a general optimiser."""
    frame, _ = FOUR
    x = effects(frame.table, ["sector", "size"])
    y = frame.table["came"].cast(pl.Float64).to_numpy()
    found = minimize(
        lambda b: float(np.logaddexp(0, x @ b).sum() - y @ x @ b), np.zeros(3), tol=1e-12
    )
    assert_allclose(fit_propensity(y, x).rho, 1 / (1 + np.exp(-x @ found.x)), rtol=1e-5)


def test_a_sector_in_which_all_answered():
    found = judge_response(*survey(("town", "s", 30, 15), ("county", "s", 10, 10)), ["sector"])
    assert found.partial["propensity"].to_list() == pytest.approx([0.625, 1, 0.5])
    assert 0 <= found.R <= 1


def test_even_response_is_representative():
    found = judge_response(*survey(("town", "s", 60, 30), ("county", "s", 40, 20)), ["sector"])
    assert found.R == 1 and found.R_raw == pytest.approx(1)


def test_nobody_answered():
    assert codes(judge_response, *survey(("town", "s", 5, 0)), ["sector"]) == ["WEIGHT-22"]


def test_between_31_and_45():
    """38 % of the 40 % who answered; if the others differ by up to 12 points, .38 -/+ .6 · .12."""
    found = bound_share(0.38, 0.4, 0.12)
    assert (found.low, found.high) == pytest.approx((0.308, 0.452))


def test_the_worst_case():
    """Manski: all who did not answer would have said no, or all yes."""
    found = bound_share(0.38, 0.4)
    assert (found.low, found.high) == pytest.approx((0.152, 0.752))
    assert found.high - found.low == pytest.approx(1 - 0.4)  # its width is the nonresponse


def test_ranges_widen_and_stay_shares():
    found = range_share(0.02, 0.5, (0.0, 0.1, 0.9))
    assert [round(b.low, 3) for b in found] == [0.02, 0.01, 0.01, 0.01]
    assert [round(b.high, 3) for b in found] == [0.02, 0.07, 0.47, 0.51]
    assert all(0 <= b.low <= b.high <= 1 for b in found)


def test_chance_and_nonresponse_together():
    found = bound_interval(0.30, 0.46, 0.4, 0.12)
    assert (found.low, found.high) == pytest.approx((0.30 - 0.072, 0.46 + 0.072))


def test_what_would_turn_a_minority_into_a_majority():
    """.5 = .4 · .38 + .6 q: q = .58, 20 points above those who answered."""
    assert tipping_difference(0.38, 0.4, 0.5) == pytest.approx(0.2)
    assert tipping_difference(0.38, 0.9, 0.5) is None
    assert bound_share(0.38, 0.4, 0.2).high == pytest.approx(0.5)


DAYS = [date(2025, 3, day) for day in (3, 3, 4, 5, 20, 21, 22, 23)]


def test_early_and_late():
    """Three of four early answers are yes, one of four late: -.5; the variance of each is
    (.75 · .25 · 4) / 4² · 4 / 3 = .0625."""
    y = np.array([1, 1, 1, 0, 0, 0, 1, 0.0])
    found = compare_arrival(y, DAYS, np.full(8, 2.0), rate=0.4)
    assert found.parts["value"].to_list() == [0.75, 0.25]
    assert found.parts["so_far"].to_list() == [0.75, 0.5]
    assert found.parts["last"][0] == date(2025, 3, 5)
    assert found.difference == -0.5 and found.se == pytest.approx(0.125**0.5)
    assert found.as_late == pytest.approx(0.4 * 0.5 + 0.6 * 0.25)


def test_a_day_is_not_divided():
    found = compare_arrival(np.arange(4.0), [DAYS[0]] * 3 + [DAYS[4]], np.ones(4), rate=1)
    assert found.parts["n"].to_list() == [3, 1]
