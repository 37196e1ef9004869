"""What is asked of which columns: items of a table become scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from tempen.design.read import column, fault, levels_of, names_of, numbers, small_whole_numbers
from tempen.estimate.design import Floats, Ints
from tempen.estimate.estimators import ESTIMATORS, mean, multiple, ranking
from tempen.estimate.score import Score, score_levels

LARGEST = 100  # points so small lose no digits when their squares are added up
Items = str | Sequence[str]
Asked = tuple[str, Score]  # the name that stands in the column `item`, and what is added up


def ask(table: pl.DataFrame, statistic: str, item: Items, **options: Any) -> list[Asked]:
    """The scores of one statistic of an item or several.

    raises  EST-05, EST-11, EST-12, EST-13 nobody answered, EST-17 no such statistic, EST-20
    """
    if statistic not in QUESTIONS:
        raise fault("EST-17", what="statistic", asked=statistic, known=", ".join(QUESTIONS))
    asked = QUESTIONS[statistic](table, item, **options)
    for name, score in asked:
        if not score.base.any():
            raise fault("EST-13", column=name)
    return asked


def answered_levels(
    table: pl.DataFrame, name: str, wanted: Sequence[str] | None = None
) -> tuple[Ints, tuple[str, ...]]:
    """As `levels_of`; raises EST-13 where there are none."""
    codes, labels = levels_of(table, name, wanted)
    if not labels:
        raise fault("EST-13", column=name)
    return codes, labels


def shares(table: pl.DataFrame, item: Items, levels: Sequence[str] | None = None) -> list[Asked]:
    make = ESTIMATORS["share"]
    if levels is None:
        return [(name, make(*answered_levels(table, name))) for name in names_of(item)]
    return [(name, share_of(table, name, tuple(map(str, levels)))) for name in names_of(item)]


def share_of(table: pl.DataFrame, name: str, wanted: tuple[str, ...]) -> Score:
    """The shares of some levels, chosen by somebody or not; the base is everyone who answered."""
    others = [level for level in levels_of(table, name)[1] if level not in wanted]
    codes, labels = answered_levels(table, name, (*wanted, *others))
    return score_levels(codes, np.eye(len(labels))[:, : len(wanted)], wanted, share=True)


def top_boxes(table: pl.DataFrame, item: Items, best: Sequence[str] = ()) -> list[Asked]:
    return [
        (name, ESTIMATORS["top_box"](codes, labels, checked(best, labels)))
        for name in names_of(item)
        for codes, labels in [answered_levels(table, name)]
    ]


def nets(
    table: pl.DataFrame, item: Items, plus: Sequence[str] = (), minus: Sequence[str] = ()
) -> list[Asked]:
    return [
        (name, ESTIMATORS["net"](codes, labels, checked(plus, labels), checked(minus, labels)))
        for name in names_of(item)
        for codes, labels in [answered_levels(table, name)]
    ]


def checked(chosen: Sequence[str], labels: tuple[str, ...]) -> tuple[str, ...]:
    """Levels by name; raises EST-20 for one that the item does not have."""
    for label in chosen:
        if str(label) not in labels:
            raise fault("EST-20", label=label, what="levels", known=", ".join(labels))
    return tuple(map(str, chosen))


def means(
    table: pl.DataFrame, item: Items, points: Mapping[str, float] | None = None
) -> list[Asked]:
    return [(name, mean_of(table, name, points)) for name in names_of(item)]


def mean_of(table: pl.DataFrame, name: str, points: Mapping[str, float] | None) -> Score:
    """The mean of points by level, and of small whole numbers as theirs; else of each number."""
    if points is not None:
        codes, labels = answered_levels(table, name)
        return mean.score_points(codes, worth_of(labels, points))
    made = small_whole_numbers(column(table, name))
    if made is not None:
        codes, labels = made
        worth = np.array([float(label) for label in labels])
        if np.abs(worth).max() <= LARGEST:
            return mean.score_points(codes, worth)
    return ESTIMATORS["mean"](numbers(table, name))


def worth_of(labels: tuple[str, ...], points: Mapping[str, float]) -> Floats:
    """The points of each level, NaN where none are given; raises EST-20."""
    checked(list(points), labels)
    said = {str(level): float(value) for level, value in points.items()}
    return np.array([said.get(label, np.nan) for label in labels])


def values(table: pl.DataFrame, name: str, points: Mapping[str, float] | None) -> Floats:
    """(n,) numbers, or the points of levels; NaN where missing or without points."""
    if points is None:
        return numbers(table, name)
    codes, labels = answered_levels(table, name)
    return np.append(worth_of(labels, points), np.nan)[codes]


def totals(
    table: pl.DataFrame, item: Items, points: Mapping[str, float] | None = None
) -> list[Asked]:
    make = ESTIMATORS["total"]
    return [(name, make(values(table, name, points))) for name in names_of(item)]


def ratios(table: pl.DataFrame, item: Items, over: str = "") -> list[Asked]:
    x = numbers(table, over)
    make = ESTIMATORS["ratio"]
    return [(f"{name} / {over}", make(numbers(table, name), x)) for name in names_of(item)]


def indices(
    table: pl.DataFrame,
    item: Items,
    points: Mapping[str, float] | None = None,
    least: int | None = None,
    name: str = "index",
) -> list[Asked]:
    items = np.stack([values(table, one, points) for one in names_of(item)], axis=1)
    return [(name, ESTIMATORS["index"](items, least))]


def options(table: pl.DataFrame, item: Items, name: str = "options") -> list[Asked]:
    marks = np.stack([marked(table, one) for one in names_of(item)], axis=1)
    return [(name, ESTIMATORS["multiple"](marks, names_of(item)))]


def mentions(table: pl.DataFrame, item: Items, name: str = "mentions") -> list[Asked]:
    marks = np.stack([marked(table, one) for one in names_of(item)], axis=1)
    return [(name, multiple.score_mentions(marks, names_of(item)))]


def marked(table: pl.DataFrame, name: str) -> Floats:
    """(n,) 1 marked, 0 not, NaN not asked; of yes and no as words, "yes" and "no" only."""
    found = column(table, name)
    if found.dtype.is_numeric() or found.dtype == pl.Boolean:
        return numbers(table, name)
    return values(table, name, {w: float(w == "yes") for w in levels_of(table, name)[1]})


def ranks(table: pl.DataFrame, item: Items, name: str = "ranked first") -> list[Asked]:
    given = np.stack([numbers(table, one) for one in names_of(item)], axis=1)
    return [(name, ESTIMATORS["ranking"](given, names_of(item)))]


def mean_ranks(table: pl.DataFrame, item: Items, name: str = "mean rank") -> list[Asked]:
    given = np.stack([numbers(table, one) for one in names_of(item)], axis=1)
    things = enumerate(names_of(item))
    return [(name, ranking.score_mean(given, k, label)) for k, label in things]


QUESTIONS: dict[str, Callable[..., list[Asked]]] = {
    "share": shares,
    "top_box": top_boxes,
    "net": nets,
    "mean": means,
    "total": totals,
    "ratio": ratios,
    "index": indices,
    "multiple": options,
    "mentions": mentions,
    "ranking": ranks,
    "mean_rank": mean_ranks,
}
ONE_BY_ONE = ("share", "top_box", "net", "mean", "total", "ratio")  # several items: each by itself
