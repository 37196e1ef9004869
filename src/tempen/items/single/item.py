"""One answer out of options: “Do you have a strategy?” Yes, one is being drawn up, no."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import numpy as np
from pydantic import Field

from tempen.errors import Place
from tempen.items.answers import Parsed, Raw, column_of, parse_one
from tempen.items.build import build_item, level_variable
from tempen.items.fake import fake_levels
from tempen.items.keys import Id, Slip
from tempen.items.levels import LevelKeys, check_levels, freeze, make_levels
from tempen.locale import speak
from tempen.terms.item import Asked, Item, Variable


class Keys(LevelKeys):
    kind: Literal["single"]
    options: list[Id] = Field(min_length=2, description="The options, in the order shown.")


def check(keys: Keys) -> Iterator[Slip]:
    return check_levels("options", keys.options, keys)


def build(keys: Keys, section: str, place: Place, waves: Mapping[str, Asked]) -> Item:
    levels = make_levels(keys.options, keys.dont_know, keys.scores)
    own = {"levels": levels, "groups": freeze(keys.groups), "dont_know": keys.dont_know}
    return build_item(keys, "single", section, place, waves, **own)


def variables(item: Item) -> tuple[Variable, ...]:
    return (level_variable(item),)


def parse(item: Item, asked: Asked, raw: Raw) -> Parsed:
    return parse_one(item, asked, raw, variables(item)[0])


def fake(item: Item, asked: Asked, rng: np.random.Generator, n: int) -> dict[str, list[str]]:
    return {column_of(item, asked): fake_levels(item, asked, rng, n)}


def describe(item: Item, lang: str) -> str:
    return speak(lang)("One answer")
