"""Somebody who adds and subtracts all that is shown learns nothing that is withheld."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tempen.disclose import release
from tempen.estimate import Estimates, estimate_all
from tempen.terms.cases import Cases, Frame
from tempen.terms.study import Disclosure, Domain, Weighting
from tempen.weight import weigh
from tests.surveys import make_item, make_study, make_variable
from tests.unit.disclose.attacker import GROUPS, LEVELS, bounds

COUNTIES, SECTORS = ("north", "south", "west"), ("town", "state")


def make(
    units: list[tuple[str, str, str]], *, weighted: bool = False, **rules
) -> tuple[Estimates, Estimates, pl.DataFrame]:
    """Estimates before and after release, and the cases: (county, sector, answer) a unit.

    weighted  shares are told with weights by sector as well: two towns in the west are silent
    """
    item = make_item("board", LEVELS, ("1",))
    study = make_study(
        [item],
        ("1",),
        variables=[make_variable(item, GROUPS)],
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
            "board": pl.Series([LEVELS.index(a) for *_, a in units], dtype=pl.Int16),
        }
    )
    silent = pl.DataFrame({"unit": ["s0", "s1"], "county": ["west"] * 2, "sector": ["town"] * 2})
    frame = pl.concat([table.select("unit", "county", "sector"), silent])
    frames = {"1": Frame("1", frame.with_columns(eligible=True))}
    ways = (Weighting("none", "none"), Weighting("groups", "groups", ("sector",), least=1))
    cases = Cases(table)
    weights = [weigh(study, frames, cases, way) for way in ways[: 2 if weighted else 1]]
    before = estimate_all(study, cases, weights)
    own = {one.name: one.table["weight"] for one in weights[1:]}
    return before, release(before, study, cases, weights), table.with_columns(**own)


def crowd(drawn: str) -> list[tuple[str, str, str]]:
    """Lines of county, sector and how many said yes, no, maybe."""
    lines = (line.split() for line in drawn.strip().splitlines())
    return [
        (county, sector, answer)
        for county, sector, *counts in lines
        for answer, count in zip(LEVELS, counts, strict=True)
        for _ in range(int(count))
    ]


TWO_COUNTIES_SMALL = crowd("""
    north town  1 1 0
    south town  3 4 1
    west  town  9 8 4
    west  state 3 2 3
