"""References and guard conditions as trees: calls, comparisons, and, or, not, qualifiers.

The study's expression parser reads the text; here it is decided what may stand in a report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from tempen.errors import Faults, Place, TempenError
from tempen.study import expression

QUALIFIERS = ("significant", "certain")

Scalar = str | float
Operator = Literal["<", "<=", ">", ">=", "==", "!="]


@dataclass(frozen=True)
class Call:
    """`name(args, key=value)`; `text` is the call as it would be written."""

    name: str
    args: tuple[Scalar, ...]
    named: Mapping[str, Scalar]
    place: Place
    text: str

    @property
    def same(self) -> tuple[object, ...]:
        """What makes two calls the same, however they were written."""
        return (self.name, self.args, tuple(sorted(self.named.items())))


Side = Call | float


@dataclass(frozen=True)
class Comparison:
    left: Side
    operator: Operator
    right: Side


@dataclass(frozen=True)
class Joined:
    word: Literal["and", "or"]
    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    part: Condition


Condition = Comparison | Joined | Not | Call


@dataclass(frozen=True)
class Test:
    """A guard's condition with its qualifiers."""

    condition: Condition
    qualifiers: tuple[str, ...]


class UnreadableError(Exception):
    """A part of an expression that has no meaning in a report."""

    def __init__(self, what: str, column: int) -> None:
        super().__init__(what)
        self.what, self.column = what, column


def parse_call(text: str, place: Place, faults: Faults) -> Call | None:
    """The call in `{{ text }}`; a fault and None if there is none."""
    try:
        node = expression.parse(text, place)
        if isinstance(node, expression.Call):
            return call(node, place)
        faults.add("REF-01", place, what=text)
    except TempenError as error:
        faults.found.extend(error.faults)
    except UnreadableError as error:
        faults.add("REF-01", shift(place, error.column), what=error.what)
    return None


def parse_test(text: str, place: Place, faults: Faults) -> Test | None:
    """The condition of a guard; a fault and None if it cannot be read."""
    try:
        first, *rest = expression.parse_list(text, place)
        qualifiers = [qualifier(node, place, faults) for node in rest]
        return Test(condition(first, place), tuple(sorted({q for q in qualifiers if q})))
    except TempenError as error:
        faults.found.extend(error.faults)
    except UnreadableError as error:
        faults.add("CLAIM-04", shift(place, error.column), what=error.what)
    return None


def qualifier(node: expression.Node, place: Place, faults: Faults) -> str:
    word = node.id if isinstance(node, expression.Name) else write(node)
    if word in QUALIFIERS:
        return word
    known = ", ".join(QUALIFIERS)
    faults.add("CLAIM-03", shift(place, node.column), word=word, known=known)
    return ""


def calls_in(part: Condition | Side) -> Iterator[Call]:
    match part:
        case Call():
            yield part
        case Comparison():
            yield from calls_in(part.left)
            yield from calls_in(part.right)
        case Joined():
            for inner in part.parts:
                yield from calls_in(inner)
        case Not():
            yield from calls_in(part.part)


def same_condition(part: Condition | Side) -> object:
    """The condition without places, for comparing two languages."""
    match part:
        case Call():
            return part.same
        case Comparison():
            return (same_condition(part.left), part.operator, same_condition(part.right))
        case Joined():
            return (part.word, tuple(same_condition(inner) for inner in part.parts))
        case Not():
            return ("not", same_condition(part.part))
        case _:
            return part


# --- from the parser's tree to ours -----------------------------------------------------------


def condition(node: expression.Node, place: Place) -> Condition:
    match node:
        case expression.Logic():
            parts = tuple(condition(part, place) for part in node.parts)
            return Joined(node.operator, parts)
        case expression.Not():
            return Not(condition(node.part, place))
        case expression.Compare(operator=operator) if operator not in ("in", "not in"):
            return Comparison(side(node.left, place), operator, side(node.right, place))
        case expression.Call():
            return call(node, place)
    raise UnreadableError(write(node), node.column)


def side(node: expression.Node, place: Place) -> Side:
    match node:
        case expression.Number():
            return float(node.value)
        case expression.Call():
            return call(node, place)
    raise UnreadableError(write(node), node.column)


def call(node: expression.Call, place: Place) -> Call:
    args = tuple(scalar(arg) for arg in node.args)
    named = {name: scalar(value) for name, value in node.named}
    return Call(node.name, args, named, shift(place, node.column), write(node))


def scalar(node: expression.Node) -> Scalar:
    match node:
        case expression.Number():
            return float(node.value)
        case expression.Text():
            return node.value
        case expression.Name():
            return node.id
    raise UnreadableError(write(node), node.column)


def write(node: expression.Node) -> str:
    """A tree as text again, for messages."""
    match node:
        case expression.Number():
            return f"{node.value:g}"
        case expression.Text():
            return f"'{node.value}'"
        case expression.Name():
            return node.id
        case expression.Call():
            named = [f"{name}={write(value)}" for name, value in node.named]
            return f"{node.name}({', '.join([*map(write, node.args), *named])})"
        case expression.Compare():
            return f"{write(node.left)} {node.operator} {write(node.right)}"
        case expression.Not():
            return f"not {write(node.part)}"
        case expression.Sequence():
            return f"[{', '.join(map(write, node.parts))}]"
        case expression.Logic():
            return f" {node.operator} ".join(map(write, node.parts))


def shift(place: Place, column: int) -> Place:
    """The place of a column (from 1) of an expression that begins at `place`."""
    return Place(place.file, place.line, place.column + column - 1 if place.column else 0)
