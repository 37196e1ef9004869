"""Calibrated errors by products of answers are those of residuals case by case."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from tempen.estimate.design import Design, overlap
from tempen.estimate.engines import ENGINES
from tempen.estimate.reach import change_covariances, difference_variances, residual_sums
from tempen.estimate.variance import Linear, covariances_each, residuals, sum_by, variances
from tempen.terms.weight import Calibration

H, L, V, C = 3, 4, 2, 6
UNIONS = np.repeat(np.eye(L, 5)[None], V, 0)
UNIONS[:, :2, 4] = 1  # a group of the first two levels
SHARES: Any = SimpleNamespace(statistic="share", unions=UNIONS)
MEANS: Any = SimpleNamespace(statistic="mean", unions=np.ones((V, 1, 1)))


class Drawn:
    """A sample calibrated to its strata and two numbers; everybody, and two ways of cells."""

    def __init__(self, n: int, seed: int) -> None:
        rng = np.random.default_rng(seed)
        h, w = rng.integers(0, H, n), rng.uniform(1, 4, n)
        x = np.concatenate([np.eye(H)[h], rng.normal(size=(n, 2))], axis=1)
        made = Calibration(x, w * rng.uniform(0.8, 1.2, n), rng.uniform(0.5, 1, n))
        self.design = Design(h, w, np.bincount(h) * 2.5, calibration=made)
        self.cells = np.stack([np.zeros(n, int), rng.integers(0, 3, n), rng.integers(3, 6, n)])
        self.cells[1] = np.where(self.cells[1] > 0, self.cells[1], -1)
        self.codes = [rng.integers(-1, L + 2, n).astype(np.int8) for _ in range(V)]
        self.y = np.where(rng.random((V, n)) < 0.2, np.nan, rng.normal(size=(V, n)))

    def answers(self, bank: Any) -> Any:
        return self.codes if bank is SHARES else self.y

    def influence(self, bank: Any, v: int, cells: tuple[int, ...]) -> np.ndarray:
        """(n, K) u over some cells, as the formula says."""
        given = self.answers(bank)[v]
        if bank is SHARES:
            base, code = (given >= 0) & (given <= L), np.clip(given, 0, L)
            y = np.concatenate([UNIONS[v], np.zeros((1, 5))])[code]
        else:
            base, y = ~np.isnan(given), np.nan_to_num(given)[:, None]
        inside = np.isin(self.cells, cells).any(0) & base
        w = self.design.weight * inside
        return w[:, None] * (y - (w @ y) / w.sum()) / w.sum()


@pytest.mark.parametrize("bank", [SHARES, MEANS], ids=["shares", "means"])
def test_residuals_add_up_by_stratum(bank: Any):
    one = Drawn(200, 1)
    K = bank.unions.shape[2]
    like = Linear(*(np.zeros((H, V, C, K)) for _ in range(2)))
    made = residual_sums(bank, one.answers(bank), one.cells, C, one.design, like)
    for v in range(V):
        for c in range(C):
            e = residuals(one.influence(bank, v, (c,)), one.design)
            assert_allclose(made.sums[:, v, c], sum_by(one.design.stratum, e, H), atol=1e-12)
            squares = sum_by(one.design.stratum, e * e, H)
            assert_allclose(made.squares[:, v, c], squares, rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("bank", [SHARES, MEANS], ids=["shares", "means"])
def test_differences_between_unions_of_cells(bank: Any):
    one = Drawn(200, 2)
    pairs = (((1,), (2,)), ((3,), (4, 5)))
    sides = [np.array([[c in pair[s] for pair in pairs] for c in range(C)]) for s in (0, 1)]
    made = difference_variances(
        bank, one.answers(bank), one.cells, (sides[0], sides[1]), one.design
    )
    for v in range(V):
        for d, (a, b) in enumerate(pairs):
            u = one.influence(bank, v, a) - one.influence(bank, v, b)
            assert_allclose(made[v, d], variances(u, one.design), rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("bank", [SHARES, MEANS], ids=["shares", "means"])
def test_the_covariance_of_two_calibrated_waves(bank: Any):
    one, two = Drawn(200, 3), Drawn(180, 4)
    ids = np.arange(200).astype(str), np.arange(60, 240).astype(str)
    designs, cells = (one.design, two.design), (one.cells, two.cells)
    shared, engine = overlap(*designs, ids), ENGINES["embedded"]
    given = one.answers(bank), two.answers(bank)
    if bank is SHARES:
        crossed = engine.level_crossings(given, cells, C, UNIONS, designs, shared)
        sums = [engine.level_sums(a, c, C, UNIONS, d)[0]
                for a, c, d in zip(given, cells, designs, strict=True)]  # fmt: skip
    else:
        crossed = engine.value_crossings(given, cells, C, designs, shared)
        sums = [
            engine.value_sums(a, c, C, d) for a, c, d in zip(given, cells, designs, strict=True)
        ]
    plain = crossed, sums[0], sums[1]
    made = change_covariances((bank, bank), given, cells, C, designs, shared, plain)
    for v in range(V):
        for c in range(C):
            us = [wave.influence(bank, v, (c,)) for wave in (one, two)]
            want = covariances_each(us[0], us[1], *designs, shared)
            assert_allclose(made[v, c], want, rtol=1e-9, atol=1e-15)
