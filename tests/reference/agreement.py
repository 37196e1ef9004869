"""Tempen's numbers beside R's: the table of docs/agreement.md.

    python -m tests.reference.agreement      # writes it; needs ../shared/reference

Each row compares all numbers of one kind; the first of them is printed, and the largest relative
difference of all, rounded up so that it does not depend on the machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import tempen
from tempen.estimate import ADJUSTMENTS
from tempen.weight import calibrate, rake, read_margins
from tests.reference import test_design_api as api
from tests.reference import test_more_of_survey as more
from tests.reference import test_two_phases as phases
from tests.reference.cases import case, data
from tests.reference.orgs import orgs
from tests.reference.test_census import census
from tests.reference.test_orgs2w import KEY, renamed

PAGE = Path(__file__).parents[2] / "docs" / "agreement.md"
STEPS = (1e-11, 1e-9, 1e-8, 1e-6, 1e-4)
NEW, OLD = "survey 4.4-2", "survey 4.1-1"
HEAD = ("case", "what", "in R", "R", "numbers", "R’s first", "Tempen’s", "difference", "allowed")


@dataclass(frozen=True)
class Row:
    case: str
    what: str
    call: str
    R: np.ndarray
    ours: np.ndarray
    allowed: float = 1e-9
    version: str = NEW

    @property
    def difference(self) -> float:
        """The largest relative difference; of numbers that are 0 in R, the absolute one."""
        size = np.where(self.R == 0, 1.0, np.abs(self.R))
        return float((np.abs(self.ours - self.R) / size).max())

    def cells(self) -> tuple[str, ...]:
        step = next((step for step in STEPS if self.difference < step), np.inf)
        return (self.case, self.what, f"`{self.call}`", self.version, str(self.R.size),
                f"{self.R[0]:.10g}", f"{self.ours[0]:.10g}", f"< {step:.0e}",
                f"{self.allowed:.0e}")  # fmt: skip


def compare(
    name: str, what: str, call: str, R: Any, ours: Any, allowed: float = 1e-9, version: str = NEW
) -> Row:
    return Row(name, what, call, flat(R), flat(ours), allowed, version)


def flat(values: Any) -> np.ndarray:
    if isinstance(values, pl.DataFrame | pl.Series):
        values = values.to_numpy()
    return np.ravel(np.asarray(values, float))


def both(name: str, what: str, call: str, R: dict[str, Any], made: pl.DataFrame) -> Iterator[Row]:
    """Estimates and errors, and design effects and t intervals where R gives them."""
    yield compare(name, what, call, R["est"], made["estimate"])
    yield compare(name, f"{what}: error", call, R["se"], made["se"])
    if "deff" in R:
        yield compare(name, f"{what}: design effect", call, R["deff"], made["deff"])
    if "ci_t" in R:
        yield compare(name, f"{what}: interval", "confint", R["ci_t"], made.select("low", "high"))


def designs() -> Iterator[Row]:
    for name, make in (("c01", api.stratified), ("c02", api.clustered)):
        R = case(name)
        R, kind = R.get("with_fpc", R), "strata" if name == "c01" else "clusters"
        columns = ["api00", "enroll"]
        yield from both(name, f"means, {kind}", "svymean", R["mean"], make().mean(columns))
        yield from both(name, f"totals, {kind}", "svytotal", R["total"], make().total(columns))
    R, design = case("c03"), tempen.Design(
        data("apiclus2.csv"), psu=["dnum", "snum"], fpc=["fpc1", "fpc2"]
    )  # fmt: skip
    yield from both("c03", "mean, two stages", "svymean", R["api00"]["mean"], design.mean("api00"))
    yield from both(
        "c03", "total, two stages", "svytotal", R["enroll_narm"], design.total("enroll")
    )
    R, clustered = case("c02")["ratio"], api.clustered()
    yield from both("c02", "ratio, clusters", "svyratio", R, clustered.ratio("api.stu", "enroll"))
    R, pps = case("c23")["brewer"], tempen.Design(data("election_pps.csv"), probability="p")
    yield from both("c23", "totals, PPS after Brewer", "svytotal", R, pps.total(api.CANDIDATES))
    R, full = case("c25"), tempen.Design(data("takeall.csv"), strata="h", weights="w", fpc="N")
    yield from both("c25", "mean, a stratum in full", "svymean", R["mean"], full.mean("y"))
    R, small = case("c22"), tempen.Design(
        data("hospital.csv"), strata="oblevel", weights="weighta", fpc="tothosp"
    )  # fmt: skip
    yield from both("c22", "total, small strata", "svytotal", R["total"], small.total("births"))


def questions() -> Iterator[Row]:
    design = tempen.Design(data("apisrs.csv"), weights="pw", fpc="fpc")
    for rule, name in (("inverse", "math"), ("school", "school"), ("hf7", "hf7")):
        made = design.quantile("api00", (0.25, 0.5, 0.75), rule=rule)  # pyright: ignore[reportArgumentType]
        R = case("c04")["quantile"][name]
        told = made.select("estimate", "low", "high", "se")
        yield compare("c04", f"quartiles, Woodruff: {name}", "svyquantile", R, told)
    R, stratified, clustered = case("c06")["by"], api.stratified(), api.clustered()
    made = stratified.ratio("api.stu", "enroll", by="stype")
    yield from both("c06", "ratios by domain", "svyby(svyratio)", R, made)
    R = case("c07")
    yield from both("c07", "shares, clusters", "svymean", R["overall"], clustered.share("stype"))
    made = clustered.share("stype", by="awards")
    yield from both("c07", "shares by domain", "svyby(svymean)", R["by"], made)
    for ours, name in api.INTERVALS_OF_R.items():
        made = stratified.share("awards", interval=ours, levels=["Yes", "No"])
        made = made.head(1).select("low", "high")
        allowed = 1e-4 if name == "likelihood" else 1e-6
        R = case("c08")["awards_yes"][name][1:]
        yield compare("c08", f"interval of a share: {ours}", f"svyciprop({name})", R, made, allowed)
    R, nothing = case("c17"), tempen.Design(
        data("apistrat_na.csv"), strata="stype", weights="pw", fpc="fpc"
    )  # fmt: skip
    yield from both("c17", "means by domain, some missing", "svyby(svymean)", R["by"],
                    nothing.mean("y", by="stype"))  # fmt: skip


def tests() -> Iterator[Row]:
    made = api.stratified().compare("api00", by="comp.imp", statistic="mean", against="No")
    R, row = case("c13")["two_group"], made.row(0, named=True)
    yield compare("c13", "two groups: difference, t, p", "svyttest",
                  [R["est"], R["statistic"], R["p"]],
                  [row["difference"], row["t"], row["p"]])  # fmt: skip
    for name, make, pair in (("strat", api.stratified, ("stype", "comp.imp")),
                             ("clus", api.clustered, ("stype", "sch.wide"))):  # fmt: skip
        R, row = case("c14")[name], make().associate(*pair).row(0, named=True)
        kind = "strata" if name == "strat" else "clusters"
        for of, value, p in (
            ("F", "f", "p"),
            ("Chisq", "chi2", "p_chi2"),
            ("Wald", "wald", "p_wald"),
        ):
            yield compare("c14", f"independence, {kind}: statistic, p", f"svychisq({of})",
                          [R[of]["statistic"], R[of]["p"]], [row[value], row[p]])  # fmt: skip
    R = case("c29")
    for name, of in (("holm", "holm"), ("benjamini_hochberg", "bh")):
        yield compare("c29", f"200 adjusted p: {of}", "p.adjust", R[of], ADJUSTMENTS[name](R["p"]))


def weights() -> Iterator[Row]:
    table, R = data("apiclus1.csv"), case("c09")
    wanted = {name: {row[name]: row["Freq"] for row in rows} for name, rows in R["margins"].items()}
    fit = rake(table["pw"].to_numpy(), read_margins(table.select(*wanted), wanted))
    yield compare("c09", "183 raked weights", "rake", R["weights"], fit.weight, 1e-8)
    x = np.stack(api.api_columns(table), axis=1)
    for distance in ("linear", "raking"):
        name = f"c11_calib_{distance}"
        R = case(name)
        totals = np.array(list(R["totals"].values()))
        fit = calibrate(table["pw"].to_numpy(), x, totals, distance=distance)  # pyright: ignore[reportArgumentType]
        call = f"calibrate({distance})"
        yield compare("c11", f"183 weights, {distance}", call, R["weights"], fit.weight)
        design = api.calibrated(list(x.T), np.array(R["weights"]), "apiclus1.csv", psu="dnum")
        for made, of, what in (
            (design.mean("api00"), "mean_api00", "mean"),
            (design.mean("api00", by="stype"), "mean_by_stype", "means by domain"),
            (design.share("awards"), "share_awards", "shares"),
        ):
            R_of = {k: R[of][k] for k in ("est", "se")}
            yield from both("c11", f"calibrated {what}, {distance}", call, R_of, made)


def replicates() -> Iterator[Row]:
    R, columns = case("c16"), ["api00", "enroll"]
    for kind, make in (("jkn", api.stratified), ("jk1", api.clustered)):
        made = make().replicate(kind, seed=0)
        yield from both("c16", f"means, {kind}", "svymean", R[kind]["mean"], made.mean(columns))
    R, table = case("c20"), data("scd.csv")
    W = np.array(R["repweights"], float)
    names = [f"r{i}" for i in range(W.shape[1])]
    table = table.with_columns(
        *(pl.Series(name, W[:, i]) for i, name in enumerate(names)), one=pl.lit(1.0)
    )
    brr = tempen.Design(table, weights="one", strata="ESA", replicates=names, replicate_kind="brr")
    yield from both("c20", "ratio, BRR", "svyratio", R["brr_ratio"], brr.ratio("alive", "arrests"))


def censuses() -> Iterator[Row]:
    R, (_, made) = case("c30"), census()
    shares = made.distribution("ans", "1")
    call = "svymean"
    yield compare("c30", "shares, census with nonresponse", call, R["shares"]["est"],
                  [s.value for s in shares])  # fmt: skip
    yield compare("c30", "shares: error", call, R["shares"]["se"], [s.se for s in shares])
    R = list(case("c32").values())
    for name, ours in (("Wilson", "wilson_"), ("Korn-Graubard", "kg_")):
        yield compare("c32", f"intervals by province: {name}", "closed form",
                      [[r[ours + "lo"], r[ours + "hi"]] for r in R], list(province_intervals(ours)),
                      version="–")  # fmt: skip


def province_intervals(kind: str) -> Iterator[tuple[float, float]]:
    from tempen.estimate.intervals import INTERVALS, effective_n

    name = {"wilson_": "wilson", "kg_": "korn_graubard"}[kind]
    _, made = census()
    for prov, R in case("c32").items():
        share = made.share("big", "yes", "1", "prov", prov)
        assert share.value is not None and share.se is not None
        p, n = np.array([share.value]), np.array([float(R["n"])])
        n_eff = effective_n(p, np.array([share.se**2]), n)
        low, high = INTERVALS[name](p, n_eff, n, np.array([float(R["df"])]))
        yield float(low[0]), float(high[0])


def waves() -> Iterator[Row]:
    R = renamed(data("orgs2w_report_R.csv")).with_columns(pl.col("wave").cast(pl.String))
    table = orgs("logit").table.join(
        R.rename({"q": "variable", "dom": "domain"}), on=KEY, suffix="_R"
    )
    call = "svyby(svymean)"
    yield compare("orgs2w", "12 000 shares", call, table["p"], table["value"])
    yield compare("orgs2w", "12 000 errors", call, table["se_R"], table["se"])
    inside = table.filter(pl.col("p").is_between(0, 1, closed="none") & (pl.col("se") > 0))
    yield compare("orgs2w", "logit intervals", "svyciprop(logit)",
                  inside.select("lo_design", "hi_design"), inside.select("low", "high"), 1e-6)  # fmt: skip
    R = renamed(data("orgs2w_changes_R.csv")).rename({"q": "variable", "dom": "domain"})
    changes = orgs().changes.join(R, on=[k for k in KEY if k != "wave"], suffix="_R")
    call = "svymean and a closed form"
    yield compare("c27", "1 800 changes", call, changes["diff"], changes["value"])
    yield compare("c27", "1 800 errors of changes", call, changes["se_R"], changes["se"])


def two_phases() -> Iterator[Row]:
    call = "twophase(full)"
    units = tempen.Design(phases.TABLE, **phases.UNITS)
    clusters = tempen.Design(phases.TABLE, **phases.CLUSTERS)
    for what, design, R in (
        ("units", units, phases.R_UNITS),
        ("clusters", clusters, phases.R_CLUSTERS),
    ):
        made = phases.told(design)
        yield compare("two phases", f"total, mean, ratio, domain; {what} drawn", call, R[:4],
                      made[:4], version=OLD)  # fmt: skip
        yield compare("two phases", "their errors", call, R[4:], made[4:], version=OLD)


WHAT = {
    "lonely": ("a stratum of one unit", "survey.lonely.psu"),
    "twostage": ("two stages", "svymean"),
    "cal": ("calibrated with bounds, levels", "calibrate"),
    "cal2": ("calibrated with bounds, levels and a number", "calibrate"),
    "post": ("post-stratified", "postStratify"),
    "q": ("quartiles", "svyquantile"),
    "chi": ("independence", "svychisq"),
    "rake": ("raked: mean, errors, weights", "rake"),
    "jkn": ("jackknife by strata", "as.svrepdesign"),
    "jk1": ("jackknife of clusters", "as.svrepdesign"),
    "fay": ("Fay’s half samples", "as.svrepdesign"),
    "brewer": ("PPS after Brewer", "svydesign(pps)"),
    "HR": ("PPS after Hartley and Rao", "svydesign(pps)"),
    "wr": ("with replacement", "svytotal"),
    "tt": ("two groups, clusters", "svyttest"),
    "alpha": ("Cronbach’s alpha", "svycralpha"),
}


def further() -> Iterator[Row]:
    for name, act in more.OURS.items():
        kind, _, detail = name.partition(" ")
        what, call = WHAT[kind]
        told = ": ".join(part for part in (what, detail) if part)
        yield compare("further", told, call, more.R[name], act(), version=OLD)


PARTS = (designs, questions, tests, weights, replicates, censuses, waves, two_phases, further)


def rows() -> list[Row]:
    return [row for part in PARTS for row in part()]


TEXT = """# Agreement with R

What Tempen gives beside what R's package survey gives (Lumley 2010) of the same data, as the test
run measures it. `python -m tests.reference.agreement` writes this page; a test makes it anew and
compares, and fails where a difference is larger than allowed. R 4.5.0 with survey 4.4-2; where
survey 4.1-1 is named, R 4.2.2. The data stand beside the repository in `shared/reference`, some
of them under the GPL; without them the test is skipped. Those of the two phases are made in it.

*Numbers* counts what a row compares, of which the first is printed. *Difference* is the largest
relative one of them all, rounded up (absolute, where R gives 0).

{table}

Where the two differ on purpose, and why, stands in [the method](method.md#agreement-with-r).
"""


def write() -> str:
    lines = [HEAD, ("---",) * len(HEAD), *(row.cells() for row in rows())]
    return TEXT.format(table="\n".join("| " + " | ".join(line) + " |" for line in lines))


if __name__ == "__main__":
    PAGE.write_text(write(), encoding="utf-8")
