"""What must hold of every design, on samples drawn at random: stages, PPS, replicates, domains."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import tempen
from tempen.estimate.change import put_together
from tempen.estimate.variance import cell_variances, covariance, variances
from tempen.terms.weight import Calibration

few = settings(max_examples=20, deadline=None)
close = {"rtol": 1e-8, "atol": 1e-12}


@st.composite
def tables(draw: st.DrawFn) -> pl.DataFrame:
    """Two to four strata of two to five PSUs of one to four cases each, answers missing at times."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    rows = [
        {"h": f"h{h}", "psu": f"p{h}{i}", "N": 40 + h, "M": 5, "case": f"c{h}{i}{j}"}
        for h in range(rng.integers(2, 5))
        for i in range(rng.integers(2, 6))
        for j in range(rng.integers(1, 5))
    ]
    n = len(rows)
    return pl.DataFrame(rows).with_columns(
        w=pl.Series(rng.uniform(1, 5, n)),
        p=pl.Series(rng.uniform(0.1, 0.9, n)),
        q=pl.Series(["a", *rng.choice(["a", "b", "c", None], n, p=[0.4, 0.3, 0.2, 0.1]).tolist()[1:]]),
        y=pl.Series(np.where(rng.random(n) < 0.1, np.nan, rng.normal(10, 3, n))),
        x=pl.Series(rng.uniform(1, 2, n)),
        d=pl.Series(rng.choice(["k", "l"], n)),
    )  # fmt: skip


def designs(table: pl.DataFrame) -> dict[str, tempen.Design]:
    x = table.select("x").with_columns(one=1.0).to_numpy()
    calibration = Calibration(x, table["w"].to_numpy(), np.ones(table.height))
    how: dict[str, dict[str, Any]] = {
        "strata": {"strata": "h", "weights": "w"},
        "clusters": {"strata": "h", "psu": "psu", "fpc": "N", "weights": "w"},
        "stages": {"strata": "h", "psu": ["psu", "case"], "fpc": ["N", "M"]},
        "pps": {"strata": "h", "probability": "p", "weights": "w"},
        "hartley_rao": {"strata": "h", "probability": "p", "pps": "hartley_rao"},
        "calibrated": {"strata": "h", "weights": "w", "calibration": calibration},
    }
    made = {name: tempen.Design(table, lonely="adjust", **one) for name, one in how.items()}
    return made | {"jackknife": made["clusters"].replicate("jkn", seed=0)}


def told(design: tempen.Design) -> pl.DataFrame:
    """Everything at once, in a fixed order."""
    parts = [
        design.share("q", by="d"),
        design.mean("y", by="d"),
        design.total("y", by="d"),
        design.ratio("y", "x", by="d"),
    ]
    return pl.concat(parts).sort("item", "level", "d", maintain_order=True)


def same(a: pl.DataFrame, b: pl.DataFrame, *names: str) -> None:
    for name in names:
        assert a[name].is_null().equals(b[name].is_null()), name
        assert_allclose(a[name].drop_nulls(), b[name].drop_nulls(), rtol=1e-7, atol=1e-10)


@few
@given(tables(), st.integers(0, 10**6))
def test_the_order_of_rows_does_not_matter(table: pl.DataFrame, seed: int):
    turned = table.sample(fraction=1, shuffle=True, seed=seed)
    again = designs(turned)
    for name, design in designs(table).items():
        same(told(design), told(again[name]), "estimate", "se", "low", "high", "deff")


@few
@given(tables())
def test_splitting_a_weight_between_two_rows_of_one_psu_changes_nothing(table: pl.DataFrame):
    both = pl.concat([table, table]).with_columns(w=pl.col("w") / 2)
    one, two = (
        tempen.Design(t, strata="h", psu="psu", fpc="N", weights="w") for t in (table, both)
    )
    a, b = told(one), told(two)
    same(a, b, "estimate", "base")
    several = a["n"] != 1  # one answer has no error; written as two rows it counts as two
    same(a.filter(several), b.filter(several), "se")
    a, b = (design.quantile("y", by="d") for design in (one, two))
    same(a, b, "estimate")
    same(a.filter(pl.col("n") != 1), b.filter(a["n"] != 1), "se", "low", "high")


@few
@given(tables())
def test_nothing_is_ever_nan_and_shares_stay_within_0_and_1(table: pl.DataFrame):
    for design in designs(table).values():
        made = told(design)
        for name, dtype in made.schema.items():
            if dtype == pl.Float64:
                assert not made[name].is_nan().any() and not made[name].is_infinite().any()
        shares = design.share("q", by=["d", "h"]).drop_nulls(["low", "high"])
        assert ((shares["low"] >= 0) & (shares["high"] <= 1)).all()
        assert (
            (shares["low"] <= shares["estimate"] + 1e-9)
            & (shares["estimate"] <= shares["high"] + 1e-9)
        ).all()


@few
@given(tables(), st.integers(0, 10**6))
def test_cells_at_once_and_cells_one_by_one_agree(table: pl.DataFrame, seed: int):
    """Sparse sums by unit and cell against the whole vector of each cell, with zeros outside."""
    rng = np.random.default_rng(seed)
    cell, u = rng.integers(-1, 3, table.height), rng.normal(size=(table.height, 2))
    for design in designs(table).values():
        made = cell_variances(u, cell, 3, design.sampling)
        for c in range(3):
            inside = u * (cell == c)[:, None]
            assert_allclose(made[c], variances(inside, design.sampling), **close)
            assert_allclose(made[c], np.diag(covariance(inside, design.sampling)), **close)


