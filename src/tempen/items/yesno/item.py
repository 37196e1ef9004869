"""Yes or no: “Has a board adopted the strategy?”"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from tempen.errors import Place
from tempen.items.build import build_item, level_variable
from tempen.items.keys import Slip
from tempen.items.levels import LevelKeys, check_levels, freeze, make_levels
from tempen.terms.item import Asked, Item, Variable

LEVELS = ("yes", "no")


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
