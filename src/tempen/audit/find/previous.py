"""PREVIOUS: what a report says of last time, against what was said then."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from tempen.audit.find.claims import Claim, claims_of, entries_of
from tempen.audit.find.dated import Dated, by_address, cells_of, claims_at
from tempen.audit.find.figures import Figure
from tempen.audit.find.sheet import Sheet
from tempen.audit.find.sight import Sight, sight_of
from tempen.audit.find.sizes import Size, sizes_of
from tempen.audit.find.stems import stems_of
from tempen.audit.find.twice import alike, cells_for, generic_of, index_entries
from tempen.audit.find.wording import found
from tempen.audit.finder import Found, Look
from tempen.locale import mark

CODES = {
    "PREVIOUS-01": mark("A figure of last time is not what the report of that time said."),
}
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
FAR = 40.0
LIKE = 0.25  # counts further apart than this part are of different things
SAME = 0.6  # of the words of the shorter caption that two tables must share
FEW, LETTERS = 2, 8  # rows without a caption tell a table by this many, of so many letters


def find(look: Look) -> Found:
    made = Found()
    if look.previous is None:
        return made
    this, before = sight_of(look), Sight(look.previous)
    year = year_of(before)
    compare_sizes(sizes_of(this), sizes_of(before), year, made)
    compare_tables(this, before, year, made)
    compare_claims(this, before, year, made)
    return made


def year_of(sight: Sight) -> str:
    """The year that a report is about: the one it names most often of its two latest."""
    years = [number.text[:4] for _, number in sight.reading.numbers() if number.unit == "year"]
    plausible = [one for one in years if YEAR.fullmatch(one)]
    return max(set(plausible), key=lambda one: (plausible.count(one), one), default="")


def tell(this: Figure, then: Figure, made: Found, certainty: float = 0.85) -> None:
    made.check(this.text, this.number)
    if then.meets(this.low, this.high):
        return
    made.add(
        found(
            "PREVIOUS-01",
            "error" if certainty > 0.8 else "warning",
            certainty,
            this,
            then.printed,
            mark(
                "Here {this} stands for last time; the report of that time said {then}.",
                this=this.printed,
                then=then.printed,
            ),
            [then],
        )
    )


def compare_sizes(sizes: list[Size], before: list[Size], year: str, made: Found) -> None:
    """How many were asked and answered in that year: right if it stands so anywhere in the report
    of that time, wrong if that says firmly another number close by."""
    held: dict[tuple[str, str, str], list[Size]] = defaultdict(list)
    for size in before:
        held[size.role, size.year or year, size.group].append(size)
    for one in sizes:
        then = held.get((one.role, one.year, one.group), []) if one.year else []
        if any(size.figure.meets(one.figure.low, one.figure.high) for size in then):
            made.check(one.figure.text, one.figure.number)
            continue
        firm = [size.figure for size in then if size.firm]
        if len({figure.value for figure in firm}) == 1 and is_close(one, firm[0]):
            tell(one.figure, firm[0], made)


def is_close(size: Size, then: Figure) -> bool:
    limit = FAR if size.role == "rate" else LIKE * max(size.figure.value, then.value)
    return abs(size.figure.value - then.value) <= limit


def compare_tables(this: Sight, before: Sight, year: str, made: Found) -> None:
    """Cells of the same row, column and year, in tables of which most others agree."""
    olds = [(topic_of(sheet), by_address(cells_of(sheet, year))) for sheet in before.sheets]
    for sheet in this.sheets:
        cells = list(cells_of(sheet))
        topic = topic_of(sheet)
        pairs: list[tuple[Figure, Figure]] = []
        for about, old in olds:
            found = [
                (one.figure, old[address])
                for one in cells
                if (address := (one.about, one.year, one.figure.unit)) in old
            ]
            if len(found) > len(pairs) and may_be_same(topic, about, cells):
                pairs = found
        right = sum(then.meets(one.low, one.high) for one, then in pairs)
        if right >= max(1, len(pairs) - right):
            for one, then in pairs:
                tell(one, then, made, 0.9)


def topic_of(sheet: Sheet) -> frozenset[str]:
    return stems_of(YEAR.sub("", sheet.caption), sheet.lang)


def may_be_same(one: frozenset[str], other: frozenset[str], cells: list[Dated]) -> bool:
    """Whether two tables may be of the same: their captions share most of the shorter one's words,
    or, without captions, their rows tell them apart from others."""
    if one and other:
        return len(one & other) >= max(1, SAME * min(len(one), len(other)))
    telling = {side for cell in cells for side in cell.about if sum(map(len, side)) > LETTERS}
    return len(telling) >= FEW


def compare_claims(this: Sight, before: Sight, year: str, made: Found) -> None:
    """Shares that are said to be of last time, against that report's sentences and tables."""
    then = [one for one in claims_of(before) if not one.years or year in one.years]
    dated = [
        entry if entry.years else replace(entry, years=frozenset({year}))
        for entry in entries_of(before)
    ]
    index, generic = index_entries(dated), generic_of(before)
    for claim in claims_at(this, year):
        said = [one.figure for one in then if like(claim, one)]
        cells = cells_for(claim, index, year, generic)
        best = max((sure for sure, _ in cells), default=0)
        named = said + [entry.figure for sure, entry in cells if sure == best]
        every = said + [entry.figure for _, entry in cells]
        if not named:
            continue
        if any(one.meets(claim.figure.low, claim.figure.high) for one in every):
            made.check(claim.text, claim.figure.number)
            continue
        near = abs(named[0].value - claim.figure.value) <= FAR
        if near and len({one.value for one in named}) == 1 and not claim.figure.hedge:
            tell(claim.figure, named[0], made, 0.75)


def like(one: Claim, other: Claim) -> bool:
    """Whether two shares are said to be of the same, whenever."""
    return alike(replace(one, years=frozenset()), replace(other, years=frozenset()))
