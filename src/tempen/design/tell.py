"""What is told of scores in every domain: those with the same levels in one reading."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import polars as pl

from tempen.design.domains import Domains, side_by_side
from tempen.design.figures import figures
from tempen.design.questions import Asked
from tempen.estimate.answer import answer, answer_levels, is_summed
from tempen.estimate.design import Design
from tempen.estimate.score import Score

SUMS_AT_ONCE = 4_000_000  # by stratum, item, cell and level: their arrays are some 30 MB each
Thing = TypeVar("Thing")


def tell(
    asked: Sequence[Asked], ways: Sequence[Domains], design: Design, engine: str, interval: str
) -> pl.DataFrame:
    """The table of `figures`: item by item, and of an item way by way."""
    domains, cells = side_by_side(ways)

    def tell_alike(some: Sequence[Asked]) -> pl.DataFrame:
        scores = [score for _, score in some]
        if is_summed(scores[0], design):
            made = answer_levels(scores, cells, domains.C, design, engine)
            return figures(some, made, domains, design, interval)
        made = [answer(scores[0], way.cell, way.C, design, engine) for way in ways]
        return pl.concat([
            figures(some, one, way, design, interval) for one, way in zip(made, ways, strict=True)
        ])  # fmt: skip

    banks = alike([[score] for _, score in asked], [design], domains.C)
    return in_order(asked, banks, tell_alike)


def alike(
    asked: Sequence[Sequence[Score]], designs: Sequence[Design], C: int
) -> Iterator[list[int]]:
    """Places of what can be answered together: sums by level with the same points.

    asked  of each thing the score in every wave, as many as there are designs
    """
    found: dict[object, list[int]] = {}
    for i, scores in enumerate(asked):
        each = {key_of(score) for score in scores}
        summed = all(map(is_summed, scores, designs)) and len(each) == 1
        found.setdefault(each.pop() if summed else i, []).append(i)
    for some in found.values():
        points = asked[some[0]][0].points
        size = 1 if points is None else max(d.H for d in designs) * C * (len(points) + 2)
        step = max(1, SUMS_AT_ONCE // max(1, size))
        yield from (some[start : start + step] for start in range(0, len(some), step))


def key_of(score: Score) -> object:
    """The same for scores whose estimates are the same sums of levels."""
    if score.points is None:
        return None
    return score.share, score.points.shape, score.points.tobytes()


def in_order(
    asked: Sequence[Thing], banks: Iterable[list[int]], tell: Callable[[list[Thing]], pl.DataFrame]
) -> pl.DataFrame:
    """One table of what is told of each bank, in the order that things were asked."""
    parts: dict[int, pl.DataFrame] = {}
    for some in banks:
        table = tell([asked[i] for i in some])
        rows = table.height // len(some)
        parts |= {i: table.slice(k * rows, rows) for k, i in enumerate(some)}
    return pl.concat([parts[i] for i in sorted(parts)])
