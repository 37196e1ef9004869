"""One answer out of options: “Do you have a strategy?” Yes, one is being drawn up, no."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from tempen.errors import Place
from tempen.items.build import build_item, level_variable
from tempen.items.keys import Id, Slip
from tempen.items.levels import LevelKeys, check_levels, freeze, make_levels
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
