"""Answers needed for a precision: textbook numbers, and the intervals that estimates will have."""

from __future__ import annotations

import numpy as np
import pytest

from tempen.estimate.intervals import t_quantile, wilson
from tempen.sample import answers_for_precision, half_width
from tests.unit.sample.drawn import codes


def test_the_textbook_number():
    """Cochran 4.4: z² p q / e² = 1.96² · .25 / .05² = 384.1; with n - 1 for n, 386 answers."""
    assert answers_for_precision([np.inf], 0.05, interval="normal")[0] == 386


def test_a_finite_population_by_hand():
    """290 municipalities, +/- 5 points: (1 - n/290) .25 / (n - 1) <= (.05 / 1.96)² first at 166."""
    [n] = answers_for_precision([290], 0.05, interval="normal")
    assert n == 166
    V = [(1 - k / 290) * 0.25 / (k - 1) for k in (165, 166)]
    assert V[1] <= (0.05 / 1.959964) ** 2 < V[0]


def test_the_width_is_that_of_the_interval_that_estimates_have():
    """Two routes: the plan, and the interval of a share .3 with its variance at n = 40 of 100."""
    p, n, N = 0.3, 40, 100
    n_eff = p * (1 - p) / ((1 - n / N) * p * (1 - p) / (n - 1))
    low, high = wilson(np.array([p]), np.array([n_eff]), np.array([n]), np.array([n - 1]))
    assert half_width([n], [N], share=p)[0] == pytest.approx((high[0] - low[0]) / 2, rel=1e-12)
    assert t_quantile(n - 1) > 1.96


@pytest.mark.parametrize("interval", ["wilson", "normal"])
def test_the_fewest_that_are_enough(interval):
    N = np.array([3.0, 21, 290, 300, 5000])
    needed = answers_for_precision(N, 0.05, interval=interval)
    assert (half_width(needed, N, interval=interval) <= 0.05).all()
    assert (half_width(needed - 1, N, interval=interval) > 0.05).all()
    assert (needed <= N).all() and needed[0] == 3


def test_uneven_weights_need_more():
    assert answers_for_precision([np.inf], 0.05, interval="normal", design_effect=2)[0] == 770


def test_nobody_in_a_group():
    assert answers_for_precision([0, 10], 0.05).tolist()[0] == 0


@pytest.mark.parametrize(
    "wanted", [{"precision": 0.0}, {"precision": 0.7}, {"precision": 0.05, "share": 1.0}]
)
def test_numbers_that_cannot_be(wanted):
    assert codes(answers_for_precision, [100], **wanted) == ["SAMPLE-02"]
