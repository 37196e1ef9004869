"""Shares in words that are always true: “just under four in ten”, “drygt hälften”.

A share is named after the nearest simple fraction if it lies within `NEAR` of it, “about” only
within half a percentage point. Between tenths that lie too far apart both are named. So the
words follow the share, and can never be turned to make more of it.
"""

from __future__ import annotations

from dataclasses import dataclass

ABOUT = 0.005
NEAR = 0.03
NEARLY_ALL = 0.95
HARDLY_ANY = 0.025

# (numerator, denominator) of the fractions that have a name
FRACTIONS = (
    (1, 20),
    (1, 10),
    (1, 5),
    (1, 4),
    (3, 10),
    (1, 3),
    (4, 10),
    (1, 2),
    (6, 10),
    (2, 3),
    (7, 10),
    (3, 4),
    (8, 10),
    (9, 10),
    (19, 20),
)


@dataclass(frozen=True)
class Words:
    """What a language calls fractions; `between` names two tenths."""

    names: tuple[str, ...]  # of FRACTIONS, in their order
    under: str
    over: str
    about: str
    between: str
    tenths: tuple[str, ...]
    none: str
    hardly_any: str
    nearly_all: str
    all: str


_SV_TENTHS = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio")
_EN_TENTHS = ("nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

WORDS: dict[str, Words] = {
    "sv": Words(
        names=(
            "var tjugonde",
            "var tionde",
            "var femte",
            "var fjärde",
            "tre av tio",
            "var tredje",
            "fyra av tio",
            "hälften",
            "sex av tio",
            "två av tre",
            "sju av tio",
            "tre av fyra",
            "åtta av tio",
            "nio av tio",
            "nitton av tjugo",
        ),
        under="knappt {}",
        over="drygt {}",
        about="omkring {}",
        between="mellan {} och {} av tio",
        tenths=_SV_TENTHS,
        none="ingen",
        hardly_any="bara enstaka",
        nearly_all="nästan alla",
        all="alla",
    ),
    "en": Words(
        names=(
            "one in twenty",
            "one in ten",
            "one in five",
            "one in four",
            "three in ten",
            "one in three",
            "four in ten",
            "half",
            "six in ten",
            "two in three",
            "seven in ten",
            "three in four",
            "eight in ten",
            "nine in ten",
            "nineteen in twenty",
        ),
        under="just under {}",
        over="just over {}",
        about="about {}",
        between="between {} and {} in ten",
        tenths=_EN_TENTHS,
        none="none",
        hardly_any="hardly any",
        nearly_all="nearly all",
        all="all",
    ),
}


def say_share(share: float, lang: str) -> str:
    """The share (0..1) in words of `lang`."""
    words = WORDS[lang]
    if share in (0, 1):
        return words.all if share else words.none
    if share < HARDLY_ANY:
        return words.hardly_any
    if share > NEARLY_ALL:
        return words.nearly_all
    fraction, name = nearest(share, words)
    gap = share - fraction
    if abs(gap) > NEAR + 1e-9:
        return words.between.format(
            words.tenths[int(share * 10)], words.tenths[int(share * 10) + 1]
        )
    return qualify(gap, words).format(name)


def nearest(share: float, words: Words) -> tuple[float, str]:
    named = zip((a / b for a, b in FRACTIONS), words.names, strict=True)
    return min(named, key=lambda pair: abs(pair[0] - share))


def qualify(gap: float, words: Words) -> str:
    if abs(gap) <= ABOUT:
        return words.about
    return words.over if gap > 0 else words.under
