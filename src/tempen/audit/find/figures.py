"""Numbers as a sentence means them: with their hedge, and the values they may stand for.

“Nearly half”, “two of three” and “every fourth organisation” are figures as well.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from tempen.audit.reading import Number, Span, Text
from tempen.locale.lexicon import Lexicon, any_of, lexicon

HEDGES = ("about", "above", "below", "more", "less")
SPREAD = 3.0  # percentage points that “about” may move a share
LOOSE = 0.06  # the part of a count that “about” may move it
TINY = 1e-7
TIMES = (
    r"(?:år|dag|vecka|månad|gång|timme|timma|kvartal|minut|mandat|kongress|year|day|week|month|time|hour"
    r"|minute|quarter)"
)
YEAR_BEFORE = re.compile(
    r"(?:^|[\s(])(?:of|the|in|since|from|our|and|av|i|år|från|sedan|för|och|vid|mätningen|enkäten)\s+$",
    re.IGNORECASE,
)
POINTS = re.compile(r"[\s-]points?\b(?!\s+(?:of|scale|on|out))|\s+enheters?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a text that states a quantity.

    unit       as of its number; fractions are per cent
    value      shares 0..100
    low, high  what it may stand for once rounding and its hedge are allowed for
    start      where the hedge begins, or the number
    """

    text: Text
    number: Number
    unit: str
    value: float
    low: float
    high: float
    hedge: str = ""
    start: int = 0

    @property
    def stop(self) -> int:
        return self.number.stop

    @property
    def share(self) -> bool:
        return self.unit == "percent"

    @property
    def words(self) -> bool:
        return self.number.spelled

    @property
    def half(self) -> float:
        return self.number.half

    @property
    def printed(self) -> str:
        return " ".join(self.text.text[self.number.start : self.number.stop].split())

    def meets(self, low: float, high: float) -> bool:
        """Whether it may stand for some value from low to high."""
        return self.low <= high + TINY and low - TINY <= self.high


@lru_cache(maxsize=8192)
def figures_of(text: Text) -> tuple[Figure, ...]:
    """Every quantity of a text in order, those in words included."""
    lex = lexicon(text.lang)
    written = [one for one in text.numbers if one.quantity and not names_year(text.text, one)]
    if not written and len(text.text) > 2000:
        spelled: list[Number] = []
    else:
        spelled = list(spelled_numbers(text, lex))
    taken = [(one.start, one.stop) for one in spelled]
    kept = [one for one in written if not any(a < one.stop and one.start < b for a, b in taken)]
    numbers = sorted(kept + spelled, key=lambda one: one.start)
    return tuple(figure_of(text, number, lex) for number in numbers)


def names_year(text: str, number: Number) -> bool:
    """“The 2023 survey”, “20% of 2023 respondents”: a year, whatever it stands before."""
    if number.unit != "count" or not re.fullmatch(r"(?:19|20)\d\d", number.text):
        return False
    return bool(YEAR_BEFORE.search(text, max(0, number.start - 16), number.start))


def years_of(text: Text, start: int = 0, end: int | None = None) -> list[tuple[str, int]]:
    """Years that a text names, with their places, “the 2023 survey” included."""
    end = len(text.text) if end is None else end
    return [
        (one.text[:4], one.start)
        for one in text.numbers
        if start <= one.start < end and (one.unit == "year" or names_year(text.text, one))
    ]


def figure_of(text: Text, number: Number, lex: Lexicon) -> Figure:
    hedge, start = hedge_before(text.text, number.start, lex)
    if number.spelled and not hedge:
        hedge = hedge_within(number.text, lex)
    unit, value, number_ = number.unit, number.value, number
    if unit == "count" and POINTS.match(text.text, number.stop):
        unit = "points"
    if unit == "fraction":
        unit, value = "percent", 100.0 * value
        number_ = replace(number, spelled=True)
    low, high = bounds(value, number_, unit, hedge)
    return Figure(text, number_, unit, value, low, high, hedge, start)


def bounds(value: float, number: Number, unit: str, hedge: str) -> tuple[float, float]:
    half = 0.5 if number.spelled else number.half
    loose = SPREAD if unit in ("percent", "points") else max(LOOSE * abs(value), half)
    loose = max(loose, half)
    match hedge:
        case "about":
            return value - loose, value + loose
        case "above":
            return value - half, value + 2 * loose
        case "below":
            return value - 2 * loose, value + half
        case "more":
            return value - half, math.inf
        case "less":
            return -math.inf, value + half
    if number.spelled and unit == "percent":
        return value - SPREAD, value + SPREAD
    return value - half, value + half


@cache
def hedge_pattern(lang: str) -> re.Pattern[str]:
    lex = lexicon(lang)
    kinds = "|".join(
        f"(?P<{kind}>{any_of(lex.words(f'hedge_{kind}')) or '(?!)'})" for kind in HEDGES
    )
    articles = (
        "(?:the|a|en|ett|de|som|as|reached|reaching|nått|nådde|at|på|till|up to|one|var|vart)"
    )
    return re.compile(rf"(?<!\w)(?:{kinds})\s*(?:(?<=\s){articles}\s+)?[(\"“”*_]*$", re.IGNORECASE)


