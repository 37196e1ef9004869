"""Multiple response: the share of a base that marked each option, or its part of all marks."""

from __future__ import annotations

import numpy as np

from tempen.estimate.design import Floats
from tempen.estimate.score import Score, answers_any


def score(marks: Floats, labels: tuple[str, ...]) -> Score:
    """The share that marked each of the options.

    marks  (n, K) 1 marked, 0 not, NaN not asked; whoever was asked of no option is outside the
           base, and one option left open by a case that marked others was not marked
    """
    base = answers_any(marks)
    return Score(labels, base, y=(np.nan_to_num(marks) > 0).astype(float), share=True)


def score_mentions(marks: Floats, labels: tuple[str, ...]) -> Score:
    """Each option's part of all marks: ratios that add up to 1."""
    y = (np.nan_to_num(marks) > 0).astype(float)
    return Score(labels, answers_any(marks), y=y, x=y.sum(1))
