"""Weights by size: what the units hold, with the strata of the units."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from tempen.errors import TempenError
from tempen.terms.cases import Cases, Frame
from tempen.terms.study import Weighting
from tempen.terms.weight import Weights
from tempen.weight import weigh
from tests.surveys import make_item, make_study

SIZED = Weighting("people", "groups", ("sector",), size="people", of={"en": "the people"})


def weighed(
    sizes: list[str | None], weighting: Weighting = SIZED, unit: str | None = "t3"
) -> Weights:
    """Four towns of five answered; the last of them perhaps without saying which it is."""
    frame = pl.DataFrame(
        {"unit": [f"t{i}" for i in range(5)], "sector": "town", "people": sizes, "eligible": True}
    )
    units = ["t0", "t1", "t2", unit]
    cases = pl.DataFrame({"wave": "1", "unit": units, "sector": "town", "q": 0})
    study = make_study([make_item("q", "ab", ["1"])], ["1"], weightings=(weighting,))
    return weigh(study, {"1": Frame("1", frame)}, Cases(cases), replace(weighting, least=1))


def test_a_weight_is_multiplied_and_its_stratum_stays():
    made = weighed(["10", "20.5", "0", "40", "50"])
    assert made.table["weight"].to_list() == [12.5, 25.625, 0, 50]
    assert made.table["stratum"].to_list() == ["town"] * 4
    assert made.strata["N"].to_list() == [5]


def test_plain_counts_may_be_of_what_units_hold_too():
    made = weighed(["1", "2", "3", "4", "5"], replace(SIZED, method="none", groups=()))
    assert made.table["weight"].to_list() == [1, 2, 3, 4]


def test_an_answer_without_a_unit_has_no_size():
    made = weighed(["10", "20", "30", "40", "50"], unit=None)
    assert made.table["weight"].to_list()[-1] == 0
    assert made.table["stratum"].to_list() == ["town"] * 3 + [None]


@pytest.mark.parametrize("wrong", [None, "-1", "many", "inf"])
def test_every_unit_must_have_a_size(wrong):
    with pytest.raises(TempenError) as error:
        weighed(["10", "20", "30", "40", wrong])
    [fault] = error.value.faults
    assert (fault.code, fault.facts["unit"], fault.facts["count"]) == ("WEIGHT-26", "t4", 1)
