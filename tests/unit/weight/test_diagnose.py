"""Diagnostics of weights by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tempen.terms.study import Weighting
from tempen.weight.diagnose import compare_margins, count_half, diagnose, diagnose_wave, tabulate
from tests.surveys import draw_cases, draw_frame
from tests.unit.weight.test_adjust import ANSWERED, FRAME, answers, to_both, weighed


def test_kish_by_hand():
    """Weights 1, 1, 4: n sum(w²) / sum(w)² = 3 · 18 / 36 = 1.5, so 3 answers are worth 2."""
    found = diagnose_wave("1", np.array([1.0, 1, 4]))
    assert (found.design_effect, found.n_eff, found.ratio) == (1.5, 2, 4)
    w = np.array([1.0, 1, 4])
    assert found.design_effect == pytest.approx(1 + (w.std() / w.mean()) ** 2)  # 1 + cv²


@pytest.mark.parametrize(
    ("weight", "half"),
    [([1, 1, 1, 1], 2), ([1, 1, 4], 1), ([2, 2, 2], 2), ([5], 1), ([0.1] * 10, 5)],
)
def test_the_fewest_cases_that_hold_half_of_the_weight(weight, half):
    assert count_half(np.array(weight, float)) == half


def test_equal_weights_cost_nothing():
    assert diagnose_wave("1", np.full(9, 2.5)).design_effect == pytest.approx(1)


def test_of_a_study():
    [found] = diagnose(weighed(to_both()))
    assert found.n == 7 and found.total == pytest.approx(12)
    assert found.g is not None and found.g[0.0] == pytest.approx(1.242641 / 1.5, rel=1e-6)
    row = tabulate([found]).row(0, named=True)
    assert row["most"] == found.quantiles[1.0] and row["g_least"] == found.g[0.0]
    [plain] = diagnose(weighed(Weighting("plain", "none")))
    assert tabulate([plain])["g_least"].null_count() == 1


def test_margins_before_and_after():
    """6 of 12 units are small, 3 of the 7 answers; raked weights set it right."""
    table = compare_margins(
        weighed(to_both()),
        draw_cases(answers(*ANSWERED)),
        {"1": draw_frame("1", FRAME)},
        ["size", "sector/size"],
    )
    small = table.filter(level="small").row(0, named=True)
    assert (small["units"], small["answers"], small["frame"]) == (6, 3, 0.5)
    assert (small["before"], small["after"]) == pytest.approx((3 / 7, 0.5))
    assert table.filter(margin="sector/size").height == 4
