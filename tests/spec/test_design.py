"""`tempen.Design` by example: small drawn samples, and what it says of bad input."""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_allclose

import tempen
from tempen.errors import TempenError
from tempen.terms.weight import Calibration

pytestmark = pytest.mark.usefixtures("kept")

SIX = {
    "sector": ["town", "town", "town", "county", "county", "county"],
    "N": [6, 6, 6, 4, 4, 4],
    "strategy": ["yes", "no", "yes", "no", "no", None],
    "staff": [10.0, 20.0, 30.0, 5.0, None, 7.0],
}


def six(**how: Any) -> tempen.Design:
    return tempen.Design(SIX, strata="sector", fpc="N", **how)


def row(table: pl.DataFrame, **where: str) -> dict[str, Any]:
    return table.filter(**where).row(0, named=True)


def test_a_share_by_hand():
    """Weights 2 and 4/3 are implied by N; two of three towns, none of two counties."""
    yes = row(six().share("strategy"), level="yes")
    base = 3 * 2 + 2 * 4 / 3
    p = 4 / base
    assert (yes["estimate"], yes["n"], yes["base"]) == (pytest.approx(p), 5, pytest.approx(base))
    u = [
        2 * (1 - p) / base,
        -2 * p / base,
        2 * (1 - p) / base,
        -4 / 3 * p / base,
        -4 / 3 * p / base,
        0,
    ]
    V = sum((1 - 3 / N) * 3 * np.var(u[h], ddof=1) for h, N in ((slice(0, 3), 6), (slice(3, 6), 4)))
    assert yes["se"] == pytest.approx(sqrt(V))
    assert 0 < yes["low"] < p < yes["high"] < 1


def test_every_question_gives_the_same_columns():
    columns = ["item", "level", "sector", "estimate", "se", "low", "high", "n", "base", "n_eff",
               "deff", "df", "note"]  # fmt: skip
    design = six()
    for table in (
        design.share("strategy", by="sector"),
        design.mean("staff", by="sector"),
        design.total("staff", by="sector"),
        design.ratio("staff", "N", by="sector"),
        design.top_box("strategy", ["yes"], by="sector"),
        design.net("strategy", ["yes"], ["no"], by="sector"),
        design.index(["staff", "N"], by="sector"),
    ):
        assert table.columns == columns
        assert not any(
            table[name].is_nan().any() for name in columns if table[name].dtype == pl.Float64
        )


def test_crossed_domains_keep_their_empty_cells():
    table = tempen.Design(SIX | {"size": list("aabbba")}).share("strategy", by=["sector", "size"])
    assert table.select("sector", "size").unique().height == 4
    empty = row(table, sector="county", size="a", level="yes")
    assert (empty["estimate"], empty["n"], empty["note"]) == (None, 0, "nobody answered here")


def test_a_level_nobody_chose_and_one_everybody_chose_have_intervals():
    county = six().share("strategy", by="sector", levels=["yes", "no", "never"])
    never, no = (row(county, sector="county", level=level) for level in ("never", "no"))
    assert (never["estimate"], never["se"], never["low"]) == (0, 0, 0) and never["high"] > 0
    assert "nobody" in never["note"] and "everybody" in no["note"] and no["low"] < 1


def test_levels_that_are_asked_for_alone_keep_the_base_of_all_answers():
    """Who chose another level answered all the same; `where` is what leaves answers out."""
    design = tempen.Design({"q": ["very good", "very good", "good", "poor", "neither", None]})
    [good] = design.share("q", levels=["good"]).iter_rows(named=True)
    assert (good["level"], good["n"]) == ("good", 5) and good["estimate"] == pytest.approx(1 / 5)
    told = design.share("q", where=pl.col("q") != "neither").filter(level="good")
    assert told["n"][0] == 4


def test_a_constant_number_and_a_single_answer():
    design = tempen.Design({"y": [3, 3, 3], "x": [None, None, 4]})
    constant, single = design.mean("y").row(0, named=True), design.mean("x").row(0, named=True)
    assert (constant["estimate"], constant["se"]) == (3, 0) and "no variation" in constant["note"]
    assert (single["estimate"], single["se"], single["low"]) == (4, None, None)
    assert "one answer" in single["note"]


def test_top_box_net_balance_and_scale_mean():
    """Of five who answered: two very good, one good, one poor, one neither."""
    design = tempen.Design({"q": ["very good", "very good", "good", "poor", "neither", None]})
    assert design.top_box("q", ["very good", "good"])["estimate"][0] == pytest.approx(3 / 5)
    assert design.net("q", ["very good", "good"], ["poor"])["estimate"][0] == pytest.approx(2 / 5)
    points = {"very good": 5, "good": 4, "poor": 2}
    scale = design.mean("q", points=points).row(0, named=True)
    assert (scale["estimate"], scale["n"]) == (pytest.approx(16 / 4), 4)


