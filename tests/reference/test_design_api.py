"""`tempen.Design` against R 4.5.0, survey 4.4-2; the calls stand in each case's json."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_allclose

import tempen
from tempen.estimate import ADJUSTMENTS
from tempen.estimate.design import Replicates
from tempen.estimate.intervals import INTERVALS, effective_n
from tempen.estimate.variance import covariance
from tempen.terms.weight import Calibration
from tests.reference.cases import case, close, data, flag, means, needs_reference, numbers

pytestmark = needs_reference


def stratified(**how: Any) -> tempen.Design:
    """R: svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)."""
    return tempen.Design(data("apistrat.csv"), strata="stype", weights="pw", fpc="fpc", **how)


def clustered(**how: Any) -> tempen.Design:
    """R: svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)."""
    return tempen.Design(data("apiclus1.csv"), psu="dnum", weights="pw", fpc="fpc", **how)


def agree(made: pl.DataFrame, R: dict[str, Any]) -> None:
    """Estimates and errors, and where R gives them design effects and t intervals."""
    assert_allclose(made["estimate"], np.ravel(R["est"]), **close)
    assert_allclose(made["se"], np.ravel(R["se"]), **close)
    if "deff" in R:
        assert_allclose(made["deff"], np.ravel(R["deff"]), **close)
    if "ci_t" in R:
        assert_allclose(made.select("low", "high"), R["ci_t"], **close)


@pytest.mark.parametrize(("name", "make"), [("c01", stratified), ("c02", clustered)])
def test_means_and_totals_with_design_effects(name: str, make: Any):
    R = case(name)
    R = R.get("with_fpc", R)
    assert make().sampling.df == R["degf"]
    agree(make().mean(["api00", "enroll"]), R["mean"])
    agree(make().total(["api00", "enroll"]), R["total"])


def test_c02_a_ratio_of_a_cluster_sample():
    agree(clustered().ratio("api.stu", "enroll"), case("c02")["ratio"])


def test_c03_two_stages_with_a_correction_at_each():
    """Weights are those that the corrections imply; 1 in `fpc2` is a count, for others are more."""
    R = case("c03")
    design = tempen.Design(data("apiclus2.csv"), psu=["dnum", "snum"], fpc=["fpc1", "fpc2"])
    assert_allclose(design.sampling.weight, R["weights"], **close)
    assert design.sampling.df == R["api00"]["degf"]
    agree(design.mean("api00"), R["api00"]["mean"])
    agree(design.total("api00"), R["api00"]["total"])
    agree(design.total("enroll"), R["enroll_narm"])


@pytest.mark.parametrize(
    ("rule", "name"), [("inverse", "math"), ("school", "school"), ("hf7", "hf7")]
)
def test_c04_quantiles_with_woodruffs_intervals(rule: Any, name: str):
    design = tempen.Design(data("apisrs.csv"), weights="pw", fpc="fpc")
    made = design.quantile("api00", (0.25, 0.5, 0.75), rule=rule)
    assert_allclose(
        made.select("estimate", "low", "high", "se"), case("c04")["quantile"][name], **close
    )


def test_c06_ratios_by_domain():
    R = case("c06")
    agree(stratified().ratio("api.stu", "enroll"), R["overall"])
    agree(stratified().ratio("api.stu", "enroll", by="stype"), R["by"])


def test_c07_shares_by_domain_of_a_cluster_sample():
    R = case("c07")
    agree(clustered().share("stype"), R["overall"])
    agree(clustered().share("stype", by="awards"), R["by"])


INTERVALS_OF_R = {
    "logit": "logit", "korn_graubard": "beta", "arcsine": "asin", "likelihood": "likelihood",
}  # fmt: skip


@pytest.mark.parametrize(("ours", "name"), INTERVALS_OF_R.items())
def test_c08_intervals(ours: str, name: str):
    for R, made in (
        (
            case("c08")["awards_yes"],
            stratified().share("awards", interval=ours, levels=["Yes", "No"]),
        ),
        (case("c08")["rare"], stratified().share("rare", interval=ours, levels=["1", "0"])),
        (
            case("c08")["clus_awards"],
            clustered().share("awards", interval=ours, levels=["Yes", "No"]),
        ),
    ):
        row = made.row(0, named=True)
        tolerance = 1e-4 if name == "likelihood" else 1e-6
        assert_allclose([row["estimate"], row["low"], row["high"]], R[name], rtol=tolerance)


def calibrated(x: list[np.ndarray], w: np.ndarray, name: str, **how: Any) -> tempen.Design:
    """A design whose weights `w` R calibrated to the columns x, from the weights `pw`."""
    table = data(name).with_columns(g=pl.Series(w))
    made = Calibration(np.stack(x, axis=1), table["pw"].to_numpy(), np.ones(len(w)))
    return tempen.Design(table, weights="g", fpc="fpc", calibration=made, **how)


def api_columns(table: pl.DataFrame) -> list[np.ndarray]:
    types = [flag(table, "stype", level) for level in "HM"]
    return [np.ones(table.height), *types, *numbers(table, "api99")]


@pytest.mark.parametrize("name", ["c09_rake", "c11_calib_linear", "c11_calib_raking"])
def test_c09_and_c11_errors_of_calibrated_weights_are_those_of_residuals(name: str):
    R, table = case(name), data("apiclus1.csv")
    x = api_columns(table)
    if name == "c09_rake":
        x = [flag(table, "stype", level) for level in "EHM"]
        x += [flag(table, "sch.wide", level) for level in ("No", "Yes")]
    design = calibrated(x, np.array(R["weights"]), "apiclus1.csv", psu="dnum")
    for made, of in (
        (design.mean("api00"), "mean_api00"),
        (design.total("enroll"), "total_enroll"),
        (design.mean("api00", by="stype"), "mean_by_stype"),
        (design.share("awards"), "share_awards"),
    ):
        agree(made, {k: R[of][k] for k in ("est", "se")})


def test_c12_a_calibrated_sample_in_strata():
    R, table = case("c12"), data("apistrat.csv")
    x = [np.ones(table.height), flag(table, "sch.wide", "Yes"), flag(table, "awards", "Yes")]
    design = calibrated(x, np.array(R["weights"]), "apistrat.csv", strata="stype")
    agree(design.mean("api00"), R["mean_api00"])
    agree(design.total("enroll"), R["total_enroll"])
    agree(design.share("comp.imp"), R["share_comp"])


@pytest.mark.parametrize("name", ["two_group", "paired", "cluster"])
def test_c13_t_tests(name: str):
    R = case("c13")[name]
    made = {
        "two_group": lambda: stratified().compare("api00", by="comp.imp", statistic="mean", against="No"),
        "paired": lambda: stratified().paired("api00", "api99"),
        "cluster": lambda: clustered().compare("enroll", by="comp.imp", statistic="mean", against="No"),
    }[name]()  # fmt: skip
    row = made.row(0, named=True)
    assert row["df"] == R["df"]
    assert_allclose([row["difference"], row["t"]], [R["est"], R["statistic"]], **close)
    assert_allclose(row["p"], R["p"], rtol=1e-9)
    assert_allclose([row["low"], row["high"]], R["ci"], **close)


@pytest.mark.parametrize(("name", "make", "pair"), [
    ("strat", stratified, ("stype", "comp.imp")), ("clus", clustered, ("stype", "sch.wide"))])  # fmt: skip
def test_c14_tests_of_independence(name: str, make: Any, pair: tuple[str, str]):
    R, made = case("c14")[name], make().associate(*pair).row(0, named=True)
    assert_allclose([made["f"], made["chi2"], made["wald"]],
                    [R[of]["statistic"] for of in ("F", "Chisq", "Wald")], **close)  # fmt: skip
    assert_allclose([made["df1"], made["df2"]], R["F"]["parameter"], **close)
    assert_allclose([made["p"], made["p_chi2"], made["p_wald"]],
                    [R[of]["p"] for of in ("F", "Chisq", "Wald")], rtol=1e-9)  # fmt: skip


def test_c16_jackknife():
    R = case("c16")
    jkn, jk1 = stratified().replicate("jkn", seed=0), clustered().replicate("jk1", seed=0)
    assert jkn.sampling.df == R["jkn"]["degf"]
    agree(jkn.mean(["api00", "enroll"]), R["jkn"]["mean"])
    agree(jkn.total("enroll"), R["jkn"]["total"])
    agree(jk1.mean(["api00", "enroll"]), R["jk1"]["mean"])
    agree(jk1.total("enroll"), R["jk1"]["total"])
    agree(jk1.ratio("api.stu", "enroll"), R["jk1"]["ratio"])


def test_c17_item_nonresponse():
    R = case("c17")
    design = tempen.Design(data("apistrat_na.csv"), strata="stype", weights="pw", fpc="fpc")
    agree(design.mean("y"), R["mean"])
    agree(design.share("q"), R["q"])
    agree(design.mean("y", by="stype"), R["by"])
    agree(design.mean("y", where=pl.col("y").is_not_null()), R["domain_equiv"])


def test_c20_balanced_half_samples():
    """R's weights of 2 and 0 stand beside sampling weights of 1; ours bring them multiplied."""
    R, table = case("c20"), data("scd.csv")
    W = 2 * np.array(R["repweights"], float) / 2
    names = [f"r{i}" for i in range(W.shape[1])]
    table = table.with_columns(pl.Series(name, W[:, i]) for i, name in enumerate(names))
    table = table.with_columns(one=1.0)
    brr = tempen.Design(table, weights="one", strata="ESA", replicates=names, replicate_kind="brr")
    agree(brr.ratio("alive", "arrests"), R["brr_ratio"])
    agree(brr.total(["arrests", "alive"]), R["brr_total"])
    linear = tempen.Design(table, weights="one", strata="ESA")
    agree(linear.ratio("alive", "arrests"), R["lin_ratio"])
    agree(linear.total(["arrests", "alive"]), R["lin_total"])


