"""A number: “How many people work with the tools?”"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import numpy as np
import polars as pl
from pydantic import Field

from tempen.errors import Place
from tempen.items.answers import (
    Parsed,
    Problem,
    Raw,
    blank,
    clean,
    code_book,
    column_of,
    height,
    no_column,
    tell,
    translate,
)
from tempen.items.build import build_item
from tempen.items.fake import sprinkle
from tempen.items.keys import Flag, ItemKeys, Name, Slip, slip
from tempen.locale import speak
from tempen.terms.item import Asked, Item, Missing, Variable

SPACED = r"^-?\d{1,3}([\s']\d{3})+([.,]\d+)?$"  # 1 234 567,8 with any kind of space


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


def parse(item: Item, asked: Asked, raw: Raw) -> Parsed:
    """Values with code 0. A decimal comma or point, and spaces between thousands, are read."""
    column, id = column_of(item, asked), item.id
    if column not in raw:
        codes, values = blank(height(raw)), pl.Series([None] * height(raw), dtype=pl.Float64)
        found = [no_column(item, column)]
    else:
        codes, values, found = read_numbers(item, asked, raw[column], column)
    return Parsed({id: codes.alias(id), f"{id}:value": values.alias(f"{id}:value")}, tuple(found))


def read_numbers(
    item: Item, asked: Asked, series: pl.Series, column: str
) -> tuple[pl.Series, pl.Series, list[Problem]]:
    text = clean(series)
    said = translate(text, code_book(item, asked, {}))
    values = to_float(text.set(said.is_not_null(), None))
    unread = (text.is_not_null() & said.is_null() & values.is_null()).to_numpy()
    problems = tell(np.flatnonzero(unread), series, column, "ITEM-24", item=item.id)
    for code, bad, facts in misfits(item, values.to_numpy()):
        problems += tell(np.flatnonzero(bad), series, column, code, item=item.id, **facts)
        values = values.set(pl.Series(bad), None)
    codes = said.set(values.is_not_null(), 0).fill_null(int(Missing.SKIPPED)).cast(pl.Int16)
    return codes, values, problems


def to_float(text: pl.Series) -> pl.Series:
    """Numbers as people write them: 1 234,5 and 1.234,5 and 1,234.5 are the same.

    Where a point and a comma both stand, the last is the decimal sign; one alone is. A space
    stands between thousands or nowhere: 1 00 is no number.
    """
    bare = text.str.strip_chars().str.replace("\u2212", "-")
    spaced = bare.str.contains(SPACED).fill_null(False)
    bare = bare.zip_with(~spaced, bare.str.replace_all(r"[\s']", ""))
    english = bare.str.contains(r",.*\.").fill_null(False)
    swedish = bare.str.contains(r"\..*,").fill_null(False)
    bare = bare.zip_with(~english, bare.str.replace_all(",", "", literal=True))
    bare = bare.zip_with(~swedish, bare.str.replace_all(".", "", literal=True))
    values = bare.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    return values.set(~values.is_finite().fill_null(False), None)


def misfits(item: Item, values: np.ndarray) -> Iterator[tuple[str, np.ndarray, dict[str, str]]]:
    """What the item does not allow; nan compares as false."""
    low = -np.inf if item.minimum is None else item.minimum
    high = np.inf if item.maximum is None else item.maximum
    yield "ITEM-25", (values < low) | (values > high), {"bounds": bounds(item)}
    scaled = values * 10**item.decimals
    uneven = np.abs(scaled - np.round(scaled)) > 1e-6
    yield "ITEM-26", uneven & ~((values < low) | (values > high)), {"decimals": str(item.decimals)}


def bounds(item: Item) -> str:
    low = "…" if item.minimum is None else f"{item.minimum:g}"
    high = "…" if item.maximum is None else f"{item.maximum:g}"
    return f"{low} – {high}"


def fake(item: Item, asked: Asked, rng: np.random.Generator, n: int) -> dict[str, list[str]]:
    low = item.minimum if item.minimum is not None else 0.0
    high = item.maximum if item.maximum is not None else low + 100
    values = [f"{value:.{item.decimals}f}" for value in rng.uniform(low, high, n)]
    return {column_of(item, asked): sprinkle(item, values, rng)}


def describe(item: Item, lang: str) -> str:
    say = speak(lang)
    if item.minimum is None and item.maximum is None:
        return say("A number")
    return say("A number, {bounds}").format(bounds=bounds(item))
