"""Several answers out of options: “What support do you need?” Each option is a variable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from tempen.errors import Place
from tempen.items.build import build_item, mark_variable
from tempen.items.keys import Flag, Id, ItemKeys, Slip, slip
from tempen.items.levels import DONT_KNOW, check_ids
from tempen.terms.item import Asked, Item, Level, Variable

NONE = "none"


class Keys(ItemKeys):
    kind: Literal["multiple"]
    options: list[Id] = Field(min_length=2, description="The options, in the order shown.")
    none: Flag = Field(False, description="Offers “none of these”, which stands alone.")
    dont_know: Flag = Field(False, description="Offers “don't know”, which stands alone.")
    exclusive: list[Id] = Field(default_factory=list, description="Options that stand alone.")
    cap: int | None = Field(None, ge=1, description="The most options that may be marked.")
    blank: Literal["skipped", "unmarked"] = Field(
        "skipped", description="A blank answer was skipped, or is an answer with no mark."
    )


def check(keys: Keys) -> Iterator[Slip]:
    yield from check_ids("options", keys.options)
    if keys.none and NONE in keys.options:
        yield slip("ITEM-08", "options", keys.options.index(NONE), id=NONE)
    for at, option in enumerate(keys.exclusive):
        if option not in keys.options:
            known = ", ".join(keys.options)
            yield slip("ITEM-12", "exclusive", at, option=option, known=known)
    if keys.cap is not None and keys.cap > len(keys.options):
        yield slip("ITEM-04", "cap", id=keys.id, cap=keys.cap, options=len(keys.options))


def build(keys: Keys, section: str, place: Place, waves: Mapping[str, Asked]) -> Item:
    return build_item(
        keys,
        "multiple",
        section,
        place,
        waves,
        levels=make_options(keys),
        dont_know=keys.dont_know,
        cap=keys.cap,
        blank=keys.blank,
    )


def make_options(keys: Keys) -> tuple[Level, ...]:
    """The options, then “none of these” and “don't know”, which stand alone."""
    levels = [Level(id, exclusive=id in keys.exclusive) for id in keys.options]
    if keys.none:
        levels.append(Level(NONE, "none", exclusive=True))
    if keys.dont_know:
        levels.append(Level(DONT_KNOW, "dont_know", exclusive=True))
    return tuple(levels)


def variables(item: Item) -> tuple[Variable, ...]:
    return tuple(mark_variable(item, level) for level in item.levels)
