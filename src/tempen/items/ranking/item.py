"""Options put in order: “What needs to improve first?” Each option's rank is a variable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from tempen.errors import Place
from tempen.items.build import build_item
from tempen.items.keys import Id, ItemKeys, Slip, slip
from tempen.items.levels import check_ids
from tempen.terms.item import Asked, Item, Level, Variable


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
