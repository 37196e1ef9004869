"""Net balance: the share of favourable answers less the share of unfavourable ones, -1..1."""

from __future__ import annotations

import numpy as np

from tempen.estimate.design import Ints
from tempen.estimate.score import Score, score_levels


def score(
    codes: Ints, labels: tuple[str, ...], plus: tuple[str, ...], minus: tuple[str, ...]
) -> Score:
    """1 for a level of `plus`, -1 for one of `minus`, 0 for the rest, over all who answered."""
    points = np.array([[float(i in plus) - float(i in minus)] for i in labels]).reshape(-1, 1)
    return score_levels(codes, points, ("net",), share=False)
