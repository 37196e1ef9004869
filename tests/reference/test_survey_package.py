"""Small cases against R 4.5.0, survey 4.4-2; the calls stand in each case's json."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_allclose

from tempen.estimate import INTERVALS, Design
from tempen.estimate.association import test_independence as independence
from tempen.estimate.intervals import effective_n, two_sided_p
from tempen.estimate.variance import covariance
from tests.reference.cases import (
    case,
    close,
    data,
    flag,
    means,
    needs_reference,
    numbers,
    stratified,
)

pytestmark = needs_reference


@pytest.mark.parametrize(("name", "fpc"), [("with_fpc", True), ("no_fpc", False)])
def test_c01_means_of_a_stratified_sample(name: str, fpc: bool):
    table, R = data("apistrat.csv"), case("c01")[name]
    design = stratified(table, fpc=fpc)
    value, V = means(design, numbers(table, "api00", "enroll"))
    assert design.df == R["degf"]
    assert_allclose(value, R["mean"]["est"], **close)
    assert_allclose(V, R["mean"]["vcov"], **close)


def test_c04_one_stratum():
    table, R = data("apisrs.csv"), case("c04")["mean"]
    design = Design.of(table.height, weight=table["pw"].to_numpy(), N=table["fpc"].to_numpy())
    value, V = means(design, numbers(table, "api00", "enroll"))
    assert_allclose(value, R["est"], **close)
    assert_allclose(V, R["vcov"], **close)


def test_c06_a_ratio_is_a_mean_with_a_size():
    """sum(w y) / sum(w x): influence w (y - R x) / sum(w x)."""
    table, R = data("apistrat.csv"), case("c06")
    design = stratified(table)
    y, x = numbers(table, "api.stu", "enroll")
    for level, est, se in zip(["all", *R["by"]["level"]], [R["overall"]["est"], *R["by"]["est"]],
                              [R["overall"]["se"], *R["by"]["se"]], strict=True):  # fmt: skip
        inside = np.ones(design.n) if level == "all" else flag(table, "stype", level)
        wx = design.weight * inside * x
        ratio = (design.weight * inside * y).sum() / wx.sum()
        u = design.weight * inside * (y - ratio * x) / wx.sum()
        assert_allclose(ratio, est, **close)
        assert_allclose(covariance(u[:, None], design)[0, 0] ** 0.5, se, **close)


def test_c07_shares_of_a_cluster_sample():
    """The hook of PSUs: the linearised values are summed within them first."""
    table, R = data("apiclus1.csv"), case("c07")
    design = Design.of(
        table.height,
        weight=table["pw"].to_numpy(),
        N=table["fpc"].to_numpy(),
        psu=table["dnum"].to_numpy(),
    )
    y = [flag(table, "stype", level) for level in "EHM"]
    value, V = means(design, y)
    assert_allclose(value, R["overall"]["est"], **close)
    assert_allclose(V, R["overall"]["vcov"], **close)
    for level, est, se in zip(*R["by"].values(), strict=True):
        value, V = means(design, y, flag(table, "awards", level))
        assert_allclose(value, est, **close)
        assert_allclose(np.sqrt(np.diag(V)), se, **close)


@pytest.mark.parametrize(
    ("name", "column", "level", "domain"),
    [("awards_yes", "awards", "Yes", ""), ("rare", "rare", 1, ""),
     ("schwide_H", "sch.wide", "Yes", "H")],
)  # fmt: skip
def test_c08_logit_intervals(name: str, column: str, level: object, domain: str):
    table, R = data("apistrat.csv"), case("c08")
    design = stratified(table)
    base = flag(table, "stype", domain) if domain else np.ones(design.n)
    p, V = means(design, [flag(table, column, level)], base)
    df = R["df"]["H" if domain else "ds"]  # in a domain R takes the domain's own
    n = np.array([base.sum()])
    low, high = INTERVALS["logit"](p, effective_n(p, V[0], n), n, np.array(float(df)))
    assert_allclose([p[0], low[0], high[0]], R[name]["logit"], rtol=1e-6)


def test_c13_two_groups_and_a_paired_change():
    """R tests with one degree of freedom less (a regression); the statistic is the same."""
    table, R = data("apistrat.csv"), case("c13")
    design = stratified(table)
    y, before = numbers(table, "api00", "api99")
    yes, no = (flag(table, "comp.imp", level) for level in ("Yes", "No"))
    a, b = means(design, [y], yes)[0][0], means(design, [y], no)[0][0]
    u = design.weight * (
        yes * (y - a) / (design.weight @ yes) - no * (y - b) / (design.weight @ no)
    )
    t = (a - b) / covariance(u[:, None], design)[0, 0] ** 0.5
    assert_allclose([a - b, t], [R["two_group"]["est"], R["two_group"]["statistic"]], **close)
    assert_allclose(two_sided_p(t, 196), R["two_group"]["p"], rtol=1e-9)
    value, V = means(design, [y - before])
    assert_allclose(value[0] / V[0, 0] ** 0.5, R["paired"]["statistic"], **close)


def test_c14_rao_scott():
    table, R = data("apistrat.csv"), case("c14")["strat"]["F"]
    codes = [np.unique(table[name], return_inverse=True)[1] for name in ("stype", "comp.imp")]
    made = independence(codes[0], codes[1], stratified(table))
    assert made is not None
    assert_allclose(made.f, R["statistic"], **close)
    assert_allclose([made.df1, made.df2], R["parameter"], **close)
    assert_allclose(made.p, R["p"], rtol=1e-9)
    assert made.low < made.v < made.high


def test_c17_item_nonresponse_is_a_domain():
    table, R = data("apistrat_na.csv"), case("c17")
    design = stratified(table)
    asked = table["y"].is_not_null().cast(pl.Float64).to_numpy()
    value, V = means(design, numbers(table, "y"), asked)
    assert_allclose([value[0], V[0, 0] ** 0.5], [R["mean"]["est"], R["mean"]["se"]], **close)
    answered = table["q"].is_not_null().cast(pl.Float64).to_numpy()
    value, V = means(design, [flag(table, "q", level) for level in ("No", "Yes")], answered)
    assert_allclose(value, R["q"]["est"], **close)
    assert_allclose(V, R["q"]["vcov"], **close)
    for level, est, se in zip(*R["by"].values(), strict=True):
        value, V = means(design, numbers(table, "y"), asked * flag(table, "stype", level))
        assert_allclose([value[0], V[0, 0] ** 0.5], [est, se], **close)


def test_c22_small_strata():
    table, R = data("hospital.csv"), case("c22")
    design = Design.of(
        table.height,
        strata=table["oblevel"].to_numpy(),
        weight=table["weighta"].to_numpy(),
        N=table["tothosp"].to_numpy(),
    )
    value, V = means(design, numbers(table, "births"))
    assert design.df == R["degf"]
    assert_allclose([value[0], V[0, 0]], [R["mean"]["est"], R["mean"]["vcov"][0][0]], **close)


def test_c25_a_stratum_counted_in_full_adds_no_variance():
    table, R = data("takeall.csv"), case("c25")
    design = Design.of(
        table.height,
        strata=table["h"].to_numpy(),
        weight=table["w"].to_numpy(),
        N=table["N"].to_numpy(),
    )
    value, V = means(design, numbers(table, "y"))
    assert_allclose([value[0], V[0, 0]], [R["mean"]["est"], R["mean"]["vcov"][0][0]], **close)
    value, V = means(design, numbers(table, "y"), (design.stratum == 1).astype(float))
    assert (value[0], V[0, 0]) == (R["b_only"]["est"], 0.0)
