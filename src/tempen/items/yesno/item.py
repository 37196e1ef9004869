"""Yes or no: “Has a board adopted the strategy?”"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import numpy as np

from tempen.errors import Place
from tempen.items.answers import Parsed, Raw, column_of, parse_one
from tempen.items.build import build_item, level_variable
from tempen.items.fake import fake_levels
from tempen.items.keys import Slip
from tempen.items.levels import LevelKeys, check_levels, freeze, make_levels
from tempen.locale import speak
from tempen.terms.item import Asked, Item, Variable

LEVELS = ("yes", "no")
SPELLINGS = {"true": 0, "false": 1, "True": 0, "False": 1}  # as tables write booleans


class Keys(LevelKeys):
    kind: Literal["yesno"]


def check(keys: Keys) -> Iterator[Slip]:
    return check_levels("kind", LEVELS, keys)


def build(keys: Keys, section: str, place: Place, waves: Mapping[str, Asked]) -> Item:
    levels = make_levels(LEVELS, keys.dont_know, keys.scores)
    own = {"levels": levels, "groups": freeze(keys.groups), "dont_know": keys.dont_know}
    return build_item(keys, "yesno", section, place, waves, **own)


def variables(item: Item) -> tuple[Variable, ...]:
    return (level_variable(item),)


def parse(item: Item, asked: Asked, raw: Raw) -> Parsed:
    return parse_one(item, asked, raw, variables(item)[0], SPELLINGS)


def fake(item: Item, asked: Asked, rng: np.random.Generator, n: int) -> dict[str, list[str]]:
    return {column_of(item, asked): fake_levels(item, asked, rng, n)}


def describe(item: Item, lang: str) -> str:
    return speak(lang)("Yes or no")
