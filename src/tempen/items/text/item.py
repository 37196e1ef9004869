"""An open answer: “Is there anything you would like to add?”"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from tempen.errors import Place
from tempen.items.build import build_item
from tempen.items.keys import Flag, ItemKeys, Slip
from tempen.terms.item import Asked, Item, Variable


class Keys(ItemKeys):
    kind: Literal["text"]
    long: Flag = Field(False, description="Several lines.")


def check(keys: Keys) -> Iterator[Slip]:
    return iter(())


def build(keys: Keys, section: str, place: Place, waves: Mapping[str, Asked]) -> Item:
    return build_item(keys, "text", section, place, waves, long=keys.long)


def variables(item: Item) -> tuple[Variable, ...]:
    return (Variable(item.id, item.id, None, "text"),)
