"""Benjamini and Hochberg by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tempen.estimate import benjamini_hochberg


def test_each_p_times_m_over_its_rank_and_never_below_a_smaller_one():
    """Sorted .01 .02 .04 .9 times 4/1, 4/2, 4/3, 4/4."""
    adjusted = benjamini_hochberg([0.04, 0.01, 0.9, 0.02])
    assert adjusted == pytest.approx([0.16 / 3, 0.04, 0.9, 0.04])


def test_what_is_not_tested_is_no_member_of_its_family():
    adjusted = benjamini_hochberg([0.01, np.nan, 0.02])
    assert adjusted[[0, 2]] == pytest.approx([0.02, 0.02])
    assert np.isnan(adjusted[1])


def test_families_do_not_see_each_other():
    family = np.array([0, 1, 0, 1])
    adjusted = benjamini_hochberg([0.01, 0.03, 0.5, 0.04], family)
    assert adjusted == pytest.approx([0.02, 0.04, 0.5, 0.04])