""")


def test_the_small_county_cannot_be_had_from_everybody_less_the_others():
    _, released, cases = make(TWO_COUNTIES_SMALL)
    assert released.share("board", "yes", "1", "county", "north").n is None
    assert bounds(released.table, cases, "county", "north", "yes") == (0, 2)
    assert released.share("board", "yes", "1", "county", "west").count == 12


def test_a_small_count_in_a_large_group_is_protected_where_the_study_says_so():
    before, released, cases = make(TWO_COUNTIES_SMALL, protect=("board",))
    assert before.share("board", "maybe", "1", "county", "south").count == 1
    assert released.share("board", "maybe", "1", "county", "south").count is None
    low, high = bounds(released.table, cases, "county", "south", "maybe")
    assert (low, high >= 3) == (0, True)


def test_a_group_of_levels_does_not_give_the_level_back():
    """“Firm” is yes and no: everybody less firm would be maybe."""
    _, released, cases = make(crowd("west town 9 8 2\nsouth town 5 6 0"), protect=("board",))
    assert released.share("board", "maybe", "1").count is None
    assert released.share("board", "firm", "1").count is None
    assert bounds(released.table, cases, "all", "all", "maybe")[1] >= 3


def test_two_domains_that_differ_in_one_unit_do_not_bare_it():
    """All towns but one are in the west, and the west has nothing else."""
    units = crowd("west town 5 4 2\nsouth town 1 0 0\nsouth state 3 4 4\nnorth state 2 4 3")
    before, released, cases = make(units)
    told = before.share("board", "yes", "1", "sector", "town").count
    less = before.share("board", "yes", "1", "county", "west").count
    assert (told, less) == (6, 5)
    alone = cases.with_columns(
        county=pl.when((pl.col("county") == "south") & (pl.col("sector") == "town"))
        .then(pl.lit("alone"))
        .otherwise("county")
    )
    assert released.table.filter(pl.col("count").is_null()).height
    low, high = both(released.table, cases, alone)
    assert (low, high) == (0, 1)


def both(table: pl.DataFrame, cases: pl.DataFrame, renamed: pl.DataFrame) -> tuple[int, int]:
    """Bounds of a group that no table shows: the units that `renamed` calls “alone”."""
    marked = cases.with_columns(secret=renamed["county"])
    return bounds(table, marked, "secret", "alone", "yes")


def test_what_is_public_is_shown_whatever_its_size():
    before, released, _ = make(TWO_COUNTIES_SMALL, public=("board",))
    assert released is before


def test_a_group_in_which_all_said_the_same_is_withheld_where_the_study_says_so():
    units = crowd("west town 9 8 4\nsouth town 0 5 0\nnorth town 4 4 4")
    _, released, cases = make(units, protect=("board",), whole_groups=True)
    assert released.share("board", "no", "1", "county", "south").value is None
    assert bounds(released.table, cases, "county", "south", "no")[0] < 5


def test_nothing_of_what_is_withheld_is_left():
    _, released, _ = make(TWO_COUNTIES_SMALL)
    gone = released.table.filter(pl.col("reasons").list.contains("disclosure"))
    numbers = [name for name, kind in gone.schema.items() if kind.is_numeric()]
    assert gone.height and gone.select(pl.col(numbers).is_null().all()).row(0) == (True,) * len(
        numbers
    )


units = st.lists(
    st.tuples(st.sampled_from(COUNTIES), st.sampled_from(SECTORS), st.sampled_from(LEVELS)),
    min_size=8,
    max_size=24,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(units)
def test_no_answer_of_a_small_group_is_ever_told(units):
    before, released, cases = make(units)
    small = before.table.filter(pl.col("n").is_between(1, 2), pl.col("count") > 0)
    for domain, level, answer, count in small.select(
        "domain", "domain_level", "level", "count"
    ).iter_rows():
        if answer in LEVELS and not said_of_everybody(released.table, cases, domain, level, answer):
            low, high = bounds(released.table, cases, domain, level, answer)
            assert low <= count <= high and low < high


def said_of_everybody(
    table: pl.DataFrame, cases: pl.DataFrame, domain: str, level: str, answer: str
) -> bool:
    """A shown group of three or more, in which all gave the answer, holds the small group."""
    inside = cases.filter(pl.col(domain) == level)
    same = table.filter(pl.col("level") == answer, pl.col("n") >= 3, pl.col("count") == pl.col("n"))
    return any(
        way == "all" or (inside[way] == one).all()
        for way, one in same.select("domain", "domain_level").iter_rows()
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(units)
def test_no_protected_count_is_ever_known_to_be_small(units):
    before, released, cases = make(units, protect=("board",))
    small = before.table.filter(pl.col("n") >= 3, pl.col("count").is_between(1, 2))
    for domain, level, answer in small.select("domain", "domain_level", "level").iter_rows():
        if answer in LEVELS:
            assert bounds(released.table, cases, domain, level, answer)[1] >= 3


ONE_TOWN = crowd("""
    north town  1 0 0
    north state 4 5 3
    south town  4 3 5
    west  town  6 4 2
    west  state 3 4 4
""")


def test_weights_do_not_tell_which_sector_a_small_count_is_of():
    """In north a count and its weighted share are two equations for its town and its states."""
    _, released, cases = make(ONE_TOWN, weighted=True, protect=("board",))
    assert cases["groups"].n_unique() == 2
    alone = cases.with_columns(
        secret=pl.when((pl.col("county") == "north") & (pl.col("sector") == "town"))
        .then(pl.lit("alone"))
        .otherwise(pl.lit("others"))
    )
    assert bounds(released.table, alone, "secret", "alone", "yes") == (0, 1)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(units)
def test_no_protected_count_is_known_to_be_small_by_its_weights(units):
    before, released, cases = make(units, weighted=True, protect=("board",))
    own = before.table.filter(pl.col("weighting") == "none")
    small = own.filter(pl.col("n") >= 3, pl.col("count").is_between(1, 2))
    for domain, level, answer in small.select("domain", "domain_level", "level").iter_rows():
        if answer in LEVELS:
            assert bounds(released.table, cases, domain, level, answer)[1] >= 3


@pytest.mark.parametrize("rules", [{}, {"protect": ("board",)}])
def test_without_anything_small_nothing_is_withheld(rules):
    units = crowd("west town 9 8 4\nsouth state 5 6 3\nnorth town 4 4 4\nnorth state 3 5 6")
    before, released, _ = make(units, **rules)
    assert released is before
