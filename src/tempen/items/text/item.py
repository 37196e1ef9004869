"""An open answer: “Is there anything you would like to add?”"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import numpy as np
import polars as pl
from pydantic import Field

from tempen.errors import Place
from tempen.items.answers import (
    Parsed,
    Raw,
    blank,
    clean,
    code_book,
    column_of,
    height,
    no_column,
    translate,
)
from tempen.items.build import build_item
from tempen.items.keys import Flag, ItemKeys, Slip
from tempen.locale import speak
from tempen.terms.item import Asked, Item, Missing, Variable


class Keys(ItemKeys):
    kind: Literal["text"]
    long: Flag = Field(False, description="Several lines.")


def check(keys: Keys) -> Iterator[Slip]:
    return iter(())


def build(keys: Keys, section: str, place: Place, waves: Mapping[str, Asked]) -> Item:
    return build_item(keys, "text", section, place, waves, long=keys.long)


def variables(item: Item) -> tuple[Variable, ...]:
    return (Variable(item.id, item.id, None, "text"),)


def parse(item: Item, asked: Asked, raw: Raw) -> Parsed:
    """The text as written, with code 0; what may always be said has its code and no text."""
    column, id, n = column_of(item, asked), item.id, height(raw)
    if column not in raw:
        nothing = pl.Series(f"{id}:text", [None] * n, dtype=pl.String)
        columns = {id: blank(n).alias(id), nothing.name: nothing}
        return Parsed(columns, (no_column(item, column),))
    text = clean(raw[column])
    said = translate(text, code_book(item, asked, {}))
    answered = text.is_not_null() & said.is_null()
    codes = said.set(answered, 0).fill_null(int(Missing.SKIPPED)).cast(pl.Int16)
    words = text.set(~answered, None).alias(f"{id}:text")
    return Parsed({id: codes.alias(id), words.name: words})


def fake(item: Item, asked: Asked, rng: np.random.Generator, n: int) -> dict[str, list[str]]:
    texts = rng.choice(["", "", "Made-up comment.", "Påhittad kommentar."], n)
    return {column_of(item, asked): texts.tolist()}


def describe(item: Item, lang: str) -> str:
    return speak(lang)("An answer in words")