def test_c20_half_samples_made_here_give_the_same_totals():
    """Balanced over the strata, whatever the Hadamard matrix: for totals BRR is exact."""
    design = tempen.Design(data("scd.csv"), strata="ESA").replicate("brr", seed=0)
    assert_allclose(design.total("arrests")["se"][0], case("c20")["brr_total"]["se"][0], **close)


def test_c22_small_strata():
    R = case("c22")
    design = tempen.Design(data("hospital.csv"), strata="oblevel", weights="weighta", fpc="tothosp")
    assert design.sampling.df == R["degf"]
    agree(design.total("births"), R["total"])
    agree(design.mean("births"), R["mean"])


CANDIDATES = ["Bush", "Kerry", "Nader"]


def test_c23_unequal_probabilities_after_brewer():
    design = tempen.Design(data("election_pps.csv"), probability="p")
    agree(design.total(CANDIDATES), case("c23")["brewer"])


def test_c23_unequal_probabilities_after_hartley_and_rao():
    """R was given the population's sum of p² / n, which the case does not tell: found from one of
    its six numbers, it must give the five others."""
    R, table = case("c23")["hartley_rao"], data("election_pps.csv")

    def variance_with(pps_sum: float) -> np.ndarray:
        design = tempen.Design(table, probability="p", pps="hartley_rao", pps_sum=pps_sum).sampling
        y = np.stack(numbers(table, *CANDIDATES), axis=1)
        return covariance(y * design.weight[:, None], design)

    at0, at1 = variance_with(0.0), variance_with(1.0)
    found = (R["vcov"][0][0] - at0[0, 0]) / (at1 - at0)[0, 0]
    assert_allclose(variance_with(found), R["vcov"], rtol=1e-9)
    made = tempen.Design(table, probability="p", pps="hartley_rao", pps_sum=found)
    agree(made.total(CANDIDATES), R)


