"""Codes of a case as the value that gave them: last wave's answer, to be shown and confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tempen.items.forms import SAID, Value, beside
from tempen.terms.item import Item

Codes = Mapping[str, Any]  # a row of cases: variable -> code, `id:value` of numbers


def restore(item: Item, codes: Codes) -> Value:
    """The value of an item in a case; None where it holds no answer that a page could give.

    Texts are not restored: words of another year are not facts of this one.
    """
    if item.kind == "text":
        return None
    if item.kind == "battery":
        rows = {row: level_of(item, codes.get(f"{item.id}.{row}")) for row in item.rows}
        return {row: level for row, level in rows.items() if level} or None
    if item.kind in ("multiple", "ranking"):
        return restore_parts(item, codes)
    if item.kind == "number" and codes.get(item.id) == 0:
        value = codes.get(f"{item.id}:value")
        return None if value is None else f"{value:.{item.decimals}f}"
    return level_of(item, codes.get(item.id))


def level_of(item: Item, code: int | None) -> str | None:
    """The level of a code, or what was said instead of one."""
    if code is None:
        return None
    if code < 0:
        return next((said for said in beside(item) if SAID[said] == code), None)
    return item.levels[int(code)].id if item.kind != "number" else None


def restore_parts(item: Item, codes: Codes) -> str | None:
    """The marked options in their order, or the ranked ones in theirs."""
    found = {level.id: codes.get(f"{item.id}.{level.id}") for level in item.levels}
    said = [id for id in beside(item) if SAID[id] in found.values()]
    if said:
        return said[0]
    chosen = [(code, id) for id, code in found.items() if code is not None and code > 0]
    ordered = sorted(chosen, key=lambda pair: pair[0]) if item.kind == "ranking" else chosen
    return " ".join(id for _, id in ordered) or None
