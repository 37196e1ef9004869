"""Other designs and options against R 4.2.2, survey 4.1-1, on the data of ../shared/reference.

What R gave stands in survey_4_1_1.json, by these names:

    lonely       options(survey.lonely.psu = ...), apistrat with one school of stratum H left:
                 svymean(~api00), svytotal, svyratio(~api.stu, ~enroll), subset awards == "Yes"
    twostage     apiclus2, fpc at both stages: a subset, a ratio, svyby, shares; without fpc
    cal, cal2    calibrate(dclus1, ~stype), and ~stype + api99, calfun linear and logit with bounds
                 .5 to 2.2 and .6 to 1.6: mean and error, total's error (cal2), least and most weight
    post         postStratify(dclus1, ~stype): mean and error, total's error
    q            svyquantile(~api00, dstrat, c(.25, .5, .75), qrule = ...); shahvaish with the
                 weights pw / mean(pw), for its R depends on their scale
    chi          svychisq(~sch.wide + comp.imp, dstrat), (~stype + sch.wide, dclus1), "adjWald"
    rake         rake(dstrat, list(~stype, ~awards), the margins of apipop, epsilon = 1e-12), and
                 with the weights pw (1 + ell / 100): svymean(~api00), total's error, least and
                 most weight
    jkn, jk1, fay  as.svrepdesign; fay.rho = .3; jk1 chi, wald: svychisq(~stype + sch.wide); jkn
                 odds: withReplicates of the log odds ratio of yr.rnd and awards; jkn takeall: mean
                 and degf of takeall.csv
    brewer, HR, wr  election_pps: a ratio, a mean, a total; HR with its own estimate of sum p² / n
    tt, alpha    svyttest(api00 ~ awards, dclus1), svycralpha(~ell + mobility + meals, dstrat)

In a subset R forgets strata that have nobody in it, so that a stratum of one unit can vanish from
"average"; for Tempen it is there whatever the domain.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_allclose

import tempen
from tempen.terms.weight import Calibration
from tempen.weight import calibrate, rake, read_margins
from tests.reference.cases import data, flag, needs_reference, numbers
from tests.reference.test_design_api import calibrated, clustered, stratified

pytestmark = needs_reference
R: dict[str, list[float]] = json.loads(
    (Path(__file__).parent / "survey_4_1_1.json").read_text(encoding="utf-8")
)


def se(table: pl.DataFrame) -> list[float]:
    return table["se"].to_list()


def first(table: pl.DataFrame) -> list[float]:
    return [table["estimate"][0], table["se"][0]]


def lonely(rule: Any) -> tempen.Design:
    table = data("apistrat.csv")
    high = pl.col("stype") == "H"
    alone = pl.concat([table.filter(~high), table.filter(high).head(1)])
    return tempen.Design(alone, strata="stype", weights="pw", fpc="fpc", lonely=rule)


def two_stages(**how: Any) -> tempen.Design:
    how = how or {"fpc": ["fpc1", "fpc2"]}
    return tempen.Design(data("apiclus2.csv"), psu=["dnum", "snum"], **how)


def bounded(distance: Any, *, numeric: bool) -> list[float]:
    table = data("apiclus1.csv")
    x = [np.ones(table.height), *(flag(table, "stype", level) for level in "HM")]
    totals, bounds = [6194.0, 755.0, 1018.0], (0.5, 2.2)
    if numeric:
        x, totals, bounds = [*x, *numbers(table, "api99")], [*totals, 3914069.0], (0.6, 1.6)
    base, columns = table["pw"].to_numpy(), np.stack(x, axis=1)
    fit = calibrate(base, columns, np.array(totals), distance=distance, bounds=bounds)
    design = calibrated(x, fit.weight, "apiclus1.csv", psu="dnum")
    total = se(design.total("enroll")) if numeric else []
    return [*first(design.mean("api00")), *total, fit.weight.min(), fit.weight.max()]


def poststratified() -> list[float]:
    table = data("apiclus1.csv")
    x = [flag(table, "stype", level) for level in "EHM"]
    totals = np.array([4421.0, 755.0, 1018.0])
    fit = calibrate(table["pw"].to_numpy(), np.stack(x, axis=1), totals)
    design = calibrated(x, fit.weight, "apiclus1.csv", psu="dnum")
    return [*first(design.mean("api00")), *se(design.total("enroll"))]


def raked(weight: pl.Expr) -> list[float]:
    """R's rake takes all answers alike in the regression that leaves residuals: q = 1 / w0."""
    table = data("apistrat.csv").with_columns(w0=weight)
    wanted = {"stype": {"E": 4421, "H": 755, "M": 1018}, "awards": {"No": 2027, "Yes": 4167}}
    w0 = table["w0"].to_numpy()
    fit = rake(w0, read_margins(table.select(*wanted), wanted))
    x = [flag(table, name, level) for name, levels in wanted.items() for level in levels]
    made = Calibration(np.stack(x, axis=1), w0, 1 / w0)
    design = tempen.Design(
        table.with_columns(w=pl.Series(fit.weight)),
        strata="stype", weights="w", fpc="fpc", calibration=made,
    )  # fmt: skip
    told = [*first(design.mean("api00")), *se(design.total("enroll"))]
    return [*told, fit.weight.min(), fit.weight.max()]


