"""Nobody who adds and subtracts means, weighted and not, comes near to what one unit said."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tempen.disclose import release
from tempen.estimate import Estimates, estimate_all
from tempen.terms.cases import Cases, Frame
from tempen.terms.item import Variable
from tempen.terms.study import Disclosure, Domain, Weighting
from tempen.weight import weigh
from tests.surveys import make_item, make_study
from tests.unit.disclose.attacker import most_of, totals_shown

COUNTIES, SECTORS = ("north", "south", "west"), ("town", "state")
Units = list[tuple[str, str, int]]


def made(units: Units, **rules) -> tuple[Estimates, pl.DataFrame]:
    """Released means of staff, unweighted and weighted by sector; and the cases."""
    study = make_study(
        [replace(make_item("staff", (), ("1",)), kind="number")],
        ("1",),
        variables=[Variable("staff", "staff", None, "number")],
        domains=[
            Domain("county", "frame", COUNTIES, column="county"),
            Domain("sector", "frame", SECTORS, column="sector"),
        ],
        disclosure=Disclosure(least=3, **rules),
    )
    table = pl.DataFrame(
        {
            "wave": ["1"] * len(units),
            "unit": [f"u{i}" for i in range(len(units))],
            "county": [county for county, _, _ in units],
            "sector": [sector for _, sector, _ in units],
            "staff": pl.Series([0] * len(units), dtype=pl.Int16),
            "staff:value": [float(staff) for *_, staff in units],
        }
    )
    silent = pl.DataFrame({"unit": ["s0", "s1"], "county": ["west"] * 2, "sector": ["town"] * 2})
    frame = pl.concat([table.select("unit", "county", "sector"), silent])
    frames = {"1": Frame("1", frame.with_columns(eligible=True))}
    ways = (Weighting("none", "none"), Weighting("groups", "groups", ("sector",), least=1))
    cases = Cases(table)
    weights = [weigh(study, frames, cases, way) for way in ways]
    found = release(estimate_all(study, cases, weights), study, cases, weights)
    own = {one.name: one.table["weight"] for one in weights}
    return found, table.drop("staff").rename({"staff:value": "staff"}).with_columns(**own)


def crowd(drawn: str) -> Units:
    """Lines of county, sector and the staff of each unit."""
    lines = (line.split() for line in drawn.strip().splitlines())
    return [(county, sector, int(n)) for county, sector, *staff in lines for n in staff]


ONE_STATE_UNIT = crowd("""
    north town  10 20 30 40 25
    north state 500
    south town  12 22 32 42 15
    south state 90 80 70 85 95
    west  state 60 75 100 110
    west  town  15 25 35 20
""")


def test_two_weightings_of_a_county_do_not_bare_its_only_state_unit():
    """Unweighted and weighted by sector, north's totals are two equations for two sectors."""
    found, cases = made(ONE_STATE_UNIT)
    assert cases["groups"].n_unique() == 2
    unit = cases["staff"].arg_max()
    assert unit is not None and most_of(found.table, cases, unit, {}) > 500 + 1e-6


def test_a_unit_is_not_reckoned_from_overlapping_divisions():
    """All of state but one unit is in the south and west: state less those would be its number."""
    found, cases = made(ONE_STATE_UNIT, p_percent=10)
    second = cases["staff"].sort(descending=True)[1]
    knows = {cases["staff"].to_list().index(second): second}
    assert most_of(found.table, cases, int(cases["staff"].arg_max() or 0), knows) >= 550 - 1e-6


def test_even_numbers_in_large_groups_are_all_shown():
    even = [(c, s, 20 + i) for c in COUNTIES for s in SECTORS for i in range(8)]
    found, cases = made(even, p_percent=10, dominance=(1, 0.85))
    assert len(totals_shown(found.table, cases)[0]) == 2 * 6


units = st.lists(
    st.tuples(
        st.sampled_from(COUNTIES),
        st.sampled_from(SECTORS),
        st.sampled_from([0, 1, 3, 10, 12, 15, 20, 40, 900]),
    ),
    min_size=8,
    max_size=22,
).filter(lambda some: {sector for _, sector, _ in some} == set(SECTORS))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(units)
def test_no_other_unit_comes_within_ten_per_cent(some):
    """Of every group, shown or not, the second largest cannot reckon the largest."""
    found, cases = made(some, p_percent=10)
    for domain, level in [("all", "all"), *(("county", c) for c in COUNTIES)]:
        inside = cases.with_row_index("at").filter(domain == "all" or pl.col("county") == level)
        ranked = inside.sort("staff", descending=True)
        if not ranked.height or not ranked["staff"][0]:
            continue
        knows = dict(ranked.select("at", "staff").rows()[1:2])
        most = most_of(found.table, cases, ranked["at"][0], knows)
        assert most >= ranked["staff"][0] * 1.1 - 1e-6


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(units)
def test_no_number_is_told_exactly(some):
    found, cases = made(some)
    for unit, staff in enumerate(cases["staff"]):
        rest = cases.filter(pl.int_range(pl.len()) != unit)["staff"]
        if staff and rest.sum():
            low, high = (most_of(found.table, cases, unit, {}, sign) for sign in (-1, 1))
            assert low < staff - 1e-6 or high > staff + 1e-6


@pytest.mark.parametrize("share", [0.6, 0.85])
def test_dominance_bounds_an_outsider(share):
    """The largest of north is 500 of 625; nobody outside may come below 500 / share."""
    found, cases = made(ONE_STATE_UNIT, dominance=(1, share))
    unit = int(cases["staff"].arg_max() or 0)
    assert most_of(found.table, cases, unit, {}) >= 500 / share - 1e-6