def test_c25_a_stratum_counted_in_full():
    R = case("c25")
    design = tempen.Design(data("takeall.csv"), strata="h", weights="w", fpc="N")
    agree(design.mean("y"), R["mean"])
    agree(design.total("y"), R["total"])
    b = design.mean("y", where=pl.col("h") == 2).row(0, named=True)
    assert (b["estimate"], b["se"], b["low"], b["high"], b["note"]) == (
        11,
        0,
        11,
        11,
        "all answered",
    )


def test_c27_changes_with_overlap():
    """Weights as the file gives them, one stratum a sector, N from the file."""
    table = data("orgs2w.csv").with_columns(pl.col("org").cast(pl.String))
    old, new = (
        tempen.Design(table.filter(wave=wave), strata="sector", weights="w", fpc="N")
        for wave in (1, 2)
    )
    for name, rows in case("c27").items():
        item, level = name.split("=")
        for by, of in (
            ((), "formula"),
            ("size", "size4"),
            ("sector", "sector1"),
            ("region", "region5"),
        ):
            made = new.change(item, old, unit="org", by=by).filter(level=level)
            row = (
                made.row(0, named=True)
                if not by
                else made.filter(pl.col(by) == of[-1]).row(0, named=True)
            )
            assert_allclose([row["change"], row["se"]], [rows[of]["diff"], rows[of]["se"]], **close)


