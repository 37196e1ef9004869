"""Allocations against every other one that there is."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from tempen.sample import bankier, bethel, neyman
from tests.unit.sample.drawn import codes

N = np.array([40, 25, 10])


def best(score, fits, top=N, least=2):
    """The best of all whole allocations, by trying each."""
    return min(
        (np.array(n) for n in product(*(range(least, k + 1) for k in top)) if fits(np.array(n))),
        key=score,
    )


def test_neyman_by_hand():
    """N S = 40, 50, 10: 20 of 100 go 8, 10, 2."""
    assert neyman(N, [1, 2, 1], 20).tolist() == [8, 10, 2]


@pytest.mark.parametrize("S", [[1, 2, 9], [5, 0.1, 3], [0, 1, 1]])
@pytest.mark.parametrize("total", [7, 23, 60])
def test_no_other_whole_numbers_do_better(S, total):
    a = N * np.array(S, float)

    def score(n):
        return (a**2 / n).sum()

    found = neyman(N, S, total)
    assert found.sum() == total and (found <= N).all() and (found >= 2).all()
    assert score(found) == pytest.approx(score(best(score, lambda n: n.sum() == total)))


def test_power_allocation_lies_between():
    cv, size = [1.0, 1.0, 1.0], np.array([400.0, 100, 25])
    many = [100, 100, 100]
    assert bankier(many, cv, size, 105, power=1).tolist() == [80, 20, 5]
    assert bankier(many, cv, size, 105, power=0.5).tolist() == [60, 30, 15]
    assert bankier(many, cv, size, 105, power=0).tolist() == [35, 35, 35]


def test_bethel_with_one_item_is_neyman():
    """The fewest units at which Neyman's allocation is precise enough."""
    S = np.array([[1.0], [2.0], [1.0]])
    W = N / N.sum()

    def error(n):
        return float((W**2 * S[:, 0] ** 2 * (1 / n - 1 / N)).sum() ** 0.5)

    found = bethel(N, S, [0.25])
    assert error(found) <= 0.25
    assert error(neyman(N, S[:, 0], int(found.sum()) - 1)) > 0.25


@pytest.mark.parametrize("seed", range(6))
def test_bethel_is_the_cheapest_of_all(seed: int):
    """Three items, three strata, costs: against every whole allocation."""
    rng = np.random.default_rng(seed)
    S, cost = rng.uniform(0.1, 2, (3, 3)), rng.uniform(1, 3, 3)
    W, error = N / N.sum(), rng.uniform(0.1, 0.3, 3)

    def fits(n):
        return ((W[:, None] ** 2 * S**2 * (1 / n - 1 / N)[:, None]).sum(0) <= error**2).all()

    found = bethel(N, S, error, cost=cost)
    cheapest = best(lambda n: float(cost @ n), fits)
    assert fits(found)
    assert cost @ found <= (cost @ cheapest) * 1.02  # rounding: at most a unit or so


def test_bethel_takes_strata_whole_where_it_must():
    """Four of the first five units leave .0031 of variance, .0001 is wanted; of the others
    .0099 / (.0001 + .0099 / 1000) = 90.1 are needed."""
    assert bethel([5, 1000], np.array([[50.0], [0.1]]), [0.01]).tolist() == [5, 91]


def test_bethel_by_domain():
    """A precision for each stratum alone: n = S² / (e² + S²/N), stratum by stratum."""
    S, inside = np.array([[1.0, 0], [0, 1.0]]), np.eye(2, dtype=bool)
    found = bethel([100, 50], S, [0.2, 0.2], domain=inside)
    assert found.tolist() == [20, 17]  # 1 / (.04 + .01) = 20; 1 / (.04 + .02) = 16.7


def test_what_cannot_be_shared_out():
    assert codes(neyman, N, [1, 1, 1], 76) == ["SAMPLE-03"]
    assert codes(neyman, N, [1, 1, 1], 5) == ["SAMPLE-03"]
    assert codes(neyman, N, [1, -1, 1], 20) == ["SAMPLE-04"]
    assert codes(bethel, N, np.full((3, 1), np.nan), [0.1]) == ["SAMPLE-04"]
    assert codes(bethel, N, np.ones((3, 1)), [0.0]) == ["SAMPLE-02"]
