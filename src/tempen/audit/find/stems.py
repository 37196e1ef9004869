"""What a text is about: its words of content, cut so that endings do not matter."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from tempen.locale.lexicon import lexicon

WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
CUT = {"sv": 5, "en": 6}  # letters that are kept
FLEETING = re.compile(r"e(?=[rln]$)")  # “hinder”, “hindret”
IDLE = ("empty", "up", "down", "before", "after", "percent", "points")


@cache
def idle(lang: str) -> frozenset[str]:
    """Words that say nothing of what a figure is about."""
    lex = lexicon(lang)
    hedges = ("hedge_about", "hedge_above", "hedge_below", "hedge_more", "hedge_less")
    return frozenset(part for word in lex.words(*IDLE, *hedges) for part in word.split())


@cache
def group_stems(lang: str) -> frozenset[str]:
    """Units that tell one group from another: municipalities, women, not “organisations”."""
    lex = lexicon(lang)
    generic = {stem(word, lang) for word in lex.words("generic_units")}
    return frozenset(stem(word, lang) for word in lex.words("units")) - generic


@cache
def units_of(lang: str) -> frozenset[str]:
    """Every unit that a survey may be of: what all of a report is about tells nothing apart."""
    lex = lexicon(lang)
    return frozenset(stem(word, lang) for word in lex.words("units", "generic_units"))


def without_units(stems: frozenset[str], lang: str) -> frozenset[str]:
    """Stems that tell one subject from another: none of a unit, however it is inflected."""
    heads = {one[:4] for one in units_of(lang) if len(one) >= 4}
    return frozenset(one for one in stems if one[:4] not in heads)


def stem(word: str, lang: str) -> str:
    word = word.lower()
    if lang == "sv" and len(word) > 5:
        word = FLEETING.sub("", word)
    return word[: CUT.get(lang, 6)]


def stems_of(text: str, lang: str) -> frozenset[str]:
    """The content of a text."""
    return frozenset(
        stem(word, lang)
        for match in WORD.finditer(text)
        if len(word := match[0].lower()) > 1 and word not in idle(lang)
    )


@cache
def degrees(lang: str) -> frozenset[str]:
    """“Very”, “fairly”: a row of a scale with one is not that row without it."""
    return frozenset(stem(word, lang) for word in lexicon(lang).words("degrees"))


def has_group(stems: frozenset[str], lang: str) -> bool:
    return any(is_group(one, lang) for one in stems)


RANGE = re.compile(r"(\w{0,2}\d+)\s*(?:[–—-]|to|till)\s*(\d+)|([^\W\d_])[–-](\d+)", re.IGNORECASE)
OPEN = re.compile(
    r"(\d+)\s*(?:\+|(?:år\s+)?(?:och|eller|and|or)\s+(?:äldre|older|over|more|fler))", re.I
)


def tags(text: str) -> frozenset[str]:
    """Ranges that name a group: “18–29”, “18 to 29”, “65+”, “F–6”."""
    made = {"–".join(part for part in match if part).lower() for match in RANGE.findall(text)}
    return frozenset(made | {f"{number}+" for number in OPEN.findall(text)})


@lru_cache(maxsize=8192)
def is_group(one: str, lang: str) -> bool:
    return len(one) > 3 and any(
        one.startswith(group) or group.startswith(one)
        for group in group_stems(lang)
        if len(group) > 3
    )
