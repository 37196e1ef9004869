"""Trimming keeps sums and limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from tempen.weight.trim import trim
from tests.unit.weight.drawn import told


def test_by_hand():
    """8 is cut to 6; its 2 go to the others in proportion: 7 -> 9, so each times 9 / 7."""
    made = trim([1, 2, 4, 8], high=6)
    assert_allclose(made.weight, [9 / 7, 18 / 7, 36 / 7, 6])
    assert made.weight.sum() == pytest.approx(15)


def test_what_is_pushed_over_the_limit_is_cut_as_well():
    """At the limit 5, 4 · 10 / 7 is over it as well: 5 for two of them, and 5 left for 1 and 2."""
    assert_allclose(trim([1, 2, 4, 8], high=5).weight, [5 / 3, 10 / 3, 5, 5])


def test_within_groups():
    made = trim([1, 9, 2, 2], high=7, groups=np.array(["a", "a", "b", "b"]))
    assert_allclose(made.weight, [3, 7, 2, 2])


def test_weights_within_the_limits_are_left_alone():
    assert trim([1, 2, 3], 1, 3).weight.tolist() == [1, 2, 3]


def test_limits_on_one_side_of_the_mean():
    assert told(trim, [1, 2, 6], high=2)[0] == ("WEIGHT-13", {"low": "0", "high": "2", "mean": "3"})


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000))
def test_sums_and_limits_hold(seed: int):
    rng = np.random.default_rng(seed)
    weight, groups = rng.lognormal(1, 1, 60), rng.integers(0, 3, 60)
    means = np.bincount(groups, weight) / np.bincount(groups)
    low, high = 0.7 * means.min(), 1.3 * means.max()
    made = trim(weight, low, high, groups=groups)
    assert low <= made.weight.min() and made.weight.max() <= high
    assert_allclose(np.bincount(groups, made.weight), np.bincount(groups, weight), rtol=1e-12)
