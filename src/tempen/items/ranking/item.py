"""Options put in order: “What needs to improve first?” Each option's rank is a variable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import numpy as np
import polars as pl
from pydantic import Field

from tempen.errors import Place
from tempen.items.answers import (
    Parsed,
    Problem,
    Raw,
    code_book,
    codes_of,
    column_of,
    height,
    no_column,
    put_between,
    skip,
    split_columns,
    split_marks,
    tell,
    translate,
)
from tempen.items.build import build_item
from tempen.items.fake import sprinkle
from tempen.items.keys import Id, ItemKeys, Slip, slip
from tempen.items.levels import check_ids
from tempen.locale import speak
from tempen.terms.item import Asked, Item, Level, Missing, Variable


class Keys(ItemKeys):
    kind: Literal["ranking"]
    options: list[Id] = Field(min_length=2, description="The options that are put in order.")
    cap: int | None = Field(None, ge=1, description="The most options that may be ranked.")


def check(keys: Keys) -> Iterator[Slip]:
    yield from check_ids("options", keys.options)
    if keys.cap is not None and keys.cap > len(keys.options):
        yield slip("ITEM-04", "cap", id=keys.id, cap=keys.cap, options=len(keys.options))


def build(keys: Keys, section: str, place: Place, waves: Mapping[str, Asked]) -> Item:
    levels = tuple(Level(id) for id in keys.options)
    return build_item(keys, "ranking", section, place, waves, levels=levels, cap=keys.cap)


def variables(item: Item) -> tuple[Variable, ...]:
    return tuple(
        Variable(f"{item.id}.{level.id}", item.id, level.id, "rank") for level in item.levels
    )


SKIPPED = int(Missing.SKIPPED)
SEPARATORS = r"[\s;|,>]+"


def parse(item: Item, asked: Asked, raw: Raw) -> Parsed:
    """Ranks from one cell with the options in order (`people data`), or a column per option."""
    if column_of(item, asked) in raw:
        ranks, problems = read_cell(item, asked, raw[column_of(item, asked)])
    else:
        ranks, problems = read_columns(item, asked, raw)
    skip(ranks, [problem.row for problem in problems if problem.row >= 0])
    for at, level in enumerate(item.levels):
        if not item.part_asked_in(level.id, asked.wave):
            ranks[:, at] = int(Missing.NOT_ASKED)
    return Parsed(split_columns(ranks, variables(item)), tuple(problems))


def read_cell(item: Item, asked: Asked, series: pl.Series) -> tuple[np.ndarray, list[Problem]]:
    column = column_of(item, asked)
    table = split_marks(series, asked.separator, SEPARATORS)
    ids = {level.id: at for at, level in enumerate(item.levels)}
    codes = translate(table["mark"], code_book(item, asked, ids))
    table = table.with_columns(code=codes, rank=pl.int_range(pl.len()).over("row") + 1)
    ranks = np.full((len(series), len(item.levels)), SKIPPED, dtype=np.int16)
    ranks[table["row"].to_numpy(), :] = 0
    said = table.filter(pl.col("code") < 0)
    ranks[said["row"].to_numpy(), :] = said["code"].to_numpy()[:, None]
    chosen = table.filter(pl.col("code") >= 0)
    ranks[chosen["row"].to_numpy(), chosen["code"].to_numpy()] = chosen["rank"].to_numpy()
    unknown = table.filter(pl.col("code").is_null())["row"].unique().sort()
    twice = table.filter(pl.struct("row", "code").is_duplicated() & pl.col("code").is_not_null())
    long = chosen.filter(pl.col("rank") == most(item) + 1)["row"]
    known = ", ".join(ids)
    problems = tell(unknown, series, column, "ITEM-21", item=item.id, known=known)
    problems += tell(twice["row"].unique().sort(), series, column, "ITEM-27", item=item.id)
    facts = {"item": item.id, "marked": f"> {most(item)}", "cap": most(item)}
    told = {problem.row for problem in problems}
    problems += tell([r for r in long if r not in told], series, column, "ITEM-23", **facts)
    return ranks, problems


def read_columns(item: Item, asked: Asked, raw: Raw) -> tuple[np.ndarray, list[Problem]]:
    """A column per option with its rank; an option without a rank beside others is unranked."""
    ranks = np.full((height(raw), len(item.levels)), SKIPPED, dtype=np.int16)
    book = {str(rank): rank for rank in range(most(item) + 1)}
    problems: list[Problem] = []
    for at, level in enumerate(item.levels):
        column = column_of(item, asked, level.id)
        if column not in raw:
            if item.part_asked_in(level.id, asked.wave):
                problems.append(no_column(item, column))
            continue
        codes, unknown = codes_of(raw[column], code_book(item, asked, book))
        ranks[:, at] = codes.to_numpy()
        facts = {"item": item.id, "most": most(item)}
        problems += tell(unknown, raw[column], column, "ITEM-28", **facts)
    return settle(item, asked, ranks, problems)


def settle(
    item: Item, asked: Asked, ranks: np.ndarray, problems: list[Problem]
) -> tuple[np.ndarray, list[Problem]]:
    """Ties are problems; blank beside a rank is 0; "not applicable" holds for the answer."""
    said = (ranks == int(Missing.NOT_APPLICABLE)).any(axis=1)
    ranked = np.expand_dims((ranks > 0).any(axis=1), 1)
    ranks[ranked & (ranks < 0)] = 0
    ranks[said, :] = int(Missing.NOT_APPLICABLE)
    column = column_of(item, asked)
    told = {problem.row for problem in problems}
    for rank in range(1, most(item) + 1):
        for row in np.flatnonzero((ranks == rank).sum(axis=1) > 1):
            if row not in told:
                told.add(int(row))
                facts = {"item": item.id, "value": str(rank)}
                problems.append(Problem(int(row), column, str(rank), "ITEM-27", facts))
    return ranks, problems


def most(item: Item) -> int:
    return item.cap or len(item.levels)


def fake(item: Item, asked: Asked, rng: np.random.Generator, n: int) -> dict[str, list[str]]:
    options = [level.id for level in item.levels]
    between = put_between(asked.separator)
    cells = [between.join(rng.permutation(options)[: most(item)]) for _ in range(n)]
    return {column_of(item, asked): sprinkle(item, cells, rng)}


def describe(item: Item, lang: str) -> str:
    say = speak(lang)
    if item.cap is None:
        return say("All in order")
    return say("The {cap} most important, in order").format(cap=item.cap)
