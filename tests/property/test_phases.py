"""Two phases, all of it counted out: every sample of a tiny population and every response.

Nine units in two strata and two groups that cross them. All samples of 3 of 4 and of 4 of 5 are
drawn; of each, all ways in which one unit of a group does not answer. The estimator without bias
has, over all of them, the variance of the estimates as its mean: no formula is taken on trust.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import tempen
from tempen.estimate.design import Design, overlap
from tempen.estimate.phases import Phases
from tempen.estimate.variance import (
    Linear,
    covariance,
    covariance_between,
    covariances_each,
    sums_of,
    variance_of,
)

few = settings(max_examples=12, deadline=None)
H = np.array([0, 0, 0, 0, 1, 1, 1, 1, 1])
G = np.array([0, 0, 1, 1, 0, 0, 1, 1, 1])
Y = np.array([[3.0, 1], [5, 4], [9, 1], [2, 5], [7, 9], [1, 2], [4, 6], [8, 3], [6, 6]])
N, DRAWN = np.array([4.0, 5.0]), np.array([3, 4])


def answered(asked: int, least: int) -> int:
    """All but one of a group of more than `least`."""
    return asked - 1 if asked > least else asked


def samples() -> Iterator[np.ndarray]:
    parts = [combinations(np.flatnonzero(h == H), n) for h, n in enumerate(DRAWN)]
    for drawn in product(*parts):
        yield np.concatenate(drawn).astype(int)


def responses(drawn: np.ndarray, least: int = 2) -> Iterator[np.ndarray]:
    """With equal probability, as the model has it, given how many answer of each group."""
    groups = [drawn[G[drawn] == g] for g in np.unique(G[drawn])]
    for kept in product(*(combinations(units, answered(len(units), least)) for units in groups)):
        yield np.sort(np.concatenate(kept).astype(int))


def design_of(drawn: np.ndarray, kept: np.ndarray) -> Design:
    return make_design(H[drawn], G[drawn], np.isin(drawn, kept), N)


def make_design(h: np.ndarray, g: np.ndarray, kept: np.ndarray, N: np.ndarray) -> Design:
    """From the strata and groups of all that were drawn."""
    pairs = np.stack([h[kept], g[kept]])
    (strata, groups), cell = np.unique(pairs, axis=1, return_inverse=True)
    cell = cell.reshape(-1)
    drawn, asked = np.bincount(h, minlength=len(N)) * 1.0, np.bincount(g) * 1.0
    came = np.bincount(g[kept], minlength=len(asked)) * 1.0
    made = Phases(strata, groups, np.bincount(cell) * 1.0, N, drawn, asked, came)
    weight = (N / drawn)[h[kept]] / (came / asked)[g[kept]]
    return Design(cell, weight, np.full(made.X, np.inf), phases=made)


def test_over_all_samples_and_responses_the_variance_is_that_of_the_totals():
    """Two totals at once: their covariances as well."""
    totals, made, chances = [], [], []
    for drawn in samples():
        ways = list(responses(drawn))
        for kept in ways:
            design = design_of(drawn, kept)
            u = design.weight[:, None] * Y[kept]
            totals.append(u.sum(0))
            made.append(covariance(u, design))
            chances.append(1 / len(ways))
    p = np.array(chances) / sum(chances)
    mean = p @ np.array(totals)
    assert_allclose(mean, Y.sum(0), rtol=1e-12)
    d = np.array(totals) - mean
    assert_allclose(np.tensordot(p, np.array(made), 1), (d * p[:, None]).T @ d, rtol=1e-10)


def test_over_all_pairs_of_samples_the_covariance_is_that_of_both_waves():
    """The same sample is asked twice, and who does not answer is drawn anew: at least two of
    every group answer both times, without which there is no covariance within it."""
    first, second, made, chances = [], [], [], []
    for drawn in samples():
        ways = list(responses(drawn, least=3))
        for one, two in product(ways, ways):
            designs = design_of(drawn, one), design_of(drawn, two)
            u = [d.weight[:, None] * Y[kept][:, [k]]
                 for k, (d, kept) in enumerate(zip(designs, (one, two), strict=True))]  # fmt: skip
            everyone = pl.DataFrame({"unit": drawn, "stratum": H[drawn], "group": G[drawn]})
            shared = overlap(*designs, (one, two), np.diag(N), (everyone, everyone))
            first.append(u[0].sum())
            second.append(u[1].sum())
            made.append(covariances_each(u[0], u[1], *designs, shared)[0])
            chances.append(1 / len(ways) ** 2)
    p = np.array(chances) / sum(chances)
    true = p @ (np.array(first) * np.array(second)) - (p @ first) * (p @ second)
    assert_allclose(p @ np.array(made), true, rtol=1e-9)


@st.composite
def surveys(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Strata, groups and answers of all that were drawn, at least two answers of every group."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    strata, groups = rng.integers(1, 4), rng.integers(1, 5)
    n = int(rng.integers(4 * groups + 2 * strata, 60))
    h = np.concatenate([np.repeat(np.arange(strata), 2), rng.integers(0, strata, n - 2 * strata)])
    g = rng.permutation(
        np.concatenate([np.repeat(np.arange(groups), 4), rng.integers(0, groups, n - 4 * groups)])
    )
    kept = rng.random(n) < 0.6
    for group in range(groups):
        kept[rng.permutation(np.flatnonzero(g == group))[:2]] = True
    return h, g, kept, np.bincount(h) + rng.integers(0, 30, strata) * 1.0


@few
@given(surveys(), st.integers(0, 10**6))
def test_grouped_sums_give_what_cases_give(survey, seed: int):
    h, g, kept, N = survey
    design = make_design(h, g, kept, N)
    u = np.random.default_rng(seed).normal(size=(design.n, 2))
    V, phases = np.diag(covariance(u, design)), design.phases
    assert phases is not None
    sums = sums_of(u, design)
    made, negative = phases.variance(sums.squares, sums.sums)
    assert_allclose(made[~negative], V[~negative], rtol=1e-8, atol=1e-12)
    assert (made[negative] >= V[negative]).all() and (made >= 0).all()


@few
@given(surveys(), st.integers(0, 10**6))
def test_groups_within_one_stratum_each_and_all_asked_are_plain_strata(survey, seed: int):
    """A census: strata do not matter, groups are the strata of a plain design."""
    h, g, kept, _ = survey
    design = make_design(h, g, kept, np.bincount(h) * 1.0)
    plain = Design(g[kept], design.weight, np.bincount(g) * 1.0)
    u = np.random.default_rng(seed).normal(size=(design.n, 2))
    assert_allclose(covariance(u, design), covariance(u, plain), rtol=1e-8, atol=1e-12)
    linear: Linear = sums_of(u, design)
    assert_allclose(variance_of(linear, design), np.diag(covariance(u, plain)), rtol=1e-8)


@few
@given(surveys(), st.integers(0, 10**6))
def test_where_the_strata_are_the_groups_it_is_a_sample_of_the_answers(survey, seed: int):
    """Two simple draws, one of the other, are one: N and the answers are all that counts."""
    _, g, kept, _ = survey
    N = np.bincount(g) + 20.0
    design = make_design(g, g, kept, N)
    plain = Design(g[kept], design.weight, N)
    u = np.random.default_rng(seed).normal(size=(design.n, 2))
    assert_allclose(covariance(u, design), covariance(u, plain), rtol=1e-8, atol=1e-12)
    assert design.df == plain.df


@few
@given(surveys(), st.integers(0, 10**6))
def test_a_wave_against_itself_has_not_changed(survey, seed: int):
    h, g, kept, N = survey
    design, units = make_design(h, g, kept, N), np.arange(len(h))
    u = np.random.default_rng(seed).normal(size=(design.n, 2))
    everyone = pl.DataFrame({"unit": units, "stratum": h, "group": g})
    shared = overlap(design, design, (units[kept], units[kept]), np.diag(N), (everyone, everyone))
    made = covariance_between(u, u, design, design, shared)
    assert_allclose(made, covariance(u, design), rtol=1e-8, atol=1e-12)


@few
@given(surveys(), st.integers(0, 10**6))
def test_answers_from_a_draw_within_drawn_clusters_are_two_stages(survey, seed: int):
    """Clusters drawn first, and groups that are the clusters: R's way to write two stages."""
    _, g, kept, _ = survey
    table = pl.DataFrame({"c": g, "came": kept, "N": 12, "M": np.bincount(g)[g],
                          "y": np.random.default_rng(seed).normal(size=len(g))})  # fmt: skip
    phases = tempen.Design(table, psu="c", fpc="N", answered="came", response_groups="c")
    came = table.filter("came").with_row_index("k")
    stages = tempen.Design(came, psu=["c", "k"], fpc=["N", "M"], fpc_as="count")
    for made, same in (
        (phases.total("y"), stages.total("y")),
        (phases.mean("y"), stages.mean("y")),
    ):
        assert_allclose(made["estimate"], same["estimate"], rtol=1e-9)
        if g.max():
            assert_allclose(made["se"], same["se"], rtol=1e-8)
