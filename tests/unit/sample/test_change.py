"""Changes that can be seen: by hand, against the change variance of the estimates, by simulation."""

from __future__ import annotations

import numpy as np
import pytest

from tempen.estimate.design import Design, overlap
from tempen.estimate.variance import covariance_over
from tempen.sample import answers_for_change, smallest_change, variance_of_change
from tests.unit.sample.drawn import codes


def test_two_separate_samples():
    """Two times .25 / 99: (1.96 + .84) sqrt(.00505) = 19.9 points."""
    separate = ([100], [100], [0]), ([np.inf], [np.inf], [np.inf])
    assert smallest_change(*separate)[0] == pytest.approx(2.8015852 * (0.5 / 99) ** 0.5, rel=1e-6)


def test_the_same_units_twice():
    """All answers from the same units: V = 2 (1 - f)(1 - r) p q / (n - 1)."""
    V = variance_of_change(([50], [50], [50]), ([100], [100], [100]), correlation=0.6)
    assert V[0] == pytest.approx(2 * 0.5 * 0.4 * 0.25 / 49)


def test_a_wave_with_itself_and_a_census_have_no_error():
    sizes = ([50], [50], [50]), ([100], [100], [100])
    assert variance_of_change(*sizes, correlation=1)[0] == pytest.approx(0, abs=1e-15)
    everyone = ([100], [100], [100]), ([100], [100], [100])
    assert variance_of_change(*everyone)[0] == 0


def test_it_is_the_variance_that_changes_will_have():
    """The same C from single answers with half of each value and correlation r among them."""
    y1 = np.r_[np.ones(20), np.zeros(20)]
    y2 = np.r_[np.ones(15), np.zeros(5), np.ones(5), np.zeros(15)]
    r = float(np.corrcoef(y1, y2)[0, 1])
    units = np.array([f"u{i}" for i in range(40)])
    one = Design.of(40, weight=np.full(40, 2.5), N=100.0)
    shared = overlap(one, one, (units, units), np.array([[100.0]]))
    C = covariance_over((y1 - 0.5) / 40, (y2 - 0.5) / 40, shared)
    V1 = (1 - 0.4) * 0.25 / 39
    V = variance_of_change(([40], [40], [40]), ([100], [100], [100]), correlation=r)
    assert V[0] == pytest.approx(2 * V1 - 2 * float(C), rel=1e-12)


def test_it_is_what_repeated_samples_show():
    """2 000 draws of 30 of 80 units, 18 of them in both waves; births and deaths make it 80 of 80."""
    rng = np.random.default_rng(11)
    N, n, both = 80, 30, 18
    y1 = np.r_[np.ones(40), np.zeros(40)]
    y2 = np.where(rng.permutation(N) < 20, 1 - y1, y1)
    r, share = float(np.corrcoef(y1, y2)[0, 1]), float(y2.mean())
    gaps = []
    for _ in range(2000):
        order = rng.permutation(N)
        gaps.append(y2[order[n - both : 2 * n - both]].mean() - y1[order[:n]].mean())
    V = variance_of_change(([n], [n], [both]), ([N], [N], [N]), share=share, correlation=r)
    assert np.var(gaps) == pytest.approx(V[0], rel=0.12)


def test_the_fewest_that_are_enough():
    """More overlap, fewer answers; the number found is enough and one less is not."""
    N = np.array([21.0, 290, 300])
    few, many = (answers_for_change(N, 0.1, part) for part in (0.7, 0.2))
    assert (few <= many).all() and (many <= N).all()
    for n, enough in ((few, True), (few - 1, False)):
        both = np.minimum(np.maximum(0.7 * n, 2 * n - N), n)
        assert ((smallest_change((n, n, both), (N, N, N)) <= 0.1) == enough).all()


@pytest.mark.parametrize(
    "wrong", [{"change": 0}, {"overlap": 1.2}, {"power": 1}, {"correlation": -2}]
)
def test_numbers_that_cannot_be(wrong):
    wanted = {"change": 0.1, "overlap": 0.5} | wrong
    assert codes(answers_for_change, [100], **wanted) == ["SAMPLE-02"]
