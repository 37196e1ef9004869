"""What is said to be the largest or the smallest, against the table that it is told from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tempen.audit.find.claims import in_years
from tempen.audit.find.denial import denied, mask
from tempen.audit.find.figures import Figure, sentences_of
from tempen.audit.find.sheet import Column, Row, Sheet
from tempen.audit.find.sight import Prose, Sight
from tempen.audit.find.stems import stems_of, tags, units_of
from tempen.audit.find.wording import found, quoted
from tempen.audit.finder import Found
from tempen.audit.reading import Span, Text
from tempen.locale import Words, mark
from tempen.locale.lexicon import Lexicon, lexicon
from tempen.terms.finding import Finding

BESIDE = 2  # blocks after a table that speak of it
ASIDE = frozenset(("total", "base", "unknown", "residual"))
NO_OPTION = frozenset(("total", "base", "invited", "answered", "rate"))
CLAUSE = re.compile(r"[;:.]\s|\s(?:medan|men|while|whereas|but)\s", re.IGNORECASE)
COMMA = re.compile(r",\s|\s(?:och|and|samt)\s", re.IGNORECASE)
IS = re.compile(
    r"(?<!\w)(?:är|var|blir|blev|har|hade|får|fick|finns|såg|saw|is|was|are|were|remains?|has|have|had|enjoys?)"
    r"(?!\w)",
    re.IGNORECASE,
)
GROUP_AFTER = re.compile(r"(?<!\w)(?:bland|hos|inom|among|for|för|i|in)\s+[^\W\d_]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """A cell that a sentence may be about."""

    sheet: Sheet
    row: Row
    column: Column
    figure: Figure
    by_column: bool  # the sentence names its column


@dataclass(frozen=True)
class Super:
    """A word such as “most common”, and what its clause is about."""

    text: Text
    sign: int  # 1 for the largest, -1 for the smallest
    start: int
    stop: int
    clause: frozenset[str]
    sentence: frozenset[str]
    share: Figure | None
    moving: bool  # of a change: “the largest increase”
    grouped: bool  # a group may be named after it


def check_top(prose: Prose, sight: Sight, made: Found) -> None:
    """“Lack of skills is the commonest obstacle”, “least common is X”, “the highest trust”."""
    if prose.block.kind not in ("paragraph", "item", "heading", "caption"):
        return
    for one in supers_in(prose):
        places = list(places_of(one, sight, prose))
        if not places:
            continue
        better = [beaten(one, place) for place in places]
        for place in places:
            made.check(place.figure.text, place.figure.number)
        if one.share:
            made.check(one.text, one.share.number)
        if all(better):
            tell(one, next(each for each in better if each), places[0], made)


def supers_in(prose: Prose) -> Iterator[Super]:
    text, lex = prose.text, lexicon(prose.text.lang)
    masked = mask(text.text, text.lang)
    for span in sentences_of(text):
        aside = lex.pattern("rank_second", "difference", "negation", "followed_by", "in_order")
        asks = "?" in text.text[span.start : span.end]
        if asks or aside.search(masked, span.start, span.end):
            continue
        ones = [
            (sign, match)
            for sign, group in ((1, "most"), (-1, "least"))
            for match in lex.pattern(group).finditer(masked, span.start, span.end)
            if not denied(masked, match.start(), text.lang)
            if not counts(text, match, lex)
        ]
        for sign, match in ones:
            start, end = clause_of(text, span, match, len(ones) > 1)
            shares = [
                one
                for one in prose.figures
                if one.share and not one.words and start <= one.start < end
            ]
            if len(shares) > 1 or any(one.hedge for one in shares):
                continue
            if not shares and not (IS.search(text.text, start, end) and told_in(prose)):
                continue
            clause = text.text[start:end]
            yield Super(
                text,
                sign,
                match.start(),
                match.end(),
                stems_of(clause, text.lang) | tags(clause),
                stems_of(text.text[span.start : span.end], text.lang),
                shares[0] if shares else None,
                bool(lex.pattern("up", "down").search(clause)),
                bool(GROUP_AFTER.search(text.text, match.end(), end)),
            )


def counts(text: Text, match: re.Match[str], lex: Lexicon) -> bool:
    """“At least one project”, “the top three ways”: a number, and no rank."""
    after = re.match(r"\s+([^\W_]+)", text.text[match.end() : match.end() + 20])
    return bool(after) and (after[1].isdigit() or after[1].lower() in lex.values("numbers"))


def told_in(prose: Prose) -> bool:
    """Whether a text is a sentence, and no label of a chart."""
    return prose.block.kind in ("paragraph", "item") and prose.text.text.rstrip()[-1:] in ".)”:"


def clause_of(text: Text, span: Span, match: re.Match[str], crowded: bool) -> tuple[int, int]:
    """The part of a sentence that a word is about: to the semicolons and contrasts round it, and
    to the commas where the sentence holds another such word."""
    start, end = span.start, span.end
    for pattern in (CLAUSE, COMMA) if crowded else (CLAUSE,):
        for mark_ in pattern.finditer(text.text, start, end):
            if mark_.end() <= match.start():
                start = mark_.end()
            elif mark_.start() >= match.end():
                end = mark_.start()
                break
    return start, end


def places_of(one: Super, sight: Sight, prose: Prose) -> Iterator[Place]:
    """The cells that a clause names: by its row, or by its column and the figure printed."""
    for sheet in sight.sheets:
        if not in_years(one.text, sheet) or not concerns(one, sheet, prose):
            continue
        columns = [column for column in sheet.columns if fits_move(one, column)]
        named = [column for column in columns if is_named(column, one, sheet)]
        rows = named_rows(one, sheet)
        if len(rows) > 1:
            continue
        for row in rows:
            if not named and one.grouped and len(columns) > 1 and one.share is None:
                continue
            for column in named or columns:
                figure = sheet.value(row.index, column.index)
                if figure and (one.share is None or one.share.value == figure.value):
                    yield Place(sheet, row, column, figure, bool(named))
        if rows or one.share is None:
            continue
        for column in named:
            for row in sheet.rows:
                figure = sheet.value(row.index, column.index)
                if figure and figure.share and figure.value == one.share.value:
                    yield Place(sheet, row, column, figure, True)


def concerns(one: Super, sheet: Sheet, prose: Prose) -> bool:
    """Whether a sentence and a table are of the same: one section, or words of the caption."""
    same = sheet.block.text.section == prose.text.section != ""
    same = same or 0 < prose.block.index - sheet.block.index <= BESIDE
    topic = stems_of(sheet.caption, sheet.lang) - units_of(sheet.lang)
    return same or bool(topic & one.sentence)


def fits_move(one: Super, column: Column) -> bool:
    """Shares for a level, a column of changes for a change."""
    if not column.index or column.roles & (NO_OPTION - {"total"}):
        return False
    change = "change_header" in column.roles
    return change if one.moving else column.unit == "percent" and not change


def is_named(column: Column, one: Super, sheet: Sheet) -> bool:
    heads = stems_of(re.sub(r"\([^)]*\)", "", column.head), sheet.lang) or tags(column.head)
    return bool(heads) and heads <= one.clause and "total" not in column.roles


def named_rows(one: Super, sheet: Sheet) -> list[Row]:
    """The rows whose whole label a clause holds; not those within the label of another."""
    labels = [(row, stems_of(row.label, sheet.lang)) for row in sheet.rows if not row.roles & ASIDE]
    held = [(row, label) for row, label in labels if label and label <= one.clause]
    return [row for row, label in held if not any(label < other for _, other in held)]


def beaten(one: Super, place: Place) -> tuple[str, Figure] | None:
    """Another cell that is further out, where the cell leads neither its column nor, if its
    column is named or its figure printed, its row."""
    sheet, this = place.sheet, place.figure
    down = [
        (row.label, other)
        for row in sheet.rows
        if row.part == place.row.part and not row.roles & ASIDE and row.index != place.row.index
        if (other := sheet.value(row.index, place.column.index)) and other.unit == this.unit
    ]
    across = [
        (column.head, other)
        for column in sheet.columns
        if not column.roles & NO_OPTION and column.index != place.column.index
        if (other := sheet.value(place.row.index, column.index)) and other.unit == this.unit
    ]
    ahead = [each for each in down if one.sign * (each[1].value - this.value) > 0]
    beside = [each for each in across if one.sign * (each[1].value - this.value) > 0]
    if down and not ahead:
        return None
    if across and not beside and (place.by_column or one.share):
        return None
    found_ = ahead or beside
    return max(found_, key=lambda each: one.sign * each[1].value) if found_ else None


def tell(one: Super, better: tuple[str, Figure], place: Place, made: Found) -> None:
    label, figure = better
    facts = {"label": label, "more": figure.printed, "this": place.figure.printed}
    explanation: Words = (
        mark("In the table, {label} has more: {more} against {this}.", **facts)
        if one.sign > 0
        else mark("In the table, {label} has less: {more} against {this}.", **facts)
    )
    if one.share:
        made.add(found("WORDS-07", "warning", 0.75, one.share, "", explanation, [figure]))
        return
    text = one.text
    made.add(
        Finding(
            "WORDS-07",
            "warning",
            0.7,
            text.passage(one.start, one.stop),
            quoted(text, one.start, one.stop),
            "",
            explanation,
            (place.figure.text.at(place.figure.number), figure.text.at(figure.number)),
        )
    )
