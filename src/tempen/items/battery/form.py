"""A level for each row; rows may be left blank."""

from __future__ import annotations

from tempen.items.answers import column_of
from tempen.items.forms import Codes, Posted, Taken, Value, code_of, field, offered_rows, take_level
from tempen.terms.item import Asked, Item


def take(item: Item, asked: Asked, posted: Posted) -> Taken:
    """Row -> level, of the rows that have an answer."""
    found: dict[str, str] = {}
    for row in offered_rows(item, asked):
        taken = take_level(item, asked, posted, row)
        if taken.problem:
            return taken
        if taken.value is not None:
            found[row] = str(taken.value)
    return Taken(found or None)


def codes(item: Item, value: Value) -> Codes:
    rows = value if isinstance(value, dict) else {}
    return {f"{item.id}.{row}": code_of(item, level) for row, level in rows.items()}


def cells(item: Item, asked: Asked, value: Value) -> dict[str, str]:
    rows = value if isinstance(value, dict) else {}
    return {column_of(item, asked, row): rows.get(row, "") for row in offered_rows(item, asked)}


def spread(item: Item, value: Value) -> dict[str, list[str]]:
    rows = value if isinstance(value, dict) else {}
    return {field(item, row): [level] for row, level in rows.items()}
