"""Several rows with one scale: “How much do the tools benefit …” service, quality."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import numpy as np
from pydantic import Field

from tempen.errors import Place
from tempen.items.answers import Parsed, Raw, column_of, parse_parts
from tempen.items.build import build_item, level_variable
from tempen.items.fake import fake_levels
from tempen.items.keys import Flag, Id, Slip
from tempen.items.levels import LevelKeys, check_ids, check_levels, freeze, make_levels
from tempen.locale import speak
from tempen.terms.item import Asked, Item, Variable


class Keys(LevelKeys):
    kind: Literal["battery"]
    rows: list[Id] = Field(min_length=1, description="The rows, in the order shown.")
    scale: list[Id] = Field(min_length=2, description="The steps, in the order shown.")
    diverging: Flag = Field(False, description="Two poles and a middle.")


def check(keys: Keys) -> Iterator[Slip]:
    yield from check_ids("rows", keys.rows)
    yield from check_levels("scale", keys.scale, keys)


def build(keys: Keys, section: str, place: Place, waves: Mapping[str, Asked]) -> Item:
    return build_item(
        keys,
        "battery",
        section,
        place,
        waves,
        rows=tuple(keys.rows),
        levels=make_levels(keys.scale, keys.dont_know, keys.scores),
        groups=freeze(keys.groups),
        dont_know=keys.dont_know,
        diverging=keys.diverging,
    )


def variables(item: Item) -> tuple[Variable, ...]:
    return tuple(level_variable(item, row) for row in item.rows)


def parse(item: Item, asked: Asked, raw: Raw) -> Parsed:
    return parse_parts(item, asked, raw, variables(item))


def fake(item: Item, asked: Asked, rng: np.random.Generator, n: int) -> dict[str, list[str]]:
    rows = asked.rows or item.rows
    return {column_of(item, asked, row): fake_levels(item, asked, rng, n) for row in rows}


def describe(item: Item, lang: str) -> str:
    return speak(lang)("One answer per row")
