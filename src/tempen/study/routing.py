"""Who is asked what: conditions on earlier answers, `ask_if: strategy in [yes, drafting]`.

A condition compares an item with its levels or groups (`==`, `!=`, `in`, `not in`), a number
with numbers or with the number of another item (`pilots <= staff`), the rank of an option with a
rank; `support.law` is true where the option was marked, a yes-no item where it was answered yes;
`answered(item)` where there is an answer.

An answer that is not there makes a comparison neither true nor false, and so do "not
applicable" and, for numbers, "don't know"; for levels "don't know" is an answer like others.
`and`, `or` and `not` follow Kleene: not-known and false is false, not-known or true is true.
Only those for whom the whole condition is true are asked: a filter question left blank leads
past what it filters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from tempen.locale import mark
from tempen.study.expression import (
    Call,
    Compare,
    Logic,
    Name,
    Node,
    Not,
    Number,
    Text,
    parse,
    walk,
)
from tempen.study.expression import Sequence as Several
from tempen.terms.item import Item
from tempen.terms.study import Study

TRUE, FALSE, UNKNOWN = 1, 0, -1
Codes = Mapping[str, "pl.Series | np.ndarray"]
Items = Mapping[str, Item]
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
ORDER = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}


def reached(expression: str, codes: Codes, study: Study) -> np.ndarray:
    """For each case whether it is asked (bool).

    codes  columns of earlier items: `id` of every variable, `id:value` of numbers
    """
    items = {item.id: item for item in study.items}
    return decide(read(expression), codes, items) == TRUE


@lru_cache(maxsize=512)
def read(expression: str) -> Node:
    return parse(expression)


class Target(NamedTuple):
    """What a name means: an item, and the row or option of it."""

    item: Item
    part: str | None


def find_target(name: str, items: Items) -> Target | None:
    id, _, part = name.partition(".")
    if id not in items:
        return None
    item = items[id]
    parts = item.rows or tuple(level.id for level in item.levels if has_parts(item))
    if part and part not in parts:
        return None
    return Target(item, part or None)


def has_parts(item: Item) -> bool:
    return item.kind in ("multiple", "ranking")


def names_in(node: Node) -> list[Name]:
    """The names that stand for items, not for levels, in the order written."""
    if isinstance(node, Name):
        return [node]
    if isinstance(node, Compare):
        return [side for side in (node.left, node.right) if isinstance(side, Name)][:1]
    parts: Sequence[Node] = ()
    if isinstance(node, Logic):
        parts = node.parts
    elif isinstance(node, Not):
        parts = (node.part,)
    elif isinstance(node, Call):
        parts = node.args
    return [name for part in parts for name in names_in(part)]


# --- deciding -------------------------------------------------------------------------------


def decide(node: Node, codes: Codes, items: Items) -> np.ndarray:
    """TRUE, FALSE or UNKNOWN for each case."""
    if isinstance(node, Logic):
        parts = [decide(part, codes, items) for part in node.parts]
        return combine(node.operator, parts)
    if isinstance(node, Not):
        return negate(decide(node.part, codes, items))
    if isinstance(node, Compare):
        return compare(straight(node), codes, items)
    if isinstance(node, Call):
        return has_answer(node, codes, items)
    assert isinstance(node, Name)
    return is_marked(node, codes, items)


def combine(operator: str, parts: Sequence[np.ndarray]) -> np.ndarray:
    """Kleene: one FALSE decides an `and`, one TRUE an `or`; else what is not known spreads."""
    decisive, other = (FALSE, TRUE) if operator == "and" else (TRUE, FALSE)
    stacked = np.stack(parts)
    known = np.where((stacked == UNKNOWN).any(axis=0), UNKNOWN, other)
    return np.where((stacked == decisive).any(axis=0), decisive, known)


def negate(found: np.ndarray) -> np.ndarray:
    return np.where(found == UNKNOWN, UNKNOWN, 1 - found)


def column(codes: Codes, id: str) -> np.ndarray:
    """The codes of a variable; skipped where there is no column at all."""
    if id in codes:
        return np.asarray(codes[id])
    height = max((len(series) for series in codes.values()), default=1)
    return np.full(height, -3)


def truth(found: np.ndarray, known: np.ndarray) -> np.ndarray:
    return np.where(known, found.astype(int), UNKNOWN)


def straight(node: Compare) -> Compare:
    """`5 < staff` as `staff > 5`."""
    if isinstance(node.right, Name) and not isinstance(node.left, Name):
        return Compare(FLIPPED[node.operator], node.right, node.left, node.column)  # type: ignore[arg-type]
    return node


def compare(node: Compare, codes: Codes, items: Items) -> np.ndarray:
    assert isinstance(node.left, Name)
    target = find_target(node.left.id, items)
    assert target is not None
    other = find_number(node.right, items)
    if other is not None and target.item.kind == "number":
        return compare_columns(node.operator, target.item, other, codes)
    values = values_of(node.right)
    negated = node.operator in ("!=", "not in")
    if target.item.kind in ("number", "ranking"):
        return compare_numbers(node.operator, target, values, codes)
    if target.item.kind == "multiple" and target.part is None:
        found = any_marked(target.item, values, codes)
    else:
        found = has_level(target, values, codes)
    return negate(found) if negated else found


def values_of(node: Node) -> list[str | float]:
    """The levels or numbers on the right of a comparison."""
    if isinstance(node, Several):
        return [value for part in node.parts for value in values_of(part)]
    if isinstance(node, Name):
        return [node.id]
    return [node.value] if isinstance(node, Text | Number) else []


def levels_of(item: Item, values: Sequence[str | float]) -> set[str]:
    """The levels that ids of levels and groups (and numbers that are ids) stand for."""
    ids = [f"{value:g}" if isinstance(value, int | float) else value for value in values]
    return {level for id in ids for level in item.groups.get(id, (id,))}


def has_level(target: Target, values: Sequence[str | float], codes: Codes) -> np.ndarray:
    item, part = target
    found = column(codes, f"{item.id}.{part}" if part else item.id)
    if item.kind == "multiple":  # one option: marked or not
        wanted = [int(str(value) in ("yes", "true", "1")) for value in values]
    else:
        levels = levels_of(item, values)
        wanted = [code for code, level in enumerate(item.levels) if level.id in levels]
    return truth(np.isin(found, wanted), found >= 0)


def any_marked(item: Item, values: Sequence[str | float], codes: Codes) -> np.ndarray:
    parts = [column(codes, f"{item.id}.{option}") for option in sorted(levels_of(item, values))]
    return combine("or", [truth(part == 1, part >= 0) for part in parts])


def compare_numbers(
    operator: str, target: Target, values: Sequence[str | float], codes: Codes
) -> np.ndarray:
    """A number, or a rank: what was not ranked comes after every rank."""
    item, part = target
    code = column(codes, f"{item.id}.{part}" if part else item.id)
    found = column(codes, f"{item.id}:value") if part is None else code
    numbers = np.asarray(found, dtype=float)
    if part is not None:
        numbers = np.where(numbers == 0, np.inf, numbers)
    known = (code >= 0) & ~np.isnan(numbers)
    if operator in ("in", "not in"):
        inside = np.isin(numbers, [float(value) for value in values])
        return truth(inside if operator == "in" else ~inside, known)
    return truth(ORDER[operator](numbers, float(values[0])), known)


def find_number(node: Node, items: Items) -> Item | None:
    """The number item that a bare word stands for, if it does."""
    item = items.get(node.id) if isinstance(node, Name) else None
    return item if item is not None and item.kind == "number" else None


def compare_columns(operator: str, one: Item, two: Item, codes: Codes) -> np.ndarray:
    """Two numbers of the same response; known where both were given."""
    pair = [np.asarray(column(codes, f"{item.id}:value"), dtype=float) for item in (one, two)]
    given = [column(codes, item.id) >= 0 for item in (one, two)]
    known = given[0] & given[1] & ~np.isnan(pair[0]) & ~np.isnan(pair[1])
    return truth(ORDER[operator](*pair), known)


def has_answer(node: Call, codes: Codes, items: Items) -> np.ndarray:
    """`answered(item)`: known for every case."""
    name = node.args[0]
    assert isinstance(name, Name)
    target = find_target(name.id, items)
    assert target is not None
    item, part = target
    if part is None and (item.rows or has_parts(item)):
        parts = item.rows or tuple(level.id for level in item.levels)
        ids = [f"{item.id}.{each}" for each in parts]
    else:
        ids = [name.id]
    answered = np.stack([column(codes, id) >= 0 for id in ids]).any(axis=0)
    return answered.astype(int)


def is_marked(node: Name, codes: Codes, items: Items) -> np.ndarray:
    """A bare name: the option is marked, or the answer is yes (code 0 of a yes-no item)."""
    target = find_target(node.id, items)
    assert target is not None
    found = column(codes, node.id)
    wanted = 1 if target.item.kind == "multiple" else 0
    return truth(found == wanted, found >= 0)


# --- checking -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Misuse:
    """A part of a condition that says nothing: the code and facts of its fault."""

    code: str
    facts: Mapping[str, Any]


def misuses(node: Node, items: Items) -> Iterator[Misuse]:
    """What is wrong with a condition whose names are all known."""
    if isinstance(node, Logic):
        for part in node.parts:
            yield from misuses(part, items)
    elif isinstance(node, Not):
        yield from misuses(node.part, items)
    elif isinstance(node, Compare):
        yield from misused_compare(straight(node), items)
    elif isinstance(node, Call):
        if node.name != "answered" or len(node.args) != 1 or not isinstance(node.args[0], Name):
            yield Misuse("ROUTE-06", {"part": f"{node.name}(…)"})
    elif isinstance(node, Name):
        target = find_target(node.id, items)
        marked = target and (target.item.kind == "yesno" or is_option(target))
        if target and not marked:
            yield Misuse("ROUTE-06", {"part": node.id})
    else:
        yield Misuse("ROUTE-06", {"part": next(iter(map(str, values_of(node))), "[]")})


def is_option(target: Target) -> bool:
    return target.item.kind == "multiple" and target.part is not None


def misused_compare(node: Compare, items: Items) -> Iterator[Misuse]:
    if not isinstance(node.left, Name):
        yield Misuse("ROUTE-06", {"part": node.operator})
        return
    target = find_target(node.left.id, items)
    if target is None:
        return
    if target.item.kind == "number" and node.operator in ORDER and find_number(node.right, items):
        return
    problem = problem_of(node, target)
    if problem:
        yield Misuse("ROUTE-07", {"name": node.left.id, "problem": problem})
    elif target.item.kind not in ("number", "ranking"):
        yield from unknown_levels(node.left.id, target, values_of(node.right))


def problem_of(node: Compare, target: Target) -> str:
    """Why a comparison cannot be made; "" where it can."""
    values, item = values_of(node.right), target.item
    several = isinstance(node.right, Several)
    if not values or (several and any(isinstance(p, Call) for p in walk(node.right))):
        return mark("nothing stands beside it to compare with.")
    if several != (node.operator in ("in", "not in")):
        return mark("`in` goes with a list in square brackets, other signs with one value.")
    if item.kind == "text":
        return mark("its answers are words; use answered(…).")
    if item.kind == "ranking" and target.part is None:
        return mark("name an option of it, such as order.people == 1.")
    if item.kind == "battery" and target.part is None:
        return mark("name a row of it, such as benefit.service.")
    if item.kind in ("number", "ranking"):
        numbers = all(isinstance(value, int | float) for value in values)
        return "" if numbers else mark("it is a number, and this is not.")
    ordered = node.operator in ("<", "<=", ">", ">=")
    return mark("its levels are not numbers.") if ordered else ""


def unknown_levels(name: str, target: Target, values: Sequence[str | float]) -> Iterator[Misuse]:
    levels = [level.id for level in target.item.levels]
    known = ["yes", "no"] if is_option(target) else [*levels, *target.item.groups]
    for value in values:
        id = f"{value:g}" if isinstance(value, int | float) else value
        if id not in known:
            yield Misuse("ROUTE-03", {"name": name, "level": id, "known": ", ".join(known)})
