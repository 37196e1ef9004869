"""Seeded selection by permanent random numbers, coordinated between waves.

Every unit has a number on the circle 0..1 that follows from the seed and its id alone: it stays the
same whatever the order of the frame, whoever is born or dies. A stratum's sample is the first n
units from a starting point: a simple random sample without replacement. Two waves from the same
point share as many units as they can (positive coordination); from behind the first sample, as few
(negative). Source: Ohlsson 1995, sequential simple random sampling.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from tempen.errors import Faults
from tempen.sample.search import Floats
from tempen.terms.sample import Sample

SCALE = float(2**53)


def select(
    units: pl.DataFrame,
    sizes: Mapping[str, int],
    seed: str | int,
    *,
    start: float | Mapping[str, float] = 0.0,
) -> Sample:
    """Choose units, stratum by stratum.

    units   `unit` (unique), `stratum`
    sizes   stratum -> how many; strata that are not named have none
    seed    any text or number; the same seed gives the same numbers in every wave
    start   where on the circle (0..1) selection begins; of a stratum, or of all
    raises  SAMPLE-01 more units wanted than a stratum has, SAMPLE-05 a unit twice
    """
    check_units(units, sizes)
    table = units.select(
        unit=pl.col("unit").cast(pl.String), stratum=pl.col("stratum").cast(pl.String)
    )
    table = table.with_columns(number=pl.Series(number_units(table["unit"].to_list(), seed)))
    starts = {s: start if isinstance(start, int | float) else start.get(s, 0.0) for s in sizes}
    chosen = [choose(table, s, n, starts[s]) for s, n in sizes.items() if n]
    return Sample(
        pl.concat([table.clear().with_columns(probability=0.0), *chosen]), str(seed), starts
    )


def number_units(units: Sequence[str], seed: str | int) -> Floats:
    """Permanent random numbers in 0..1, from the seed and each unit's id (BLAKE2, 53 bits)."""
    key = hashlib.blake2b(str(seed).encode(), digest_size=32).digest()

    def number(unit: str) -> float:
        digest = hashlib.blake2b(unit.encode(), digest_size=8, key=key).digest()
        return ((int.from_bytes(digest, "big") >> 11) + 0.5) / SCALE

    return np.array([number(unit) for unit in units], float)


def choose(table: pl.DataFrame, stratum: str, n: int, start: float) -> pl.DataFrame:
    """The first n units of a stratum from the start, round the circle."""
    here = table.filter(pl.col("stratum") == stratum)
    way = ((pl.col("number") - start) % 1.0).alias("way")
    return (
        here.with_columns(way, probability=pl.lit(n / here.height))
        .sort("way", "unit")
        .head(n)
        .drop("way")
    )


def move_start(sample: Sample, keep: float) -> dict[str, float]:
    """Where the next wave begins, to ask about the part `keep` of each stratum's sample again.

    keep  1: all of them (positive coordination), 0: none while the stratum has others (negative),
          between: rotation, those who have been in longest leave
    """
    starts = {}
    for stratum, start in sample.start.items():
        numbers = sample.table.filter(pl.col("stratum") == stratum)["number"].to_list()
        leave = len(numbers) - round(keep * len(numbers))
        if leave == 0:
            starts[stratum] = start
        elif leave < len(numbers):
            starts[stratum] = numbers[leave]
        else:
            starts[stratum] = float(np.nextafter(numbers[-1], 2.0) % 1.0)
    return starts


def check_units(units: pl.DataFrame, sizes: Mapping[str, int]) -> None:
    faults = Faults()
    twice = units["unit"].filter(units["unit"].is_duplicated()).unique(maintain_order=True)
    if len(twice):
        faults.add("SAMPLE-05", units=", ".join(str(unit) for unit in twice.head(5)))
    there = dict(units["stratum"].cast(pl.String).value_counts().iter_rows())
    for stratum, n in sizes.items():
        if not 0 <= n <= there.get(stratum, 0):
            faults.add("SAMPLE-01", stratum=stratum, n=n, N=there.get(stratum, 0))
    faults.stop()
