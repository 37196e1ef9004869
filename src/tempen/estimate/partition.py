"""Domains as ways to split the cases: each case is in one cell of a way, or in none.

The levels of a domain are one way. Each group of an item (a union of its levels) is a way of its
own, the group and the rest of those who answered: groups may overlap.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import polars as pl

from tempen.estimate.design import Ints
from tempen.estimate.sheet import Flags, read_numbers
from tempen.terms.estimate import ALL
from tempen.terms.study import Domain, Study


@dataclass(frozen=True)
class Cell:
    """One part of a way: a level of a domain; `shown` False for the rest beside a group."""

    way: int
    domain: str
    level: str
    frame: bool = True  # a part of the frame: shown as counts when small, not withheld
    made_up: bool = False
    shown: bool = True


@dataclass(frozen=True)
class Partition:
    """All cells of a study, in order: `all` first, then the domains as declared."""

    cells: tuple[Cell, ...]
    ways: tuple[tuple[str, tuple[str, ...]], ...]  # (domain, levels, or a group's members)

    @property
    def C(self) -> int:  # noqa: N802
        return len(self.cells)

    def flag(self, name: str) -> Flags:
        return np.array([getattr(cell, name) for cell in self.cells])

    def place(self, domain: str, level: str) -> int | None:
        for c, cell in enumerate(self.cells):
            if (cell.domain, cell.level, cell.shown) == (domain, level, True):
                return c
        return None


def partition(study: Study) -> Partition:
    """Lay out the cells of every domain."""
    cells = [Cell(0, ALL, ALL)]
    ways: list[tuple[str, tuple[str, ...]]] = [(ALL, (ALL,))]
    for domain in study.domains:
        plain, groups = split_levels(study, domain)
        frame = domain.of_frame
        cells += [Cell(len(ways), domain.id, i, frame, domain.made_up) for i in plain]
        ways.append((domain.id, plain))
        for group, members in groups.items():
            cells.append(Cell(len(ways), domain.id, group, frame, domain.made_up))
            cells.append(Cell(len(ways), domain.id, group, frame, domain.made_up, shown=False))
            ways.append((domain.id, members))
    return Partition(tuple(cells), tuple(ways))


def split_levels(
    study: Study, domain: Domain
) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """A domain's levels, and its groups with their members."""
    if domain.source != "item":
        return domain.levels, {}
    groups = study.variable(column_of(domain)).groups
    plain = tuple(level for level in domain.levels if level not in groups)
    return plain, {level: groups[level] for level in domain.levels if level in groups}


def column_of(domain: Domain) -> str:
    """The column of cases that a domain splits by: a frame column, or an item's variable."""
    return domain.column or domain.id


def read_cells(study: Study, parts: Partition, cases: pl.DataFrame) -> Ints:
    """(P, n) the cell of every case in every way; -1: in none."""
    start = 0
    rows = np.empty((len(parts.ways), cases.height), np.int16 if parts.C < 2**14 else np.int32)
    for way, (domain, levels) in enumerate(parts.ways):
        own = [cell for cell in parts.cells if cell.way == way]
        rows[way] = read_way(study, cases, domain, levels, own, start)
        start += len(own)
    return rows


def read_way(
    study: Study,
    cases: pl.DataFrame,
    domain: str,
    levels: tuple[str, ...],
    own: list[Cell],
    start: int,
) -> Ints:
    """(n,) cells of one way, numbered from `start`."""
    if domain == ALL:
        return np.zeros(cases.height, np.int32)
    index = level_index(study, cases, domain, levels)
    if own and not own[-1].shown:  # a group: its members are cell 0, other answers cell 1
        index = np.where(index >= 0, 0, np.where(answered(study, cases, domain), 1, -1))
    return np.where(index >= 0, index + index.dtype.type(start), index.dtype.type(-1))


def level_index(study: Study, cases: pl.DataFrame, domain: str, levels: tuple[str, ...]) -> Ints:
    """(n,) the place of each case's level in `levels`; -1: none of them."""
    if study.domain(domain).parts:
        return cross_index(study, cases, study.domain(domain), levels)
    column = column_of(study.domain(domain))
    if column not in cases.columns:
        return np.full(cases.height, -1, np.int64)
    if study.domain(domain).source == "frame":
        return place_of(cases[column], levels)
    ids = study.variable(column).levels
    lookup = np.array([levels.index(i) if i in levels else -1 for i in ids] + [-1])
    code = read_numbers(cases[column])
    return lookup[np.where(code >= 0, code, len(ids))]


def cross_index(study: Study, cases: pl.DataFrame, domain: Domain, levels: tuple[str, ...]) -> Ints:
    """(n,) the place of each case's combination of levels; -1: none of those asked for."""
    index = np.zeros(cases.height, np.int64)
    for part in domain.parts:
        place = level_index(study, cases, part.id, part.levels)
        inside = (index >= 0) & (place >= 0)
        index = np.where(inside, index * len(part.levels) + place, -1)
    names = map("/".join, product(*(part.levels for part in domain.parts)))
    lookup = np.array([levels.index(name) if name in levels else -1 for name in names] + [-1])
    return lookup[index]


def answered(study: Study, cases: pl.DataFrame, domain: str) -> Flags:
    column = column_of(study.domain(domain))
    if column not in cases.columns:
        return np.zeros(cases.height, bool)
    return read_numbers(cases[column]) >= 0


def place_of(column: pl.Series, labels: tuple[str, ...]) -> Ints:
    """(n,) the place of each text among the labels, which differ; -1: none of them."""
    if isinstance(column.dtype, pl.Enum):
        place = {label: i for i, label in enumerate(labels)}
        here = [place.get(known, -1) for known in column.dtype.categories]
        return np.array([*here, -1], np.int16)[codes_of(column, len(here))]
    known = column.cast(pl.String).cast(pl.Enum(labels), strict=False)
    return codes_of(known, -1)


def codes_of(column: pl.Series, missing: int) -> Ints:
    """(n,) the categories of a column by number."""
    code = column.to_physical()
    if not column.null_count():  # as it is, without a copy
        return code.to_numpy().astype(np.int32)
    return code.cast(pl.Int32).fill_null(missing).to_numpy()