def test_an_index_and_its_alpha():
    """Two items that agree but for one answer: alpha = 2 (1 - (V1 + V2) / V of the sum)."""
    a, b = [1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 3.0, 2.0]
    design = tempen.Design({"a": a, "b": b})
    alpha = 2 * (1 - (np.var(a) + np.var(b)) / np.var(np.add(a, b)))
    made = design.alpha(["a", "b"]).row(0, named=True)
    assert made["estimate"] == pytest.approx(alpha) and made["se"] > 0
    assert design.index(["a", "b"])["estimate"][0] == pytest.approx(18 / 8)


def test_alphas_error_is_near_the_jackknifes():
    rng = np.random.default_rng(1)
    common = rng.normal(size=300)
    data = {name: common + rng.normal(size=300) for name in "abcd"}
    design = tempen.Design(data)
    linear, again = (
        d.alpha(list("abcd"))["se"][0] for d in (design, design.replicate("jk1", seed=0))
    )
    assert linear == pytest.approx(again, rel=0.05)


def test_several_answers_and_rankings():
    marks = {"web": [1, 1, 0, None], "print": [0, 1, 1, None]}
    several = tempen.Design(marks).multiple(["web", "print"])
    assert_allclose(several["estimate"], [2 / 3, 2 / 3])
    assert several["n"].to_list() == [3, 3]
    ranks = tempen.Design({"cost": [1, 2, 1], "law": [2, 1, None]}).ranking(["cost", "law"])
    first, mean = ranks.filter(item="ranked first"), ranks.filter(item="mean rank")
    assert_allclose(first["estimate"], [2 / 3, 1 / 3])
    assert_allclose(mean["estimate"], [4 / 3, 3 / 2])


def test_overlapping_domains_are_compared_with_their_covariance():
    """Towns against all: the whole shares its towns, so that the error is smaller than apart."""
    rng = np.random.default_rng(3)
    data = {"sector": ["town", "county"] * 100, "y": rng.normal(size=200), "all": ["all"] * 200}
    design = tempen.Design(data)
    made = design.compare("y", this={"sector": "town"}, that={"all": "all"}, statistic="mean")
    apart = design.mean("y", by="sector")["se"][0], design.mean("y")["se"][0]
    assert made["se"][0] < sqrt(apart[0] ** 2 + apart[1] ** 2)
    rest = design.compare("y", by="sector", statistic="mean").filter(domain="town")
    assert made["difference"][0] == pytest.approx(rest["difference"][0] / 2)
    assert made["se"][0] == pytest.approx(
        rest["se"][0] / 2, rel=1e-2
    )  # towns are half of the whole


def test_odds_ratios_of_two_by_two():
    data = {
        "a": ["no"] * 50 + ["yes"] * 50,
        "b": (["no"] * 30 + ["yes"] * 20) + ["no"] * 10 + ["yes"] * 40,
    }
    made = tempen.Design(data).associate("a", "b").row(0, named=True)
    assert made["odds_ratio"] == pytest.approx(30 * 40 / (20 * 10))
    se = sqrt((1 / 30 + 1 / 20 + 1 / 10 + 1 / 40) * 100 / 99)
    half = (np.log(made["odds_high"]) - np.log(made["odds_low"])) / 2
    assert half == pytest.approx(1.984217 * se, rel=1e-6)


def waves(seed: int, n: int = 200) -> list[tempen.Design]:
    """Three waves of one population of 400 in two sectors, most units in all of them."""
    rng = np.random.default_rng(seed)
    made = []
    for wave in range(3):
        unit = np.sort(rng.permutation(400)[:n])
        sector = np.where(unit < 150, "town", "county")
        yes = rng.random(n) < 0.3 + 0.1 * wave * (sector == "town")
        made.append(tempen.Design(
            {"unit": unit, "sector": sector, "N": np.where(unit < 150, 150, 250),
             "strategy": np.where(yes, "yes", "no")}, strata="sector", fpc="N",
        ))  # fmt: skip
    return made


def test_a_wave_against_itself_has_not_changed():
    wave = waves(1)[0]
    table = wave.change("strategy", wave, unit="unit", by="sector")
    assert table["change"].to_list() == [0.0] * 4 and table["se"].to_list() == [0.0] * 4
    assert table["p"].to_list() == [1.0] * 4 and not table["significant"].any()


