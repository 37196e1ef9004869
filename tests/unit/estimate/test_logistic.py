"""Weighted logistic regression: R's coefficients, errors by other routes, and what has no end."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tempen.estimate.association import estimate_odds
from tempen.estimate.design import Design
from tempen.estimate.logistic import fit, fit_logistic
from tempen.terms.estimate import Measure
from tests.surveys import NO_REFERENCE, REFERENCE
from tests.unit.estimate.drawn import estimated

needs_reference = pytest.mark.skipif(not REFERENCE.is_dir(), reason=NO_REFERENCE)


def read(name: str) -> pl.DataFrame:
    return pl.read_csv(REFERENCE / name, null_values=["NA"])


def everyone(n: int) -> np.ndarray:
    return np.ones(n, bool)


@needs_reference
def test_the_coefficients_that_r_gives():
    """data(api); srs <- svydesign(id=~1, weights=~pw, data=apisrs)
    svyglm(I(sch.wide == "Yes") ~ meals + ell, srs, family=quasibinomial())
    coefficients 1.523050676 0.009754261 -0.020892044, errors of 10 000 bootstrap replicates
    0.369836 0.009928 0.012676: as the tests of Survey.jl 0.2 quote R."""
    api = read("apisrs.csv")
    y = (api["sch.wide"] == "Yes").cast(float).to_numpy()
    x = api.select(pl.lit(1.0), "meals", "ell").to_numpy().astype(float)
    design = Design.of(api.height, weight=api["pw"].to_numpy())
    made = fit_logistic(y, x, everyone(api.height), design)
    assert made.b == pytest.approx([1.523050676, 0.009754261, -0.020892044], abs=1e-8)
    assert made.df == 200 - 1 + 1 - 3
    jackknife = jack(y, x, api["pw"].to_numpy().astype(float))
    assert jackknife == pytest.approx([0.369836, 0.009928, 0.012676], rel=0.03)
    assert made.se == pytest.approx(jackknife, rel=0.11)  # n = 200 and a skewed x


def jack(y: np.ndarray, x: np.ndarray, w: np.ndarray) -> np.ndarray:
    """The jackknife's errors, every case left out once."""
    n = len(y)
    rows = [np.arange(n) != i for i in range(n)]
    b = np.array([fit(y[keep], x[keep], w[keep])[0] for keep in rows], float)
    return np.sqrt((n - 1) / n * ((b - b.mean(0)) ** 2).sum(0))


def test_the_jackknife_of_a_larger_sample_comes_near():
    rng = np.random.default_rng(5)
    n = 800
    x = np.stack([np.ones(n), rng.integers(0, 2, n), rng.integers(0, 3, n) == 2], axis=1).astype(
        float
    )
    y = (rng.random(n) < 1 / (1 + np.exp(-(x @ [-0.4, 0.9, -0.5])))).astype(float)
    w = rng.uniform(0.5, 3, n)
    made = fit_logistic(y, x, everyone(n), Design.of(n, weight=w))
    assert made.se == pytest.approx(jack(y, x, w), rel=0.02)


def test_of_two_by_two_it_is_the_odds_ratio_in_closed_form():
    """Strata, unequal weights, finite populations: log(ad / bc) and its linearised error."""
    rng = np.random.default_rng(2)
    n = 120
    stratum = rng.integers(0, 3, n)
    x, y = rng.integers(0, 2, n), rng.integers(0, 2, n)
    design = Design.of(
        n, strata=stratum, weight=1.0 + stratum, N=np.array([60.0, 90.0, 200.0])[stratum]
    )
    made = fit_logistic(
        y.astype(float), np.stack([np.ones(n), x], 1).astype(float), everyone(n), design
    )
    odds = estimate_odds(x, y, design)
    assert np.exp(made.b[1]) == pytest.approx(odds.ratio, rel=1e-9)
    assert made.p[1] == pytest.approx(odds.p, rel=0.02)  # one degree of freedom apart


def test_splitting_a_weight_or_scaling_all_changes_nothing():
    rng = np.random.default_rng(4)
    x, y = rng.integers(0, 2, 60).astype(float), rng.integers(0, 2, 60).astype(float)
    X, w = np.stack([np.ones(60), x], 1), rng.uniform(1, 4, 60)
    one = fit_logistic(y, X, everyone(60), Design.of(60, weight=w))
    ten = fit_logistic(y, X, everyone(60), Design.of(60, weight=10 * w))
    assert ten.b == pytest.approx(one.b) and ten.se == pytest.approx(one.se)
    double = fit(np.tile(y, 2), np.tile(X, (2, 1)), np.tile(w / 2, 2))[0]
    assert double == pytest.approx(one.b)


def test_an_answer_that_nothing_speaks_against_is_infinite_and_said_so():
    x = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    y = np.array([0, 1, 0, 1, 1, 1, 1, 1])
    up = fit_logistic(
        y.astype(float), np.stack([np.ones(8), x], 1) + 0.0, everyone(8), Design.of(8)
    )
    down = fit_logistic(1.0 - y, np.stack([np.ones(8), x], 1) + 0.0, everyone(8), Design.of(8))
    assert (list(up.separated), list(down.separated)) == ([0, 1], [0, -1])
    assert up.b[0] == pytest.approx(0) and np.isnan(up.b[1])


def test_a_group_that_all_answered_alike_leaves_the_others_their_estimate():
    g = np.array([0] * 10 + [1] * 4)
    x = np.array([0, 0, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1])
    y = np.array([0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1])
    X = np.stack([np.ones(14), g, x], 1) + 0.0
    made = fit_logistic(y + 0.0, X, everyone(14), Design.of(14))
    alone = fit_logistic(y[:10] + 0.0, X[:10][:, [0, 2]], everyone(10), Design.of(10))
    assert list(made.separated) == [0, 1, 0]
    assert made.b[[0, 2]] == pytest.approx(alone.b)


def test_what_the_groups_tell_already_is_no_estimate():
    x = np.tile([0.0, 1.0], 10)
    y = np.tile([0.0, 1.0, 1.0, 0.0, 1.0], 4)
    made = fit_logistic(y, np.stack([np.ones(20), x, x], 1), everyone(20), Design.of(20))
    assert list(made.known) == [True, True, False] and np.isnan(made.b[2])


def test_the_odds_of_a_study_without_adjustment_are_those_of_the_table():
    made = estimated()
    sample = made.passes["groups", "2024"].sample
    x = (sample.table["trust"] == 2).cast(int).to_numpy()
    y = (sample.table["board"] == 0).cast(int).to_numpy()
    found, odds = (
        made.odds(("trust", "high"), ("board", "yes"), "2024"),
        estimate_odds(x, y, sample.design),
    )
    assert (found.ratio, found.plain) == pytest.approx((odds.ratio, odds.ratio))
    adjusted = made.odds(("trust", "high"), ("board", "yes"), "2024", ("sector", "size"))
    assert adjusted.tested and adjusted.ratio != pytest.approx(odds.ratio)
    assert adjusted.low is not None and adjusted.low < (adjusted.ratio or 0)
    assert made.measure(Measure("share", ("board",), ("yes",)), "2024").n == found.n


def test_the_odds_of_an_answer_with_itself_are_infinite_and_stated():
    found = estimated().odds(("board", "yes"), ("board", "yes"), "2024", ("sector",))
    assert (found.ratio, found.separated, found.why, found.tested) == (None, 1, "separated", False)
    assert estimated().odds(("board", "yes"), ("board", "no"), "2024").separated == -1
