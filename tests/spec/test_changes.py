"""Changes between two small drawn waves, with the overlap by hand."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import polars as pl
import pytest

from tempen.errors import TempenError
from tempen.estimate import Estimates, estimate_all, least_base
from tempen.terms.cases import Aggregates
from tempen.terms.item import Asked, Item
from tempen.terms.study import Domain, Limits, Study, Weighting
from tempen.weight import weigh
from tests.surveys import draw_cases, draw_frame, make_item, make_study

GROUPS = Weighting("groups", "groups", ("sector",), least=2)
LIMITS = Limits(n_eff=1, width=2, narrow=1, df=0, test_n=2)
SECTOR = Domain("sector", "frame", ("town",), column="sector")

FRAME = """
    unit sector
    a    town
    b    town
    c    town
    d    town
    e    town
    f    town
    g    town
    h    town
"""
CASES = """
    wave unit sector board
    1    a    town   0
    1    b    town   1
    1    c    town   1
    1    d    town   1
    2    a    town   0
    2    b    town   0
    2    c    town   1
    2    e    town   0
"""


def board(**later: object) -> Item:
    item = make_item("board", ("yes", "no"), ("1", "2"))
    return replace(item, waves={"1": Asked("1"), "2": replace(Asked("2"), **later)})


def made(item: Item | None = None, cases: str = CASES, **settings: object) -> Estimates:
    study = study_of(item or board(), **settings)
    drawn = draw_cases(cases)
    frames = {wave: draw_frame(wave, FRAME) for wave in ("1", "2")}
    return estimate_all(study, drawn, [weigh(study, frames, drawn, GROUPS)])


def study_of(item: Item, **settings: object) -> Study:
    given = {"limits": LIMITS, "domains": [SECTOR]} | settings
    return make_study([item], ("1", "2"), **given)  # type: ignore[arg-type]


def test_the_error_of_a_change_takes_in_who_answered_both():
    """p1 = 1/4, p2 = 3/4, w = 2, u = (y - p) / 4; a, b and c answered both.

    V1 = V2 = (1 - 4/8) 4/3 (3/4) / 16; C = (3 - 4x4x8/(8x8)) s(u1, u2) = 1 s, where
    u1 = (3, -1, -1) / 16 and u2 = (1, 1, -3) / 16 among the three.
    """
    change = made().change("board", "yes")
    V = 0.5 * 4 / 3 * (3 / 4) / 16
    uu = (3 * 1 - 1 * 1 + 1 * 3) / 256
    s = (uu - (1 / 16) * (-1 / 16) / 3) / 2
    assert change.value == pytest.approx(1 / 2)
    assert change.se == pytest.approx(sqrt(2 * V - 2 * s))
    assert (change.both, change.method, change.tested) == (3, "overlap", True)


def test_what_is_not_known_to_be_comparable_is_shown_but_not_tested():
    for word in ("changed", "not_known"):
        change = made(board(comparable=word)).change("board", "yes")
        assert (change.value, change.tested) == (pytest.approx(1 / 2), False)
        assert (change.why, change.comparable, change.p) == ("not_comparable", word, None)


def test_few_answers_are_not_tested_and_carry_a_caution():
    change = made(limits=replace(LIMITS, test_n=5)).change("board", "yes")
    assert (change.tested, change.why, change.low) == (False, "small", None)
    assert change.se is not None and change.reliability.status == "caution"


def test_made_up_items_and_open_studies_are_never_tested():
    assert made(replace(board(), made_up=True)).change("board", "yes").why == "made_up"
    assert made(design="open").change("board", "yes").why == "open"


def test_nobody_answered_both():
    apart = (
        CASES.replace("2    a", "2    f").replace("2    b", "2    g").replace("2    c", "2    h")
    )
    change = made(cases=apart).change("board", "yes")
    assert change.method == "independent"
    assert change.se == pytest.approx(sqrt(2 * 0.5 * 4 / 3 * (3 / 4) / 16))


def test_a_change_with_a_printed_wave_has_a_range_and_no_test():
    """40 % printed without decimals: from 39.5 to 40.5."""
    answers = "\n".join(CASES.splitlines()[:6])
    study = study_of(board())
    drawn = draw_cases(answers.replace("\n    1 ", "\n    2 "))
    weights = weigh(study, {"2": draw_frame("2", FRAME)}, drawn, GROUPS)
    printed = pl.DataFrame(
        {"wave": ["1"], "variable": ["board"], "level": ["yes"], "domain": [None],
         "domain_level": [None], "share": [0.40], "base": [None], "step": [0.01]}
    )  # fmt: skip
    change = estimate_all(study, drawn, [weights], Aggregates(printed)).change("board", "yes")
    assert (change.tested, change.why, change.method) == (False, "printed", "printed")
    assert change.value == pytest.approx(-0.15)
    assert (change.low, change.high) == (pytest.approx(-0.155), pytest.approx(-0.145))


def test_the_least_base_is_where_the_difference_begins_to_hold():
    """d = .10, q = .5, se = .03, t = 1.96: n = .25 / ((.1 / 1.96)² - .03²) = 146.8."""
    n = least_base(0.10, 0.5, 0.03, 1e9)
    assert n == 147
    for base, holds in ((n, True), (n - 1, False)):
        assert (1.959964 * sqrt(0.03**2 + 0.25 / base) < 0.10) is holds
    assert least_base(0.05, 0.5, 0.03, 1e9) is None  # the later wave alone is too uncertain


def test_a_mover_counts_in_the_pair_of_strata_it_moved_between():
    """Among 4 towns and 4 counties, unit d moves; pairs of one unit have no covariance."""
    old = FRAME.replace("e    town", "e    county").replace("f    town", "f    county")
    old = old.replace("g    town", "g    county").replace("h    town", "h    county")
    new = old.replace("d    town", "d    county")
    cases = """
        wave unit sector board
        1    a    town   0
        1    b    town   1
        1    d    town   1
        1    e    county 1
        1    f    county 0
        2    a    town   0
        2    b    town   0
        2    d    county 1
        2    e    county 0
        2    f    county 0
    """
    study = study_of(board())
    drawn = draw_cases(cases)
    frames = {"1": draw_frame("1", old), "2": draw_frame("2", new)}
    change = estimate_all(study, drawn, [weigh(study, frames, drawn, GROUPS)]).change(
        "board", "yes"
    )
    # (town, town): a, b; N12 = 3 of N1 = 4, N2 = 3; (county, county): e, f; N12 = 4 of 4, 5
    X = 4 / 3 * 3 + 2 * 2
    p1, p2 = (4 / 3 + 2) / X, (1.5 * 2 + 5 / 3 * 2) / 8
    u1 = [4 / 3 * (1 - p1) / 8, -4 / 3 * p1 / 8, -2 * p1 / 8, 2 * (1 - p1) / 8]  # a b e f
    u2 = [1.5 * (1 - p2) / 8, 1.5 * (1 - p2) / 8, 5 / 3 * (1 - p2) / 8, 5 / 3 * (1 - p2) / 8]
    town = (2 - 3 * 2 * 3 / (4 * 3)) * pair(u1[:2], u2[:2])
    county = (2 - 2 * 3 * 4 / (4 * 5)) * pair(u1[2:], u2[2:])
    shares = [estimate_all(study, drawn, [weigh(study, frames, drawn, GROUPS)]).share("board", "yes", w)
              for w in ("1", "2")]  # fmt: skip
    V = shares[0].se ** 2 + shares[1].se ** 2 - 2 * (town + county)  # type: ignore[operator]
    assert change.se == pytest.approx(sqrt(V))
    assert change.both == 5


def pair(x: list[float], y: list[float]) -> float:
    """The covariance of two points."""
    return (x[0] - x[1]) * (y[0] - y[1]) / 2


def test_what_is_not_there_is_said_by_code():
    estimates = made()
    for code, ask in {
        "EST-01": lambda: estimates.share("bored", "yes", "1"),
        "EST-02": lambda: estimates.share("board", "maybe", "1"),
        "EST-03": lambda: estimates.share("board", "yes", "3"),
    }.items():
        with pytest.raises(TempenError) as caught:
            ask()
        assert caught.value.faults[0].code == code
