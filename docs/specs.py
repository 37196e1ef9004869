"""The page of worked examples, made from tests/spec: drawn tables, questions, answers by hand."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

SPEC = Path(__file__).parent.parent / "tests" / "spec"
ORDER = ("shares", "differences", "changes", "calibrated", "design")
TITLES = {
    "shares": "Shares and means",
    "differences": "Differences between groups",
    "changes": "Changes between waves",
    "calibrated": "Calibrated weights",
    "design": "Any microdata: `tempen.Design`",
}
REMARK = re.compile(r"  # (?:type: ignore\S*|fmt: skip|noqa\S*)$", re.M)
HEAD = """# The estimates by example

Every example on this page is a test, and the page is made from the tests: a small drawn table,
a question to it, and the answer reckoned a second way, by hand. `made()` loads the table, weighs
it and estimates; the negative codes of cases are explained in [item kinds](item-kinds.md).
"""


def write_specs() -> Iterator[str]:
    """The page as Markdown, a section per file of tests/spec."""
    yield HEAD
    found = {path.stem.removeprefix("test_"): path for path in SPEC.glob("test_*.py")}
    for name in (*ORDER, *sorted(set(found) - set(ORDER))):
        yield f"## {TITLES.get(name, name.capitalize())}\n"
        yield from write_file(found[name].read_text(encoding="utf-8"))


def write_file(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    yield (ast.get_docstring(tree) or "") + "\n"
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(name)], value=ast.Constant(str(drawn))):
                yield f"`{name}`\n\n```\n{textwrap.dedent(drawn).strip()}\n```\n"
            case ast.FunctionDef(name) if name.startswith("test_"):
                yield f"### {title_of(name)}\n"
                yield from write_example(node, source.splitlines())


def title_of(name: str) -> str:
    words = name.removeprefix("test_").replace("_", " ")
    return words[0].upper() + words[1:]


def write_example(test: ast.FunctionDef, lines: list[str]) -> Iterator[str]:
    """What the test says of itself, then its code."""
    said = ast.get_docstring(test)
    if said:
        yield said + "\n"
    assert test.end_lineno
    begins = test.body[0].end_lineno if said else test.body[0].lineno - 1
    cases = [line for d in test.decorator_list for line in lines[d.lineno - 1 : d.end_lineno]]
    body = textwrap.dedent("\n".join(lines[begins : test.end_lineno]))
    code = "\n".join([*cases, body] if cases else [body])
    yield f"```python\n{REMARK.sub('', code)}\n```\n"
