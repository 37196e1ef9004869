"""A place for each option: first, second, third; none twice, and none left out before the last."""

from __future__ import annotations

from tempen.items.forms import (
    BOTH,
    SAID,
    Codes,
    Posted,
    Taken,
    Value,
    beside,
    field,
    offered_levels,
    one,
    refuse,
    take_said,
)
from tempen.items.forms import listed_cell as cells
from tempen.items.ranking.item import most
from tempen.locale import mark
from tempen.terms.item import Asked, Item

TWICE = mark("Two have the same place. Give each a place of its own.")
GAP = mark("A place is left out. Begin with 1, and leave none out.")
PLACE = mark("Choose a place from the list.")


def take(item: Item, asked: Asked, posted: Posted) -> Taken:
    """The ids of the ranked options in their order, with blanks between them."""
    said = take_said(item, posted)
    places: dict[int, str] = {}
    for level in offered_levels(item, asked):
        sent = one(posted, field(item, level.id))
        if not sent:
            continue
        if not (sent.isascii() and sent.isdecimal() and 1 <= int(sent[:4]) <= most(item)):
            return refuse(PLACE, level.id)
        if int(sent) in places:
            return refuse(TWICE, level.id)
        places[int(sent)] = level.id
    if said.problem or said.value:
        return refuse(BOTH) if places and said.value else said
    if sorted(places) != list(range(1, len(places) + 1)):
        return refuse(GAP)
    return Taken(" ".join(places[place] for place in sorted(places)) or None)


def codes(item: Item, value: Value) -> Codes:
    """The place of each option, 0 where it has none."""
    if value is None:
        return {}
    order = str(value).split()
    if order[0] in beside(item):
        return {f"{item.id}.{level.id}": SAID[order[0]] for level in item.levels}
    places = {id: place for place, id in enumerate(order, 1)}
    return {f"{item.id}.{level.id}": places.get(level.id, 0) for level in item.levels}


def spread(item: Item, value: Value) -> dict[str, list[str]]:
    """The place of each ranked option, or the box beside them."""
    if value is None:
        return {}
    order = str(value).split()
    if order[0] in beside(item):
        return {field(item, "said"): order}
    return {field(item, id): [str(place)] for place, id in enumerate(order, 1)}


__all__ = ["cells", "codes", "spread", "take"]
