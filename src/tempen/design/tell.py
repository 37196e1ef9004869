"""What is told of scores in every domain: those with the same levels in one reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from tempen.design.domains import Domains, side_by_side
from tempen.design.figures import figures
from tempen.design.questions import Asked
from tempen.estimate.answer import answer, answer_levels, is_summed
from tempen.estimate.design import Design

SUMS_AT_ONCE = 4_000_000  # by stratum, item, cell and level: their arrays are some 30 MB each


def tell(
    asked: Sequence[Asked], ways: Sequence[Domains], design: Design, engine: str, interval: str
) -> list[pl.DataFrame]:
    """Tables of `figures`: item by item, and of an item way by way."""
    parts: dict[int, list[pl.DataFrame]] = {}
    domains, cells = side_by_side(ways)
    for some in alike(asked, design, domains.C):
        these = [asked[i] for i in some]
        scores = [score for _, score in these]
        if is_summed(scores[0], design):
            made = answer_levels(scores, cells, domains.C, design, engine)
            table = figures(these, made, domains, design, interval)
            rows = table.height // len(some)
            parts |= {i: [table.slice(k * rows, rows)] for k, i in enumerate(some)}
            continue
        made = [answer(scores[0], way.cell, way.C, design, engine) for way in ways]
        parts[some[0]] = [
            figures(these, one, way, design, interval) for one, way in zip(made, ways, strict=True)
        ]
    return [table for i in sorted(parts) for table in parts[i]]


def alike(asked: Sequence[Asked], design: Design, C: int) -> Iterator[list[int]]:
    """Places of what can be answered together: sums by level with the same points."""
    found: dict[object, list[int]] = {}
    for i, (_, score) in enumerate(asked):
        key: object = i
        if is_summed(score, design) and score.points is not None:
            key = score.share, score.points.shape, score.points.tobytes()
        found.setdefault(key, []).append(i)
    for some in found.values():
        points = asked[some[0]][1].points
        size = 1 if points is None else design.H * C * (len(points) + 2)
        step = max(1, SUMS_AT_ONCE // size)
        yield from (some[start : start + step] for start in range(0, len(some), step))
