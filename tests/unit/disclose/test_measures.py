"""Nothing escapes the release: measures of what is held back are held back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from tempen.disclose import release
from tempen.edit import score_indices
from tempen.estimate import Estimates, estimate_all
from tempen.estimate.withhold import few_in
from tempen.study.indices import with_indices
from tempen.terms.cases import Cases
from tempen.terms.estimate import Measure
from tempen.terms.item import Missing
from tempen.terms.study import Disclosure, Index, Study, Weighting
from tempen.weight import weigh
from tests.unit.estimate.drawn import EASY, SIZE, answers, frame, survey

LEAST = replace(EASY, disclose_n=3)
SMALL = pl.col("unit").is_in(["town01", "county01"]) | (pl.col("size") == "a")
NET = Measure("net", ("trust",), ("high",), ("low",))


def released(study: Study, cases: Cases, **weighting: object) -> Estimates:
    study = with_indices(study)
    cases = score_indices(study, cases)
    weightings = study.weightings
    weights = [
        weigh(study, {w: frame(w) for w in ("2021", "2024")}, cases, one) for one in weightings
    ]
    return release(estimate_all(study, cases, weights), study, cases, weights)


def few_in_b() -> Cases:
    """Only two of size b answer."""
    cases = answers(part=0.9, waves=("2021", "2024"))
    return replace(cases, table=cases.table.filter(SMALL))


GROUPS = (Weighting("groups", "groups", ("sector",)),)


def test_what_shares_may_not_tell_no_measure_tells():
    study = survey(limits=LEAST, domains=(SIZE,), weightings=GROUPS,
                   indices=(Index("both", ("trust", "use"), least=2),))  # fmt: skip
    made = released(study, few_in_b())
    assert made.share("trust", "high", "2024", "size", "b").reliability.reasons == ("disclosure",)
    asked = [
        NET,
        Measure("mean", ("both",)),
        Measure("alpha", ("both",)),
        Measure("total", ("staff",)),
        Measure("total", ("trust",), ("high",)),
        Measure("quantile", ("staff",)),
        Measure("ratio", ("staff", "both")),
    ]
    for measure in asked:
        for level in ("a", "b"):  # a with everybody would give b
            found = made.measure(measure, "2024", "size", level)
            assert (found.value, found.n) == (None, None), (measure, level)
            assert found.reliability.reasons == ("disclosure",)
            change = made.measure_change(measure, "2024", "2021", "size", level)
            gap = made.gap_change(measure, "2024", "2021", "size", level)
            apart = made.measure_difference(measure, "2024", "size", level)
            assert change.value is gap.value is apart.value is None
        assert made.measure(measure, "2024").value is not None


def test_the_extremes_of_a_number_are_somebodys_answer():
    made = released(survey(limits=LEAST, weightings=GROUPS), answers(waves=("2021", "2024")))
    for p, shown in ((0.001, False), (0.5, True), (0.999, False)):
        found = made.measure(Measure("quantile", ("staff",), p=p), "2024")
        assert (found.value is not None) == shown


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("part", [0.2, 0.3, 0.7])
def test_no_quantile_nor_an_end_of_its_interval_is_an_extreme_answer(seed: int, part: float):
    """Who knows which unit is the largest reads its number nowhere: a median of three is one of
    them, and the interval of a small group runs from its least answer to its largest."""
    cases = answers(seed, part, waves=("2021", "2024"))
    easy = (replace(GROUPS[0], least=1),)
    made = released(survey(limits=LEAST, domains=(SIZE,), weightings=easy), cases)
    here = cases.table.filter(wave="2024")
    for level in ("a", "b"):
        y = here.filter(size=level)["staff:value"].to_numpy()
        for p in (0.1, 0.25, 0.5, 0.75, 0.9):
            found = made.measure(Measure("quantile", ("staff",), p=p), "2024", "size", level)
            told = [one for one in (found.value, found.low, found.high) if one is not None]
            assert all(min((y <= one).sum(), (y >= one).sum()) >= 3 for one in told)


def test_a_quantile_of_a_protected_item_needs_ten_on_each_side():
    study = survey(limits=LEAST, weightings=GROUPS, disclosure=Disclosure(protect=("staff",)))
    made = released(study, answers(waves=("2021", "2024")))
    assert made.measure(Measure("quantile", ("staff",), p=0.1), "2024").value is None
    assert made.measure(Measure("quantile", ("staff",)), "2024").value is not None


def test_a_base_of_its_own_may_be_small_where_those_of_its_numbers_are_not():
    """Two of size b gave both numbers, though many gave each: neither level has a ratio."""
    cases = answers(waves=("2021", "2024"))
    odd = pl.col("unit").str.tail(1).is_in(list("13579")) & ~pl.col("unit").is_in(["town01"])
    gone = (pl.col("size") == "b") & odd
    blank = pl.when(gone).then(int(Missing.SKIPPED)).otherwise("use").alias("use")
    study = survey(limits=LEAST, domains=(SIZE,), weightings=GROUPS,
                   indices=(Index("both", ("trust", "use"), least=2),))  # fmt: skip
    made = released(study, replace(cases, table=cases.table.with_columns(blank)))
    for level in ("a", "b"):
        ratio = made.measure(Measure("ratio", ("staff", "both")), "2024", "size", level)
        assert ratio.value is None and ratio.reliability.reasons == ("disclosure",)


def test_shares_by_size_of_a_protected_item_are_not_told():
    weightings = (
        *GROUPS,
        Weighting("people", "groups", ("sector",), size="people", of={"en": "p"}),
    )
    study = survey(limits=LEAST, weightings=weightings, disclosure=Disclosure(protect=("board",)))
    made = released(study, answers(waves=("2021", "2024")))
    yes = Measure("share", ("board",), ("yes",))
    assert made.measure(yes, "2024", weighting="people").value is None
    assert made.measure(yes, "2024").value is not None
    assert made.share("trust", "high", "2024", weighting="people").value is not None


def test_transitions_of_a_few_are_held_back():
    made = released(survey(limits=replace(LEAST, disclose_n=8), weightings=GROUPS),
                    answers(waves=("2021", "2024")))  # fmt: skip
    levels = ("low", "middle", "high")
    rows = {
        before: made.transition(
            Measure("transition", ("trust",), ("high",), (before,)), "2024", "2021"
        )
        for before in levels
    }
    for found in rows.values():
        assert (found.value is None) == ("disclosure" in found.reliability.reasons)
        assert found.n is None or found.n >= 8


@pytest.mark.parametrize(
    ("counts", "held"),
    [
        ([5, 6, 7], [False, False, False]),
        ([2, 6, 7], [True, True, False]),  # the smallest of the others goes with it
        ([1, 1, 9], [True, True, True]),  # two that are too few together
        ([2, 0, 0], [True, False, False]),
    ],
)
def test_what_is_held_back_is_two_groups_with_answers_enough(counts, held):
    assert few_in(np.array([counts]), 3).tolist() == [held]
