"""Words, as written; at most as many as a page holds."""

from __future__ import annotations

import re

from tempen.items.forms import (
    BOTH,
    SAID,
    Codes,
    Posted,
    Taken,
    Value,
    beside,
    field,
    one,
    refuse,
    take_said,
)
from tempen.items.forms import one_cell as cells
from tempen.items.forms import spread_said as spread
from tempen.locale import mark
from tempen.terms.item import Asked, Item

MOST = 10_000  # characters
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]|[\ud800-\udfff]")


def take(item: Item, asked: Asked, posted: Posted) -> Taken:
    """The text without control characters, or what was said beside it."""
    sent = CONTROL.sub("", one(posted, field(item)).replace("\r\n", "\n").replace("\r", "\n"))
    said = take_said(item, posted)
    sent = sent.strip()
    if said.problem or (said.value and not sent):
        return said
    if said.value:
        return refuse(BOTH)
    if len(sent) > MOST:
        facts = {"n": len(sent), "most": MOST}
        return refuse(mark("Write at most {most} characters; this is {n}.", **facts))
    return Taken(sent or None)


def codes(item: Item, value: Value) -> Codes:
    if value is None:
        return {}
    return {item.id: SAID[str(value)] if value in beside(item) else 0}


__all__ = ["cells", "codes", "spread", "take"]
