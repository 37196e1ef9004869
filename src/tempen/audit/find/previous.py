"""PREVIOUS: what a report says of last time, against what was said then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tempen.audit.find.claims import Claim, Entry, claims_of, entries_of
from tempen.audit.find.figures import Figure
from tempen.audit.find.moves import moves_of
from tempen.audit.find.sheet import Sheet
from tempen.audit.find.sight import Sight, sight_of
from tempen.audit.find.sizes import Size, sizes_of
from tempen.audit.find.twice import alike
from tempen.audit.find.wording import found
from tempen.audit.finder import Found, Look
from tempen.locale import mark

CODES = {
    "PREVIOUS-01": mark("A figure of last time is not what the report of that time said."),
}
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
FAR = 40.0


def find(look: Look) -> Found:
    made = Found()
    if look.previous is None:
        return made
    this, before = sight_of(look), Sight(look.previous)
    year = year_of(before)
    compare_sizes(sizes_of(this), sizes_of(before), year, made)
    compare_tables(this, before, made)
    compare_entries(entries_of(this), entries_of(before), year, made)
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
    firm = {
        (one.role, one.year or year, one.group): one.figure for one in reversed(before) if one.firm
    }
    loose = {(one.role, one.year or year, one.group): one.figure for one in reversed(before)}
    for one in sizes:
        then = firm.get((one.role, one.year, one.group)) or loose.get(
            (one.role, one.year, one.group)
        )
        if one.year and then:
            tell(one.figure, then, made)


def compare_tables(this: Sight, before: Sight, made: Found) -> None:
    """Rows named by a year, in tables with the same columns."""
    old = {key: figure for sheet in before.sheets for key, figure in year_cells(sheet)}
    for sheet in this.sheets:
        for key, figure in year_cells(sheet):
            if key in old:
                tell(figure, old[key], made, 0.9)


def year_cells(sheet: Sheet) -> Iterator[tuple[tuple[str, str], Figure]]:
    for row in sheet.rows:
        if not YEAR.fullmatch(row.label):
            continue
        for column in sheet.columns:
            figure = sheet.figure(row.index, column.index)
            if figure and column.index:
                yield (row.label, column.head.lower()), figure


def compare_entries(entries: list[Entry], before: list[Entry], year: str, made: Found) -> None:
    """Cells of the same row, column and topic, in a column of last time’s year."""
    for one in entries:
        if one.years != frozenset({year}) or not one.label:
            continue
        same = [
            other
            for other in before
            if other.label == one.label
            and other.group == one.group
            and (other.years or frozenset({year})) == one.years
            and len(other.topic & one.topic) >= min(2, len(one.topic))
            and other.above == one.above
        ]
        if same and len({other.figure.value for other in same}) == 1:
            tell(one.figure, same[0].figure, made)


def compare_claims(this: Sight, before: Sight, year: str, made: Found) -> None:
    """Old figures of changes, and shares with last time’s year, against that report’s shares."""
    olds = {
        (id(move.old.text), move.old.number.start)
        for prose in this.prose
        for move in moves_of(prose)
    }
    then = [one for one in claims_of(before) if not one.years or year in one.years]
    for claim in claims_of(this, old=True):
        key = (id(claim.text), claim.figure.number.start)
        if key not in olds and claim.years != frozenset({year}):
            continue
        told = replace(claim, near=claim.about) if key in olds else claim
        same = [one for one in then if like(told, one)]
        if not same or any(one.figure.meets(claim.figure.low, claim.figure.high) for one in same):
            continue
        near = abs(same[0].figure.value - claim.figure.value) <= FAR
        if near and len({one.figure.value for one in same}) == 1:
            tell(claim.figure, same[0].figure, made, 0.75)


def like(one: Claim, other: Claim) -> bool:
    """Whether two shares are said to be of the same, whenever."""
    return alike(replace(one, years=frozenset()), replace(other, years=frozenset()))
