"""What NCHS's standards say of single shares, and of the distribution they are part of."""

from __future__ import annotations

import numpy as np
import pytest

from tempen.estimate.reliability import (
    BIT,
    CAUTION,
    SHOWN,
    WITHHELD,
    decide,
    judge_shares,
    reasons_of,
)
from tempen.terms.study import Limits


def reasons(
    p: float, low: float, high: float, n_eff: float = 100, n: float = 100, df: float = 90
) -> tuple[str, ...]:
    arrays = [np.array([x]) for x in (p, low, high, n_eff, n, df)]
    return reasons_of(int(judge_shares(*arrays, Limits())[0]))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"p": 0.5, "low": 0.4, "high": 0.6}, ()),
        ({"p": 0.5, "low": 0.4, "high": 0.6, "n_eff": 29}, ("n_eff",)),
        ({"p": 0.5, "low": 0.4, "high": 0.6, "n": 29}, ("n_eff",)),  # n_eff never above n
        ({"p": 0.5, "low": 0.35, "high": 0.65}, ("width",)),
        ({"p": 0.04, "low": 0.02, "high": 0.08}, ("relative",)),
        ({"p": 0.02, "low": 0.01, "high": 0.05}, ()),  # narrow enough
        ({"p": 0.96, "low": 0.92, "high": 0.98}, ("complement",)),
        ({"p": 0.5, "low": 0.4, "high": 0.6, "df": 7}, ("df",)),
        ({"p": 0.0, "low": 0.0, "high": 0.06}, ("extreme",)),
    ],
)
def test_reasons_of_one_share(given: dict[str, float], said: tuple[str, ...]):
    assert reasons(**given) == said


def test_one_bad_level_decides_for_the_whole_distribution():
    """A hole in a stacked bar is filled by subtraction."""
    bits = np.array([[[0, BIT["relative"]]]])
    one = np.ones((1, 1), bool)
    how = {"levels": np.ones((1, 2), bool), "certain": ~one, "n": np.full((1, 1, 1), 50.0)}
    _, status = decide(bits, exact=~one, frame=np.array([False]), **how)
    assert (status == WITHHELD).all()
    _, status = decide(bits, exact=~one, frame=np.array([True]), **how)
    assert (status == CAUTION).all()
    _, status = decide(bits, exact=one, frame=np.array([False]), **how)
    assert (status == SHOWN).all()


def test_a_small_part_of_the_frame_is_shown_as_counts():
    """`small` is of too few answers; a rare level alone does not make a sector small."""
    no, frame = np.zeros((1, 1), bool), np.array([True])
    how = {"levels": np.ones((1, 2), bool), "certain": no, "exact": no, "frame": frame}
    for reason, small in (("n_eff", True), ("width", True), ("relative", False)):
        bits = np.array([[[0, BIT[reason]]]])
        found, status = decide(bits, n=np.full((1, 1, 1), 50.0), **how)
        assert ("small" in reasons_of(int(found[0, 0, 0]))) is small
        assert (status == CAUTION).all()
