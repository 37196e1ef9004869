"""What an estimator makes of answers: columns to add up, and the base they are divided by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tempen.estimate.design import Floats, Ints

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Score:
    """K numbers of each of n cases: an estimate is sum(w y) / sum(w x) over the base of a domain.

    labels  (K,) names of the columns; "" where there is one
    base    (n,) who is in the denominator
    x       (n,) what y is divided by; None: 1 (a mean)
    y       (n, K) numbers, or None: points by level, y = points[codes]
    codes   (n,) levels 0..L-1, negative outside the base; points (L, K)
    share   the estimates are shares of the base, 0..1
    total   not divided at all: sum(w y)
    """

    labels: tuple[str, ...]
    base: Flags
    y: Floats | None = None
    x: Floats | None = None
    codes: Ints | None = None
    points: Floats | None = None
    share: bool = False
    total: bool = False

    @property
    def K(self) -> int:  # noqa: N802
        return len(self.labels)

    def rows(self) -> Floats:
        """(n, K) y of every case; 0 outside the base."""
        if self.codes is not None and self.points is not None:
            return np.where(self.base[:, None], self.points[np.maximum(self.codes, 0)], 0.0)
        if self.y is None:
            raise ValueError("a score has y, or codes and points")
        return np.where(self.base[:, None], self.y, 0.0)

    def sizes(self) -> Floats:
        """(n,) x of every case; 0 outside the base."""
        x = np.ones(len(self.base)) if self.x is None else self.x
        return np.where(self.base, x, 0.0)

    def among(self, inside: Flags) -> Score:
        """The same with a smaller base."""
        codes = None if self.codes is None else np.where(inside, self.codes, -1)
        return Score(self.labels, self.base & inside, self.y, self.x, codes, self.points,
                     self.share, self.total)  # fmt: skip


def score_levels(codes: Ints, points: Floats, labels: tuple[str, ...], *, share: bool) -> Score:
    """A score from points by level; a level whose points are NaN is outside the base."""
    outside = np.asarray(np.isnan(points).all(1))
    if outside.any():
        codes = np.where((codes >= 0) & ~outside[np.maximum(codes, 0)], codes, -1)
    return Score(labels, codes >= 0, codes=codes, points=np.nan_to_num(points), share=share)


def score_numbers(y: Floats, labels: tuple[str, ...] = ("",), *, share: bool = False) -> Score:
    """A score from numbers (n, K); a case with any NaN is outside the base."""
    return Score(labels, answers_all(y), y=np.nan_to_num(y), share=share)


def answers_all(y: Floats) -> Flags:
    """(n,) who has every number of y (n, K)."""
    return np.asarray(~np.isnan(y).any(axis=1))


def answers_any(y: Floats) -> Flags:
    """(n,) who has any number of y (n, K)."""
    return np.asarray(~np.isnan(y).all(axis=1))
