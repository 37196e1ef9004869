"""How fieldwork stands, from counts: rates and targets, outcomes, curve, calls."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tempen.frame.progress import (
    Tally,
    count_outcomes,
    cumulate,
    median_of,
    order_calls,
    stand,
)
from tempen.terms.study import Domain, Fieldwork

DOMAINS = (Domain("sector", "frame", ("town", "county")), Domain("size", "frame", ("s", "l")))
PLAN = Fieldwork(target=0.5, targets={"sector": {"county": 1.0}})
TALLIES = (
    Tally(("town", "s"), "complete", 3),
    Tally(("town", "l"), "not_started", 3),
    Tally(("town", "l"), "not_started", 2, asked=False),
    Tally(("town", "l"), "not_eligible", 2),
    Tally(("county", "s"), "complete", 1),
    Tally(("county", "l"), "started", 1),
    Tally(("county", "l"), "declined", 1),
)


def test_rates_are_of_eligible_units_and_targets_of_their_level():
    """town: 3 of 8; half of 8 is 4, so one is lacking. county: 1 of 3, all are wanted."""
    town, county, all_ = stand(TALLIES, DOMAINS, "sector", PLAN)
    assert (town.units, town.eligible, town.answered, town.rate, town.short) == (10, 8, 3, 0.375, 1)
    assert (county.eligible, county.target, county.short, county.declined) == (3, 1.0, 2, 1)
    assert (all_.answered, all_.eligible, all_.short) == (4, 11, 2)
    assert order_calls((town, county, all_)) == ["county", "town"]


def test_outcomes_have_aapors_names_and_add_up():
    found = count_outcomes(TALLIES)
    assert found == {
        "returned": 4,
        "refusal": 1,
        "break_off": 1,
        "undelivered": 0,
        "nothing": 3,
        "not_sent": 2,
        "not_eligible": 2,
    }
    assert sum(found.values()) == sum(tally.n for tally in TALLIES)


def test_the_curve_has_every_day_and_ends_at_the_rate():
    days = {date(2028, 2, 7): 2, date(2028, 2, 9): 1, date(2028, 2, 1): 1}
    assert cumulate(days, date(2028, 2, 7), 8, date(2028, 2, 10)) == [
        (0, 3, 0.375),
        (1, 3, 0.375),
        (2, 4, 0.5),
        (3, 4, 0.5),
    ]


@given(st.lists(st.integers(0, 30), min_size=1))
def test_the_median_of_counts_is_that_of_the_numbers(numbers):
    histogram = {n: numbers.count(n) for n in numbers}
    assert median_of(histogram) == sorted(numbers)[(len(numbers) - 1) // 2]
