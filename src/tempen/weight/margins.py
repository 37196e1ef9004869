"""Margins: what the weights of the answers shall add up to, level by level.

Base weights and margins are checked here, so that what comes after can reckon undisturbed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tempen.errors import Faults
from tempen.locale import mark

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
ALIKE = 1e-9  # relative: sums of margins nearer than this are the same number


@dataclass(frozen=True)
class Margin:
    """One margin of n answers.

    levels  the L levels that answers have; codes (n,) 0..L-1; totals (L,) > 0 [frame units]
    """

    name: str
    levels: tuple[str, ...]
    codes: Ints
    totals: Floats


@dataclass(frozen=True)
class Cells:
    """The C crossings of the margins in which somebody answered.

    of_case  (n,) the cell of each answer; codes: per margin (C,) the level of each cell
    """

    of_case: Ints
    codes: tuple[Ints, ...]

    @property
    def C(self) -> int:  # noqa: N802
        return len(self.codes[0])


def check_base(base: NDArray | Sequence[float | None]) -> Floats:
    """Base weights (n,) as floats.

    raises  WEIGHT-08 where a weight is missing, negative, zero, or no finite number
    """
    weights = np.asarray(base, dtype=float)
    faults = Faults()
    wrong = {
        mark("missing"): np.isnan(weights),
        mark("negative"): weights < 0,
        mark("zero"): weights == 0,
        mark("infinite"): np.isinf(weights) & (weights > 0),
    }
    for what, chosen in wrong.items():
        if chosen.any():
            first = np.flatnonzero(chosen)[:5]
            rows = ", ".join(str(row + 1) for row in first) + (", …" if chosen.sum() > 5 else "")
            faults.add("WEIGHT-08", what=what, count=int(chosen.sum()), rows=rows)
    faults.stop()
    return weights


def read_margins(
    columns: pl.DataFrame, totals: Mapping[str, Mapping[str, float]]
) -> tuple[Margin, ...]:
    """Margins of n answers from their columns (no nulls) and the wanted totals per level.

    raises  WEIGHT-09 a level with a total in which nobody answered, WEIGHT-16 a level of the
            answers without a total, WEIGHT-10 margins that add up to different sums
    """
    faults = Faults()
    margins = tuple(read_margin(columns[name], wanted, faults) for name, wanted in totals.items())
    faults.stop()
    check_sums(margins, faults)
    faults.stop()
    return margins


def read_margin(column: pl.Series, wanted: Mapping[str, float], faults: Faults) -> Margin:
    """One margin, its levels in the order of `wanted`."""
    known = column.cast(pl.String).cast(pl.Enum(list(wanted)), strict=False)
    for level, n in column.filter(known.is_null()).cast(pl.String).value_counts().iter_rows():
        faults.add("WEIGHT-16", margin=column.name, level=level, n=n)
    code = known.to_physical().fill_null(0).cast(pl.Int64).to_numpy()
    totals = np.array(list(wanted.values()), float)
    counts = np.bincount(code[known.is_not_null().to_numpy()], minlength=len(totals))
    for at in np.flatnonzero((counts == 0) & (totals > 0)):
        level = list(wanted)[at]
        faults.add("WEIGHT-09", margin=column.name, level=level, total=show(totals[at]))
    for at in np.flatnonzero((counts > 0) & ~(totals > 0)):
        faults.add("WEIGHT-16", margin=column.name, level=list(wanted)[at], n=int(counts[at]))
    there = counts > 0
    levels = tuple(level for level, is_there in zip(wanted, there, strict=True) if is_there)
    return Margin(column.name, levels, (np.cumsum(there) - 1)[code], totals[there])


def check_sums(margins: Sequence[Margin], faults: Faults) -> None:
    """All margins must count the same units."""
    sums = [margin.totals.sum() for margin in margins]
    if sums and max(sums) - min(sums) > ALIKE * max(sums):
        told = (f"{m.name} {show(total)}" for m, total in zip(margins, sums, strict=True))
        faults.add("WEIGHT-10", sums=", ".join(told))


def cross(margins: Sequence[Margin]) -> Cells:
    """The cells in which somebody answered: at most n, however many levels there are."""
    n = len(margins[0].codes)
    of_case, codes = np.zeros(n, np.int64), []
    for margin in margins:
        L = len(margin.levels)
        C = len(codes[0]) if codes else 1
        present, of_case = compress(of_case * L + margin.codes, C * L)
        codes = [known[present // L] for known in codes] + [present % L]
    return Cells(of_case, tuple(codes))


def compress(keys: Ints, most: int) -> tuple[Ints, Ints]:
    """The keys (0..most-1) that are there, in order, and the place of each row's among them."""
    if most > 4 * len(keys) + 1000:
        present, place = np.unique(keys, return_inverse=True)
        return present, place.reshape(-1)
    there = np.bincount(keys, minlength=most) > 0
    if there.all():
        return np.arange(most), keys
    return np.flatnonzero(there), (np.cumsum(there) - 1)[keys]


def indicators(codes: Sequence[Ints], sizes: Sequence[int]) -> Floats:
    """(rows, sum of sizes) 0 and 1: the levels of all margins side by side."""
    x = np.zeros((len(codes[0]), sum(sizes)))
    start = 0
    for code, L in zip(codes, sizes, strict=True):
        x[np.arange(len(code)), start + code] = 1.0
        start += L
    return x


def show(total: float) -> str:
    """A total for a message: whole numbers without decimals."""
    return f"{total:.10g}"