def hedge_before(text: str, at: int, lex: Lexicon) -> tuple[str, int]:
    """The hedge right before a number, and where it starts."""
    from_ = max(0, at - 32)
    found = hedge_pattern(lex.lang).search(text, from_, at)
    if not found or (found.start() == from_ > 0 and text[from_ - 1].isalnum()):
        return "", at
    return found.lastgroup or "", found.start()


def hedge_within(words: str, lex: Lexicon) -> str:
    """“En dryg tredjedel”, “a good third”."""
    return next(
        (
            hedge
            for hedge, group in (("below", "scant"), ("above", "good"))
            if lex.pattern(group).search(words)
        ),
        "",
    )


@cache
def bare_fractions(lang: str) -> dict[str, float]:
    """“Tredjedel” of “en tredjedel”: for “en dryg tredjedel”."""
    return {
        word.split()[-1]: value
        for word, value in lexicon(lang).values("fractions").items()
        if word.split()[0] in ("en", "a", "one") and len(word.split()) == 2
    }


@cache
def spelled_pattern(lang: str) -> re.Pattern[str]:
    lex = lexicon(lang)
    small = any_of(word for word, value in lex.values("numbers").items() if value >= 1)
    of = any_of(word for word in lex.words("out_of"))
    units = any_of(lex.words("units"))
    units = rf"(?:{units})\w*" if lang == "sv" else rf"(?:{units})(?:s|es)?"
    bare, inside = any_of(bare_fractions(lang)), any_of(lex.words("scant", "good"))
    return re.compile(
        rf"(?<![\w/.,])(?:(?P<part>{small}|[1-9])(?:\s+{units})?[\s-](?:{of})[\s-]"
        rf"(?P<whole>{small}|10|20|[2-9])"
        rf"(?![\w/%]|[.,]\d|\s*(?:%|procent|per cent|percent|av|of|years|år))"
        rf"|(?P<every>{any_of(lex.words('every'))})(?=\s+(?!{TIMES})[^\W\d_]{{3,}})"
        rf"|(?P<points>{small})(?=\s+(?:(?:percentage\s+)?points?\b|procentenhet))"
        rf"|(?P<share>{any_of(lex.words('fractions'))})(?!\w)"
        rf"|(?:(?<!\w)(?:en|a)\s+)(?:{inside})\s+(?P<bare>{bare})(?!\w))",
        re.IGNORECASE,
    )


def spelled_numbers(text: Text, lex: Lexicon) -> list[Number]:
    """Shares in words, and in the small digits of “1 in 4”."""
    found = []
    for match in spelled_pattern(lex.lang).finditer(text.text):
        if match["points"]:
            value = number_word(match["points"], lex)
            found.append(
                Number(value, 0, "points", *match.span(), match.end(), match[0], spelled=True)
            )
            continue
        value = spelled_value(match, lex)
        if value is None or is_time(text.text, match):
            continue
        start, stop = match.span()
        found.append(Number(value, 6, "fraction", start, stop, stop, match[0], spelled=True))
    return found


def spelled_value(match: re.Match[str], lex: Lexicon) -> float | None:
    if match["part"]:
        part, whole = (number_word(match[name], lex) for name in ("part", "whole"))
        counted = match["part"].isdigit() and match["whole"].isdigit()
        if counted and not re.search(r"\bin\b", match[0]):
            return None  # “8 of 10” are counts
        return part / whole if 0 < part < whole and whole <= 20 else None
    if match["bare"]:
        return bare_fractions(lex.lang).get(match["bare"].lower())
    name, group = (match["every"], "every") if match["every"] else (match["share"], "fractions")
    return lex.values(group).get(" ".join(name.lower().split()))


def number_word(word: str, lex: Lexicon) -> float:
    return float(word) if word.isdigit() else lex.values("numbers").get(word.lower(), 0)


def is_time(text: str, match: re.Match[str]) -> bool:
    """“The first half of 2024”, “half a year”, “ett och en halv”: no share."""
    before = text[max(0, match.start() - 12) : match.start()].lower()
    after = text[match.end() : match.end() + 16].lower()
    return bool(
        re.search(
            r"(?:first|second|last|latter|other|better|första|andra|senare|och|and)\s+$", before
        )
        or re.match(
            r"\s+(?:of\s+)?(?:a\s+)?(?:(?:19|20)\d\d|year|hour|day|month|time|året|år\b|as\b|så\b|an\b"
            r"|(?:the\s+)?(?:share|proportion|rate|level|number|figure|percentage)\b|that\s+of\b"
            r"|av\s+andelen\b|andelen\b)",
            after,
        )
    )


def sentences_of(text: Text) -> tuple[Span, ...]:
    return text.sentences or (Span(0, len(text.text)),)
