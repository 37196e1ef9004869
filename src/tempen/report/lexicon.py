"""What running prose must not say by itself: digits, and words that claim something.

Digits are faults, words warnings: a word may be innocent (“ett antal”, “mest i marginalen”),
a typed number never follows the data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from tempen.errors import Faults, Place
from tempen.locale.lexicon import any_of, lexicon
from tempen.report import nodes
from tempen.report.nodes import Block, Fence, Inlines, Quotation, Words

# The groups of the lexicon whose words claim something wherever they stand.
CLAIMS = ("up", "down", "multiples", "strong", "more_of", "less_of", "majority", "minority")
CLAIMS += ("nearly_all", "most", "least", "fractions")
SMALL = 10  # “four in ten” claims, “seven in twenty” is a count
DIGITS = re.compile(r"(?<!\w)\d+(?:[.,:/\u00a0]\d+)*")
YEAR = r"(?:19|20)\d\d"


@cache
def words_pattern(lang: str) -> re.Pattern[str]:
    """Words that claim something; those that do not, in their phrase, are passed over."""
    words = lexicon(lang)
    small = any_of(word for word, value in words.values("numbers").items() if 0 < value <= SMALL)
    units, out_of = any_of(words.words("units")), any_of(words.words("out_of"))
    found = [
        any_of(words.claims(*CLAIMS)),
        rf"(?:{small})\s+(?:{out_of})\s+(?:{small})" if small else "",
        rf"(?:{any_of(words.words('every'))})\s+(?:{units})" if units else "",
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(filter(None, found)) or '(?!)'})(?!\w)", re.IGNORECASE)


@cache
def dates_pattern(lang: str) -> re.Pattern[str]:
    """Dates as they are written: 4 May 2026, May 2026, 2026-05-04, the quarter of a year."""
    months = any_of(lexicon(lang).words("months"))
    return re.compile(
        rf"\b\d{{4}}-\d\d-\d\d\b|\b(?:\d{{1,2}}\.?\s+)?(?:{months})(?:\s+\d{{1,2}},)?\s+{YEAR}\b"
        rf"|\b\d{{1,2}}\s+(?:{months})\b|\b(?:{months})\s+\d{{1,2}}\b",
        re.IGNORECASE,
    )


def check_prose(blocks: Iterable[Block], lang: str, waves: Iterable[str], faults: Faults) -> None:
    """Add a fault for every typed digit and a warning for every bare claim."""
    claims, innocent = words_pattern(lang), lexicon(lang).pattern("innocent")
    allowed = allowed_pattern(lang, waves)
    for inlines, quoted in runs(blocks):
        for words, guarded in words_in(inlines):
            check_digits(words, allowed, faults)
            if not guarded and not quoted:
                check_claims(words, claims, innocent, faults)


def allowed_pattern(lang: str, waves: Iterable[str]) -> re.Pattern[str]:
    ids = "|".join(re.escape(wave) for wave in sorted(waves, key=len, reverse=True))
    return re.compile(dates_pattern(lang).pattern + rf"|\b(?:{ids})\b", re.IGNORECASE)


def check_digits(words: Words, allowed: re.Pattern[str], faults: Faults) -> None:
    text = allowed.sub(lambda match: " " * len(match[0]), one_line(words))
    for match in DIGITS.finditer(text):
        faults.add("REPORT-14", at(words, match.start()), digits=match[0])


def check_claims(
    words: Words, claims: re.Pattern[str], innocent: re.Pattern[str], faults: Faults
) -> None:
    text = innocent.sub(lambda match: " " * len(match[0]), one_line(words))
    for match in claims.finditer(text):
        place = at(words, match.start())
        faults.add("REPORT-16", place, severity="warning", word=match[0])


def one_line(words: Words) -> str:
    return words.text.replace("\n", " ")


def at(words: Words, offset: int) -> Place:
    """The place of a character: words keep their line breaks."""
    before = words.text[:offset]
    rows, column = before.count("\n"), offset - (before.rfind("\n") + 1)
    start = 1 if rows else words.place.column
    return Place(words.place.file, words.place.line + rows, start + column)


def runs(blocks: Iterable[Block]) -> Iterator[tuple[Inlines, bool]]:
    """Every run of prose, and whether it is a quotation."""
    for block in nodes.walk_blocks(tuple(blocks)):
        match block:
            case Quotation():
                yield block.inlines, True
            case Fence():
                for inlines in block.inlines.values():
                    yield inlines, False
            case nodes.Title() | nodes.Prose():
                yield block.inlines, False


def words_in(inlines: Inlines, guarded: bool = False) -> Iterator[tuple[Words, bool]]:
    """Every run of words, and whether a guard holds it. A footnote is prose as well."""
    for inline in inlines:
        match inline:
            case Words():
                yield inline, guarded
            case nodes.Guard():
                yield from words_in(inline.words, True)
                yield from words_in(inline.neutral or (), True)
            case nodes.Styled() | nodes.Hyperlink() | nodes.FootNote():
                yield from words_in(inline.inlines, guarded)
