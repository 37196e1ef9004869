"""Frames, cases and the account of a load: the tables that pass between the first rooms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from tempen.errors import Fault


@dataclass(frozen=True)
class Frame:
    """The units of one wave.

    table  one row a unit: `unit` (str, unique), `name` (str), `eligible` (bool), and the
           frame columns of the study's domains (str): `sector`, `size`, ...; `predecessors`
           (list[str]): ids of the units of the wave before that this one came from
    """

    wave: str
    table: pl.DataFrame
    faults: tuple[Fault, ...] = ()  # warnings: doubles, births, deaths, mergers to confirm


@dataclass(frozen=True)
class Account:
    """What became of every row of an answer file: nothing is dropped silently.

    read = kept + sum(aside.values()); `aside` counts rows by reason, `rows` gives
    (row number in the file, reason) for each row set aside.
    """

    wave: str
    file: str
    read: int
    kept: int
    aside: Mapping[str, int] = field(default_factory=dict)
    rows: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Cases:
    """Cleaned responses of all waves with microdata, linked across waves by `unit`.

    table  `wave` (str), `unit` (str), `sector_stated` (bool: False where the answer names no
           sector), the frame columns (str or null), and per variable an Int16 column `id` of codes
           (0.. or `Missing`), with `id:value` (Float64) for numbers, `id:text` (str) for texts
    """

    table: pl.DataFrame
    accounts: tuple[Account, ...] = ()


@dataclass(frozen=True)
class Aggregates:
    """Printed figures of a wave without microdata.

    table  `wave`, `variable`, `level` (level or group id), `domain`, `domain_level` (null for
           all), `share` (0..1), `base` (Int64 or null: not printed), `step` (Float64: the
           rounding of the print as a share, 0.01 for whole per cent)
    """

    table: pl.DataFrame
    accounts: tuple[Account, ...] = ()
