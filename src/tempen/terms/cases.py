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
           (list[str]): ids of the units of the wave before that this one came from;
           `disposition` (str or null): `declined` or `not_eligible`, as fieldwork found;
           `drawn` (bool) of a sample, where the file says who was drawn;
           any other column of the file (str)
    """

    wave: str
    table: pl.DataFrame
    faults: tuple[Fault, ...] = ()  # warnings: doubles, births, deaths, mergers to confirm


@dataclass(frozen=True)
class FrameChanges:
    """What became of the units of one wave until the next.

    births, deaths  ids only in the later frame without predecessors, only in the earlier one
                    without a successor
    mergers         later unit -> the earlier units it came from, where there are several
    splits          earlier unit -> the later units that came from it, where there are several
    succeeded       earlier unit -> the one later unit, of another id, that took its place
    moved           `unit`, `column`, `before`, `after`: frame columns that changed (sector, ...)
    renamed         `unit`, `before`, `after`
    """

    earlier: str
    later: str
    births: tuple[str, ...]
    deaths: tuple[str, ...]
    mergers: Mapping[str, tuple[str, ...]]
    splits: Mapping[str, tuple[str, ...]]
    succeeded: Mapping[str, str]
    moved: pl.DataFrame
    renamed: pl.DataFrame
    faults: tuple[Fault, ...] = ()  # warnings


@dataclass(frozen=True)
class Account:
    """What became of every row of an answer file: nothing is dropped silently.

    read = kept + sum(aside.values()); `aside` counts rows by reason, `rows` gives
    (row number in the file, reason) for each row set aside. Reasons: `empty`, `earlier`, `later`,
    `less_complete`, `declined`, `not_eligible`, `inconsistent` (it fails a rule that sets aside).

    dispositions  unit -> `declined` or `not_eligible`, where a row says so instead of answering
    notes         what was changed in kept rows, counted: `routed_past` (answers to items that
                  routing led past), `declared_missing` (values that the file itself calls missing),
                  `changed` (answers changed after the fact, from the log of edits), `inconsistent`
                  (responses of which a rule skips answers)
    """

    wave: str
    file: str
    read: int
    kept: int
    aside: Mapping[str, int] = field(default_factory=dict)
    rows: tuple[tuple[int, str], ...] = ()
    dispositions: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Cases:
    """Cleaned responses of all waves with microdata, linked across waves by `unit`.

    table  `wave` (str), `unit` (str), `sector_stated` (bool: False where the answer names no
           sector), `submitted` (date or null: the wave names no column of it, or the answer says
           none), the frame columns (str or null), and per variable an Int16 column `id` of codes
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
