"""Crossings of domains: every combination of their levels is a cell, empty ones too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import polars as pl

from tempen.design.read import column, fault, levels_of, no_column
from tempen.errors import TempenError
from tempen.estimate.design import Ints
from tempen.terms.estimate import ALL

MOST_CELLS = 100_000


@dataclass(frozen=True)
class Domains:
    """C cells of crossed domains.

    names   the domains; levels (C,) the levels of each cell, in the order of names
    cell    (n,) the cell of each case, 0..C-1; -1 where a domain is missing, or `where` fails
    """

    names: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    cell: Ints

    @property
    def C(self) -> int:  # noqa: N802
        return len(self.levels)

    def among(self, inside: np.ndarray) -> Domains:
        """The same of fewer cases."""
        return Domains(self.names, self.levels, np.where(inside, self.cell, -1))


def side_by_side(ways: Sequence[Domains]) -> tuple[Domains, list[Ints]]:
    """Several ways to split the cases as one: all their cells, and (n,) codes of each way."""
    starts = np.cumsum([0, *(way.C for way in ways)])
    cells = [
        np.where(way.cell < 0, -1, way.cell + start)
        for way, start in zip(ways, starts, strict=False)
    ]
    levels = tuple(cell for way in ways for cell in way.levels)
    return Domains(ways[0].names, levels, cells[0]), cells


def cross(table: pl.DataFrame, by: Sequence[str], where: pl.Expr | None = None) -> Domains:
    """Cross the columns `by` among the cases of `where`; raises EST-05, EST-11, EST-13."""
    read = [levels_of(table, name) for name in by]
    for name, (_, labels) in zip(by, read, strict=True):
        if not labels:
            raise fault("EST-13", column=name)
    count = int(np.prod([len(labels) for _, labels in read])) if read else 1
    if count > MOST_CELLS:
        raise fault("EST-11", column=" x ".join(by), count=count, most=MOST_CELLS)
    cell = np.zeros(table.height, np.int64)
    for codes, labels in read:
        cell = np.where((cell < 0) | (codes < 0), -1, cell * len(labels) + codes)
    inside = satisfies(table, where)
    levels = tuple(product(*(labels for _, labels in read)))
    return Domains(tuple(by), levels, np.where(inside, cell, -1))


def cross_each(
    table: pl.DataFrame, each: Sequence[str], by: Sequence[str], where: pl.Expr | None
) -> list[Domains]:
    """Everybody, then each domain in turn, crossed with `by`: names `domain`, `domain_level`."""
    made = []
    for name in (None, *each):
        domains = cross(table, ([name] if name else []) + list(by), where)
        first = [(name, *levels) if name else (ALL, ALL, *levels) for levels in domains.levels]
        made.append(Domains(("domain", "domain_level", *by), tuple(first), domains.cell))
    return made


def satisfies(table: pl.DataFrame, where: pl.Expr | None) -> np.ndarray:
    """(n,) the cases that a condition holds of; a missing answer to it is no."""
    if where is None:
        return np.ones(table.height, bool)
    try:
        held = table.select(where.cast(pl.Boolean).fill_null(False)).to_series()
    except pl.exceptions.ColumnNotFoundError as error:
        raise missing_column(table, error) from None
    return np.broadcast_to(held.to_numpy(), (table.height,)) if len(held) == 1 else held.to_numpy()


def missing_column(table: pl.DataFrame, error: Exception) -> TempenError:
    name = str(error).split("\n")[0].strip('"')
    return no_column(name, table.columns)


def one_cell(table: pl.DataFrame, place: dict[str, str]) -> np.ndarray:
    """(n,) the cases of one combination of levels, as {"sector": "town"}."""
    inside = np.ones(table.height, bool)
    for name, level in place.items():
        found = column(table, name)
        known = levels_of(table, name)[1]
        if str(level) not in known:
            raise fault("EST-20", label=level, what=f"levels of {name}", known=", ".join(known))
        inside &= (found.cast(pl.String) == str(level)).fill_null(False).to_numpy()
    return inside
