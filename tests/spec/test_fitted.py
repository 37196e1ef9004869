"""Weights of any microdata, fitted to known totals by `tempen.Design`."""

from __future__ import annotations

import polars as pl
import pytest
from numpy.testing import assert_allclose

import tempen
from tempen.errors import TempenError

pytestmark = pytest.mark.usefixtures("kept")
NINE = {
    "sector": list("aaaaabbbb"),
    "size": list("ssllssssl"),
    "staff": [12, 30, 120, 180, 25, 40, 15, 22, 210],
    "strategy": ["no", "yes", "yes", "yes", "no", "no", "no", "yes", "yes"],
    "w": [4.0] * 9,
}
SECTOR, SIZE = {"a": 10, "b": 30}, {"s": 24, "l": 16}


def test_weights_are_raked_to_what_is_known_of_the_population():
    raked = tempen.Design(NINE, weights="w").rake({"sector": SECTOR, "size": SIZE})
    sums = pl.DataFrame(NINE).with_columns(raked.weights).group_by("sector", maintain_order=True)
    assert_allclose(sums.agg(pl.col("weight").sum())["weight"], [10, 30])
    margins = raked.margins()
    assert margins.columns == ["margin", "level", "total", "before", "after"]
    assert_allclose(margins["before"], [20, 16, 24, 12])
    assert_allclose(margins["after"], [10, 30, 24, 16])


def test_an_item_that_the_margins_explain_is_known_without_error():
    plain = tempen.Design(NINE, weights="w")
    fitted = plain.calibrate({"sector": SECTOR, "size": SIZE})
    assert plain.share("size")["se"].min() > 0.1
    assert_allclose(fitted.share("size")["estimate"], [0.4, 0.6])
    assert_allclose(fitted.share("size")["se"], 0, atol=1e-12)
    assert 0 < fitted.share("strategy")["se"][0] < plain.share("strategy")["se"][0]


def test_a_number_may_be_known_by_its_sum_in_the_population():
    fitted = tempen.Design(NINE, weights="w").calibrate({"sector": SECTOR, "staff": 3000})
    assert_allclose(fitted.total("staff")["estimate"], 3000)
    assert_allclose(fitted.total("staff")["se"], 0, atol=1e-8)


def test_crossed_columns_are_named_with_a_stroke_between():
    cells = {"a/s": 6, "a/l": 4, "b/s": 18, "b/l": 12}
    fitted = tempen.Design(NINE, weights="w").calibrate({"sector/size": cells})
    assert_allclose(fitted.margins()["after"], [6, 4, 18, 12])


def test_replicate_weights_are_each_fitted():
    jackknife = tempen.Design(NINE, weights="w", strata="sector").replicate("jkn", seed=0)
    fitted = jackknife.rake({"sector": SECTOR})
    assert_allclose(fitted.share("sector")["estimate"], [0.25, 0.75])
    assert_allclose(fitted.share("sector")["se"], 0, atol=1e-12)


def test_weights_are_kept_within_limits_and_their_sum_with_them():
    raked = tempen.Design(NINE, weights="w").rake({"sector": SECTOR})
    before, after = raked.weighting().row(0, named=True), raked.trim(3, 6).weighting()
    assert before["least"] == 2 and before["most"] == 7.5
    assert after["least"][0] >= 3 and after["most"][0] <= 6
    assert_allclose(after["total"][0], before["total"])
    assert after["design_effect"][0] < before["design_effect"]


@pytest.mark.parametrize(
    ("totals", "code"),
    [
        ({"sector": {"a": 10}}, "WEIGHT-16"),
        ({"sector": {"a": 10, "b": 30, "c": 5}}, "WEIGHT-09"),
        ({"sector": SECTOR, "size": {"s": 1, "l": 2}}, "WEIGHT-10"),
        ({"sectr": SECTOR}, "EST-05"),
        ({"strategy": 4}, "EST-12"),
    ],
)
def test_totals_that_cannot_be_met_are_named(totals, code: str):
    with pytest.raises(TempenError) as caught:
        tempen.Design(NINE, weights="w").calibrate(totals)
    assert {fault.code for fault in caught.value.faults} == {code}


def test_a_case_without_a_level_is_named():
    data = NINE | {"size": [None, *NINE["size"][1:]]}
    with pytest.raises(TempenError, match="EST-22"):
        tempen.Design(data, weights="w").rake({"size": SIZE})
