"""Drawing a wave's sample: the same for the same seed, shared with another wave or not."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import tempen
from tempen.errors import TempenError
from tempen.planning import read_sizes
from tempen.sample import draw, mark_drawn, tell_draw
from tempen.sample.draw import find_sample
from tempen.terms.cases import Frame
from tests.unit.sample.drawn import codes

EXAMPLES = Path(__file__).parents[3] / "examples"
SIZES = {"town": 20, "county": 5}


def make_frame(wave: str, start: int = 0) -> Frame:
    """100 towns and 15 counties, from number `start`: those before are gone, as many are new."""
    units = [f"t{i}" for i in range(start, start + 100)] + [
        f"c{i}" for i in range(start, start + 15)
    ]
    sector = ["town"] * 100 + ["county"] * 15
    table = pl.DataFrame({"unit": units, "sector": sector, "eligible": True})
    return Frame(wave, table.with_columns(predecessors=pl.lit([], pl.List(pl.String))))


def drawn(frame: Frame, **how) -> Frame:
    sample = draw(frame, ["sector"], SIZES, "seed", **how)
    kept = mark_drawn(frame, sample)
    flags = kept.select("unit", drawn=pl.col("drawn") == "true")
    return Frame(frame.wave, frame.table.join(flags, on="unit", maintain_order="left"))


def again(first: Frame, second: Frame) -> dict[str, int]:
    sample = draw(second, ["sector"], SIZES, "seed", earlier=first)
    table = tell_draw(second, sample, ["sector"], first)
    return dict(table.select("group", "again").iter_rows())


def test_a_draw_can_be_found_again_in_its_frame():
    frame = make_frame("1")
    sample = draw(frame, ["sector"], SIZES, "seed")
    found = find_sample(drawn(frame), ["sector"], "seed")
    assert_frame_equal(found.table, sample.table, check_row_order=False)
    assert drawn(frame).table["drawn"].sum() == 25


def test_the_next_wave_asks_the_same_units_or_others_or_some():
    frame = make_frame("1")
    first = drawn(frame)
    for keep, towns, counties in ((1.0, 20, 5), (0.0, 0, 0), (0.5, 10, 2)):
        sample = draw(make_frame("2"), ["sector"], SIZES, "seed", earlier=first, keep=keep)
        told = tell_draw(make_frame("2"), sample, ["sector"], first)
        assert told["again"].to_list() == [counties, towns, towns + counties], keep
        assert told["drawn"].to_list() == [5, 20, 25]


def test_units_that_are_gone_are_replaced_by_the_next():
    """30 towns of 100 are new: those drawn that are still there are asked again."""
    first = drawn(make_frame("1"))
    second = make_frame("2", start=30)
    there = first.table.filter("drawn")["unit"].is_in(second.table["unit"].implode()).sum()
    assert again(first, second)["all"] >= there - 2


def test_a_chain_of_waves_can_rotate():
    """Half of the sample leaves each time; after two waves nobody of the first is left."""
    frames = [drawn(make_frame("1"))]
    for wave in ("2", "3"):
        sample = draw(make_frame(wave), ["sector"], SIZES, "seed", earlier=frames[-1], keep=0.5)
        flags = mark_drawn(make_frame(wave), sample).select("unit", drawn=pl.col("drawn") == "true")
        frames.append(Frame(wave, make_frame(wave).table.join(flags, on="unit")))
    chosen = [set(f.table.filter("drawn", pl.col("sector") == "town")["unit"]) for f in frames]
    assert [len(a & b) for a, b in ((chosen[0], chosen[1]), (chosen[1], chosen[2]))] == [10, 10]
    assert not chosen[0] & chosen[2]


def test_faults():
    frame = make_frame("1")
    assert codes(draw, frame, ["sector"], {"town": 101}, "seed") == ["SAMPLE-01"]
    assert codes(draw, frame, ["sector"], SIZES, "seed", earlier=frame) == ["SAMPLE-08"]
    assert codes(draw, frame, ["sector"], SIZES, "other", earlier=drawn(frame)) == ["SAMPLE-08"]
    assert codes(draw, frame, ["sector"], SIZES, "seed", keep=2.0) == ["SAMPLE-02"]
    assert codes(read_sizes, ["town"]) == codes(read_sizes, ["town=-3"]) == ["SAMPLE-09"]
    assert read_sizes(["region/large=4", "town=20"]) == {"region/large": 4, "town": 20}


def test_a_study_draws_its_planned_wave():
    study = tempen.open(EXAMPLES / "fiktiva-kommuner", lang="en")
    made = study.draw({"municipality": 60, "region": 12}, seed=2028)
    rows = {row["group"]: row["drawn"] for row in made.table.iter_rows(named=True)}
    assert rows == {"Agency": 0, "Municipality": 60, "Region": 12, "All": 72}
    assert (made.frame["drawn"] == "true").sum() == 72
    assert made.table["again"].is_null().all()
    again = study.draw({"region": 12, "municipality": 60}, seed="2028")
    assert again.frame.equals(made.frame)


def test_what_items_need_by_the_answers_of_last_time():
    study = tempen.open(EXAMPLES / "fiktiva-kommuner", lang="en")
    one = study.plan(precision=0.05, items=["strategy"])
    more = study.plan(precision=0.05, items=["strategy", "maturity"])
    assert more["needed"][-1] >= one["needed"][-1]
    closer = study.plan(precision=0.03, items=["strategy"])
    assert one["needed"][:-1].sum() == one["needed"][-1] < closer["needed"][-1]
    shared = study.plan(total=100, items=["strategy"])
    assert shared["needed"].to_list()[-1] == 100 and (shared["needed"] <= shared["units"]).all()
    with pytest.raises(TempenError, match="ASK-02"):
        study.plan(precision=0.05, items=["nothing"])


def test_precision_and_change_together():
    study = tempen.open(EXAMPLES / "fiktiva-kommuner", lang="en")
    both = study.plan(precision=0.05, change=0.1)
    assert both["needed"].equals(study.plan(precision=0.05)["needed"])
    assert both["needed_change"].to_list() == study.plan(change=0.1)["needed"].to_list()
