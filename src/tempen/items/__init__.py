"""The kinds of items: each whole in its own folder, and named here once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from tempen.errors import Place
from tempen.items.battery import item as battery
from tempen.items.keys import Slip
from tempen.items.multiple import item as multiple
from tempen.items.number import item as number
from tempen.items.ranking import item as ranking
from tempen.items.scale import item as scale
from tempen.items.single import item as single
from tempen.items.text import item as text
from tempen.items.yesno import item as yesno
from tempen.terms.item import Asked, Item, Variable


class Kind(Protocol):
    """What the module `item.py` of a kind offers."""

    Keys: type[Any]  # the pydantic model of its keys in questionnaire.yaml

    def check(self, keys: Any) -> Iterator[Slip]: ...
    def build(self, keys: Any, section: str, place: Place, waves: Mapping[str, Asked]) -> Item: ...
    def variables(self, item: Item) -> tuple[Variable, ...]: ...


KINDS: dict[str, Kind] = {
    "single": single,
    "yesno": yesno,
    "multiple": multiple,
    "scale": scale,
    "battery": battery,
    "ranking": ranking,
    "number": number,
    "text": text,
}


def variables(item: Item) -> tuple[Variable, ...]:
    """The columns of cases that answers to an item become."""
    return KINDS[item.kind].variables(item)
