"""What must hold of all fitted weights, on samples drawn at random."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import tempen
from tempen.terms.weight import Calibration
from tempen.weight import Fit, calibrate, calibrate_margins, rake, read_margins

few = settings(max_examples=12, deadline=None)


@st.composite
def answers(draw: st.DrawFn) -> tuple[pl.DataFrame, dict[str, dict[str, float]]]:
    """A sample with two columns, and margins of a population that some weights could meet."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    n = int(rng.integers(12, 80))
    table = pl.DataFrame(
        {
            "h": rng.choice(["a", "b"], n),
            "sector": rng.choice(["town", "county", "state"], n),
            "size": rng.choice(["small", "large"], n),
            "w": rng.uniform(1, 4, n),
            "y": rng.normal(5, 2, n),
        }
    )
    true = table["w"].to_numpy() * rng.uniform(0.7, 1.4, n)
    wanted = {
        name: {level: float(true[(table[name] == level).to_numpy()].sum())
               for level in table[name].unique().to_list()}
        for name in ("sector", "size")
    }  # fmt: skip
    return table, wanted


def farthest(table: pl.DataFrame, wanted: dict[str, dict[str, float]], weight: np.ndarray) -> float:
    made = table.with_columns(g=pl.Series(weight))
    sums = {
        (name, level): made.filter(pl.col(name) == level)["g"].sum()
        for name, levels in wanted.items()
        for level in levels
    }
    return max(abs(sums[name, level] / wanted[name][level] - 1) for name, level in sums)


def fits(table: pl.DataFrame, wanted: dict[str, dict[str, float]]) -> dict[str, Fit]:
    base, margins = table["w"].to_numpy(), read_margins(table.select("sector", "size"), wanted)
    return {
        "rake": rake(base, margins),
        "raking": calibrate_margins(base, margins, distance="raking"),
        "linear": calibrate_margins(base, margins, distance="linear"),
        "logit": calibrate_margins(base, margins, distance="logit", bounds=(0.2, 5.0)),
    }


@few
@given(answers())
def test_margins_are_met_to_one_part_in_ten_thousand_millions(drawn):
    table, wanted = drawn
    made = fits(table, wanted)
    for name, fit in made.items():
        assert farthest(table, wanted, fit.weight) <= 1e-10, name
    assert_allclose(made["rake"].weight, made["raking"].weight, rtol=1e-8)
    assert (made["rake"].weight > 0).all()
    assert (made["logit"].g >= 0.2).all() and (made["logit"].g <= 5.0).all()


@few
@given(answers(), st.integers(0, 10**6))
def test_the_order_of_answers_does_not_matter(drawn, seed: int):
    table, wanted = drawn
    order = np.random.default_rng(seed).permutation(table.height)
    turned = table[order]
    for name, fit in fits(table, wanted).items():
        again = fits(turned, wanted)[name]
        assert_allclose(again.weight, fit.weight[order], rtol=1e-8)


@few
@given(answers())
def test_an_answer_split_in_two_keeps_its_weight_and_the_estimate_its_error(drawn):
    """Two halves of one base weight, in one PSU: each takes half of the calibrated weight."""
    table, wanted = drawn
    halves = pl.concat([table.with_row_index("id")] * 2).with_columns(w=pl.col("w") / 2)
    whole = table.with_row_index("id")
    made = []
    for one in (whole, halves):
        margins = read_margins(one.select("sector", "size"), wanted)
        x = np.concatenate([np.eye(len(m.totals))[m.codes] for m in margins], axis=1)
        base = one["w"].to_numpy()
        totals = np.concatenate([m.totals for m in margins])
        fit = calibrate(base, x, totals)
        kept = Calibration(x, base, np.ones(one.height))
        design = tempen.Design(
            one.with_columns(g=pl.Series(np.maximum(fit.weight, 0))),
            weights="g", strata="h", psu="id", calibration=kept,
        )  # fmt: skip
        made.append((fit.weight, design.mean("y").row(0, named=True)))
    (w, mean), (w2, mean2) = made
    assert_allclose(w2[: len(w)] + w2[len(w) :], w, rtol=1e-8)
    assert_allclose([mean2["estimate"], mean2["se"]], [mean["estimate"], mean["se"]], rtol=1e-7)


@few
@given(answers())
def test_what_the_margins_say_is_told_without_error(drawn):
    """A share that is calibrated to has the margin's value, and its error is 0."""
    table, wanted = drawn
    margins = read_margins(table.select("sector", "size"), wanted)
    x = np.concatenate([np.eye(len(m.totals))[m.codes] for m in margins], axis=1)
    fit = rake(table["w"].to_numpy(), margins)
    kept = Calibration(x, table["w"].to_numpy(), np.ones(table.height))
    raked = table.with_columns(g=pl.Series(fit.weight))
    made = tempen.Design(raked, weights="g", strata="h", calibration=kept).share("sector")
    total = sum(wanted["sector"].values())
    for row in made.iter_rows(named=True):
        assert_allclose(row["estimate"], wanted["sector"][row["level"]] / total, rtol=1e-9)
        assert row["se"] < 1e-7
