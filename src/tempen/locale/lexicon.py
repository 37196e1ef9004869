"""The words of each language that say something about a number.

One file per language, `locale/<lang>/lexicon.yaml`, read by the audit of finished reports and by
the report's own check of words. A group is a list of words, or a table {word: its value}; either
may be divided in `always` (a claim wherever it stands) and `beside` (only next to a figure).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any

import yaml

from tempen.locale import FOLDER

MANY = float("inf")  # “many times”: more than any multiple with a name


@dataclass(frozen=True)
class Lexicon:
    """Groups of words, lower case, in the order of the file."""

    lang: str
    always: Mapping[str, Mapping[str, float]]
    beside: Mapping[str, Mapping[str, float]]
    made: dict[Any, re.Pattern[str]] = field(default_factory=dict, compare=False, repr=False)

    def values(self, group: str) -> dict[str, float]:
        """{word: its value} of a group, `always` and `beside`; nan where words have no value."""
        return {**self.always.get(group, {}), **self.beside.get(group, {})}

    def words(self, *groups: str) -> tuple[str, ...]:
        return tuple(word for group in groups for word in self.values(group))

    def claims(self, *groups: str) -> tuple[str, ...]:
        """The words that claim something wherever they stand."""
        return tuple(word for group in groups for word in self.always.get(group, {}))

    def pattern(self, *groups: str) -> re.Pattern[str]:
        """Any word of the groups, whole, the longest first; kept once made."""
        if groups not in self.made:
            found = any_of(self.words(*groups)) or r"(?!)"
            self.made[groups] = re.compile(rf"(?<!\w)(?:{found})(?!\w)", re.IGNORECASE)
        return self.made[groups]


@cache
def lexicon(lang: str) -> Lexicon:
    """The lexicon of a language; empty for one that has no file."""
    path = FOLDER / lang / "lexicon.yaml"
    if not path.exists():
        return Lexicon(lang, {}, {})
    with path.open("rb") as file:
        groups = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    always: dict[str, Mapping[str, float]] = {}
    beside: dict[str, Mapping[str, float]] = {}
    for group, words in groups.items():
        divided = isinstance(words, dict) and set(words) <= {"always", "beside"}
        always[group] = valued(words.get("always", {}) if divided else words)
        beside[group] = valued(words.get("beside", {}) if divided else {})
    return Lexicon(lang, always, beside)


def valued(words: Iterable[object] | Mapping[object, object]) -> dict[str, float]:
    if isinstance(words, Mapping):
        return {str(word).lower(): value_of(value) for word, value in words.items()}
    return {str(word).lower(): float("nan") for word in words}


def value_of(value: object) -> float:
    return MANY if value == "many" else float(Fraction(str(value)))


def any_of(words: Iterable[str]) -> str:
    """A regular expression for any of the words or phrases, the longest first."""
    longest = sorted(set(words), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest)