def test_the_change_of_a_gap_is_the_difference_of_two_changes():
    first, _, third = waves(2)
    gaps = third.gap_change("strategy", first, unit="unit", by="sector").filter(level="yes")
    by = {
        r["sector"]: r
        for r in third.change("strategy", first, unit="unit", by="sector")
        .filter(level="yes")
        .rows(named=True)
    }
    gap = gaps.row(0, named=True)
    assert gap["change"] == pytest.approx(by["county"]["change"] - by["town"]["change"])
    # the sectors are strata: their changes are independent
    assert gap["se"] == pytest.approx(sqrt(by["county"]["se"] ** 2 + by["town"]["se"] ** 2))


def test_a_trend_over_three_waves():
    """The middle wave has no say in the slope of three: it is the change from first to last."""
    three = waves(3)
    made = tempen.trend(dict(zip((2020, 2022, 2024), three, strict=True)), "strategy", unit="unit")
    yes = made.filter(level="yes").row(0, named=True)
    change = (
        three[2].change("strategy", three[0], unit="unit").filter(level="yes").row(0, named=True)
    )
    assert yes["slope"] == pytest.approx(change["change"] / 4)
    assert yes["se"] == pytest.approx(change["se"] / 4)
    assert 0 <= yes["p_any"] <= 1 and 0 <= yes["p_curved"] <= 1


def test_a_wave_three_times_over_has_no_trend_and_nothing_to_test():
    """Its estimates differ by nothing and their differences have no error: rounding is no bend."""
    one = waves(3)[0]
    made = tempen.trend({2020: one, 2022: one, 2024: one}, "strategy", unit="unit")
    assert set(made["slope"]) == {0} and made["se"].max() < 1e-9
    assert made["p_any"].null_count() == made["p_curved"].null_count() == made.height


def test_transitions_among_those_who_answered_twice():
    first, second, _ = waves(4)
    made = second.transitions("strategy", first, unit="unit")
    units = [set(wave.at(["unit"], together=False).table["unit"]) for wave in (first, second)]
    both = len(units[0] & units[1])
    assert made.filter(level="yes")["n"].sum() == both
    assert_allclose(made.group_by("from").agg(pl.col("estimate").sum())["estimate"], [1, 1])


def test_a_bootstrap_respects_the_finite_population():
    design = waves(5)[0]
    linear = design.total("unit")["se"][0]
    again = design.replicate("bootstrap", R=2000, seed=1)
    assert again.total("unit")["se"][0] == pytest.approx(linear, rel=0.06)
    same = design.replicate("bootstrap", R=2000, seed=1)
    assert same.total("unit")["se"][0] == again.total("unit")["se"][0]


def test_rates_and_counts_are_the_same_correction():
    by_rate = SIX | {"f": [0.5] * 3 + [0.75] * 3}
    made = tempen.Design(by_rate, strata="sector", fpc="f").mean("staff")
    assert made.equals(six().mean("staff"))


def test_one_unit_in_a_stratum():
    data = {"h": ["a", "a", "b", "c", "c"], "y": [1.0, 2, 3, 4, 6]}
    adjust = tempen.Design(data, strata="h")
    assert (
        adjust.warnings[0].code == "EST-10"
        and "strata of one unit: adjust" in adjust.mean("y")["note"][0]
    )
    u = (np.array([1, 2, 3, 4, 6]) - 3.2) / 5
    pairs = [2 * np.var(u[h], ddof=1) for h in (slice(0, 2), slice(3, 5))]
    assert adjust.mean("y")["se"][0] == pytest.approx(sqrt(sum(pairs) + u[2] ** 2))
    average = tempen.Design(data, strata="h", lonely="average").mean("y")["se"][0]
    assert average == pytest.approx(sqrt(sum(pairs) * 3 / 2))
    joined = tempen.Design(data, strata="h", collapse={"b": "a"})
    assert joined.strata == ("a", "c") and not joined.warnings


def test_collapsed_strata_add_up_their_populations():
    data = {"h": ["a", "a", "b"], "N": [10, 10, 5], "y": [1.0, 2, 4]}
    joined = tempen.Design(data, strata="h", fpc="N", collapse={"b": "a"})
    assert joined.sampling.N.tolist() == [15] and joined.sampling.n_h.tolist() == [3]


