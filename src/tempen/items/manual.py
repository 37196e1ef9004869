"""The manual's page on kinds of items, made from their models and worked examples."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from tempen.items import KINDS
from tempen.items.keys import ItemKeys
from tempen.items.spec import Spec

HEAD = """# Kinds of items

An item stands in `questionnaire.yaml` with its `id`, its `kind` and the keys of the kind; its
texts stand under `items.<id>` in each file of texts. The examples below are tests: raw answers
of a wave on the left, codes as cases hold them on the right. Negative codes say why there is no
answer: -1 not asked, -2 not reached, -3 skipped, -4 not applicable, -5 don't know (numbers and
texts; elsewhere “don't know” is a level). An answer with a problem counts as skipped, and the
problem is told with its row.
"""

FILE_NOTE = """`recode`, `column`, `columns` and `separator` hold for every wave that has none of
its own under `waves`.
"""


def manual() -> str:
    """The page as Markdown: one section per kind, then the keys that all have."""
    parts = [
        HEAD,
        *(section(kind) for kind in KINDS),
        "## Keys of every kind\n",
        FILE_NOTE,
        keys_table(ItemKeys),
    ]
    return "\n".join(parts).rstrip() + "\n"


def spec_of(kind: str) -> Spec:
    return import_module(f"tempen.items.{kind}.spec").SPEC


def section(kind: str) -> str:
    module = KINDS[kind]
    spec = spec_of(kind)
    lines = [f"## `{kind}`\n", f"{module.__doc__}\n", "```yaml", spec.keys.strip(), "```\n"]
    lines += [*example(spec), "", spec.notes, "", keys_table(module.Keys, ItemKeys)]
    return "\n".join(lines)


def example(spec: Spec) -> Iterator[str]:
    """The worked example as a table: a row per response."""
    raw, codes = list(spec.raw), list(spec.codes)
    problems = {row: code for row, _, code in spec.problems}
    yield (
        "| "
        + " | ".join([*(f"`{name}`" for name in raw), "→", *(f"`{n}`" for n in codes), "problem"])
        + " |"
    )
    yield "|" + "---|" * (len(raw) + len(codes) + 2)
    for row in range(len(next(iter(spec.raw.values())))):
        cells = [str(spec.raw[name][row]) for name in raw]
        found = [show(spec.codes[name][row]) for name in codes]
        yield line([*cells, "→", *found, problems.get(row, "")])


def line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def quote(name: str) -> str:
    return f"`{name}`"


def show(value: float | str | None) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def keys_table(keys: Any, shared: Any = None) -> str:
    """The keys of a model that `shared` does not have, with what they mean."""
    rows = ["| key | meaning |", "|---|---|"]
    for name, found in keys.model_fields.items():
        if name != "kind" and (shared is None or name not in shared.model_fields):
            rows.append(f"| `{name}` | {found.description} |")
    return "\n".join(rows) + "\n" if len(rows) > 2 else ""
