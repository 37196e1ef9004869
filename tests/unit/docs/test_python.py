"""The page on Python is run as one notebook, and what it prints compared.

A `text` block is what the `python` block before it shows, where “…” stands for anything.
"""

from __future__ import annotations

import ast
import contextlib
import io
import re
from collections.abc import Iterator
from typing import Any

import polars as pl

from tests.unit.docs.pages import DOCS

PAGE = DOCS / "python.md"
MEND = "If this is meant: python -m tests.unit.docs.test_python, and read the page."
BLOCK = re.compile(r"^```python\n(.*?)^```\n\n```text\n(.*?)^```", re.M | re.S)
SHOWN = {"tbl_cols": -1, "tbl_width_chars": 110, "tbl_rows": 12, "fmt_float": "mixed",
         "tbl_hide_column_data_types": True, "tbl_hide_dataframe_shape": True,
         "tbl_formatting": "MARKDOWN"}  # fmt: skip


def test_the_page_shows_what_its_code_prints(monkeypatch: Any):
    monkeypatch.chdir(DOCS.parent)
    for code, expected, said in follow(PAGE.read_text("utf-8")):
        pattern = ".*?".join(re.escape(part) for part in expected.strip().split("…"))
        assert re.fullmatch(pattern, said, re.S), f"{MEND}\n{code}\n{said}"


def follow(text: str) -> Iterator[tuple[str, str, str]]:
    """Every block of code, what the page says it shows, and what it shows."""
    names: dict[str, Any] = {}
    with pl.Config(**SHOWN, float_precision=3):
        for code, expected in BLOCK.findall(text):
            yield code, expected, show(code, names)


def show(code: str, names: dict[str, Any]) -> str:
    """What a notebook would: what is printed, and the value of a last expression."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(tree, PAGE.name, "exec"), names)
        if isinstance(last, ast.Expr):
            print(eval(compile(ast.Expression(last.value), PAGE.name, "eval"), names))
    return "\n".join(line.rstrip() for line in out.getvalue().strip().splitlines())


def write_again() -> None:
    """Put what the code shows now into the page."""
    shown = iter([said for _, _, said in follow(PAGE.read_text("utf-8"))])
    text = BLOCK.sub(
        lambda m: f"```python\n{m[1]}```\n\n```text\n{next(shown)}\n```", PAGE.read_text("utf-8")
    )
    PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    write_again()
