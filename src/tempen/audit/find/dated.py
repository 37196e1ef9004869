"""Figures of a named time: the cells of tables with years, and shares said to be of a year."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from tempen.audit.find.claims import BEFORE, Claim, claims_of
from tempen.audit.find.figures import Figure
from tempen.audit.find.moves import moves_of
from tempen.audit.find.sheet import YEAR, Sheet
from tempen.audit.find.sight import Sight
from tempen.audit.find.stems import stems_of
from tempen.audit.reading import Text
from tempen.locale.lexicon import any_of, lexicon

About = frozenset[frozenset[str]]  # what row and column say, whichever is which
YEARS = r"(?<!\d)((?:19|20)\d\d)(?!\d)"
AHEAD = re.compile(rf"{YEARS}\s*(?:[:=]|(?:var|was|it was|är|is)(?:\s+det)?)\s*(?:[^\W\d_]+\s)?$")
BEHIND = re.compile(
    rf"[\s,]*[(\[]?\s*(?:(?:in|år|under|för|for|i|vid|at)\s+)?"
    rf"(?:(?:mätningen|enkäten|undersökningen|rapporten|the|our)\s+)?{YEARS}(?!\s*[:=–-])"
)
OWN = 2  # words that a dated share must have round it to be of something else than the one before
NEAR = 40  # characters round a figure in which its time may stand
IDLE = (
    "andel andelar share shares percent percentage per cent procent alla all total totalt samtliga "
    "totals medelvärde mean average genomsnitt värde value resultat result svar answer antal number"
)


@dataclass(frozen=True)
class Dated:
    """A figure of a table, what its row and column are about, and its year."""

    figure: Figure
    about: About
    year: str


@cache
def idle_stems(lang: str) -> frozenset[str]:
    return stems_of(IDLE, lang) | frozenset(IDLE.split())


def cells_of(sheet: Sheet, otherwise: str = "") -> Iterator[Dated]:
    """The cells of a table by what they are about and when.

    otherwise  the year of cells that neither row, column nor caption dates; "" leaves them out
    """
    captioned = YEAR.findall(sheet.caption)
    whole = captioned[0] if len(set(captioned)) == 1 else ""
    parts = dict[int, frozenset[str]]()
    for row in sheet.rows:
        if row.part not in parts:
            above = sheet.grid.rows[row.index - 1][0] if row.index else None
            text = above.text.text if above and above.width > 1 else ""
            parts[row.part] = stems_of(text, sheet.lang)
        for column in sheet.columns[1:]:
            figure = sheet.value(row.index, column.index)
            named = {*YEAR.findall(row.label), *column.years}
            year = named.pop() if len(named) == 1 else ("" if named else whole or otherwise)
            if figure is None or not year or figure.words or figure.hedge:
                continue
            said = (row.label, " ".join(head for head in column.heads))
            sides = (
                stems_of(YEAR.sub("", one), sheet.lang) - idle_stems(sheet.lang) for one in said
            )
            about = frozenset(one for one in (*sides, parts[row.part]) if one)
            yield Dated(figure, about, year)


def by_address(cells: Iterator[Dated]) -> dict[tuple[About, str, str], Figure]:
    """{(what it is about, year, unit): figure}; what stands twice with two values is left out."""
    held: dict[tuple[About, str, str], list[Figure]] = defaultdict(list)
    for one in cells:
        held[one.about, one.year, one.figure.unit].append(one.figure)
    return {
        address: ones[0] for address, ones in held.items() if len({one.value for one in ones}) == 1
    }


def claims_at(sight: Sight, year: str) -> Iterator[Claim]:
    """Shares that a report says are of a year, which is that of the time before this one."""
    olds = {
        (id(move.old.text), move.old.number.start)
        for prose in sight.prose
        for move in moves_of(prose)
    }
    last: Claim | None = None
    for claim in claims_of(sight, old=True):
        ahead = last if last and last.text is claim.text and last.span == claim.span else None
        last = claim
        beside = year_beside(claim.text, claim.figure) or (
            year if is_last_time(claim.text, claim.figure) else ""
        )
        moved = (id(claim.text), claim.figure.number.start) in olds
        if beside and beside != year:
            continue
        if beside or moved:
            if beside or claim.years <= {year, BEFORE}:
                near = claim.about if moved else subject(claim, ahead)
                yield replace(claim, near=near, reach=claim.about, years=frozenset({year}))
        elif claim.years == {year} and claim.alone:
            yield claim


def subject(claim: Claim, ahead: Claim | None) -> frozenset[str]:
    """What a dated share is of: “39 % have a plan (2018: 31 %)” says it of the share before."""
    own = claim.near - against_stems(claim.text.lang)
    return ahead.near if ahead and len(own) < OWN else own


@cache
def against_stems(lang: str) -> frozenset[str]:
    return stems_of(" ".join(lexicon(lang).words("against", "before", "over_time")), lang)


def year_beside(text: Text, figure: Figure) -> str:
    """The year that stands right before or after a figure: “2018: 31 %”, “31 % (2018)”, “31
    procent vid mätningen 2018”."""
    ahead = AHEAD.search(text.text, max(0, figure.start - NEAR), figure.start)
    if ahead:
        return ahead[1]
    behind = BEHIND.match(text.text, figure.stop, figure.stop + NEAR)
    return behind[1] if behind else ""


def is_last_time(text: Text, figure: Figure) -> bool:
    return bool(last_time(text.lang).match(text.text, figure.stop, figure.stop + NEAR))


@cache
def last_time(lang: str) -> re.Pattern[str]:
    """“Last time”, “vid förra mätningen” right after a figure."""
    before = any_of(lexicon(lang).words("before"))
    return re.compile(
        rf"[\s,(]*(?:(?:vid|i|under|at|in|the)\s+){{0,2}}(?:{before})(?!\w)", re.IGNORECASE
    )
