"""The nonresponse analysis of a wave: what it tells, and why it tells nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from tempen.terms.cases import Cases, Frame
from tempen.terms.estimate import ResponseRate
from tempen.terms.item import Variable
from tempen.terms.nonresponse import Nonresponse, known_part
from tempen.terms.study import Disclosure, Domain, Limits, Weighting
from tempen.weight import analyse_response, weigh
from tests.surveys import make_item, make_study

FIRST = date(2025, 3, 3)


def analysed(days: list[int | None], answers: list[int], **settings) -> Nonresponse:
    """A census of 40 towns and 20 counties; units t0, t1 … answer on a day, yes (0) or no (1)."""
    frame = pl.DataFrame(
        {
            "unit": [f"t{i}" for i in range(40)] + [f"c{i}" for i in range(20)],
            "sector": ["town"] * 40 + ["county"] * 20,
        }
    ).with_columns(name="unit", eligible=True)
    if drawn := settings.pop("drawn", 0):
        frame = frame.with_columns(drawn=pl.int_range(60) < drawn)
    n = len(answers)
    cases = Cases(
        pl.DataFrame(
            {
                "wave": ["1"] * n,
                "unit": [f"t{i}" for i in range(n)],
                "sector": ["town"] * n,
                "submitted": [None if d is None else FIRST + timedelta(d) for d in days],
                "board": pl.Series(answers, dtype=pl.Int16),
            },
            schema_overrides={"submitted": pl.Date},
        )
    )
    limits = Limits(test_n=settings.pop("test_n", 4))
    made = {"domains": [Domain("kind", "frame", ("town", "county"), column="sector")], **settings}
    study = make_study([make_item("board", ("yes", "no"), ["1"])], ["1"], limits=limits, **made)
    frames = {"1": Frame("1", frame)}
    weights = [weigh(study, frames, cases, Weighting("none", "none"))]
    return analyse_response(study, frames, cases, weights, "1", adjust=list)


def test_early_and_late_by_hand():
    """Of four early answers three are yes, of four late one; se as in `compare_arrival`."""
    found = analysed([0, 0, 1, 2, 17, 18, 19, None, 20], [0, 0, 0, 1, 1, 1, 0, 0, 1]).arrivals
    assert found is not None and found.undated == 1
    assert found.parts["last"].to_list() == [FIRST + timedelta(2), FIRST + timedelta(20)]
    yes = found.table.filter(level="yes").row(0, named=True)
    assert (yes["early"], yes["late"], yes["n_early"], yes["n_late"]) == (0.75, 0.25, 4, 4)
    reach = 1.959963984540054 * 0.125**0.5
    assert (yes["low"], yes["high"]) == pytest.approx((-1, -0.5 + reach))  # cut at -1
    assert yes["p"] == pytest.approx(0.1573, abs=1e-4)  # z = .5 / .3536 = 1.4142
    rate, all_ = 9 / 60, 0.5
    assert yes["as_late"] == pytest.approx(rate * all_ + (1 - rate) * 0.25)


def test_an_answer_that_all_gave_differs_by_nothing():
    found = analysed([0] * 5 + [9] * 5, [0] * 10).arrivals
    assert found is not None
    assert found.table.select("difference", "low", "high", "p").unique().rows() == [(0, 0, 0, 1)]


@pytest.mark.parametrize(
    ("days", "settings", "why"),
    [
        ([None] * 9, {}, "no_dates"),
        ([3] * 9, {}, "one_day"),
        (list(range(9)), {"test_n": 20}, "few"),
        (list(range(9)), {"design": "open"}, "open"),
    ],
)
def test_why_early_and_late_are_not_told_apart(days, settings, why):
    found = analysed(days, [0, 1] * 4 + [0], **settings)
    assert (found.arrivals, found.why["arrivals"]) == (None, why)


SECRET = {"disclosure": Disclosure(protect=("board",))}


@pytest.mark.parametrize(
    "settings",
    [
        SECRET,
        {"variables": [Variable("board", "board", None, "text")]},
        {"disclosure": Disclosure(least=6)},
    ],
)
def test_nothing_is_told_of_early_answers_that_are_protected_texts_or_few(settings):
    found = analysed(list(range(10)), [0, 1] * 5, **settings)
    assert found.arrivals is None or found.arrivals.table.is_empty()


def test_made_up_groups_and_samples_have_no_indicator():
    days = list(range(9))
    made_up = [Domain("kind", "frame", ("town", "county"), made_up=True, column="sector")]
    assert analysed(days, [0] * 9, domains=made_up).why["representativity"] == "no_columns"
    assert analysed(days, [0] * 9, design="sample").why["representativity"] == "sample"
    drawn = analysed(days, [0] * 9, design="sample", drawn=12).representativity
    assert drawn is not None and (drawn.N, drawn.n) == (12, 9)
    assert analysed(days, [0] * 9, design="open").representativity is None


def test_of_a_census_everything_is_told_by_the_names_of_domains():
    found = analysed([None] * 30, [0] * 30)
    assert found.representativity is not None and found.unlinked == 0
    assert found.representativity.partial["variable"].unique().to_list() == ["kind"]
    assert found.margins.filter(level="county").row(0, named=True)["before"] == 0
    assert found.diagnoses["none"].design_effect == pytest.approx(1)


def test_the_part_that_is_known_of_a_question():
    """Of 200 eligible units 120 answered, 100 of them the question; of a routed one who knows."""
    rate = ResponseRate("1", "all", 210, 200, 120)
    assert known_part(rate, 100) == 0.5
    assert known_part(rate, 30, routed=True) == 0.6
    assert known_part(replace(rate, eligible=0), 1) is None
