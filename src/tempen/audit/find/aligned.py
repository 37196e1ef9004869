"""Several figures of one sentence against one row or column of a table, or against another
sentence: where all but one agree, it is that one that is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tempen.audit.find.claims import BEFORE, Claim, in_years
from tempen.audit.find.figures import Figure
from tempen.audit.find.sheet import Column, Row, Sheet
from tempen.audit.find.sight import Sight
from tempen.audit.find.stems import stems_of, units_of

NO_SHARE = frozenset(("base", "invited", "answered", "change_header"))
FAR = 30.0  # points: figures further apart are of different things
MANY = 400  # sentences that are compared with one another
NEAR = 15.0  # the same for two sentences
SHARED = 3  # words that two sentences must share


@dataclass(frozen=True)
class Aligned:
    """Claims of a sentence, each with the cell that it falls on."""

    pairs: tuple[tuple[Claim, Figure], ...]
    words: int  # shared by the sentence and the row's label or the table's caption
    label: str

    @property
    def wrong(self) -> list[tuple[Claim, Figure]]:
        return [(claim, cell) for claim, cell in self.pairs if not meets(claim, cell)]


def meets(claim: Claim, cell: Figure) -> bool:
    return claim.figure.meets(cell.value - cell.half, cell.value + cell.half)


def sentences_with(claims: Sequence[Claim]) -> list[list[Claim]]:
    """Claims by the sentence that they stand in, where it holds several."""
    made: dict[tuple[int, int, int], list[Claim]] = defaultdict(list)
    for claim in claims:
        if not claim.figure.hedge and claim.text.row < 0 and not claim.figure.words:
            made[claim.text.block, claim.span.start, claim.text.column].append(claim)
    return [
        sorted(ones, key=lambda one: one.figure.start) for ones in made.values() if len(ones) > 1
    ]


def stray(claims: Sequence[Claim], sight: Sight) -> Iterator[tuple[Claim, Figure, str]]:
    """The one figure of a sentence that a row, else as it stands, does not hold."""
    for ones in sentences_with(claims):
        found = [each for sheet in sight.sheets for each in align(ones, sheet)]
        settled = {id(claim) for each in found if not each.wrong for claim, _ in each.pairs}
        likely = [each for each in found if len(each.wrong) == 1 and trusted(each)]
        if not likely:
            continue
        best = max(likely, key=lambda each: (len(each.pairs), each.words))
        claim, cell = best.wrong[0]
        if id(claim) not in settled and abs(claim.figure.value - cell.value) <= FAR:
            yield claim, cell, best.label


def trusted(one: Aligned) -> bool:
    """Two of three that agree, or one of two with words in common."""
    return (len(one.pairs) >= 3 and one.words >= 1) or one.words >= 2


def align(ones: Sequence[Claim], sheet: Sheet) -> Iterator[Aligned]:
    about = ones[0].about | ones[0].context
    topic = stems_of(sheet.caption, sheet.lang) - units_of(sheet.lang)
    if not in_years(ones[0].text, sheet):
        return
    columns = [one for one in sheet.columns if one.index and not one.roles & NO_SHARE]
    for row in sheet.rows:
        label = stems_of(row.label, sheet.lang) - units_of(sheet.lang)
        if "base" in row.roles or not label & about:
            continue
        pairs = [
            (claim, cell)
            for claim in ones
            if (column := column_for(claim, ones, columns, sheet))
            and (cell := sheet.value(row.index, column.index))
            and cell.share
        ]
        if len(pairs) > 1 and len({id(cell) for _, cell in pairs}) == len(pairs):
            yield Aligned(tuple(pairs), len((label | topic) & about), row.label)
    for column in columns:
        heads = stems_of(column.head, sheet.lang)
        if not column.roles & {"total", "share", "rate"} and not heads <= about:
            continue
        pairs = [
            (claim, cell)
            for claim in ones
            if (row := row_for(claim, sheet))
            and (cell := sheet.value(row.index, column.index))
            and cell.share
        ]
        if len(pairs) > 1 and len({id(cell) for _, cell in pairs}) == len(pairs):
            named = stems_of(column.head, sheet.lang) & about
            yield Aligned(tuple(pairs), len(named | (topic & about)), column.head)


def column_for(
    claim: Claim, ones: Sequence[Claim], columns: Sequence[Column], sheet: Sheet
) -> Column | None:
    """The column of a claim: by its year, by whether it is last time’s, or by its group."""
    dated = sorted((one for one in columns if one.years), key=lambda one: max(one.years))
    if dated:
        if BEFORE in claim.years:
            return dated[-2] if len(dated) > 1 else None
        if claim.years:
            held = [one for one in dated if one.years & claim.years]
            return held[0] if len(held) == 1 else None
        return dated[-1] if any(one.years for one in ones) else None
    named = [
        one for one in columns if (heads := stems_of(one.head, sheet.lang)) and heads <= claim.near
    ]
    return named[0] if len(named) == 1 else None


def row_for(claim: Claim, sheet: Sheet) -> Row | None:
    """The one row whose whole label stands round a claim."""
    held = [
        (row, label)
        for row in sheet.rows
        if not row.roles & {"base", "total"}
        and (label := stems_of(row.label, sheet.lang))
        and label <= claim.near
    ]
    held = [(row, label) for row, label in held if not any(label < other for _, other in held)]
    return held[0][0] if len(held) == 1 else None


def differing(claims: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Two sentences with as many figures, of the same words, that agree in all but one."""
    sentences = sentences_with(claims)[:MANY]
    by_value: dict[tuple[int, float], list[int]] = defaultdict(list)
    for i, ones in enumerate(sentences):
        for k, one in enumerate(ones):
            by_value[k, one.figure.value].append(i)
    tried: set[tuple[int, int]] = set()
    for where in by_value.values():
        for i in where:
            for j in where:
                if i < j and (i, j) not in tried and len(where) < 12:
                    tried.add((i, j))
                    pair = one_apart(sentences[i], sentences[j])
                    if pair:
                        yield pair


def one_apart(first: Sequence[Claim], second: Sequence[Claim]) -> tuple[Claim, Claim] | None:
    """The figures in which two sentences differ, where all others are the same."""
    if len(first) != len(second) or first[0].text.block == second[0].text.block:
        return None
    lang = first[0].text.lang
    about = [(ones[0].about | ones[0].context) - units_of(lang) for ones in (first, second)]
    if len(about[0] & about[1]) < SHARED:
        return None
    for one, other in zip(first, second, strict=True):
        shared = (one.near & other.near) - units_of(lang)
        if not shared or 2 * len(shared) < min(len(one.near), len(other.near)):
            return None
    if {y for one in first for y in one.years} != {y for one in second for y in one.years}:
        return None
    apart = [
        (one, other)
        for one, other in zip(first, second, strict=True)
        if one.figure.value != other.figure.value
    ]
    if len(apart) != 1:
        return None
    one, other = apart[0]
    near = (one.near & other.near) - units_of(lang)
    close = abs(one.figure.value - other.figure.value) <= NEAR
    return (one, other) if near and close else None
