"""The simulations of docs/simulations.md: a tiny run of each, and what the page says of a full one."""

from __future__ import annotations

import re

import numpy as np
import pytest
from bench import simulate
from numpy.testing import assert_allclose

from tests.unit.docs.pages import read_table

TEXT = simulate.PAGE.read_text(encoding="utf-8")
PAGE = {
    name: read_table(block)
    for name, block in re.findall(r"<!-- (\w+) -->\n((?:\|.*\n)+)<!-- /\1 -->", TEXT)
}


def test_the_page_has_every_scenario_its_seed_and_its_command():
    assert list(PAGE) == list(simulate.SCENARIOS)
    assert f"seed {simulate.SEED}, {simulate.RUNS} samples" in TEXT
    assert "python -m bench.simulate" in TEXT and "make simulate" in TEXT


@pytest.mark.parametrize("name", list(simulate.SCENARIOS))
def test_a_tiny_run_gives_the_table_of_the_page(name: str):
    heads, rows = simulate.SCENARIOS[name](16, np.random.default_rng(1))
    again = simulate.SCENARIOS[name](16, np.random.default_rng(1))
    assert (heads, rows) == again
    assert heads == list(PAGE[name][0])
    assert [row[0] for row in rows] == [next(iter(row.values())) for row in PAGE[name]]


def test_a_tally_of_estimates_that_are_as_they_say():
    """Normal errors with variance 4, stated as 4 and then as 1."""
    rng = np.random.default_rng(2)
    right, small = simulate.Tally(1000), simulate.Tally(1000)
    for value in rng.normal(10, 2, 4000):
        right.add(value, 4.0, 10.0)
        small.add(value, 1.0, 10.0)
    (_, ratio, held), (_, low, missed) = right.row(), small.row()
    assert_allclose([first(ratio), first(held)], [1, 0.95], atol=0.04)
    assert_allclose([first(low), first(missed)], [0.25, 0.67], atol=0.03)


def first(told: str) -> float:
    return float(told.split()[0])


def test_what_the_page_measured():
    """Unbiased within three errors where the method claims it, and not where it does not."""
    whole = {row["variance"]: row for row in PAGE["changes"] if row["domain"] == "all"}
    for row in (whole["overlap"], PAGE["phases"][0], PAGE["phases"][3], PAGE["calibration"][0]):
        ratio, _, error = row["stated / true"].split()
        assert abs(float(ratio) - 1) <= 3 * float(error) + 0.02
        assert first(row["coverage"]) > 0.94
    assert first(whole["stacked"]["stated / true"]) < 0.85