BAD: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("EST-05", {}, {"strata": "nowhere"}),
    ("EST-06", {"w": [1, -1, 1, 1, 1, 1]}, {"weights": "w"}),
    ("EST-06", {"w": [1, None, 1, 1, 1, 1]}, {"weights": "w"}),
    ("EST-06", {"w": [0] * 6}, {"weights": "w"}),
    ("EST-06", {"w": [1.0, 1, np.inf, 1, 1, 1]}, {"weights": "w"}),
    ("EST-12", {"w": list("123456")}, {"weights": "w"}),
    ("EST-14", {"p": [0.0] * 6}, {"probability": "p"}),
    ("EST-07", {"f": [0.5, 0.5, 0.5, 2, 2, 2]}, {"strata": "sector", "fpc": "f"}),
    ("EST-07", {"f": [1] * 6}, {"strata": "sector", "fpc": "f"}),
    ("EST-07", {"f": [0] * 6}, {"strata": "sector", "fpc": "f"}),
    ("EST-08", {"f": [2] * 6}, {"strata": "sector", "fpc": "f"}),
    ("EST-09", {"f": [6, 7, 6, 4, 4, 4]}, {"strata": "sector", "fpc": "f"}),
    ("EST-10", {"h": list("aabbcd")}, {"strata": "h", "lonely": "fail"}),
    ("EST-14", {"p": [0.5, 1.2, 0.5, 0.5, 0.5, 0.5]}, {"probability": "p"}),
    ("EST-15", {"f": [9] * 6}, {"psu": ["sector", "staff", "strategy"], "fpc": ["N", "f"]}),
    ("EST-16", {"r": [1] * 6}, {"replicates": ["r"]}),
    ("EST-16", {"r": [np.inf] * 6, "s": [1] * 6}, {"replicates": ["r", "s"]}),
    ("EST-12", {"r": list("abcdef"), "s": [1] * 6}, {"replicates": ["r", "s"]}),
    ("EST-17", {}, {"lonely": "remove"}),
    ("EST-20", {}, {"strata": "sector", "collapse": {"village": "town"}}),
    ("EST-22", {"h": ["a", None, "b", "b", "a", "a"]}, {"strata": "h"}),
    ("EST-27", {}, {"calibration": Calibration(np.ones((2, 1)), np.ones(2), np.ones(2))}),
    ("EST-27", {}, {"calibration": Calibration(np.full((6, 1), np.nan), np.ones(6), np.ones(6))}),
]


@pytest.mark.parametrize(("code", "columns", "how"), BAD)
def test_bad_designs_are_faults_by_code(code: str, columns: dict[str, Any], how: dict[str, Any]):
    with pytest.raises(TempenError) as caught:
        tempen.Design(SIX | columns, **how)
    assert caught.value.faults[0].code == code
    assert "Mend" in str(caught.value)


QUESTIONS: list[tuple[str, Any]] = [
    ("EST-05", lambda d: d.share("nothing")),
    ("EST-05", lambda d: d.share("strategy", where=pl.col("nothing") > 1)),
    ("EST-11", lambda d: d.share("id")),
    ("EST-11", lambda d: d.share("strategy", by=["x1", "x2", "x3"])),
    ("EST-12", lambda d: d.mean("strategy")),
    ("EST-13", lambda d: d.share("void")),
    ("EST-13", lambda d: d.mean("void")),
    ("EST-13", lambda d: d.quantile("void")),
    ("EST-16", lambda d: d.replicate("brr", seed=1)),
    ("EST-12", lambda d: d.paired("strategy", "id")),
    ("EST-16", lambda d: d.replicate("magic", seed=1)),
    ("EST-16", lambda d: d.replicate("bootstrap", R=0, seed=1)),
    ("EST-16", lambda d: d.replicate("bootstrap", seed=-1)),
    ("EST-17", lambda d: d.share("strategy", interval="wald")),
    ("EST-17", lambda d: d.estimate("mode", "strategy")),
    ("EST-17", lambda d: d.quantile("id", rule="hf99")),
    ("EST-17", lambda d: d.compare("strategy", by="x1", adjust="bonferroni")),
    ("EST-18", lambda d: d.change("strategy", d, unit="x1")),
    ("EST-19", lambda d: tempen.trend({1: d, 2: d}, "strategy", unit="id")),
    ("EST-20", lambda d: d.top_box("strategy", ["maybe"])),
    ("EST-20", lambda d: d.compare("strategy", by="x1", against="moon")),
    ("EST-26", lambda d: d.compare("strategy", by="one", against="each")),
    ("EST-26", lambda d: d.gap_change("strategy", d, unit="id", by="one")),
    ("EST-13", lambda d: d.share("strategy", by="void")),
    ("EST-28", lambda d: d.mean("endless")),
    ("EST-29", lambda d: d.share("parts")),
]


