"""Words of Tempen itself, per language: one gettext catalogue for all rooms.

The message ids are the English texts. A language is added by a folder with `tempen.po`; the
study's own texts live in the study folder.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Self, TypeVar, overload

FOLDER = Path(__file__).parent
LANGUAGES = ("sv", "en")
INSIDE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")

Speak = Callable[[str], str]
T = TypeVar("T")


class Words(str):
    """A message that is said later, with its facts; as a plain text it reads in English."""

    id: str
    facts: dict[str, object]

    def __new__(cls, id: str, /, **facts: object) -> Self:
        made = super().__new__(cls, id.format(**facts) if facts else id)
        made.id, made.facts = id, facts
        return made

    def said(self, say: Speak) -> str:
        text = say(self.id)
        return text.format(**self.facts) if self.facts else text


class Several(Words):
    """Messages that are said one after the other, each once."""

    parts: tuple[str, ...]

    def __new__(cls, parts: Iterable[str]) -> Self:
        once = tuple(dict.fromkeys(parts))
        made = super().__new__(cls, ", ".join(once))
        made.parts = once
        return made

    def said(self, say: Speak) -> str:
        return ", ".join(dict.fromkeys(map(say, self.parts)))


@overload
def mark(words: str, /, **facts: object) -> Words: ...
@overload
def mark(words: T, /) -> T: ...
def mark(words, /, **facts):
    """Mark a message, or a table of messages, that is said somewhere else: it is translated."""
    return Words(words, **facts) if isinstance(words, str) else words


@cache
def catalogue(lang: str) -> gettext.NullTranslations:
    """The compiled catalogue of a language; English needs none."""
    path = FOLDER / lang / "LC_MESSAGES" / "tempen.mo"
    if not path.exists():
        return gettext.NullTranslations()
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)


def curl(text: str) -> str:
    """A typewriter's apostrophe inside a word becomes a printer's: “don’t”."""
    return INSIDE.sub("’", text) if "'" in text else text


def speak(lang: str) -> Speak:
    """A function that gives the text of a message in `lang`."""
    say = catalogue(lang).gettext
    return lambda id: curl(say(id))


def speak_number(lang: str) -> Callable[[str, str, int], str]:
    """A function (singular, plural, n) that gives the form that `lang` uses for n."""
    return catalogue(lang).ngettext
