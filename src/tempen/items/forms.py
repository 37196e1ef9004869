"""What a respondent sends of an item becomes a value that is kept, or a problem to be mended.

A value is a text in the form that an answer file would have (`yes`, `law skills`, `4.5`), or for
a battery row -> level: what a form accepts, `parse` reads from a file without a problem, as the
same code. None is no answer. Field names are `q.item`, `q.item.row` and, where “don't know” or
“not applicable” stands beside a field, `q.item.said`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tempen.items.answers import column_of, put_between
from tempen.items.levels import DONT_KNOW, NOT_APPLICABLE
from tempen.locale import Words, mark
from tempen.terms.item import Asked, Item, Level, Missing

Value = str | dict[str, str] | None
Posted = Mapping[str, Sequence[str]]
Codes = dict[str, float]

PREFIX = "q."
CHOOSE = mark("Choose one of the answers that are offered.")
BOTH = mark("Give either the answer or one of the boxes beside it, not both.")
SAID = {NOT_APPLICABLE: int(Missing.NOT_APPLICABLE), DONT_KNOW: int(Missing.DONT_KNOW)}


@dataclass(frozen=True)
class Taken:
    """A value, or why there is none; `part` is the row or option that the problem is in."""

    value: Value = None
    problem: Words | None = None
    part: str = ""


def refuse(problem: Words, part: str = "") -> Taken:
    return Taken(None, problem, part)


def field(item: Item, part: str = "") -> str:
    return f"{PREFIX}{item.id}.{part}" if part else f"{PREFIX}{item.id}"


def one(posted: Posted, name: str) -> str:
    """The last of a field's values, bare; "" where there is none."""
    values = posted.get(name) or ("",)
    return values[-1].strip()


def offered_levels(item: Item, asked: Asked) -> tuple[Level, ...]:
    """The levels that a wave offers, in the item's order; “don't know” always where it has one."""
    if not asked.levels:
        return item.levels
    return tuple(level for level in item.levels if level.id in asked.levels or usual(level))


def usual(level: Level) -> bool:
    return level.kind != "answer"


def offered_rows(item: Item, asked: Asked) -> tuple[str, ...]:
    return tuple(row for row in item.rows if not asked.rows or row in asked.rows)


def beside(item: Item) -> tuple[str, ...]:
    """What may be said instead of an answer and is no level: a box beside the field."""
    known = {level.id for level in item.levels}
    said = [DONT_KNOW] if item.dont_know and DONT_KNOW not in known else []
    return (*said, NOT_APPLICABLE) if item.not_applicable else tuple(said)


def take_level(item: Item, asked: Asked, posted: Posted, part: str = "") -> Taken:
    """One level out of those that are offered."""
    value = one(posted, field(item, part))
    known = [level.id for level in offered_levels(item, asked)]
    if not value:
        return Taken()
    return Taken(value) if value in (*known, *beside(item)) else refuse(CHOOSE, part)


def take_said(item: Item, posted: Posted) -> Taken:
    """What was said beside the field."""
    said = one(posted, field(item, "said"))
    if not said:
        return Taken()
    return Taken(said) if said in beside(item) else refuse(CHOOSE)


def code_of(item: Item, value: str) -> int:
    """The code of a level, or of what was said instead."""
    ids = [level.id for level in item.levels]
    return ids.index(value) if value in ids else SAID[value]


def one_code(item: Item, value: Value) -> Codes:
    return {} if value is None else {item.id: code_of(item, str(value))}


def one_cell(item: Item, asked: Asked, value: Value) -> dict[str, str]:
    return {column_of(item, asked): "" if value is None else str(value)}


def spread_one(item: Item, value: Value) -> dict[str, list[str]]:
    """The fields that a value fills on its page: what `take` reads back as the same value."""
    return {} if value is None else {field(item): str(value).split()}


def spread_said(item: Item, value: Value) -> dict[str, list[str]]:
    """A field, or the box beside it."""
    if value is None:
        return {}
    return {field(item, "said" if value in beside(item) else ""): [str(value)]}


def listed_cell(item: Item, asked: Asked, value: Value) -> dict[str, str]:
    """Several marks in one cell, with what the wave's file has between them."""
    marks = put_between(asked.separator).join(str(value or "").split())
    return {column_of(item, asked): marks}
