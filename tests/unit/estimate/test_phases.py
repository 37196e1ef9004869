"""Answers of a drawn sample whose response groups cross its strata, by hand.

Eight firms were drawn: 4 of 8 small ones and 4 of 6 large ones. By sector 2 of 4 and 3 of 4
answered. A small town's answer stands for 8/4 x 4/2 = 4 units.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_allclose

import tempen
from tempen.errors import TempenError

EIGHT = pl.DataFrame(
    {
        "id": list("abcdefgh"),
        "size": ["small"] * 4 + ["large"] * 4,
        "N": [8] * 4 + [6] * 4,
        "sector": ["town", "town", "rural", "rural"] * 2,
        "came": [True, False, True, True, True, False, False, True],
        "plan": ["yes", None, "no", "yes", "no", None, None, "yes"],
        "staff": [3.0, None, 5.0, 9.0, 2.0, None, None, 8.0],
    }
)


def eight(table: pl.DataFrame = EIGHT, **how: Any) -> tempen.Design:
    given: dict[str, Any] = {"strata": "size", "fpc": "N", "answered": "came"}
    return tempen.Design(table, **(given | {"response_groups": "sector"} | how))


def test_weights_are_those_of_the_draw_times_those_of_the_response():
    design = eight()
    assert_allclose(design.sampling.weight, [4, 8 / 4 * 4 / 3, 8 / 4 * 4 / 3, 3, 6 / 4 * 4 / 3])
    assert repr(design).startswith("<tempen.Design: 5 of 8 drawn answered, 2 strata, 2 response")


def test_the_variance_of_a_total_by_hand():
    """Every pair of answers, with the probability that both were drawn and both answered."""
    made = eight().total("staff").row(0, named=True)
    y = np.array([3, 5, 9, 2, 8.0])
    size, sector = np.array([0, 0, 0, 1, 1]), np.array([0, 1, 1, 0, 1])
    n, N, asked, came = 4, np.array([8, 6]), 4, np.array([2, 3])
    f, r = (n / N)[size], (came / asked)[sector]
    one = sum((y / f / r).tolist())
    V = 0.0
    for i in range(5):
        for j in range(5):
            both_drawn = f[i] * (n - 1) / (N[size[i]] - 1) if size[i] == size[j] else f[i] * f[j]
            both_came = r[i] * (came[sector[i]] - 1) / 3 if sector[i] == sector[j] else r[i] * r[j]
            if i == j:
                both_drawn, both_came = f[i], r[i]
            both = both_drawn * both_came
            V += (both - f[i] * r[i] * f[j] * r[j]) / both * y[i] * y[j] / (f * r)[i] / (f * r)[j]
    assert made["estimate"] == pytest.approx(one)
    assert made["se"] == pytest.approx(sqrt(V))


def test_grouped_sums_and_cases_agree_and_shares_add_up():
    design = eight()
    share = design.share("plan")
    assert_allclose(share["estimate"].sum(), 1)
    flag = eight(EIGHT.with_columns(yes=pl.col("plan").eq("yes").cast(pl.Float64)))
    mean = flag.mean("yes").row(0, named=True)
    yes = share.filter(level="yes").row(0, named=True)
    assert yes["estimate"] == pytest.approx(mean["estimate"])
    assert yes["se"] == pytest.approx(mean["se"])


def test_groups_that_are_the_strata_need_no_second_phase():
    came = EIGHT.filter("came")
    drawn = eight(response_groups=None).mean("staff", by="sector")
    plain = tempen.Design(came, strata="size", fpc="N").mean("staff", by="sector")
    for name in ("estimate", "se", "low", "high", "df"):
        assert_allclose(drawn[name].to_numpy(), plain[name].to_numpy())


def test_a_wave_has_not_changed_from_itself():
    many = pl.concat([EIGHT.with_columns(id=pl.col("id") + str(i), N=8 * pl.col("N"))
                      for i in range(8)])  # fmt: skip
    wave = eight(many)
    same = wave.change("plan", wave, unit="id", by="size").drop_nulls("se")
    assert_allclose(same["change"], 0)
    assert_allclose(same["se"], 0, atol=1e-9)
    later = eight(many.with_columns(came=pl.col("came").reverse(), plan=pl.col("plan").reverse()))
    made = later.change("plan", wave, unit="id").row(0, named=True)
    assert made["se"] > 0 and made["both"] == 32


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("EST-23", {"table": EIGHT.with_columns(came=pl.col("sector") == "town")}),
        ("EST-24", {"answered": "sector"}),
        ("EST-24", {"answered": None}),
        ("EST-05", {"response_groups": "sektor"}),
        ("EST-19", {"psu": ["sector", "id"]}),
        ("EST-22", {"answered": "plan"}),
    ],
)
def test_bad_input_is_told_by_code(code: str, how: dict[str, Any]):
    with pytest.raises(TempenError) as caught:
        eight(**how)
    assert [fault.code for fault in caught.value.faults] == [code]
