"""Few answers tell of those who gave them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tempen.disclose import count_withheld, release
from tempen.estimate import Estimates, estimate_all
from tempen.terms.item import Variable
from tempen.terms.study import Disclosure, Domain, Limits, Weighting
from tempen.weight import weigh
from tests.surveys import draw_cases, draw_frame, make_item, make_study

SIZES = {"a": 2, "b": 4, "c": 8}
UNITS = [f"{size}{i} town {size}" for size, n in SIZES.items() for i in range(n)]
FRAME = "unit sector size\n" + "\n".join(UNITS)
CASES = "wave unit sector size board\n" + "\n".join(
    f"{wave} {unit} {i % 2}" for wave in (1, 2) for i, unit in enumerate(UNITS)
)


def made(least: int = 3) -> tuple[Estimates, Estimates]:
    """Before and after release."""
    study = make_study(
        [make_item("board", ("yes", "no"), ("1", "2"))],
        ("1", "2"),
        domains=[Domain("size", "frame", tuple(SIZES), column="size")],
        limits=Limits(disclose_n=least),
    )
    cases, weighting = draw_cases(CASES), Weighting("groups", "groups", ("sector",))
    frames = {wave: draw_frame(wave, FRAME) for wave in ("1", "2")}
    weights = [weigh(study, frames, cases, weighting)]
    before = estimate_all(study, cases, weights)
    return before, release(before, study, cases, weights)


def test_a_distribution_of_two_answers_is_withheld_whole():
    _, released = made()
    for level in ("yes", "no"):
        share = released.share("board", level, "1", "size", "a")
        assert (share.value, share.count, share.n, share.se) == (None, None, None, None)
        assert (share.reliability.status, share.reliability.reasons) == (
            "withheld",
            ("disclosure",),
        )


def test_never_one_level_alone_for_the_rest_would_give_it_back():
    _, released = made()
    assert released.share("board", "yes", "1", "size", "b").value is None
    assert released.share("board", "yes", "1", "size", "c").value == 0.5
    assert released.share("board", "yes", "1").value == 0.5


def test_what_is_made_from_it_goes_with_it():
    _, released = made()
    change = released.change("board", "yes", domain="size", domain_level="a")
    assert (change.value, change.n_later, change.tested) == (None, None, False)
    assert released.difference("board", "yes", "1", "size", "c", "a").value is None
    assert released.difference("board", "yes", "1", "size", "a").value is None


def test_nothing_small_nothing_withheld():
    before, released = made(least=1)
    assert released is before


def make_numbers(rules: Disclosure, staff: str) -> Estimates:
    """Released means of a number: town and its staff, one unit a word."""
    item = replace(make_item("staff", (), ("1",)), kind="number")
    study = make_study(
        [item],
        ("1",),
        variables=[Variable("staff", "staff", None, "number")],
        domains=[Domain("size", "frame", ("a", "b", "c"), column="size")],
        disclosure=rules,
    )
    drawn = [word.split(":") for word in staff.split()]
    rows = [f"1 u{i} town {size} 0 {number}" for i, (size, number) in enumerate(drawn)]
    cases = draw_cases("\n".join(["wave unit sector size staff staff:value", *rows]))
    frame = draw_frame("1", "unit sector size\n" + "\n".join(f"{r[2:]}" for r in cut(rows)))
    weights = [weigh(study, {"1": frame}, cases, Weighting("none", "none"))]
    return release(estimate_all(study, cases, weights), study, cases, weights)


def cut(rows: list[str]) -> list[str]:
    return [" ".join(row.split()[:4]) for row in rows]


ONE_GIANT = "a:900 a:20 a:30 a:10 b:40 b:50 b:45 b:60 c:200 c:210 c:190 c:220 c:205"


def shown(made: Estimates) -> dict[str, float | None]:
    return {level: made.mean("staff", "1", "size", level).value for level in "abc"}


def test_a_mean_that_one_unit_makes_is_withheld_and_so_is_another_group():
    """900 of 960 is one unit's; with b's it is 900 of 1 155, still under 85 per cent."""
    assert shown(make_numbers(Disclosure(dominance=(1, 0.85)), ONE_GIANT)) == {
        "a": None,
        "b": None,
        "c": 205.0,
    }


def test_the_second_largest_may_not_reckon_the_largest():
    """The rest of a is 40, less than 10 per cent of 900."""
    made = shown(make_numbers(Disclosure(p_percent=10), ONE_GIANT))
    assert (made["a"], made["c"]) == (None, 205.0)


def test_means_are_shown_where_no_rule_is_stated():
    assert shown(make_numbers(Disclosure(), ONE_GIANT)) == pytest.approx(
        {"a": 240, "b": 48.75, "c": 205}
    )


def test_a_fact_is_not_told_by_what_one_newcomer_changed():
    """Eight in 1, the same and one more in 2: a fact stays, so the difference is the newcomer."""
    units = [f"u{i} town a" for i in range(9)]
    rows = [f"{w} {u} {i % 2}" for w in (1, 2) for i, u in enumerate(units) if (w, i) != (1, 8)]
    cases = draw_cases("wave unit sector size board\n" + "\n".join(rows))
    frames = {w: draw_frame(w, "unit sector size\n" + "\n".join(units)) for w in ("1", "2")}
    for factual, told in ((True, None), (False, 5 / 9)):
        item = make_item("board", ("yes", "no"), ("1", "2"), factual=factual)
        study = make_study([item], ("1", "2"))
        weights = [weigh(study, frames, cases, Weighting("none", "none"))]
        made = release(estimate_all(study, cases, weights), study, cases, weights)
        assert made.share("board", "yes", "2").value == told
        assert made.share("board", "yes", "1").value == 0.5


def test_how_large_a_group_is_does_not_tell_a_protected_count():
    """Two began; how many answer “board” among those who began must not say it."""
    begun, board = make_item("begun", ("yes", "no"), ("1",)), make_item("board", ("y", "n"), ("1",))
    study = make_study(
        [begun, board],
        ("1",),
        domains=[Domain("begun", "item", ("yes", "no"), column="begun")],
        disclosure=Disclosure(protect=("begun",)),
    )
    rows = [f"1 u{i} town a {int(i > 1)} {i % 2}" for i in range(12)]
    cases = draw_cases("\n".join(["wave unit sector size begun board", *rows]))
    frame = draw_frame("1", "unit sector size\n" + "\n".join(r[2:] for r in cut(rows)))
    weights = [weigh(study, {"1": frame}, cases, Weighting("none", "none"))]
    made = release(estimate_all(study, cases, weights), study, cases, weights)
    assert made.share("begun", "yes", "1").count is None
    assert made.share("board", "y", "1", "begun", "no").n is None
    assert made.share("begun", "no", "1", "begun", "no").n is None


def test_what_was_withheld_is_counted_by_reason():
    _, released = made()
    assert count_withheld(released.hidden).rows() == [("few", 2, 0), ("complement", 2, 0)]
