"""Read the documentation as data: its marked tables, its console blocks, its links."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from math import asin, ceil, sqrt
from pathlib import Path

DOCS = Path(__file__).parents[3] / "docs"
Row = dict[str, str]


def marked_tables(page: str, kind: str) -> dict[str, list[Row]]:
    """Tables under `<!-- kind: name -->`: name -> rows by heading."""
    text = (DOCS / page).read_text(encoding="utf-8")
    found = re.findall(rf"<!-- {kind}: ([\w-]+) -->\n((?:\|.*\n)+)", text)
    return {name: read_table(block) for name, block in found}


def read_table(block: str) -> list[Row]:
    head, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")]
                      for line in block.splitlines()]  # fmt: skip
    return [dict(zip(head, row, strict=True)) for row in rows]


def decimals(printed: str) -> int:
    return len(printed.partition(".")[2])


OPERATORS: dict[type, Callable[..., float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
}
FUNCTIONS: dict[str, Callable[[float], float]] = {"sqrt": sqrt, "asin": asin, "ceil": ceil}


def calculate(written: str) -> float:
    """What an arithmetic expression of the page comes to: numbers, + - * / **, sqrt, asin, ceil."""
    return value_of(ast.parse(written.strip("` "), mode="eval").body)


def value_of(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.BinOp(left, sign, right):
            return OPERATORS[type(sign)](value_of(left), value_of(right))
        case ast.UnaryOp(sign, one):
            return OPERATORS[type(sign)](value_of(one))
        case ast.Call(ast.Name(name), [one]):
            return FUNCTIONS[name](value_of(one))
    raise ValueError(ast.unparse(node))
