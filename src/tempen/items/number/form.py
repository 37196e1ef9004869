"""A number as people write it, within its limits and with no more decimals than may be."""

from __future__ import annotations

import math
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
from tempen.items.number.item import SPACED
from tempen.locale import Words, mark
from tempen.terms.item import Asked, Item

LONGEST = 40
PLAIN = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
NO_NUMBER = mark("Write a number with digits, such as 12.")
WHOLE = mark("Write a whole number.")


def take(item: Item, asked: Asked, posted: Posted) -> Taken:
    """The number in digits with a decimal point, or what was said beside it."""
    sent, said = one(posted, field(item)), take_said(item, posted)
    if said.problem or (said.value and not sent):
        return said
    if said.value:
        return refuse(BOTH)
    if not sent:
        return Taken()
    text = straighten(sent)
    if len(sent) > LONGEST or not PLAIN.fullmatch(text) or not math.isfinite(float(text)):
        return refuse(NO_NUMBER)
    problem = misfit(item, float(text))
    return refuse(problem) if problem else Taken(text)


def straighten(text: str) -> str:
    """1 234,5 and 1.234,5 and 1,234.5 as 1234.5: the last sign of two is the decimal sign."""
    bare = text.replace("\u2212", "-")
    if re.fullmatch(SPACED, bare):
        bare = re.sub(r"[\s']", "", bare)
    if re.search(r",.*\.", bare):
        bare = bare.replace(",", "")
    elif re.search(r"\..*,", bare):
        bare = bare.replace(".", "")
    return bare.replace(",", ".")


def misfit(item: Item, value: float) -> Words | None:
    low, high = item.minimum, item.maximum
    if low is not None and value < low:
        return mark("Write a number that is at least {low}.", low=f"{low:g}")
    if high is not None and value > high:
        return mark("Write a number that is at most {high}.", high=f"{high:g}")
    scaled = value * 10**item.decimals
    if abs(scaled - round(scaled)) > 1e-6:
        if item.decimals == 0:
            return WHOLE
        return mark("Write at most {n} decimals.", n=item.decimals)
    return None


def codes(item: Item, value: Value) -> Codes:
    """0 and the number itself, or the code of what was said."""
    if value is None:
        return {}
    if value in beside(item):
        return {item.id: SAID[str(value)]}
    return {item.id: 0, f"{item.id}:value": float(str(value))}


__all__ = ["cells", "codes", "spread", "take"]