def fay() -> list[float]:
    design = tempen.Design(data("scd.csv"), strata="ESA", psu="ambulance")
    made = design.replicate("fay", seed=0, rho=0.3)
    return se(made.total("arrests")) + se(made.ratio("alive", "arrests"))


def election(**how: Any) -> tempen.Design:
    return tempen.Design(data("election_pps.csv"), **({"probability": "p"} | how))


def with_replacement() -> list[float]:
    table = data("election_pps.csv").with_columns(w=1 / pl.col("p"))
    return se(tempen.Design(table, weights="w").total("Bush"))


def quartiles(rule: Any, design: tempen.Design | None = None) -> np.ndarray:
    made = (design or stratified()).quantile("api00", (0.25, 0.5, 0.75), rule=rule)
    return made.select("estimate", "low", "high", "se").to_numpy().ravel()


def two_groups() -> list[float]:
    made = clustered().compare("api00", by="awards", statistic="mean", against="No")
    row = made.row(0, named=True)
    return [row[name] for name in ("difference", "t", "df", "p")]


def associated(design: tempen.Design, one: str, other: str, *names: str) -> list[float]:
    row = design.associate(one, other).row(0, named=True)
    return [row[name] for name in names]


def taken_in_full() -> list[float]:
    design = tempen.Design(data("takeall.csv"), strata="h", weights="w", fpc="N")
    made = design.replicate("jkn", seed=0).mean("y")
    return [*first(made), made["df"][0]]


AWARDED = pl.col("awards") == "Yes"
OURS: dict[str, Callable[[], Any]] = {
    **{f"lonely {rule} mean": lambda rule=rule: first(lonely(rule).mean("api00"))
       for rule in ("adjust", "average", "certainty")},
    **{f"lonely {rule} total": lambda rule=rule: se(lonely(rule).total("api00"))
       for rule in ("adjust", "average", "certainty")},
    **{f"lonely {rule} ratio": lambda rule=rule: se(lonely(rule).ratio("api.stu", "enroll"))
       for rule in ("adjust", "average", "certainty")},
    **{f"lonely {rule} domain": lambda rule=rule: se(lonely(rule).mean("api00", where=AWARDED))
       for rule in ("adjust", "certainty")},
    "twostage domain": lambda: se(two_stages().mean("api00", where=pl.col("stype") == "E")),
    "twostage ratio": lambda: se(two_stages().ratio("api.stu", "enroll")),
    "twostage nofpc mean": lambda: first(two_stages(weights="pw").mean("api00")),
    "twostage by": lambda: se(two_stages().mean("api00", by="stype")),
    "twostage share": lambda: se(two_stages().share("stype")),
    **{f"cal {name}": lambda name=name: bounded(name, numeric=False) for name in ("linear", "logit")},
    **{f"cal2 {name}": lambda name=name: bounded(name, numeric=True) for name in ("linear", "logit")},
    "post": poststratified,
    **{f"q {rule}": lambda rule=rule: quartiles(rule) for rule in
       ("hf3", "shahvaish", "hf4", "hf5", "hf6", "hf7", "hf8", "hf9")},
    "chi strata adjWald": lambda: associated(
        stratified(), "sch.wide", "comp.imp", "adj_wald", "p_adj_wald"),
    "chi clusters adjWald": lambda: associated(
        clustered(), "stype", "sch.wide", "adj_wald", "p_adj_wald"),
    "rake strata": lambda: raked(pl.col("pw")),
    "rake uneven": lambda: raked(pl.col("pw") * (1 + pl.col("ell") / 100)),
    "jk1 chi": lambda: associated(
        clustered().replicate("jk1", seed=0), "stype", "sch.wide", "f", "p"),
    "jk1 wald": lambda: associated(
        clustered().replicate("jk1", seed=0), "stype", "sch.wide", "wald", "p_wald"),
    "jkn odds": lambda: associated(
        stratified().replicate("jkn", seed=0), "yr.rnd", "awards", "odds_ratio", "odds_low", "odds_high"),
    "jkn takeall": taken_in_full,
    "jkn ratio": lambda: se(stratified().replicate("jkn", seed=0).ratio("api.stu", "enroll")),
    "jkn by": lambda: se(stratified().replicate("jkn", seed=0).mean("api00", by="stype")),
    "jk1 share": lambda: se(clustered().replicate("jk1", seed=0).share("stype")),
    "fay": fay,
    "brewer ratio": lambda: se(election().ratio("Kerry", "Bush")),
    "brewer mean": lambda: se(election().mean("Bush")),
    "HR own": lambda: se(election(pps="hartley_rao").total("Bush")),
    "wr": with_replacement,
    "tt": two_groups,
    "alpha": lambda: stratified().alpha(["ell", "mobility", "meals"])["estimate"],
}  # fmt: skip


def test_every_name_is_compared():
    assert sorted(OURS) == sorted(R)


@pytest.mark.parametrize("name", sorted(OURS))
def test_it_is_what_survey_gives(name: str):
    assert_allclose(np.ravel(OURS[name]()), R[name], rtol=1e-9)
