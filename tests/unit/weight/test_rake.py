"""Raking by hand, by other routes, and margins that cannot be."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_allclose

from tempen.weight.calibrate import calibrate_margins
from tempen.weight.margins import check_base, read_margins
from tempen.weight.rake import rake
from tests.unit.weight.drawn import codes, columns, told

SIX = columns("""
    sector size
    town   small
    town   small
    town   large
    county small
    county large
    county large
""")
WANTED = {"sector": {"town": 60.0, "county": 40.0}, "size": {"small": 70.0, "large": 30.0}}


def sums(table: pl.DataFrame, weight: np.ndarray, by: str) -> dict[str, float]:
    made = table.with_columns(w=weight).group_by(by).agg(pl.col("w").sum())
    return dict(made.sort(by).iter_rows())


def test_one_margin_is_units_per_answer():
    fit = rake(np.ones(6), read_margins(SIX, {"sector": WANTED["sector"]}))
    assert_allclose(fit.weight, [20, 20, 20, 40 / 3, 40 / 3, 40 / 3])


def test_two_margins_by_hand():
    """A 2 x 2 table keeps its odds ratio, here (2 · 2) / (1 · 1) = 4: with a the towns that are
    small, a (a - 30) / ((60 - a)(70 - a)) = 4, so 3a² - 490a + 16800 = 0."""
    a = (490 - np.sqrt(490**2 - 4 * 3 * 16800)) / 6
    fit = rake(np.ones(6), read_margins(SIX, WANTED))
    cells = [a / 2, a / 2, 60 - a, 70 - a, (a - 30) / 2, (a - 30) / 2]
    assert_allclose(fit.weight, cells, rtol=1e-11)
    assert fit.misfit <= 1e-12


def test_raking_is_calibration_with_the_raking_ratio():
    """Two routes to one answer: fitting margin by margin, and Newton's method."""
    rng = np.random.default_rng(7)
    table = pl.DataFrame(
        {name: rng.integers(0, k, 300).astype(str) for name, k in (("a", 3), ("b", 5), ("c", 4))}
    )
    base = rng.uniform(1, 4, 300)
    wanted = {
        name: {v: 100.0 * (1 + int(v)) for v in table[name].unique()} for name in table.columns
    }
    wanted = {
        name: {v: t * 900 / sum(level.values()) for v, t in level.items()}
        for name, level in wanted.items()
    }
    margins = read_margins(table, wanted)
    one, other = rake(base, margins), calibrate_margins(base, margins, distance="raking")
    assert_allclose(one.weight, other.weight, rtol=1e-9)
    for name, level in wanted.items():
        assert_allclose(
            [sums(table, one.weight, name)[v] for v in level], list(level.values()), rtol=1e-10
        )


def test_neither_the_order_of_margins_nor_of_answers_matters():
    turned = read_margins(SIX.reverse(), dict(reversed(WANTED.items())))
    assert_allclose(
        rake(np.ones(6), turned).weight[::-1],
        rake(np.ones(6), read_margins(SIX, WANTED)).weight,
        rtol=1e-11,
    )


def test_splitting_an_answer_changes_nothing():
    twice = pl.concat([SIX, SIX[:1]])
    base = np.array([0.3, 1, 1, 1, 1, 1, 0.7])
    made = rake(base, read_margins(twice, WANTED)).weight
    once = rake(np.ones(6), read_margins(SIX, WANTED)).weight
    assert made[0] + made[6] == pytest.approx(once[0], rel=1e-11)


def test_many_levels_take_no_room():
    """Three margins of 1 000 levels have a billion crossings; only those with answers count."""
    table = pl.DataFrame(
        {
            name: [str((i * k) % 1000) for i in range(2000)]
            for name, k in (("a", 1), ("b", 3), ("c", 7))
        }
    )
    wanted = {name: {str(v): 4.0 for v in range(1000)} for name in table.columns}
    assert_allclose(rake(np.ones(2000), read_margins(table, wanted)).weight, 2.0)


def test_a_level_that_nobody_is_in_is_named():
    wanted = WANTED | {"size": {"small": 60.0, "large": 30.0, "huge": 10.0}}
    assert told(read_margins, SIX, wanted) == [
        ("WEIGHT-09", {"margin": "size", "level": "huge", "total": "10"})
    ]


def test_answers_of_a_level_without_a_total_are_named():
    assert told(read_margins, SIX, {"size": {"small": 100.0}}) == [
        ("WEIGHT-16", {"margin": "size", "level": "large", "n": 3})
    ]


def test_margins_that_do_not_add_up():
    wanted = {"sector": {"town": 60.0, "county": 50.0}, "size": {"small": 70.0, "large": 30.0}}
    assert told(read_margins, SIX, wanted) == [("WEIGHT-10", {"sums": "sector 110, size 100"})]


def test_margins_that_empty_cells_make_impossible_are_named():
    """All towns are small here: 60 towns cannot be among 50 small ones."""
    table = columns("sector size\ntown small\ncounty small\ncounty large")
    wanted = {"sector": {"town": 60.0, "county": 40.0}, "size": {"small": 50.0, "large": 50.0}}
    [(code, facts)] = told(rake, np.ones(3), read_margins(table, wanted))
    assert code == "WEIGHT-11"
    assert facts["margin"] in ("sector / town", "sector / county", "size / small", "size / large")


@pytest.mark.parametrize(
    ("weight", "what"),
    [(-1.0, "negative"), (0.0, "zero"), (np.nan, "missing"), (np.inf, "infinite")],
)
def test_base_weights_that_cannot_be(weight: float, what: str):
    [(code, facts)] = told(check_base, [1.0, weight, 2.0])
    assert (code, facts["what"], facts["rows"]) == ("WEIGHT-08", what, "2")


def test_every_fault_of_the_margins_at_once():
    wanted = {"sector": {"town": 100.0}, "size": {"small": 70.0, "large": 20.0, "huge": 10.0}}
    assert codes(read_margins, SIX, wanted) == ["WEIGHT-16", "WEIGHT-09"]


def test_margins_that_are_nearly_the_same_are_met_as_well():
    """99 of 100 answers have the same level in both: sweeps alone would take thousands."""
    rng = np.random.default_rng(0)
    a = rng.integers(0, 20, 2000)
    b = np.where(rng.random(2000) < 0.01, rng.integers(0, 20, 2000), a)
    table = pl.DataFrame({"a": a.astype(str), "b": b.astype(str)})
    weight = rng.uniform(1, 2, 2000) * rng.uniform(0.8, 1.3, 2000)
    wanted = {name: sums(table, weight, name) for name in table.columns}
    fit = rake(np.ones(2000), read_margins(table, wanted))
    assert fit.misfit <= 1e-10
    assert_allclose(
        list(sums(table, fit.weight, "b").values()), list(wanted["b"].values()), rtol=1e-10
    )
