"""One step on an ordered scale: “How much trust is there?” Very little … very great."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import numpy as np
from pydantic import Field

from tempen.errors import Place
from tempen.items.answers import Parsed, Raw, column_of, parse_one
from tempen.items.build import build_item, level_variable
from tempen.items.fake import fake_levels
from tempen.items.keys import Flag, Id, Slip
from tempen.items.levels import LevelKeys, check_levels, freeze, make_levels
from tempen.locale import speak
from tempen.terms.item import Asked, Item, Variable


class Keys(LevelKeys):
    kind: Literal["scale"]
    scale: list[Id] = Field(min_length=2, description="The steps, in the order shown.")
    diverging: Flag = Field(False, description="Two poles and a middle.")


def check(keys: Keys) -> Iterator[Slip]:
    return check_levels("scale", keys.scale, keys)


def build(keys: Keys, section: str, place: Place, waves: Mapping[str, Asked]) -> Item:
    return build_item(
        keys,
        "scale",
        section,
        place,
        waves,
        levels=make_levels(keys.scale, keys.dont_know, keys.scores),
        groups=freeze(keys.groups),
        dont_know=keys.dont_know,
        diverging=keys.diverging,
    )


def variables(item: Item) -> tuple[Variable, ...]:
    return (level_variable(item),)


def parse(item: Item, asked: Asked, raw: Raw) -> Parsed:
    return parse_one(item, asked, raw, variables(item)[0])


def fake(item: Item, asked: Asked, rng: np.random.Generator, n: int) -> dict[str, list[str]]:
    return {column_of(item, asked): fake_levels(item, asked, rng, n)}


def describe(item: Item, lang: str) -> str:
    return speak(lang)("One answer")
