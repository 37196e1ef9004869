"""Calibration by hand, against a general optimiser, and as properties of random samples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.optimize import minimize

from tempen.weight.calibrate import calibrate
from tests.unit.weight.drawn import codes, told

X = np.array([[1, 2.0], [1, 4], [1, 6], [1, 8]])
BASE = np.full(4, 10.0)


def test_linear_by_hand():
    """Units 40 -> 44, inhabitants 200 -> 230. λ solves [[40, 200], [200, 1200]] λ = [4, 30]:
    λ = (4·1200 - 200·30, 40·30 - 200·4) / (40·1200 - 200²) = (-0.15, 0.05); g = 1 + λ'x."""
    fit = calibrate(BASE, X, np.array([44.0, 230.0]))
    assert_allclose(fit.g, [0.95, 1.05, 1.15, 1.25])
    assert_allclose(fit.weight @ X, [44, 230], rtol=1e-14)


def test_linear_is_the_regression_estimator():
    """Two routes: sum w y = sum d y + (T - sum d x)'B with B by weighted least squares."""
    rng = np.random.default_rng(3)
    x = np.column_stack([np.ones(50), rng.uniform(1, 9, 50)])
    y, d = rng.normal(5, 2, 50), rng.uniform(1, 3, 50)
    total = np.array([110.0, 560.0])
    B = np.linalg.solve((x * d[:, None]).T @ x, (x * d[:, None]).T @ y)
    greg = d @ y + (total - d @ x) @ B
    assert calibrate(d, x, total).weight @ y == pytest.approx(greg, rel=1e-12)


def test_a_scale_q_moves_answers_more_or_less():
    """With one total and q = 1 / x the ratio estimator: every weight by the same factor."""
    x = X[:, 1:]
    fit = calibrate(BASE, x, np.array([250.0]), q=1 / x[:, 0])
    assert_allclose(fit.g, 1.25)


@pytest.mark.parametrize("distance", ["linear", "raking"])
def test_cut_off_at_bounds_as_an_optimiser_finds_it(distance):
    """The same minimum by sequential quadratic programming on the weights themselves."""
    bounds, total = (0.9, 1.15), np.array([42.0, 219.0])

    def far(g):
        return float(((g - 1) ** 2 / 2 if distance == "linear" else g * np.log(g) - g + 1).sum())

    found = minimize(
        far, np.full(4, 1.05), method="SLSQP", bounds=[bounds] * 4, options={"ftol": 1e-15, "maxiter": 500},
        constraints={"type": "eq", "fun": lambda g: ((BASE * g) @ X - total) / total},
    )  # fmt: skip
    fit = calibrate(BASE, X, total, distance=distance, bounds=bounds)
    assert_allclose(fit.g, found.x, atol=1e-6)
    assert fit.g.max() == 1.15 and fit.misfit <= 1e-10


def test_logit_stays_inside_its_bounds():
    total = np.array([44.0, 230.0])
    fit = calibrate(BASE, X, total, distance="logit", bounds=(0.9, 1.26))
    assert fit.g.min() > 0.9 and fit.g.max() < 1.26
    assert_allclose(fit.weight @ X, total, rtol=1e-12)


def test_wide_logit_bounds_come_near_the_raking_ratio():
    """Deville & Särndal: logit with L = 0, U -> infinity is the raking ratio."""
    total = np.array([44.0, 230.0])
    wide = calibrate(BASE, X, total, distance="logit", bounds=(0, 1e7))
    assert_allclose(wide.g, calibrate(BASE, X, total, distance="raking").g, rtol=1e-6)


def test_bounds_out_of_reach_are_named():
    total, names = np.array([44.0, 230.0]), [("units", ""), ("size", "large")]
    for distance in ("linear", "raking", "logit"):
        [(code, facts)] = told(
            calibrate, BASE, X, total, distance=distance, bounds=(0.95, 1.05), names=names
        )
        assert code == "WEIGHT-11"
        assert (facts["low"], facts["high"]) == ("0.95", "1.05")
        assert facts["margin"] in ("units", "size / large")


def test_positive_weights_cannot_meet_a_mean_outside_the_data():
    assert codes(calibrate, BASE, X, np.array([40.0, 360.0]), distance="raking") == ["WEIGHT-11"]


@pytest.mark.parametrize("bounds", [None, (1.1, 2), (0.5, 0.9), (-1, 2)])
def test_bounds_that_cannot_be(bounds):
    assert codes(calibrate, BASE, X, BASE[:2], distance="logit", bounds=bounds) == ["WEIGHT-18"]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["linear", "raking", "logit"]))
def test_totals_are_met_and_order_does_not_matter(seed: int, distance):
    """Totals of weights inside the bounds can be met, so they must be."""
    rng = np.random.default_rng(seed)
    n, p = 40, int(rng.integers(1, 6))
    x = np.column_stack([np.ones(n), rng.integers(0, 2, (n, p)), rng.lognormal(0, 1, n)])
    base = rng.uniform(1, 20, n)
    total = (base * rng.uniform(0.6, 1.8, n)) @ x
    bounds = None if distance != "logit" and seed % 2 else (0.3, 3.0)
    fit = calibrate(base, x, total, distance=distance, bounds=bounds)
    assert_allclose(fit.weight @ x, total, rtol=1e-10)
    turn = rng.permutation(n)
    again = calibrate(base[turn], x[turn], total, distance=distance, bounds=bounds)
    assert_allclose(again.weight, fit.weight[turn], rtol=1e-7)
