"""Two waves, every share and change against R 4.5.0, survey 4.4-2 (see ../shared/reference).

shares   svydesign(id = ~1, strata = ~sector, weights = ~w, fpc = ~N); svyby(~factor(q), svymean);
         intervals svyciprop(method = "logit", df = degf(design))
changes  V1, V2 from svymean, the covariance by the closed form of case c27
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.testing import assert_allclose

from tempen.estimate import benjamini_hochberg
from tests.reference.cases import case, close, data, needs_reference
from tests.reference.orgs import orgs

pytestmark = needs_reference
KEY = ["wave", "variable", "domain", "domain_level", "level"]


def renamed(R: pl.DataFrame) -> pl.DataFrame:
    """R's table with this project's names of columns; its level of `all` is 0."""
    level = pl.when(pl.col("dom") == "all").then(pl.lit("all")).otherwise(pl.col("lev"))
    return R.with_columns(domain_level=level.cast(pl.String), level=pl.col("k").cast(pl.String))


def test_all_12000_shares_and_errors():
    R = renamed(data("orgs2w_report_R.csv")).with_columns(pl.col("wave").cast(pl.String))
    both = orgs("logit").table.join(
        R.rename({"q": "variable", "dom": "domain"}), on=KEY, suffix="_R"
    )
    assert both.height == 12_000
    assert_allclose(both["value"], both["p"], **close)
    assert_allclose(both["se"], both["se_R"], **close)
    assert both["n"].equals(both["n_R"].cast(pl.Int64))
    # R has no interval where nobody or everybody chose the level; Wilson stands in here
    inside = both.filter(pl.col("p").is_between(0, 1, closed="none") & (pl.col("se") > 0))
    assert_allclose(inside["low"], inside["lo_design"], rtol=1e-6)
    assert_allclose(inside["high"], inside["hi_design"], rtol=1e-6)


def test_all_1800_changes():
    R = renamed(data("orgs2w_changes_R.csv")).rename({"q": "variable", "dom": "domain"})
    both = orgs().changes.join(R, on=[k for k in KEY if k != "wave"], suffix="_R")
    assert both.height == 1_800
    assert_allclose(both["value"], both["diff"], rtol=1e-9, atol=1e-14)
    assert_allclose(both["se"], both["se_R"], **close)


def test_c27_the_change_of_one_share():
    R = case("c27")["q01=2"]["formula"]
    change = orgs().change("q01", "2")
    assert_allclose([change.value, change.se], [R["diff"], R["se"]], **close)
    assert (change.n_earlier, change.n_later, change.both) == (224, 224, 156)
    assert change.method == "overlap"


def test_c27_in_every_domain_that_R_reports():
    for name, rows in case("c27").items():
        variable, level = name.split("=")
        for domain, of_level in (("size", "4"), ("sector", "1"), ("region", "5")):
            R = rows[domain + of_level]
            change = orgs().change(variable, level, domain=domain, domain_level=of_level)
            assert_allclose([change.value, change.se], [R["diff"], R["se"]], **close)


def test_c29_p_values_and_their_adjustment():
    R = case("c29")
    ours = orgs().changes.filter(pl.col("domain") == "all")
    assert_allclose(ours["p"].drop_nulls(), R["p"], rtol=1e-9)
    assert_allclose(benjamini_hochberg(R["p"]), R["bh"], **close)


def test_a_change_is_adjusted_within_its_item_wave_pair_and_domain():
    one = orgs().changes.filter(variable="q01", domain="all")
    assert one["family"].unique().to_list() == ["q01:1>2"]
    assert_allclose(one["p_adjusted"], benjamini_hochberg(one["p"].to_numpy()), **close)
    by_sector = orgs().changes.filter(variable="q01", domain="sector")
    assert by_sector["family"].unique().to_list() == ["q01:1>2:sector"]


def test_shares_of_a_distribution_sum_to_one():
    sums = (
        orgs()
        .table.group_by("variable", "wave", "domain_level", "domain")
        .agg(pl.col("value").sum())
    )
    assert_allclose(sums["value"], np.ones(sums.height), rtol=1e-12)
