"""Two people in one response: what is stored, what is left, what they must choose between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tempen.items.forms import Value


@dataclass(frozen=True)
class Held:
    """An item as it stands: its value and how often it was changed."""

    value: Value = None
    revision: int = 0


@dataclass(frozen=True)
class Clash:
    """Two answers to one item: both changed what both had read.

    mine  what was sent in, with what the other did to other rows of it
    read  what the page was made with that mine was written on
    """

    item: str
    mine: Value
    theirs: Held
    read: Held


@dataclass(frozen=True)
class Merged:
    """What is to be stored, item -> value, and what is to be chosen between."""

    store: Mapping[str, Value]
    clashes: Mapping[str, Clash]


def merge(sent: Mapping[str, Value], read: Mapping[str, Held], held: Mapping[str, Held]) -> Merged:
    """Answers that were sent in, against those that stand now.

    sent   item -> the value on the page
    read   item -> value and revision that the page was made with
    held   item -> value and revision that stand now
    Whoever did not change an answer changes nothing. Rows of a battery are merged one by one.
    """
    store: dict[str, Value] = {}
    clashes: dict[str, Clash] = {}
    for item, mine in sent.items():
        now, base = held.get(item, Held()), read.get(item, Held())
        if mine in (now.value, base.value):  # agreed, or left as it was read
            continue
        if now.revision == base.revision:
            store[item] = mine
            continue
        value, clash = join(mine, base.value, now.value)
        if clash:
            clashes[item] = Clash(item, value, now, base)
        elif value != now.value:
            store[item] = value
    return Merged(store, clashes)


def join(mine: Value, base: Value, theirs: Value) -> tuple[Value, bool]:
    """Both changes in one value, and whether they are at odds; then `mine` prevails in it."""
    if not (is_rows(mine) and is_rows(base) and is_rows(theirs)):
        return mine, True
    one, old, two = rows_of(mine), rows_of(base), rows_of(theirs)
    rows = dict.fromkeys([*old, *two, *one])
    clash = any(one.get(r) != old.get(r) != two.get(r) != one.get(r) for r in rows)
    joined = {r: one.get(r) if one.get(r) != old.get(r) else two.get(r) for r in rows}
    return {row: level for row, level in joined.items() if level is not None} or None, clash


def rows_of(value: Value) -> dict[str, str]:
    return dict(value) if isinstance(value, dict) else {}


def is_rows(value: Value) -> bool:
    return value is None or isinstance(value, dict)