@few
@given(tables())
def test_a_difference_is_that_of_its_estimates_and_turns_its_sign(table: pl.DataFrame):
    for design in designs(table).values():
        there, back = (
            (
                design.compare("y", this={"d": a}, that={"d": b}, statistic="mean")
                for a, b in (("k", "l"), ("l", "k"))
            )
            if table["d"].n_unique() == 2
            else (None, None)
        )
        if there is None or back is None or there["difference"][0] is None:
            continue
        k, el = design.mean("y", by="d")["estimate"]
        assert_allclose(there["difference"][0], k - el, rtol=1e-9)
        assert_allclose(there["difference"][0], -back["difference"][0], rtol=1e-9)
        assert_allclose(there["se"][0], back["se"][0], rtol=1e-9)


@few
@given(tables())
def test_a_wave_against_itself_has_not_changed(table: pl.DataFrame):
    for how in ({"strata": "h"}, {"strata": "h", "psu": "psu"}):
        unit = "psu" if "psu" in how else "case"
        known = tempen.Design(table, fpc="N", weights="w", **how)
        made = known.change("q", known, unit=unit, by="d").drop_nulls("se")
        assert_allclose(made["change"], 0)
        assert_allclose(made["se"], 0, atol=1e-9)


@few
@given(tables())
def test_a_wave_of_other_units_is_independent(table: pl.DataFrame):
    """No unit in both and none in both frames: V1 + V2."""
    later = table.with_columns(case="other" + pl.col("case"))
    one, two = (tempen.Design(t, strata="h", weights="w") for t in (table, later))
    made = two.change("q", one, unit="case", levels=["a", "b", "c"]).drop_nulls("se")
    se = one.share("q", levels=["a", "b", "c"])["se"]
    assert_allclose(made["se"], se * np.sqrt(2), rtol=1e-9)


@few
@given(tables(), st.integers(0, 10**6))
def test_a_negative_variance_of_a_change_is_replaced_and_told(table: pl.DataFrame, seed: int):
    """V1 + V2 - 2 C where that is not below 0; else V1 + V2, and a note."""
    rng = np.random.default_rng(seed)
    later = table.with_columns(
        case=pl.Series(rng.permutation(table["case"].to_numpy())), y=pl.col("y") * -1
    )
    one, two = (tempen.Design(t, strata="h", fpc="N", weights="w") for t in (table, later))
    made = two.change("y", one, unit="case", statistic="mean", by="d")
    apart = np.hypot(one.mean("y", by="d")["se"].to_numpy(), two.mean("y", by="d")["se"].to_numpy())
    for row, loose in zip(made.iter_rows(named=True), apart, strict=True):
        if row["se"] is None:
            continue
        assert row["se"] >= 0
        replaced = "it came out negative" in row["note"] or "fewer than two" in row["note"]
        if replaced:
            assert_allclose(row["se"], loose, rtol=1e-9)


def test_a_covariance_larger_than_both_variances_is_left_out():
    V, used, negative = put_together(
        np.array([1.0, 1.0, 1.0]), np.array([1.0, 1.0, 1.0]), np.array([0.5, 1.5, 1.0]),
        np.array([9.0, 9.0, 9.0]),
    )  # fmt: skip
    assert V.tolist() == [1.0, 2.0, 0.0]
    assert used.tolist() == [True, False, True] and negative.tolist() == [False, True, False]


@few
@given(tables(), st.data())
def test_items_asked_together_are_told_as_each_alone(table: pl.DataFrame, data: st.DataObject):
    rng = np.random.default_rng(data.draw(st.integers(0, 10**6)))
    table = table.with_columns(r=pl.Series(rng.integers(1, 4, table.height)))
    for design in designs(table).values():
        together = design.share(["q", "r", "d"], each=["d", "h"])
        alone = [design.share(item, each=[way]) for item in ("q", "r", "d") for way in ("d", "h")]
        for part in alone:
            keys = ("item", "level", "domain", "domain_level")
            there = together.join(part.select(keys), on=keys, how="semi", maintain_order="left")
            assert there.select(*keys, "note").equals(part.select(*keys, "note"))
            same(there, part, "estimate", "se", "low", "high", "n", "base", "n_eff", "deff", "df")


@few
@given(tables())
def test_domains_compared_by_sums_are_compared_as_by_cases(table: pl.DataFrame):
    """Of a crossing the sums of its cells will do; two named domains, which may overlap, go case by
    case."""
    for name in ("strata", "clusters", "calibrated"):
        design = designs(table)[name]
        levels = table["d"].unique().sort().to_list()
        for against, that in (("rest", None), (levels[-1], {"d": levels[-1]})):
            made = design.compare("q", by="d", against=against, adjust="none")
            for row in levels if that is None else levels[:-1]:
                alone = design.compare("q", this={"d": row}, that=that, adjust="none")
                same(made.filter(domain=row), alone, "difference", "se", "p", "n", "n_against")
