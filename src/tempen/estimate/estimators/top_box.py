"""Top box: the share of a base that chose one of the best levels together."""

from __future__ import annotations

import numpy as np

from tempen.estimate.design import Ints
from tempen.estimate.score import Score, score_levels


def score(codes: Ints, labels: tuple[str, ...], best: tuple[str, ...]) -> Score:
    """The share of the levels `best` as one; the base is everyone who chose a level."""
    points = np.array([[float(label in best)] for label in labels]).reshape(-1, 1)
    return score_levels(codes, points, (" + ".join(best),), share=True)
