"""Ranking: for each thing ranked the mean rank, or the share that ranked it first."""

from __future__ import annotations

import numpy as np

from tempen.estimate.design import Floats
from tempen.estimate.score import Score, answers_any


def score(ranks: Floats, labels: tuple[str, ...]) -> Score:
    """The share that ranked each thing first, of everyone who ranked any.

    ranks  (n, K) 1 first, 2 second ...; NaN: not ranked
    """
    base = answers_any(ranks)
    return Score(labels, base, y=(ranks == 1).astype(float), share=True)


def score_mean(ranks: Floats, k: int, label: str) -> Score:
    """The mean rank of thing k among those who ranked it: each thing has a base of its own."""
    y = ranks[:, k]
    return Score((label,), ~np.isnan(y), y=np.nan_to_num(y)[:, None])
