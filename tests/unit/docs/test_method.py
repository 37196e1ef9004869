"""The worked numbers of docs/method.md: printed, reckoned by hand, and made by the code.

Every table under `<!-- example: name -->` is compared with what the function of that name gives.
Where a row has arithmetic of its own, that is worked out as well: three ways to one number.
"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from typing import Any

import numpy as np
import polars as pl
import pytest

import tempen
from tempen.estimate import Design, benjamini_hochberg, least_base
from tempen.estimate.association import test_independence as independence
from tempen.estimate.change import match
from tempen.estimate.intervals import t_quantile
from tempen.estimate.logistic import fit_logistic
from tempen.estimate.variance import covariance_over
from tempen.insights.rank import size
from tempen.insights.scan import Found
from tempen.terms.estimate import Measure
from tempen.terms.study import Limits
from tests.unit.docs.adjusted import margins, nonresponse, planning
from tests.unit.docs.little import (
    DATA,
    fieldwork,
    grouped,
    little,
    small_groups,
    spread_out,
    variables,
)
from tests.unit.docs.pages import calculate, decimals, marked_tables

Numbers = dict[str, Any]


def response() -> Numbers:
    rate = fieldwork()
    complete = rate.answered - rate.partial
    return {
        "invited": rate.invited,
        "eligible": rate.eligible,
        "answered": rate.answered,
        "RR2": rate.rate,
        "RR1": complete / rate.eligible,
    }


def weights() -> Numbers:
    made = {(wave, unit[0]): weight for wave, unit, weight, _ in little()[0][0].table.iter_rows()}
    share = little()[1].share("plan", "yes", "2025")
    return {
        "town, 2023": made["2023", "t"],
        "county, 2023": made["2023", "c"],
        "town, 2025": made["2025", "t"],
        "county, 2025": made["2025", "c"],
        "weighted base, 2025": share.base,
    }


def groups() -> Numbers:
    def weight(made: Any, stratum: str) -> float:
        return made.table.filter(stratum=stratum)["weight"][0]

    own, spread = grouped("own_group"), grouped("spread")
    strata = own.strata.filter(stratum="agency")
    return {
        "N of agency": strata["N"][0],
        "n of agency": strata["n"][0],
        "weight of agency": weight(own, "agency"),
        "weight of agency/large": weight(own, "agency/large"),
        "weight of unknown, own_group": weight(own, "unknown"),
        "weighted base, own_group": own.table["weight"].sum(),
        "weight of agency, spread": weight(spread, "agency"),
        "weight of agency/large, spread": weight(spread, "agency/large"),
        "weight of unknown, spread": weight(spread, "unknown"),
        "weighted base, spread": spread.table["weight"].sum(),
    }


def shares() -> Numbers:
    made = little()[1]
    then, now = (made.share("plan", "yes", wave) for wave in ("2023", "2025"))
    begun = made.share("plan", "begun", "2025")
    plain = made.share("plan", "yes", "2025", weighting="none")
    return {
        "yes, 2023": then.value,
        "yes, 2025": now.value,
        "yes, 2025, unweighted": plain.value,
        "yes or drafting, 2025": begun.value,
    }


def measures() -> Numbers:
    made = little()[1]
    yes, no = Measure("share", ("plan",), ("yes",)), Measure("share", ("plan",), ("no",))
    total = made.measure(Measure("total", ("staff",)), "2025")
    gap = made.gap_change(yes, "2025", "2023", "sector", "town", "county")
    moved = Measure("transition", ("plan",), yes.levels, no.levels)
    return {
        "net, yes less no, 2025": made.measure(
            Measure("net", ("plan",), ("yes",), ("no",)), "2025"
        ).value,
        "total staff, 2025": total.value,
        "its V": (total.se or 0.0) ** 2,
        "units with a plan, 2025": made.measure(
            Measure("total", ("plan",), ("yes",)), "2025"
        ).value,
        "median staff, 2025": made.measure(Measure("quantile", ("staff",)), "2025").value,
        "gap between towns and counties, yes, 2023": gap.gaps[0],
        "its change to 2025": gap.value,
        "now yes, of those with no plan in 2023": made.transition(moved, "2025", "2023").value,
    }


def variance() -> Numbers:
    made = little()[1]
    then, now = (squared(made.share("plan", "yes", wave)) for wave in ("2023", "2025"))
    begun = made.share("plan", "begun", "2025")
    return {
        "V of yes, 2025": now,
        "standard error, 2025": sqrt(now),
        "V of yes, 2023": then,
        "V of yes or drafting, 2025": squared(begun),
        "degrees of freedom, 2025": made.share("plan", "yes", "2025").df,
        "degrees of freedom, 2023": made.share("plan", "yes", "2023").df,
    }


def squared(estimate: Any) -> float:
    return estimate.se**2


def phases() -> Numbers:
    """The eight firms, as a table of everyone who was drawn."""
    table = pl.DataFrame(DATA["firms"]).with_columns(
        N=pl.col("N").cast(pl.Int64), yes=(pl.col("plan") == "yes").cast(pl.Float64)
    )
    design = tempen.Design(
        table, strata="size", fpc="N", answered="answered", response_groups="sector"
    )
    weight = dict(zip(design.table["firm"], design.sampling.weight, strict=True))
    made = design.sampling.phases
    assert made is not None
    u = (design.sampling.weight * design.table["yes"].to_numpy())[:, None]
    first, second = (
        form.between(u, u, design.sampling.stratum)[0, 0] for form in (made.first, made.second)
    )
    total = design.total("yes").row(0, named=True)
    assert total["se"] ** 2 == pytest.approx(first + second)
    return {
        **{f"weight of {firm}": weight[firm] for firm in "adh"},
        "total of yes": total["estimate"],
        "V of who answered": second,
        "V of the draw": first,
    }


def fpc() -> Numbers:
    """The correction of 2025 as if it were one stratum."""
    made = little()[1].passes["groups", "2025"].sample.design
    f = made.n / made.N.sum()
    return {"response rate": f, "factor on a standard error": sqrt(1 - f)}


def mean() -> Numbers:
    made = little()[1].mean("staff", "2025")
    return {
        "mean": made.value,
        "base": made.n,
        "V": squared(made),
        "low": made.low,
        "high": made.high,
    }


def intervals() -> Numbers:
    share = little()[1].share("plan", "yes", "2025")
    out = {"effective n": share.n_eff, "t": float(t_quantile(share.df))}
    for name, title in (
        ("wilson", "Wilson"),
        ("logit", "logit"),
        ("korn_graubard", "Korn-Graubard"),
    ):
        made = little(name)[1].share("plan", "yes", "2025")
        out |= {f"{title}, low": made.low, f"{title}, high": made.high}
    edge = little()[1].share("plan", "dont_know", "2023")
    return out | {
        "nobody (don't know, 2023), low": edge.low,
        "nobody (don't know, 2023), high": edge.high,
    }


def reliability() -> Numbers:
    made = spread_out()
    last = made.share("trust", DATA["scale"][-1]["level"], "1")
    return {
        "share of the last level": last.value,
        "width of its interval": last.high - last.low,
        "130 % of the share": Limits().relative * last.value,
        "status": last.reliability.status,
        "reasons": ", ".join(last.reliability.reasons),
    }


def change() -> Numbers:
    made = little()[1]
    found = made.change("plan", "yes")
    earlier, later = (made.passes["groups", wave] for wave in ("2023", "2025"))
    shared = match(earlier.sample, later.sample, made.weights["groups"])
    u1, u2 = (linearised(one) for one in (earlier, later))
    town = int(np.flatnonzero(shared.n12 == 3)[0])
    return {
        "change": found.value,
        "coefficient of the towns": shared.coefficient[town],
        "coefficient of the counties": shared.coefficient[1 - town],
        "C": float(covariance_over(u1, u2, shared)),
        "V of the change": found.se**2,
        "standard error": found.se,
        "V if the overlap is left out": made.share("plan", "yes", "2023").se ** 2
        + made.share("plan", "yes", "2025").se ** 2,
        "t": found.value / found.se,
        "degrees of freedom": min(earlier.df, later.df),
        "p": found.p,
        "low": found.low,
        "high": found.high,
        "units in both": found.both,
    }


def linearised(one: Any) -> np.ndarray:
    """u = w (y - p) / sum(w) of the answer yes, in the order of the cases."""
    y = (one.sample.table["plan"] == 0).cast(float).to_numpy()
    w = one.sample.design.weight
    return w * (y - (w @ y) / w.sum()) / w.sum()


def difference() -> Numbers:
    made = little()[1].difference("plan", "yes", "2025", "sector", "town", "county")
    return {
        "difference": made.value,
        "V": made.se**2,
        "low": made.low,
        "high": made.high,
        "p": made.p,
    }


def printed() -> Numbers:
    row = {one["number"]: float(one["value"]) for one in DATA["printed"]}
    old, new, se, df, step = (row[k] for k in ("old share", "new share", "se of the new share",
                                               "degrees of freedom", "rounding of the old share"))  # fmt: skip
    return {
        "difference": new - old,
        "low": new - old - step / 2,
        "high": new - old + step / 2,
        "least base": least_base(new - old, old, se, df, step),
    }


def benjamini() -> Numbers:
    p = [float(row["p"]) for row in DATA["family"]]
    adjusted = benjamini_hochberg(p)
    return {row["p"]: one for row, one in zip(DATA["family"], adjusted, strict=True)}


def rao_scott() -> Numbers:
    counts = [[int(row[name]) for name in ("plan", "no plan")] for row in DATA["table"]]
    first, second = np.repeat([[0, 0], [0, 1], [1, 0], [1, 1]], np.ravel(counts), axis=0).T
    made = independence(first, second, Design.of(len(first)))
    assert made is not None
    return {
        "Pearson's X²": made.n * made.v**2,
        "F": made.f,
        "df1": made.df1,
        "df2": made.df2,
        "Cramér's V": made.v,
        "V, low": made.low,
        "V, high": made.high,
    }


def odds() -> Numbers:
    counts = [[int(row[name]) for name in ("plan", "no plan")] for row in DATA["table"]]
    x, y = np.repeat([[1, 1], [1, 0], [0, 1], [0, 0]], np.ravel(counts), axis=0).T.astype(float)
    columns = np.stack([np.ones(len(x)), x], axis=1)
    made = fit_logistic(y, columns, np.ones(len(x), bool), Design.of(len(x)))
    return {
        "odds ratio": np.exp(made.b[1]),
        "V of its logarithm": made.se[1] ** 2,
        "low": np.exp(made.low[1]),
        "high": np.exp(made.high[1]),
    }


def insight() -> Numbers:
    made = little()[1]
    found = made.change("plan", "yes")
    shares = tuple(made.share("plan", "yes", wave).value or 0 for wave in ("2023", "2025"))
    one = Found("change", (), variables()[0], "yes", found, shares)
    return {"effect": size(one)}


def disclosure() -> Numbers:
    made = small_groups()
    sectors = [row["sector"] for row in DATA["disclosure"]]
    found = {sector: made.share("board", "yes", "1", "sector", sector) for sector in sectors}
    return {sector: one.reliability.status for sector, one in found.items()} | {
        "all": made.share("board", "yes", "1").reliability.status
    }


EXAMPLES: dict[str, Callable[[], Numbers]] = {
    "response": response,
    "weights": weights,
    "groups": groups,
    "margins": margins,
    "nonresponse": nonresponse,
    "planning": planning,
    "shares": shares,
    "measures": measures,
    "variance": variance,
    "phases": phases,
    "fpc": fpc,
    "mean": mean,
    "intervals": intervals,
    "reliability": reliability,
    "change": change,
    "difference": difference,
    "printed": printed,
    "benjamini": benjamini,
    "rao-scott": rao_scott,
    "odds": odds,
    "insight": insight,
    "disclosure": disclosure,
}
PRINTED = marked_tables("method.md", "example")


def test_every_example_of_the_page_is_recomputed():
    assert sorted(PRINTED) == sorted(EXAMPLES)


@pytest.mark.parametrize("name", sorted(PRINTED))
def test_the_code_gives_what_the_page_prints(name: str):
    made = {label: show(value, PRINTED[name], label) for label, value in EXAMPLES[name]().items()}
    assert made == {row["number"]: row["value"] for row in PRINTED[name]}


def show(value: Any, rows: list[dict[str, str]], label: str) -> str:
    """A value as the page writes it: with the page's decimals."""
    if isinstance(value, str):
        return value.replace("dont_know", "don't know")
    written = next((row["value"] for row in rows if row["number"] == label), "")
    return f"{value:.{decimals(written)}f}"


@pytest.mark.parametrize("name", sorted(PRINTED))
def test_the_arithmetic_of_the_page_comes_out(name: str):
    for row in PRINTED[name]:
        if row.get("by hand", "").strip("` "):
            made = f"{calculate(row['by hand']):.{decimals(row['value'])}f}"
            assert made == row["value"], row["number"]
