"""Whom a share is of. The base is inferred first; only then is a share judged by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tempen.audit.find.figures import Figure
from tempen.audit.find.wording import show

if TYPE_CHECKING:
    from tempen.audit.find.sight import Sight

TINY = 1e-9
SUPPORT = 0.85  # of the rows must go with a base before the rest are judged by it
FEW = 3


@dataclass(frozen=True, slots=True)
class Counted:
    """A count and its share on one line."""

    count: Figure
    share: Figure
    total: bool


@dataclass(frozen=True)
class Base:
    """A base that explains counts and shares.

    stated  it stands in the report, or is the sum of the counts
    """

    value: float
    stated: bool

    def printed(self, lang: str) -> str:
        return show(round(self.value), 0, lang)


def range_of(row: Counted) -> tuple[float, float]:
    """The bases that a count and its share allow, rounded or cut."""
    share, half = row.share.value, row.share.half
    top = share - half
    return (
        100.0 * row.count.value / (share + 2 * half),
        100.0 * row.count.value / top if top > 0 else float("inf"),
    )


def base_of(rows: list[Counted], sight: Sight) -> Base | None:
    """The base that most rows go with: one that the report states, the sum of the counts, or
    the one that explains the most. None where no base explains nearly all of them."""
    rows = [row for row in rows if row.count.value > 0 and row.share.value > 0]
    if len(rows) < FEW:
        return None
    ranges = [range_of(row) for row in rows]
    need = SUPPORT * len(rows) if len(rows) > 6 else len(rows) - 1

    def support(base: float) -> int:
        return sum(low - TINY <= base <= high + TINY for low, high in ranges)

    stated = candidates(rows, sight)
    best = max(stated, key=support, default=0.0)
    if best and support(best) >= need:
        return Base(best, True)
    inferred = stab(ranges)
    if inferred and support(inferred) >= need and len(rows) >= 6:
        return Base(inferred, False)
    return None


def candidates(rows: list[Counted], sight: Sight) -> list[float]:
    """Totals among the rows, their sum, and every count of answers that the report states."""
    found = [row.count.value for row in rows if row.total]
    if not found:
        found.append(sum(row.count.value for row in rows))
    return found + [count.value for count in sight.counts]


def stab(ranges: Iterable[tuple[float, float]]) -> float | None:
    """The whole number that lies within the most ranges."""
    ends: list[tuple[float, int]] = []
    for low, high in ranges:
        ends += [(low, 0), (high, 1)]
    depth, best, at = 0, 0, None
    ordered = sorted(ends)
    for i, (point, closing) in enumerate(ordered):
        depth += -1 if closing else 1
        if depth > best and i + 1 < len(ordered):
            best, at = depth, (point + min(ordered[i + 1][0], point * 2)) / 2
    return at
