"""One step on an ordered scale: “How much trust is there?” Very little … very great."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from tempen.errors import Place
from tempen.items.build import build_item, level_variable
from tempen.items.keys import Flag, Id, Slip
from tempen.items.levels import LevelKeys, check_levels, freeze, make_levels
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
