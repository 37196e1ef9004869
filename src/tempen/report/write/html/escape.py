"""What keeps a text a text: in HTML, in an attribute, and in JSON inside a script element."""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from html import escape
from typing import Any

# `<` ends or opens script elements and comments; the separators end lines in old JavaScript.
IN_SCRIPT = (("<", "\\u003c"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"))


def text(words: str) -> str:
    """Safe as content and between double quotes."""
    return escape(words, quote=True)


def script_json(value: Any) -> str:
    """JSON that no text inside it can break out of."""
    written = write_json(value)
    for sign, escaped in IN_SCRIPT:
        written = written.replace(sign, escaped)
    return written


def pack_json(value: Any) -> str:
    """JSON as base64 of gzip: a tenth of its size, and the same bytes on every build."""
    return b64encode(gzip.compress(write_json(value).encode(), 6, mtime=0)).decode()


def write_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def attributes(**given: str | int | float | bool | None) -> str:
    """` name="value"` for all that are given; `_` stands for `-`, a last `_` is dropped."""
    parts = []
    for name, value in given.items():
        if value is None or value is False:
            continue
        name = name.rstrip("_").replace("_", "-")
        parts.append(f" {name}" if value is True else f' {name}="{text(str(value))}"')
    return "".join(parts)
