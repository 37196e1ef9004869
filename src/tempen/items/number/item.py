"""A number: “How many people work with the tools?”"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from tempen.errors import Place
from tempen.items.build import build_item
from tempen.items.keys import Flag, ItemKeys, Name, Slip, slip
from tempen.terms.item import Asked, Item, Variable


class Keys(ItemKeys):
    kind: Literal["number"]
    unit: Name | None = Field(None, description="A word for the texts of the unit, e.g. people.")
    minimum: float | None = Field(None, description="The least that can be true.")
    maximum: float | None = Field(None, description="The most that can be true.")
    decimals: int = Field(0, ge=0, le=6, description="Decimals that an answer may have.")
    dont_know: Flag = Field(False, description="Offers “don't know”.")


def check(keys: Keys) -> Iterator[Slip]:
    if keys.minimum is not None and keys.maximum is not None and keys.minimum > keys.maximum:
        facts = {"minimum": f"{keys.minimum:g}", "maximum": f"{keys.maximum:g}"}
        yield slip("ITEM-03", "maximum", id=keys.id, **facts)


def build(keys: Keys, section: str, place: Place, waves: Mapping[str, Asked]) -> Item:
    return build_item(
        keys,
        "number",
        section,
        place,
        waves,
        unit=keys.unit,
        minimum=keys.minimum,
        maximum=keys.maximum,
        decimals=keys.decimals,
        dont_know=keys.dont_know,
    )


def variables(item: Item) -> tuple[Variable, ...]:
    return (Variable(item.id, item.id, None, "number"),)