def test_c29_holm_and_benjamini_hochberg():
    R = case("c29")
    assert_allclose(ADJUSTMENTS["holm"](R["p"]), R["holm"], **close)
    assert_allclose(ADJUSTMENTS["benjamini_hochberg"](R["p"]), R["bh"], **close)


def test_c30_a_census_with_nonresponse():
    R = case("c30")
    table = data("belgian_frame.csv").filter(resp=1)
    frame = data("belgian_frame.csv").group_by("size").len("N")
    design = tempen.Design(table.join(frame, on="size"), strata="size", fpc="N")
    agree(design.mean(["averageincome", "big"]), R["mean"])
    agree(design.total("Tot04"), R["total"])
    agree(design.share("ans"), R["shares"])
    agree(design.mean("big", by="prov"), R["by_prov"])


def test_by_cases_and_by_grouped_sums_agree():
    """Two routes to one number: replicates of a linear kind, cases, and grouped sums."""
    from tempen.design.domains import cross
    from tempen.design.questions import ask
    from tempen.estimate.answer import answer, by_cases, exact_cells

    design = stratified()
    domains = cross(design.table, ["sch.wide", "awards"])
    [(_, score)] = ask(design.table, "share", "comp.imp")
    fast = answer(score, domains.cell, domains.C, design.sampling)
    exact = exact_cells(domains.cell, domains.C, score, design.sampling)
    slow = by_cases(score, domains.cell, domains.C, design.sampling, exact)
    for field in ("value", "variance", "spread", "n", "base", "count"):
        assert_allclose(getattr(fast, field), getattr(slow, field), rtol=1e-9, atol=1e-15)


def test_means_of_cases_are_as_the_older_route_gives_them():
    design = stratified().sampling
    value, V = means(design, numbers(data("apistrat.csv"), "api00", "enroll"))
    made = stratified().mean(["api00", "enroll"])
    assert_allclose(made["estimate"], value, rtol=1e-12)
    assert_allclose(made["se"] ** 2, np.diag(V), rtol=1e-12)
    assert isinstance(stratified().replicate("jkn", seed=0).sampling.replicates, Replicates)
    assert set(INTERVALS) >= {"wilson", "logit", "korn_graubard"}
    assert effective_n(np.array(0.5), np.array(0.0), np.array(7)) == 7


def test_c09_c11_and_c12_weights_fitted_by_the_design_itself():
    """R: rake and calibrate of svydesign; (Intercept) and all levels but one are a margin."""
    wanted = {
        name: {row[name]: row["Freq"] for row in rows}
        for name, rows in case("c09_rake")["margins"].items()
    }
    made = clustered().rake(wanted)
    assert_allclose(made.weights, case("c09_rake")["weights"], rtol=1e-8)
    assert_allclose(made.mean("api00")["se"], case("c09_rake")["mean_api00"]["se"], rtol=1e-6)
    stype = {"E": 6194 - 755 - 1018, "H": 755, "M": 1018}
    for distance in ("linear", "raking"):
        R = case(f"c11_calib_{distance}")
        made = clustered().calibrate({"stype": stype, "api99": 3914069}, distance=distance)
        assert_allclose(made.weights, R["weights"], **close)
        agree(made.mean("api00"), R["mean_api00"])
    R = case("c12")
    totals = {
        "sch.wide": {"No": 6194 - 5122, "Yes": 5122},
        "awards": {"No": 6194 - 4167, "Yes": 4167},
    }
    made = stratified().calibrate(totals)
    assert_allclose(made.weights, R["weights"], **close)
    agree(made.mean("api00"), R["mean_api00"])
