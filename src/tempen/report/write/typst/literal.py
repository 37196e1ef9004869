"""Values as Typst source. Texts never become markup: nothing in them can be taken for code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from tempen.report.fontfile import spell

LONGEST = 36  # letters that a line surely holds; longer words may be broken anywhere
BREAK = "\u200b"
HYPHEN = "\u00ad"  # shown only where a line breaks


def quote(text: str) -> str:
    """A Typst string literal that holds the text exactly."""
    return '"' + "".join(escape(letter) for letter in text) + '"'


def escape(letter: str) -> str:
    if letter in '"\\':
        return "\\" + letter
    code = ord(letter)
    if code < 32 or 0xD800 <= code < 0xE000:  # controls; halves of surrogate pairs
        return " "
    return letter


def write_text(text: str) -> str:
    """A text to be set, with letters that the fonts lack replaced and long words breakable."""
    text = spell(unicodedata.normalize("NFC", text))
    return quote(re.sub(rf"\S{{{LONGEST},}}", soften, text))


def soften(word: re.Match[str]) -> str:
    """Allow breaks in a word without a space: after punctuation, else every few letters."""
    softened = re.sub(r"([/\-.?&=_])(?=\w)", rf"\1{BREAK}", word[0])
    return re.sub(rf"[^{BREAK}\s]{{{LONGEST // 3}}}", rf"\g<0>{HYPHEN}", softened)


def write_list(items: Iterable[str]) -> str:
    """An array of expressions; the comma keeps one of a single item an array."""
    return "(" + "".join(f"{item}, " for item in items) + ")"


def write_dict(entries: Mapping[str, str]) -> str:
    """A dictionary of expressions."""
    inner = ", ".join(f"{quote(key)}: {value}" for key, value in entries.items())
    return f"({inner})" if entries else "(:)"


def write_flag(flag: bool) -> str:
    return "true" if flag else "false"
