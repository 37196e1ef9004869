"""Routing: who was asked an item, from the answers before it.

Conditions have two values. An item that was skipped or not reached has no level, so `in` and `==`
are false of it, `not in` and `!=` true, and no number compares with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import and_, eq, ge, gt, le, lt, ne, or_

import polars as pl

from tempen.edit.columns import asked_items
from tempen.edit.tell import tell_chosen
from tempen.errors import Faults
from tempen.study.expression import Compare, Logic, Name, Node, Not, Number, Sequence, Text, parse
from tempen.terms.item import Item, Missing, Variable
from tempen.terms.study import Study, Wave
from tempen.terms.table import Table

COMPARE = {"==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def route(
    study: Study, wave: Wave, table: Table, codes: dict[str, pl.Series], faults: Faults
) -> tuple[dict[str, pl.Series], int]:
    """Codes with NOT_REACHED where routing led past, and how many answers that set aside.

    Items are taken in their order, so that a condition on an item that was not reached itself
    holds no answer of it.
    warns  ANSWER-05 answers to items that routing led past
    """
    names, past = Names(study), 0
    for item in asked_items(study, wave):
        condition = item.ask_if_in(wave.id)
        if condition is None:
            continue
        reached = pl.DataFrame(list(codes.values())).select(
            names.express(parse(condition)).fill_null(False)
        )
        past += lead_past(item, ~reached.to_series(), condition, table, codes, names, faults)
    return codes, past


def lead_past(
    item: Item,
    beyond: pl.Series,
    condition: str,
    table: Table,
    codes: dict[str, pl.Series],
    names: Names,
    faults: Faults,
) -> int:
    """Set the item's variables to NOT_REACHED beyond its condition; how many had answered."""
    answered = pl.Series([False]).new_from_index(0, len(beyond))
    for variable in names.parts[item.id]:
        answered |= beyond & (codes[variable.id] != Missing.SKIPPED)
        codes[variable.id] = codes[variable.id].set(beyond, int(Missing.NOT_REACHED))
        for extra in (f"{variable.id}:value", f"{variable.id}:text"):
            if extra in codes:
                codes[extra] = codes[extra].set(beyond, None)
    facts = {"item": item.id, "condition": condition}
    tell_chosen(table, answered, faults, "ANSWER-05", facts, "warning")
    return int(answered.sum())


class Names:
    """What the names in a condition mean: variables, and the levels of the one beside them."""

    def __init__(self, study: Study):
        self.variables: Mapping[str, Variable] = {v.id: v for v in study.variables}
        self.parts: dict[str, list[Variable]] = {}
        for variable in study.variables:
            self.parts.setdefault(variable.item, []).append(variable)

    def express(self, node: Node) -> pl.Expr:
        """The condition as an expression over columns of codes."""
        if isinstance(node, Logic):
            parts = [self.express(part) for part in node.parts]
            return reduce(and_ if node.operator == "and" else or_, parts)
        if isinstance(node, Not):
            return ~self.express(node.part)
        if isinstance(node, Compare):
            return self.compare(node)
        return self.holds(word(node))

    def holds(self, name: str) -> pl.Expr:
        """A name alone: the option is marked, or the item was answered."""
        if name not in self.variables:
            return pl.any_horizontal(pl.col(part.id) > 0 for part in self.parts[name])
        marked = self.variables[name].scale == "mark"
        return pl.col(name) > 0 if marked else pl.col(name) >= 0

    def compare(self, node: Compare) -> pl.Expr:
        left, right, operator = node.left, node.right, node.operator
        if operator in ("in", "not in"):
            inside = self.inside(left, right)
            return inside if operator == "in" else ~inside
        if isinstance(left, Number) or (isinstance(left, Text) and isinstance(right, Name)):
            left, right, operator = right, left, TURNED[operator]
        if isinstance(right, Number) and self.is_number(word(left)):
            value = pl.col(f"{word(left)}:value")
            return COMPARE[operator](value, right.value).fill_null(operator == "!=")
        same = self.is_any(word(left), [word(right)])
        return same if operator == "==" else ~same

    def inside(self, left: Node, right: Node) -> pl.Expr:
        """`strategy in [yes, drafting]`, or `law in support` of a multiple choice."""
        if isinstance(right, Sequence):
            return self.is_any(word(left), [word(part) for part in right.parts])
        return self.is_any(word(right), [word(left)])

    def is_number(self, name: str) -> bool:
        return name in self.variables and self.variables[name].scale == "number"

    def is_any(self, name: str, levels: list[str]) -> pl.Expr:
        """Whether a variable has one of the levels, or a multiple choice one of the options."""
        if name not in self.variables:
            return pl.any_horizontal(pl.col(f"{name}.{level}") == 1 for level in levels)
        variable = self.variables[name]
        wanted = {one for level in levels for one in variable.groups.get(level, (level,))}
        codes = [code for code, level in enumerate(variable.levels) if level in wanted]
        return pl.col(name).is_in(codes)


def word(node: Node) -> str:
    """A level or an item, however it is written: bare, quoted or a number."""
    if isinstance(node, Name):
        return node.id
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Number):
        return f"{node.value:g}"
    raise TypeError(f"a condition cannot name {node}")
