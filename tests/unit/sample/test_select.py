"""Selection that can be made again, and coordinated between waves."""

from __future__ import annotations

import numpy as np
import polars as pl

from tempen.sample import move_start, number_units, select
from tests.unit.sample.drawn import codes

UNITS = pl.DataFrame({"unit": [f"u{i}" for i in range(100)], "stratum": ["a"] * 60 + ["b"] * 40})
SIZES = {"a": 12, "b": 8}


def chosen(sample) -> set[str]:
    return set(sample.table["unit"])


def test_a_permanent_number_is_the_same_on_every_machine():
    assert number_units(["u1", "u2"], "tempen 2025").tolist() == [
        0.7726055585074514,
        0.4321901985563649,
    ]


def test_the_same_seed_gives_the_same_sample_in_whatever_order():
    one, other = select(UNITS, SIZES, 2025), select(UNITS.reverse(), SIZES, "2025")
    assert one.table.equals(other.table)
    assert chosen(one) != chosen(select(UNITS, SIZES, 2026))
    assert one.table.group_by("stratum").len().sort("stratum")["len"].to_list() == [12, 8]
    assert one.table["probability"].unique().to_list() == [0.2]


def test_numbers_are_even_and_every_unit_has_the_same_chance():
    """Over 400 seeds a unit of 60 is chosen 12 / 60 of the time, within 4 standard errors."""
    small = UNITS.head(60)
    times = dict.fromkeys(small["unit"], 0)
    for seed in range(400):
        for unit in chosen(select(small, {"a": 12}, seed)):
            times[unit] += 1
    counts = np.array(list(times.values()))
    assert abs(counts - 80).max() < 4 * (400 * 0.2 * 0.8) ** 0.5
    numbers = number_units([f"u{i}" for i in range(4000)], 1)
    assert abs(np.histogram(numbers, 10, (0, 1))[0] - 400).max() < 80


def test_births_and_deaths_leave_the_others_where_they_are():
    """Positive coordination: who is still there and was chosen is nearly always chosen again."""
    first = select(UNITS, SIZES, 7)
    born = pl.DataFrame({"unit": ["n1", "n2"], "stratum": ["a", "b"]})
    later = pl.concat([UNITS.filter(~pl.col("unit").is_in(["u1", "u61"])), born])
    again = select(later, SIZES, 7)
    assert len(chosen(first) & chosen(again)) >= 16


def test_negative_coordination_asks_others():
    first = select(UNITS, SIZES, 7)
    second = select(UNITS, SIZES, 7, start=move_start(first, 0))
    assert not chosen(first) & chosen(second)
    third = select(UNITS, SIZES, 7, start=move_start(second, 0))
    assert not chosen(third) & (chosen(first) | chosen(second))


def test_rotation_keeps_a_part():
    first = select(UNITS, SIZES, 7)
    second = select(UNITS, SIZES, 7, start=move_start(first, 0.75))
    assert len(chosen(first) & chosen(second)) == 15  # 9 of 12 and 6 of 8


def test_a_round_trip_of_the_circle():
    """Beginning near the end goes on from the beginning."""
    late = select(UNITS, SIZES, 7, start=0.999)
    assert late.table.height == 20


def test_all_of_a_stratum_and_none():
    everyone = select(UNITS, {"a": 60, "b": 0}, 7)
    assert everyone.table.height == 60 and everyone.table["probability"].unique().to_list() == [1.0]


def test_more_than_there_are():
    assert codes(select, UNITS, {"a": 61, "c": 1}, 7) == ["SAMPLE-01", "SAMPLE-01"]
    assert codes(select, pl.concat([UNITS, UNITS[:1]]), SIZES, 7) == ["SAMPLE-05"]
