"""The units that drive an estimate, by leaving each out."""

from __future__ import annotations

import numpy as np
import pytest

from tempen.weight import find_drivers


def test_by_leaving_out():
    """Weights 1, 1, 2 of 10, 20, 60: mean 37.5. Without the last 15, so it moves it by 22.5."""
    y, w = np.array([10.0, 20, 60]), np.array([1.0, 1, 2])
    found = find_drivers(y, w, [0, 1, 2])
    assert found["row"].to_list() == [2, 0, 1]
    for row, _, part, moves in found.iter_rows():
        others = [i for i in range(3) if i != row]
        without = w[others] @ y[others] / w[others].sum()
        assert moves == pytest.approx(37.5 - without)
        assert part == pytest.approx(w[row] * y[row] / 150)


@pytest.mark.parametrize(("y", "expected"), [([5.0], (1.0, None)), ([0.0], (None, None))])
def test_of_one_answer_there_is_no_other(y, expected):
    assert find_drivers(np.array(y), np.ones(1), [0]).row(0)[2:] == expected


def test_only_the_first_and_nobody():
    assert find_drivers(np.arange(9.0), np.ones(9), list(range(9)), most=2).height == 2
    assert find_drivers(np.array([]), np.array([]), []).is_empty()