@pytest.mark.parametrize(("code", "ask"), QUESTIONS)
def test_bad_questions_are_faults_by_code(code: str, ask: Any):
    n = 1200
    wide = {f"x{i}": [str(j % (47 + i)) for j in range(n)] for i in (1, 2, 3)}
    design = tempen.Design(
        {"id": range(n), "strategy": ["yes", "no"] * (n // 2), "void": [None] * n, **wide}
        | {"one": ["a"] * n, "endless": [float("inf")] * n, "parts": [[1, 2]] * n}
    )
    with pytest.raises(TempenError) as caught:
        ask(design)
    assert caught.value.faults[0].code == code


def test_a_table_without_rows():
    with pytest.raises(TempenError) as caught:
        tempen.Design({"w": []}, weights="w")
    assert caught.value.faults[0].code == "EST-25"


def test_waves_whose_units_are_not_known_have_no_overlap():
    data = {"unit": [None] * 40, "y": ["yes", "no"] * 20}
    made = tempen.Design(data).change("y", tempen.Design(data), unit="unit")
    assert made["both"].to_list() == [0, 0] and made["se"][0] == pytest.approx(
        sqrt(2) * tempen.Design(data).share("y")["se"][0]
    )


def test_columns_that_make_no_table():
    with pytest.raises(TempenError) as caught:
        tempen.Design({"a": [1, 2], "b": [1]})
    assert caught.value.faults[0].code == "EST-30"
    assert tempen.Design({"y": [1, 2.5]}).mean("y")["estimate"][0] == 1.75


def test_a_table_that_is_none():
    with pytest.raises(TempenError) as caught:
        tempen.Design(3)
    assert caught.value.faults[0].code == "EST-21"


def test_weights_of_zero_are_told_and_stand_outside_every_base():
    data = SIX | {"w": [0.0, 1, 1, 1, 1, 1]}
    design = tempen.Design(data, weights="w")
    assert design.warnings[0].code == "EST-06"
    made = design.mean("staff").row(0, named=True)
    assert (made["estimate"], made["n"]) == (pytest.approx((20 + 30 + 5 + 7) / 4), 4)


def test_a_domain_nobody_is_in():
    made = six().share("strategy", where=pl.col("staff") > 1e6)
    assert made["estimate"].to_list() == [None, None] and made["n"].to_list() == [0, 0]


def test_a_ratio_over_nothing():
    made = tempen.Design({"y": [1.0, 2], "x": [0.0, 0]}).ratio("y", "x").row(0, named=True)
    assert (made["estimate"], made["se"], made["note"].split(";")[0]) == (
        None,
        None,
        "its denominator is 0",
    )


def test_pandas_and_arrow_tables_are_read_as_well():
    pyarrow = pytest.importorskip("pyarrow")
    from_arrow = tempen.Design(pyarrow.table(SIX), strata="sector", fpc="N")
    assert from_arrow.share("strategy").equals(six().share("strategy"))
    pandas = pytest.importorskip("pandas")
    from_pandas = tempen.Design(pandas.DataFrame(SIX), strata="sector", fpc="N")
    assert from_pandas.share("strategy").equals(six().share("strategy"))


def test_a_total_is_of_those_who_answered_and_says_so():
    data = {"sector": ["town", "town", "county", "county"], "staff": [4.0, 6, 10, None]}
    design = tempen.Design(data | {"w": [2.0] * 4}, weights="w")
    made = design.total("staff", by="sector").sort("sector")
    assert made["estimate"].to_list() == [20, 20] and made["n"].to_list() == [1, 2]
    noted = ["of those who answered: some did not" in note for note in made["note"]]
    assert noted == [True, False]
    assert "some did not" not in design.mean("staff")["note"][0]


def test_replicate_weights_alone_do_not_tell_who_was_drawn_together():
    """Six clusters of two that answer twice: of the covariance replicates say nothing, PSUs do."""
    data: dict[str, Any] = {
        "unit": list("abcdefghijkl"), "c": [k // 2 for k in range(12)], "w": [1.0] * 12,
        "y": ["yes"] * 6 + ["no", "yes"] * 3,
    }  # fmt: skip
    names = [f"r{k}" for k in range(6)]
    data |= {name: [0.0 if c == k else 1.2 for c in data["c"]] for k, name in enumerate(names)}
    how: dict[str, Any] = {"weights": "w", "replicates": names, "replicate_kind": "jk1"}
    alone, told = tempen.Design(data, **how), tempen.Design(data, psu="c", **how)
    with pytest.raises(TempenError) as caught:
        alone.change("y", alone, unit="unit")
    assert caught.value.faults[0].code == "EST-19"
    assert told.change("y", told, unit="c")["se"].to_list() == pytest.approx([0, 0], abs=1e-7)
