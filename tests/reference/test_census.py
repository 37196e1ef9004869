"""A census with nonresponse, from the frame to reliability: cases c30 and c32.

589 municipalities, all asked, some answered. Weights N / n by size class, strata with finite
population correction: R's svydesign(strata = ~size, weights = ~w, fpc = ~N), and twophase.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_allclose

from tempen.estimate import INTERVALS, Estimates, estimate_all
from tempen.estimate.intervals import effective_n
from tempen.estimate.reliability import judge_shares, reasons_of
from tempen.terms.cases import Cases, Frame
from tempen.terms.item import Item, Variable
from tempen.terms.study import Domain, Limits, Weighting
from tempen.terms.weight import Weights
from tempen.weight import weigh
from tests.reference.cases import case, close, data, needs_reference
from tests.surveys import make_item, make_study, make_variable

pytestmark = needs_reference
SIZES = Weighting("groups", "groups", groups=("size",))


@cache
def census() -> tuple[Weights, Estimates]:
    """Weigh and estimate as a study does."""
    table = data("belgian_frame.csv").with_columns(pl.col("prov", "size").cast(pl.String))
    frame = Frame("1", table.select(unit=pl.col("id").cast(pl.String), size="size", eligible=True))
    study = make_study(
        items(),
        ["1"],
        variables=[make_variable(items()[0]), make_variable(items()[1]), INCOME],
        domains=[Domain("prov", "frame", tuple(str(i) for i in range(1, 10)), column="prov")],
        weightings=[SIZES],
    )
    cases = Cases(read_cases(table.filter(pl.col("resp") == 1)))
    weights = weigh(study, {"1": frame}, cases, SIZES)
    return weights, estimate_all(study, cases, [weights])


def items() -> list[Item]:
    income = make_item("income", (), ["1"], kind="number")
    return [make_item("ans", "abcd", ["1"]), make_item("big", ("no", "yes"), ["1"]), income]


INCOME = Variable("income", "income", None, "number")


def read_cases(table: pl.DataFrame) -> pl.DataFrame:
    codes = {"a": 0, "b": 1, "c": 2, "d": 3}
    return table.select(
        "prov",
        "size",
        wave=pl.lit("1"),
        unit=pl.col("id").cast(pl.String),
        ans=pl.col("ans").replace_strict(codes, return_dtype=pl.Int16),
        big=pl.col("big").cast(pl.Int16),
        income=pl.lit(0, pl.Int16),
    ).with_columns(table["averageincome"].cast(pl.Float64).alias("income:value"))


def test_c30_weights_are_units_per_answer_by_size():
    weights, _ = census()
    sizes = weights.table.group_by("stratum").agg(pl.col("weight").first()).sort("stratum")
    assert_allclose(sizes["weight"], list(case("c30")["weights_by_size"].values()), **close)


def test_c30_shares_and_means():
    R, (_, made) = case("c30"), census()
    shares = made.distribution("ans", "1")
    assert_allclose([s.value for s in shares], R["shares"]["est"], **close)
    assert_allclose([s.se for s in shares], R["shares"]["se"], **close)
    income, big = made.mean("income", "1"), made.share("big", "yes", "1")
    assert_allclose([income.value, big.value], R["mean"]["est"], **close)
    assert_allclose([income.se, big.se], R["mean"]["se"], **close)


def test_c30_shares_by_province():
    R, (_, made) = case("c30"), census()
    found = [made.share("big", "yes", "1", "prov", str(i)) for i in R["by_prov"]["prov"]]
    assert_allclose([s.value for s in found], R["by_prov"]["est"], **close)
    assert_allclose([s.se for s in found], R["by_prov"]["se"], **close)
    assert [s.n for s in found] == list(R["n_prov"].values())


@pytest.mark.parametrize("prov", [str(i) for i in range(1, 10)])
def test_c32_intervals_and_flags(prov: str):
    """R's rows take the domain's own degrees of freedom."""
    R, (_, made) = case("c32")[prov], census()
    share = made.share("big", "yes", "1", "prov", prov)
    assert share.value is not None and share.se is not None
    p, n, df = np.array([share.value]), np.array([float(R["n"])]), np.array([float(R["df"])])
    n_eff = effective_n(p, np.array([share.se**2]), n)
    for name, ends in (("wilson", "wilson_"), ("korn_graubard", "kg_")):
        low, high = INTERVALS[name](p, n_eff, n, df)
        assert_allclose([low[0], high[0]], [R[ends + "lo"], R[ends + "hi"]], rtol=1e-9)
    reasons = reasons_of(int(judge_shares(p, low, high, n_eff, n, df, Limits())[0]))
    said = {"n_eff": "n_eff < 30", "relative": "relative CI width", "width": "CI width"}
    first = next((said[r] for r in ("n_eff", "width", "relative") if r in reasons), "present")
    assert first in R["flag"]


def test_c32_degrees_of_freedom_of_a_domain():
    """Answers less the strata they stand in, as R's degf of the subset."""
    _, made = census()
    rows = made.table.filter(variable="big", level="yes", domain="prov")
    assert rows["df_domain"].to_list() == [R["df"] for R in case("c32").values()]


def test_a_small_province_is_shown_with_a_caution():
    _, made = census()
    assert made.share("big", "yes", "1", "prov", "7").reliability.status == "caution"
    assert "small" in made.share("big", "no", "1", "prov", "7").reliability.reasons
    assert made.share("big", "yes", "1", "prov", "2").reliability.status == "shown"
