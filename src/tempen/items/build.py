"""What every kind does with its keys: the fields of an item that all kinds have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tempen.errors import Place
from tempen.items.keys import ItemKeys
from tempen.terms.item import Asked, Item, Level, Variable


def build_item(
    keys: ItemKeys,
    kind: str,
    section: str,
    place: Place,
    waves: Mapping[str, Asked],
    **own: Any,
) -> Item:
    return Item(
        id=keys.id,
        kind=kind,
        section=section,
        place=place,
        waves=waves,
        ask_if=None if keys.ask_if == "everyone" else keys.ask_if,
        family=keys.family or keys.id,
        made_up=keys.made_up is True,
        made_up_parts=tuple(keys.made_up) if isinstance(keys.made_up, list) else (),
        factual=keys.factual,
        base=keys.base,
        required=keys.required,
        not_applicable=keys.not_applicable,
        **own,
    )


def level_variable(item: Item, part: str | None = None) -> Variable:
    """A variable whose codes 0.. index the item's levels ("don't know" is one of them)."""
    return Variable(
        id=f"{item.id}.{part}" if part else item.id,
        item=item.id,
        part=part,
        scale="levels",
        levels=tuple(level.id for level in item.levels),
        groups=item.groups,
        scores=tuple(level.score for level in item.levels),
    )


def mark_variable(item: Item, level: Level) -> Variable:
    return Variable(f"{item.id}.{level.id}", item.id, level.id, "mark", ("no", "yes"))
