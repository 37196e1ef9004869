"""A small language for conditions and references: parsed here, given meaning elsewhere.

    strategy in [yes, drafting] and not staff < 5
    share('strategy', 'yes', sector='town') > 50

    expression  or | and | not | comparison | operand
    comparison  operand (== != < <= > >=) operand …, operand [not] in [list]
    operand     number, 'text', name, name.part, call(…, name=…), [list], (expression)

Nothing is ever run: routing and the report each walk the tree with their own list of what may
stand in it. Columns count from 1 inside the expression. Length and depth are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NoReturn

from tempen.errors import Fault, Place, TempenError
from tempen.locale import mark

NOWHERE = Place()
MOST_CHARACTERS = 2000
MOST_DEPTH = 20

Operator = Literal["==", "!=", "<", "<=", ">", ">=", "in", "not in"]


@dataclass(frozen=True)
class Number:
    value: float
    column: int


@dataclass(frozen=True)
class Text:
    value: str
    column: int


@dataclass(frozen=True)
class Name:
    """A bare word: an item, `item.row`, a level, or a qualifier, as its place decides."""

    id: str
    column: int


@dataclass(frozen=True)
class Sequence:
    parts: tuple[Node, ...]
    column: int


@dataclass(frozen=True)
class Call:
    name: str
    args: tuple[Node, ...]
    named: tuple[tuple[str, Node], ...]
    column: int


@dataclass(frozen=True)
class Compare:
    operator: Operator
    left: Node
    right: Node
    column: int  # of the operator


@dataclass(frozen=True)
class Not:
    part: Node
    column: int


@dataclass(frozen=True)
class Logic:
    """`and` or `or` of two or more parts."""

    operator: Literal["and", "or"]
    parts: tuple[Node, ...]
    column: int


Node = Number | Text | Name | Sequence | Call | Compare | Not | Logic


def parse(text: str, place: Place = NOWHERE) -> Node:
    """The tree of one expression.

    place   where the expression stands; errors add their column to its column, if it has one
    raises  EXPR-01 something else was expected; EXPR-02 too long or too deep; EXPR-03 a quote
            is not closed; EXPR-04 a character that means nothing
    """
    parser = Parser(text, place)
    node = parser.expression()
    parser.expect_end()
    return node


def parse_list(text: str, place: Place = NOWHERE) -> tuple[Node, ...]:
    """Expressions with commas between them: a condition and its qualifiers."""
    parser = Parser(text, place)
    nodes = [parser.expression()]
    while parser.take(","):
        nodes.append(parser.expression())
    parser.expect_end()
    return tuple(nodes)


def walk(node: Node) -> Iterator[Node]:
    """The node and all that is in it, in the order written."""
    yield node
    for part in parts_of(node):
        yield from walk(part)


def parts_of(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Sequence | Logic):
        return node.parts
    if isinstance(node, Call):
        return (*node.args, *(value for _, value in node.named))
    if isinstance(node, Compare):
        return (node.left, node.right)
    return (node.part,) if isinstance(node, Not) else ()


# --- words ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Token:
    kind: Literal["number", "text", "name", "sign", "end"]
    text: str
    column: int


WORD = r"[A-Za-z0-9_]*[A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*"
TOKEN = re.compile(
    rf"""(?P<space>\s+)
    |(?P<name>{WORD}(?:\.[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)*)*)
    |(?P<number>-?\d+(?:\.\d+)?)
    |(?P<text>'[^'\n]*'|"[^"\n]*")
    |(?P<sign>==|!=|<=|>=|[<>()\[\],=])""",
    re.VERBOSE,
)
KEYWORDS = ("and", "or", "not", "in")
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


def stop(code: str, place: Place, column: int, **facts: object) -> NoReturn:
    at = place.column + column - 1 if place.column else 0
    raise TempenError([Fault(code, Place(place.file, place.line, at), facts)])


def split(text: str, place: Place) -> Iterator[Token]:
    """The words of the expression, then one that marks the end."""
    if len(text) > MOST_CHARACTERS:
        stop("EXPR-02", place, 1, most=mark("{n} characters", n=MOST_CHARACTERS))
    at = 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None:
            refuse_character(text, at, place)
        if found.lastgroup != "space":
            yield Token(found.lastgroup, found.group(), at + 1)  # type: ignore[arg-type]
        at = found.end()
    yield Token("end", "", len(text) + 1)


def refuse_character(text: str, at: int, place: Place) -> NoReturn:
    if text[at] in "'\"":
        stop("EXPR-03", place, at + 1, at=at + 1, quote=text[at])
    stop("EXPR-04", place, at + 1, at=at + 1, found=text[at])


# --- sentences ------------------------------------------------------------------------------


class Parser:
    """Recursive descent: one method per rule of the grammar above."""

    def __init__(self, text: str, place: Place) -> None:
        self.text, self.place = text, place
        self.tokens = list(split(text, place))
        self.at = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def advance(self) -> Token:
        token = self.token
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def take(self, text: str) -> Token | None:
        """The next word if it is this sign or keyword."""
        if self.token.kind in ("sign", "name") and self.token.text == text:
            return self.advance()
        return None

    def expect(self, text: str) -> Token:
        return self.take(text) or self.refuse(mark("“{name}”", name=text))

    def expect_end(self) -> None:
        if self.token.kind != "end":
            self.refuse(mark("and, or, a comparison or the end"))

    def refuse(self, expected: str) -> NoReturn:
        token = self.token
        found = mark("“{name}”", name=token.text) if token.text else mark("the end")
        stop(
            "EXPR-01",
            self.place,
            token.column,
            expected=expected,
            at=token.column,
            found=found,
            text=self.text,
        )

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            stop(
                "EXPR-02",
                self.place,
                self.token.column,
                most=mark("{n} levels of brackets", n=MOST_DEPTH),
            )

    def expression(self) -> Node:
        self.deeper()
        node = self.logic("or")
        self.depth -= 1
        return node

    def logic(self, operator: Literal["and", "or"]) -> Node:
        parts = [self.logic("and") if operator == "or" else self.negation()]
        column = self.token.column
        while self.take(operator):
            parts.append(self.logic("and") if operator == "or" else self.negation())
        return parts[0] if len(parts) == 1 else Logic(operator, tuple(parts), column)

    def negation(self) -> Node:
        token = self.take("not")
        if token is None:
            return self.comparison()
        self.deeper()
        node = Not(self.negation(), token.column)
        self.depth -= 1
        return node

    def comparison(self) -> Node:
        """One comparison, or a chain (`40 < x < 60`) as the `and` of its links."""
        left, found = self.operand(), []
        while (operator := self.operator()) is not None:
            sign, column = operator
            right = self.operand()
            found.append(Compare(sign, left, right, column))
            left = right
        if len(found) > 1:
            return Logic("and", tuple(found), found[0].column)
        return found[0] if found else left

    def operator(self) -> tuple[Operator, int] | None:
        token = self.token
        if token.kind == "sign" and token.text in COMPARISONS:
            self.advance()
            return token.text, token.column  # type: ignore[return-value]
        if self.take("in"):
            return "in", token.column
        if self.take("not"):
            self.expect("in")
            return "not in", token.column
        if token.kind == "sign" and token.text == "=":
            self.refuse(mark("“{name}”", name="=="))
        return None

    def operand(self) -> Node:
        token = self.token
        if token.kind == "number":
            self.advance()
            return Number(number(token.text), token.column)
        if token.kind == "text":
            self.advance()
            return Text(token.text[1:-1], token.column)
        if self.take("("):
            node = self.expression()
            self.expect(")")
            return node
        if self.take("["):
            return Sequence(self.parts("]"), token.column)
        if token.kind == "name" and token.text not in KEYWORDS:
            self.advance()
            return self.call(token) if self.take("(") else Name(token.text, token.column)
        return self.refuse(mark("a name, a number or a text in quotes"))

    def parts(self, end: str) -> tuple[Node, ...]:
        """Expressions up to the closing bracket."""
        parts: list[Node] = []
        while not self.take(end):
            if parts:
                self.expect(",")
            parts.append(self.expression())
        return tuple(parts)

    def call(self, name: Token) -> Call:
        args: list[Node] = []
        named: list[tuple[str, Node]] = []
        while not self.take(")"):
            if args or named:
                self.expect(",")
            self.argument(args, named)
        return Call(name.text, tuple(args), tuple(named), name.column)

    def argument(self, args: list[Node], named: list[tuple[str, Node]]) -> None:
        """`'value'` or `name='value'`; positional ones come first, and a name only once."""
        token, after = self.token, self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        if token.kind == "name" and after.text == "=" and after.kind == "sign":
            if token.text in dict(named):
                self.refuse(mark("another name"))
            self.at += 2
            named.append((token.text, self.expression()))
        elif named:
            self.refuse("name=value")
        else:
            args.append(self.expression())


def number(text: str) -> float:
    return float(text) if "." in text else int(text)
