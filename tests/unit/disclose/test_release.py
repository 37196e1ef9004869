"""Few answers tell of those who gave them."""

from __future__ import annotations

import polars as pl

from tempen.disclose import release
from tempen.disclose.release import choose_hidden
from tempen.estimate import Estimates, estimate_all
from tempen.terms.study import Domain, Limits, Weighting
from tempen.weight import weigh
from tests.surveys import draw_cases, draw_frame, make_item, make_study

SIZES = {"a": 2, "b": 4, "c": 8}
UNITS = [f"{size}{i} town {size}" for size, n in SIZES.items() for i in range(n)]
FRAME = "unit sector size\n" + "\n".join(UNITS)
CASES = "wave unit sector size board\n" + "\n".join(
    f"{wave} {unit} {i % 2}" for wave in (1, 2) for i, unit in enumerate(UNITS)
)


def made() -> Estimates:
    study = make_study(
        [make_item("board", ("yes", "no"), ("1", "2"))],
        ("1", "2"),
        domains=[Domain("size", "frame", tuple(SIZES), column="size")],
    )
    cases, weighting = draw_cases(CASES), Weighting("groups", "groups", ("sector",))
    frames = {wave: draw_frame(wave, FRAME) for wave in ("1", "2")}
    return estimate_all(study, cases, [weigh(study, frames, cases, weighting)])


def test_a_distribution_of_two_answers_is_withheld_whole():
    released = release(made(), Limits(disclose_n=3))
    for level in ("yes", "no"):
        share = released.share("board", level, "1", "size", "a")
        assert (share.value, share.count, share.n, share.se) == (None, None, None, None)
        assert (share.reliability.status, share.reliability.reasons) == (
            "withheld",
            ("disclosure",),
        )


def test_never_one_level_alone_for_the_rest_would_give_it_back():
    released = release(made(), Limits(disclose_n=3))
    assert released.share("board", "yes", "1", "size", "b").value is None
    assert released.share("board", "yes", "1", "size", "c").value == 0.5
    assert released.share("board", "yes", "1").value == 0.5


def test_what_is_made_from_it_goes_with_it():
    released = release(made(), Limits(disclose_n=3))
    change = released.change("board", "yes", domain="size", domain_level="a")
    assert (change.value, change.n_later, change.tested) == (None, None, False)
    assert released.difference("board", "yes", "1", "size", "c", "a").value is None
    assert released.difference("board", "yes", "1", "size", "a").value is None


def test_nothing_small_nothing_withheld():
    before = made()
    assert release(before, Limits(disclose_n=1)) is before


def test_a_mean_without_answers_does_not_hide_how_few_the_shares_rest_on():
    """Two who do not know: the mean has no base, and the shares rest on two."""
    table = made().table.filter(pl.col("domain_level") == "a", pl.col("wave") == "1")
    mean = table.head(1).with_columns(n=pl.lit(0, pl.Int64), statistic=pl.lit("mean"))
    hidden = choose_hidden(pl.concat([table, mean.cast(dict(table.schema))]), 3)
    assert hidden["domain_level"].to_list() == ["a"]
