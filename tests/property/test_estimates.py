"""What must hold of every sample, on samples drawn at random."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from tempen.estimate import ENGINES, INTERVALS, Design, benjamini_hochberg, overlap
from tempen.estimate.estimators import mean, share
from tempen.estimate.intervals import effective_n
from tempen.estimate.variance import (
    Moments,
    covariance,
    covariance_of_change,
    covariance_over,
    linearise,
    ratio_of,
    variance_of,
)

few = settings(max_examples=25, deadline=None)
ENGINE = ENGINES["embedded"]
L, C = 3, 3


@dataclass(frozen=True)
class Drawn:
    """A sample of one item in three cells: codes (1, n), cells (1, n)."""

    design: Design
    codes: np.ndarray
    cells: np.ndarray

    def moments(self) -> Moments:
        return ENGINE.level_sums(self.codes, self.cells, C, np.eye(L)[None], self.design)[0]

    def errors(self) -> np.ndarray:
        return variance_of(linearise(self.moments()), self.design)

    def turned(self, order: np.ndarray, relabelled: np.ndarray) -> Drawn:
        """The same cases in another order, with strata numbered in another way."""
        N = np.empty_like(self.design.N)
        N[relabelled] = self.design.N
        old = self.design
        design = Design(relabelled[old.stratum][order], old.weight[order], N)
        return Drawn(design, self.codes[:, order], self.cells[:, order])


@st.composite
def samples(draw: st.DrawFn) -> Drawn:
    H, n = draw(st.integers(1, 4)), draw(st.integers(8, 40))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    stratum = np.concatenate([np.repeat(np.arange(H), 2), rng.integers(0, H, n)])
    n_h = np.bincount(stratum)
    N = n_h + rng.integers(0, 30, H).astype(float)
    weight = rng.uniform(0.5, 4, len(stratum))
    codes = rng.integers(-1, L, (1, len(stratum)))
    return Drawn(Design(stratum, weight, N), codes, rng.integers(-1, C, (1, len(stratum))))


@few
@given(samples(), st.integers(0, 10**6))
def test_the_order_of_rows_and_strata_does_not_matter(drawn: Drawn, seed: int):
    rng = np.random.default_rng(seed)
    again = drawn.turned(rng.permutation(drawn.design.n), rng.permutation(drawn.design.H))
    assert_allclose(ratio_of(again.moments())[0], ratio_of(drawn.moments())[0], rtol=1e-12)
    assert_allclose(again.errors(), drawn.errors(), rtol=1e-9, atol=1e-15)


@few
@given(samples())
def test_shares_of_levels_sum_to_one(drawn: Drawn):
    p, base = ratio_of(drawn.moments())
    assert_allclose(p.sum(-1)[base[..., 0] > 0], 1.0, rtol=1e-12)


@few
@given(samples())
def test_grouped_sums_give_what_single_cases_give(drawn: Drawn):
    """Shares of every cell and level from their linearised values, case by case."""
    p, V = ratio_of(drawn.moments())[0], drawn.errors()
    for cell in range(C):
        for level in range(L):
            base = ((drawn.cells[0] == cell) & (drawn.codes[0] >= 0)).astype(float)
            value, u = share.influence(drawn.codes[0] == level, base, drawn.design.weight)
            assert_allclose(p[0, cell, level], value, rtol=1e-12, atol=1e-15)
            if base.any():
                made = covariance(u[:, None], drawn.design)[0, 0]
                assert_allclose(V[0, cell, level], made, rtol=1e-9, atol=1e-13)


@few
@given(samples())
def test_means_by_groups_and_by_cases_agree(drawn: Drawn):
    y = np.where(drawn.codes >= 0, drawn.codes**2 + 0.5, np.nan)
    moments = ENGINE.value_sums(y, drawn.cells, C, drawn.design)
    m, V = ratio_of(moments)[0], variance_of(linearise(moments), drawn.design)
    for cell in range(C):
        base = ((drawn.cells[0] == cell) & (drawn.codes[0] >= 0)).astype(float)
        value, u = mean.influence(y[0], base, drawn.design.weight)
        assert_allclose(m[0, cell, 0], value, rtol=1e-12)
        if base.any():
            made = covariance(u[:, None], drawn.design)[0, 0]
            assert_allclose(V[0, cell, 0], made, rtol=1e-8, atol=1e-12)


@few
@given(samples())
def test_strata_outside_a_domain_still_count(drawn: Drawn):
    """A domain is part of the sample, not a sample of its own: n_h is of the whole stratum."""
    base = (drawn.cells[0] == 0) & (drawn.codes[0] >= 0)
    if not base.any():
        return
    p, V = ratio_of(drawn.moments())[0], drawn.errors()
    wx = drawn.design.weight * base
    u = wx * ((drawn.codes[0] == 0) - p[0, 0, 0]) / wx.sum()
    total = 0.0
    for h in range(drawn.design.H):
        inside = drawn.design.stratum == h
        n, N = inside.sum(), drawn.design.N[h]
        total += (1 - n / N) * n * np.var(u[inside], ddof=1)
    assert_allclose(V[0, 0, 0], total, rtol=1e-8, atol=1e-14)


@few
@given(samples())
def test_a_wave_against_itself_has_not_changed(drawn: Drawn):
    """All overlap, N12 = N: C = V, so that V + V - 2C is 0."""
    ids = np.arange(drawn.design.n).astype(str)
    shared = overlap(drawn.design, drawn.design, (ids, ids))
    twice = (drawn.codes, drawn.codes), (drawn.cells, drawn.cells)
    designs = (drawn.design, drawn.design)
    crossings = ENGINE.level_crossings(*twice, C, np.eye(L)[None], designs, shared)
    made = covariance_of_change(crossings, shared, drawn.moments(), drawn.moments())
    assert_allclose(made, drawn.errors(), rtol=1e-9, atol=1e-14)


@few
@given(samples(), st.integers(0, 10**6))
def test_the_overlap_by_groups_and_by_cases_agrees(drawn: Drawn, seed: int):
    """Some answer both waves, some move between strata, cells and levels."""
    rng = np.random.default_rng(seed)
    later = drawn.turned(rng.permutation(drawn.design.n), rng.permutation(drawn.design.H))
    ids = np.arange(drawn.design.n).astype(str)
    others = rng.permutation(np.arange(5, drawn.design.n + 5)).astype(str)
    shared = overlap(drawn.design, later.design, (ids, others))
    crossings = ENGINE.level_crossings(
        (drawn.codes, later.codes), (drawn.cells, later.cells), C, np.eye(L)[None],
        (drawn.design, later.design), shared,
    )  # fmt: skip
    made = covariance_of_change(crossings, shared, drawn.moments(), later.moments())
    for cell in range(C):
        u1, u2 = (influence_of(one, cell, 0) for one in (drawn, later))
        if u1 is not None and u2 is not None:
            by_case = covariance_over(u1, u2, shared)
            assert_allclose(made[0, cell, 0], by_case, rtol=1e-8, atol=1e-13)


@few
@given(samples(), st.integers(0, 10**6))
def test_the_overlap_of_means_by_groups_and_by_cases_agrees(drawn: Drawn, seed: int):
    rng = np.random.default_rng(seed)
    later = drawn.turned(rng.permutation(drawn.design.n), rng.permutation(drawn.design.H))
    ids = np.arange(drawn.design.n).astype(str)
    shared = overlap(drawn.design, later.design, (ids, rng.permutation(ids)))
    y1, y2 = (np.where(one.codes >= 0, one.codes**2 + 0.5, np.nan) for one in (drawn, later))
    designs, cells = (drawn.design, later.design), (drawn.cells, later.cells)
    crossings = ENGINE.value_crossings((y1, y2), cells, C, designs, shared)
    sums = [ENGINE.value_sums(y, c, C, d) for y, c, d in zip((y1, y2), cells, designs, strict=True)]
    made = covariance_of_change(crossings, shared, *sums)
    for cell in range(C):
        base = [((c[0] == cell) & ~np.isnan(y[0])).astype(float)
                for c, y in zip(cells, (y1, y2), strict=True)]  # fmt: skip
        if base[0].any() and base[1].any():
            u1 = mean.influence(y1[0], base[0], drawn.design.weight)[1]
            u2 = mean.influence(y2[0], base[1], later.design.weight)[1]
            by_case = covariance_over(u1, u2, shared)
            assert_allclose(made[0, cell, 0], by_case, rtol=1e-8, atol=1e-11)


def influence_of(drawn: Drawn, cell: int, level: int) -> np.ndarray | None:
    base = ((drawn.cells[0] == cell) & (drawn.codes[0] >= 0)).astype(float)
    u = share.influence(drawn.codes[0] == level, base, drawn.design.weight)[1]
    return u if base.any() else None


@few
@given(samples(), st.sampled_from(sorted(INTERVALS)))
def test_intervals_hold_the_share_and_stay_within_0_and_1(drawn: Drawn, name: str):
    p, V, n = ratio_of(drawn.moments())[0], drawn.errors(), drawn.moments().n.sum(0)
    there = ~np.isnan(p)
    n_eff = effective_n(p, V, np.broadcast_to(n, p.shape))
    df = np.array(float(max(drawn.design.df, 1)))
    low, high = INTERVALS[name](p, n_eff, np.broadcast_to(n, p.shape), df)
    edge = (n < 2)[..., 0][..., None] & there  # one answer has no spread to make an interval of
    inside = there & ~edge
    assert (low[inside] >= 0).all() and (high[inside] <= 1).all()
    assert (low[inside] <= p[inside] + 1e-9).all() and (high[inside] >= p[inside] - 1e-9).all()


@few
@given(samples())
def test_weights_have_no_unit(drawn: Drawn):
    """Twice the weight everywhere: the same shares and errors."""
    old = drawn.design
    twice = Drawn(Design(old.stratum, old.weight * 2, old.N), drawn.codes, drawn.cells)
    assert_allclose(ratio_of(twice.moments())[0], ratio_of(drawn.moments())[0], rtol=1e-12)
    assert_allclose(twice.errors(), drawn.errors(), rtol=1e-9, atol=1e-15)


@few
@given(samples())
def test_a_case_split_in_two_halves_of_one_psu_is_the_same_case(drawn: Drawn):
    base = (drawn.codes[0] >= 0).astype(float)
    if not base.any():
        return
    y, old = (drawn.codes[0] == 0).astype(float), drawn.design
    _, u = mean.influence(y, base, old.weight)
    ids = np.repeat(np.arange(old.n), 2)
    halved = Design(old.stratum[ids], old.weight[ids] / 2, old.N, ids)
    _, v = mean.influence(y[ids], base[ids], halved.weight)
    assert_allclose(covariance(v[:, None], halved), covariance(u[:, None], old), rtol=1e-9)


@few
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_p_is_never_less_than_p_and_keeps_the_order(p: list[float]):
    adjusted = benjamini_hochberg(p)
    assert (adjusted >= np.array(p)).all() and (adjusted <= 1).all()
    assert (np.diff(adjusted[np.argsort(p, kind="stable")]) >= 0).all()
