"""Marks: options that stand alone, and no more than may be marked."""

from __future__ import annotations

from tempen.items.forms import (
    CHOOSE,
    SAID,
    Codes,
    Posted,
    Taken,
    Value,
    beside,
    field,
    offered_levels,
    refuse,
)
from tempen.items.forms import listed_cell as cells
from tempen.items.forms import spread_one as spread
from tempen.locale import mark
from tempen.terms.item import Asked, Item

ALONE = mark("One of the answers that you chose stands alone: take it away, or the others.")


def take(item: Item, asked: Asked, posted: Posted) -> Taken:
    """The ids of the marked options in the item's order, with blanks between them."""
    sent = {value.strip() for value in posted.get(field(item), ())} - {""}
    levels = offered_levels(item, asked)
    known = [*(level.id for level in levels), *beside(item)]
    if not sent:
        return Taken()
    if not sent <= set(known):
        return refuse(CHOOSE)
    alone = {level.id for level in levels if level.exclusive} | set(beside(item))
    if len(sent) > 1 and sent & alone:
        return refuse(ALONE)
    if len(sent) > (item.cap or len(known)):
        return refuse(mark("Choose at most {cap}; you have chosen {n}.", cap=item.cap, n=len(sent)))
    return Taken(" ".join(id for id in known if id in sent))


def codes(item: Item, value: Value) -> Codes:
    """1 marked, 0 not, for every option; what was said instead holds for all of them."""
    if value is None:
        return {}
    marked = str(value).split()
    said = SAID.get(marked[0]) if marked[0] in beside(item) else None
    return {
        f"{item.id}.{level.id}": int(level.id in marked) if said is None else said
        for level in item.levels
    }


__all__ = ["cells", "codes", "spread", "take"]
