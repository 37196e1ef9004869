"""What keeps a text a text: in HTML, in an attribute, and in JSON inside a script element."""

from __future__ import annotations

import json
from html import escape
from typing import Any

# `<` ends or opens script elements and comments; the separators end lines in old JavaScript.
IN_SCRIPT = str.maketrans({"<": "\\u003c", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def text(words: str) -> str:
    """Safe as content and between double quotes."""
    return escape(words, quote=True)


def script_json(value: Any) -> str:
    """JSON that no text inside it can break out of."""
    packed = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return packed.translate(IN_SCRIPT)


def attributes(**given: str | int | float | bool | None) -> str:
    """` name="value"` for all that are given; `_` stands for `-`, a last `_` is dropped."""
    parts = []
    for name, value in given.items():
        if value is None or value is False:
            continue
        name = name.rstrip("_").replace("_", "-")
        parts.append(f" {name}" if value is True else f' {name}="{text(str(value))}"')
    return "".join(parts)
