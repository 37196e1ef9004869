"""Whom a share is of. The base is inferred first; only then is a share judged by it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tempen.audit.find.figures import Figure
from tempen.audit.find.rounding import Way
from tempen.audit.find.wording import show

if TYPE_CHECKING:
    from tempen.audit.find.sight import Sight

TINY = 1e-9
INFINITE = float("inf")
SUPPORT = 0.85
MOST = 0.7  # of the rows that their own total must explain
FEW, MANY = 3, 8  # rows to infer a base from: with their own total, without


@dataclass(frozen=True, slots=True)
class Counted:
    """A count and its share on one line."""

    count: Figure
    share: Figure
    total: bool


@dataclass(frozen=True)
class Base:
    """A base that explains counts and shares, and how they were rounded from it.

    stated  it stands in the report, or is the sum of the counts
    """

    value: float
    way: Way
    stated: bool

    def printed(self, lang: str) -> str:
        return show(round(self.value), 0, lang)


def base_of(
    rows: list[Counted], sight: Sight, need: float = SUPPORT, told: float = 0.0
) -> Base | None:
    """The base that explains all rows; else their total or sum if it explains most; else one
    that the report states, or the one that explains the most, if it explains nearly all.

    need  the part of the rows that must go with a base before the rest are judged by it
    told  the base that is printed with them; 0 where none is
    """
    rows = [row for row in rows if plain(row)]
    n = len(rows)
    if told and n > 1:
        for way in ("nearest", "down"):
            if support([range_of(row, way) for row in rows], told) >= max(1, MOST * n - 1):
                return Base(told, way, True)
    if n < FEW:
        return None
    best: dict[Way, tuple[int, float]] = {}
    for way in ("nearest", "down"):
        ranges = [range_of(row, way) for row in rows]
        best[way] = stab(ranges)
        if best[way][0] == n:
            return Base(best[way][1], way, False)
        for own in totals(rows):
            if support(ranges, own) >= max(n - 2, MOST * n):
                return Base(own, way, True)
    for way, (depth, value) in best.items():
        ranges = [range_of(row, way) for row in rows]
        stated = max(
            (one.value for one in sight.counts), key=lambda one: support(ranges, one), default=0.0
        )
        held = support(ranges, stated) == depth
        if (n >= MANY and depth >= need * n) or (n > FEW and depth == n - 1 and held):
            return Base(stated if held else value, way, held)
    return None


def plain(row: Counted) -> bool:
    """Whether a row can be a count and its share: no signs, no zeros."""
    signed = row.count.number.text[:1] in "+-−–" or row.share.number.text[:1] in "+-−–"
    return not signed and row.count.value > 0 and row.share.value >= 0


def range_of(row: Counted, way: Way) -> tuple[float, float]:
    """The bases that a count and its share allow, if rounded this way."""
    share, half = row.share.value, row.share.half
    low, high = (share - half, share + half) if way == "nearest" else (share, share + 2 * half)
    return 100.0 * row.count.value / high, 100.0 * row.count.value / low if low > 0 else INFINITE


def totals(rows: list[Counted]) -> list[float]:
    """What the rows themselves say of their base: a total among them, else their sum."""
    return [row.count.value for row in rows if row.total] or [sum(row.count.value for row in rows)]


def support(ranges: list[tuple[float, float]], base: float) -> int:
    return sum(low - TINY <= base <= high + TINY for low, high in ranges)


def stab(ranges: Iterable[tuple[float, float]]) -> tuple[int, float]:
    """How many ranges one base can lie within, and such a base, a whole number where there is
    one."""
    ends: list[tuple[float, int]] = []
    for low, high in ranges:
        ends += [(low, 0), (high, 1)]
    ordered = sorted(ends)
    depth, best, at = 0, 0, 0.0
    for i, (point, closing) in enumerate(ordered[:-1]):
        depth += -1 if closing else 1
        if depth > best:
            following = min(ordered[i + 1][0], 2 * point)
            whole = float(math.ceil(point))
            best, at = depth, whole if whole <= following else (point + following) / 2
    return best, at
