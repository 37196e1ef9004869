"""The kinds of items: each whole in its own folder, and named here once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

import numpy as np

from tempen.errors import Place
from tempen.items.answers import Parsed, Problem, Raw
from tempen.items.battery import form as battery_form
from tempen.items.battery import item as battery
from tempen.items.forms import Codes, Posted, Taken, Value
from tempen.items.keys import Slip
from tempen.items.multiple import form as multiple_form
from tempen.items.multiple import item as multiple
from tempen.items.number import form as number_form
from tempen.items.number import item as number
from tempen.items.ranking import form as ranking_form
from tempen.items.ranking import item as ranking
from tempen.items.scale import form as scale_form
from tempen.items.scale import item as scale
from tempen.items.single import form as single_form
from tempen.items.single import item as single
from tempen.items.text import form as text_form
from tempen.items.text import item as text
from tempen.items.yesno import form as yesno_form
from tempen.items.yesno import item as yesno
from tempen.terms.item import Asked, Item, Variable


class Kind(Protocol):
    """What the module `item.py` of a kind offers."""

    Keys: type[Any]  # the pydantic model of its keys in questionnaire.yaml

    def check(self, keys: Any) -> Iterator[Slip]: ...
    def build(self, keys: Any, section: str, place: Place, waves: Mapping[str, Asked]) -> Item: ...
    def variables(self, item: Item) -> tuple[Variable, ...]: ...
    def parse(self, item: Item, asked: Asked, raw: Raw) -> Parsed: ...
    def fake(
        self, item: Item, asked: Asked, rng: np.random.Generator, n: int
    ) -> dict[str, list[str]]: ...
    def describe(self, item: Item, lang: str) -> str: ...


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


class Form(Protocol):
    """What the module `form.py` of a kind offers: from a page to a value, and on."""

    def take(self, item: Item, asked: Asked, posted: Posted) -> Taken: ...
    def codes(self, item: Item, value: Value) -> Codes: ...
    def spread(self, item: Item, value: Value) -> dict[str, list[str]]: ...
    def cells(self, item: Item, asked: Asked, value: Value) -> dict[str, str]: ...


FORMS: dict[str, Form] = {
    "single": single_form,
    "yesno": yesno_form,
    "multiple": multiple_form,
    "scale": scale_form,
    "battery": battery_form,
    "ranking": ranking_form,
    "number": number_form,
    "text": text_form,
}


def variables(item: Item) -> tuple[Variable, ...]:
    """The columns of cases that answers to an item become."""
    return KINDS[item.kind].variables(item)


def parse(item: Item, wave: str, raw: Raw) -> Parsed:
    """The answers of a wave to an item, as codes.

    raw      the table of answers: column -> a text per row ("" or null is blank)
    returns  an Int16 column per variable (codes or `Missing`), `id:value` for a number and
             `id:text` for a text; and every problem with its row from 0
    """
    return KINDS[item.kind].parse(item, item.waves[wave], raw)


def fake(item: Item, wave: str, rng: np.random.Generator, n: int) -> dict[str, list[str]]:
    """Made-up raw answers to an item: column -> n cells."""
    return KINDS[item.kind].fake(item, item.waves[wave], rng, n)


def describe(item: Item, lang: str) -> str:
    """How the item is answered, in few words: “At most 2 answers”."""
    return KINDS[item.kind].describe(item, lang)


__all__ = ["KINDS", "Kind", "Parsed", "Problem", "Raw", "describe", "fake", "parse", "variables"]
