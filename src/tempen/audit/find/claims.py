"""Shares and what they are said to be of: in sentences, and in the cells of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from tempen.audit.find.figures import Figure, figures_of, sentences_of, years_of
from tempen.audit.find.moves import Move, moves_of
from tempen.audit.find.pairs import in_range
from tempen.audit.find.sheet import Column, Row, Sheet
from tempen.audit.find.sight import Sight
from tempen.audit.find.stems import stems_of, tags
from tempen.audit.reading import Span, Text
from tempen.locale.lexicon import any_of, lexicon

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
BREAK = re.compile(r"[,;:()–—]|\s(?:medan|while|whereas|men|but|och|and|mot|respektive)\s")
THAN = re.compile(r"(?<!\w)(?:än|than)(?!\w)", re.I)
JOINED = re.compile(
    r"[\s,(]*(?:procent|%)?\s*(?:mot|vs\.?|versus|against|jämfört med|compared (?:with|to)"
    r"|respektive|och|and)\s+",
    re.I,
)
SIZES = re.compile(
    r"\d\s*(?:[–-]|to|till)\s*\d+(?!\s*(?:%|procent|per ?cent))"
    r"|\d\s*(?:\+|år\b|years\b|anställda|employees|invånare|inhabitants)"
    r"|(?<!\w)(?:ages?|aged|åldern|åldrarna|över|under|over)\s+\d+"
    r"(?!\d*\s*(?:%|procent|per ?cent))",
    re.IGNORECASE,
)
DIGITS = re.compile(r"\d+\W*\d*")
LISTS = re.compile(
    r"\)\s*(?:[;:,.–—]|$|(?:och|and|samt|eller|or|medan|while|men|but|vs|mot|som|who|respektive)\s)",
    re.IGNORECASE,
)
FOLLOWS = re.compile(r"(?:%|procent|per ?cent)\W+(?:\w+\s+){0,2}$", re.IGNORECASE)
SINCE = re.compile(r"(?:sedan|since|from|från)\s+(?:19|20)\d\d", re.IGNORECASE)
BEFORE = "before"  # the year of the wave before, where it is not named
KEY_WORDS = 3  # words that make a table cell a sentence of its own


@dataclass(frozen=True)
class Claim:
    """A share in running text.

    near   what the words round it are about, up to the figures and commas beside it
    about  what its whole sentence is about
    reach  near, and what stands before the first share of the sentence
    context  what the sentence before it is about
    years  that the sentence names; the nearest alone where it names several
    rate   the sentence speaks of who answered
    sized  other numbers stand in the words round it: ages, sizes of firms
    """

    figure: Figure
    span: Span
    near: frozenset[str]
    about: frozenset[str]
    reach: frozenset[str]
    context: frozenset[str]
    years: frozenset[str]
    denied: bool
    alone: bool
    rate: bool = False
    sized: bool = False

    @property
    def text(self) -> Text:
        return self.figure.text


@dataclass(frozen=True)
class Entry:
    """A percentage in a table.

    label  what its row is about; group: its column; topic: its caption; above: the row that
           names its part of a table with several questions; rate: a column of response rates
    """

    figure: Figure
    sheet: Sheet
    row: Row
    column: Column
    label: frozenset[str]
    group: frozenset[str]
    topic: frozenset[str]
    above: frozenset[str]
    years: frozenset[str]
    rate: bool = False


def claims_of(sight: Sight, *, old: bool = False) -> list[Claim]:
    """Shares of running text, and of cells that are sentences (“38 % have a plan”).

    old  also those that a change is told from
    """
    covered = over_tables(sight)
    texts = [
        prose.text
        for prose in sight.prose
        if (
            prose.block.kind in ("paragraph", "quote") and prose.text.text.rstrip()[-1] in ".!?:;)”"
        )
        or prose.block.kind in ("item", "heading")
        or (prose.block.kind == "caption" and prose.block.index not in covered)
    ]
    for sheet in sight.sheets:
        texts += [cell.text for cell in sheet.grid.cells if is_sentence(cell.text)]
    moves = {
        (move.old.text.block, one.number.start): (move, one is move.old)
        for prose in sight.prose
        for move in moves_of(prose)
        for one in (move.new, move.old)
    }
    made = []
    for text in texts:
        for claim in claims_in(text):
            move, is_old = moves.get((text.block, claim.figure.number.start), (None, False))
            if text.row >= 0 or move is None:
                made.append(claim)
            elif old or not is_old:
                made.append(of_move(claim, move, is_old))
    return made


def of_move(claim: Claim, move: Move, is_old: bool) -> Claim:
    """A figure of a change is about what the change is about; the old one, where no year is
    named, is of the wave before."""
    inside = [
        one
        for one in figures_of(claim.text)
        if one.share and not one.words and claim.span.start <= one.start < claim.span.end
    ]
    if len(inside) == 2 and move.old in inside and move.new in inside:
        claim = replace(claim, near=claim.about, reach=claim.about)
    if is_old and not claim.years:
        return replace(claim, years=frozenset({BEFORE}))
    if not is_old and move.old.start > claim.figure.start:
        ahead = years_of(claim.text, claim.span.start, move.old.start)
        if not ahead:  # “37 %, compared with 26 % in 2021”: the year is of the old one
            return replace(claim, years=frozenset())
    return claim


def over_tables(sight: Sight) -> set[int]:
    """Captions of tables, and those that share their number: what they say of a group is not
    said of all."""
    heads: dict[str, list[int]] = {}
    for prose in sight.prose:
        if prose.block.kind == "caption":
            heads.setdefault(prose.text.text[:12], []).append(prose.block.index)
    twins = {index for ones in heads.values() if len(ones) > 1 for index in ones}
    return twins | {sheet.grid.caption for sheet in sight.sheets}


def is_sentence(text: Text) -> bool:
    shares = [one for one in text.numbers if one.unit == "percent"]
    return len(shares) == 1 and len(re.findall(r"[^\W\d_]{2,}", text.text)) >= KEY_WORDS


def claims_in(text: Text) -> Iterator[Claim]:
    figures = figures_of(text)
    shares = [one for one in figures if one.share and not in_range(one) and on_its_own(one)]
    if not shares:
        return
    spans = sentences_of(text)
    if is_sentence(text) and text.row >= 0:
        spans = (Span(0, len(text.text)),)
    context: frozenset[str] = frozenset()
    for span in spans:
        here = [one for one in shares if span.start <= one.number.start < span.end]
        sentence = text.text[span.start : span.end]
        about = stems_of(sentence, text.lang) | tags(sentence)
        rate = bool(lexicon(text.lang).pattern("rate", "answered").search(sentence))
        for one in here:
            start, end = compared(text, span, here, one) or segment(text, span, figures, one)
            near = stems_of(text.text[start:end], text.lang) | tags(text.text[start:end])
            years = nearest_years(text, span, one, len(here))
            denied = bool(lexicon(text.lang).pattern("negation").search(text.text, start, end))
            ahead = stems_of(text.text[span.start : here[0].start], text.lang)
            reach = about if len(here) == 1 else near | ahead
            alone = len(here) == 1
            sized = bool(SIZES.search(text.text, start, end))
            yield Claim(one, span, near, about, reach, context, years, denied, alone, rate, sized)
        context = about


def segment(text: Text, span: Span, figures: tuple[Figure, ...], one: Figure) -> tuple[int, int]:
    """The words round a figure: to the figures beside it, and to commas where there are any."""
    shares = [each for each in figures if each.share and (each is one or not each.words)]
    start = max(
        (each.stop for each in shares if span.start <= each.start and each.stop <= one.start),
        default=span.start,
    )
    end = min(
        (each.start for each in shares if each.start >= one.stop and each.start < span.end),
        default=span.end,
    )
    if in_bracket(text.text, span, one) and not goes_on(text.text, span, one):
        closing = text.text.find(")", one.stop, span.end)
        end = min(end, closing if closing >= 0 else one.stop)
    if start > span.start:
        for match in BREAK.finditer(text.text, start, one.start):
            if len(text.text[start : match.start()].split()) > 0:
                start = match.end()
                break
    if end < span.end:
        match = BREAK.search(text.text, one.stop, end)
        end = match.start() if match else end
    return start, end


def on_its_own(one: Figure) -> bool:
    """Whether a share is in figures, or in words with no figure beside it: “half of them have …”,
    not “half of them (52 %)”, and not “more than half”."""
    if not one.words:
        return True
    if one.hedge in ("more", "less"):
        return False
    sentence = one.text.sentence(one.number.start)
    return not any(
        other.share and other is not one and sentence.start <= other.start < sentence.end
        for other in figures_of(one.text)
    )


def compared(text: Text, span: Span, here: list[Figure], one: Figure) -> tuple[int, int] | None:
    """“Small ones more often than large ones (48% vs. 31%)”: the first is of what stands before
    “than”, the second of what stands after it."""
    if len(here) != 2:
        return None
    match = THAN.search(text.text, span.start, here[0].start)
    between = text.text[here[0].stop : here[1].start]
    if not match or not JOINED.fullmatch(between):
        return None
    return (span.start, match.start()) if one is here[0] else (match.end(), here[0].start)


def goes_on(text: str, span: Span, one: Figure) -> bool:
    """“Half of them (45%) have a plan”: the sentence is of its one figure, bracket or not."""
    closing = text.find(")", one.stop, span.end)
    return closing >= 0 and not LISTS.match(text, closing, span.end)


def in_bracket(text: str, span: Span, one: Figure) -> bool:
    """“A smaller part (9%); again, …”: what follows the bracket is of something else."""
    opening = text.rfind("(", span.start, one.start)
    return opening >= 0 and ")" not in text[opening : one.start]


def nearest_years(text: Text, span: Span, one: Figure, shares: int) -> frozenset[str]:
    years = years_of(text, span.start, span.end)
    if len({year for year, _ in years}) <= 1:
        own = any(0 <= at - one.stop < 12 for _, at in years)
        other = any(FOLLOWS.search(text.text, max(0, at - 24), at) for _, at in years)
        if shares > 1 and other and not own:
            return frozenset()  # “53 %, unchanged from 52 % in 2023”: of the other alone
        return frozenset(year for year, _ in years)
    after = [(at - one.stop, year) for year, at in years if 0 <= at - one.stop < 20]
    before = [(one.start - at, year) for year, at in years if one.start - at > 0]
    if after:
        return frozenset({min(after)[1]})
    return frozenset({min(before)[1]}) if before and shares > 1 else frozenset(y for y, _ in years)


def entries_of(sight: Sight) -> list[Entry]:
    """Every percentage of every table."""
    made = []
    for sheet in sight.sheets:
        topic = stems_of(YEAR.sub("", divided(sheet.caption, sheet.lang)), sheet.lang)
        caption_years = frozenset(YEAR.findall(SINCE.sub("", sheet.caption)))
        parts = part_labels(sheet)
        for row in sheet.rows:
            if row.roles & {"base"}:
                continue
            label = stems_of(row.label, sheet.lang)
            above = stems_of(parts.get(row.part, ""), sheet.lang)
            for column in sheet.columns:
                figure = sheet.value(row.index, column.index)
                if figure is None or not figure.share:
                    continue
                named = " ".join(head for head in column.heads)
                group = stems_of(YEAR.sub("", named), sheet.lang)
                about = topic
                if "rate" in column.roles:
                    about = topic | group
                if column.roles & {"share", "total", "rate"}:
                    group = frozenset()
                group -= said_yes(sheet.lang)
                if not group and not column.roles & {"share", "total", "rate"}:
                    group = tags(named) or frozenset(DIGITS.findall(YEAR.sub("", named)))
                years = column.years or frozenset(YEAR.findall(row.label)) or caption_years
                rate = "rate" in column.roles
                made.append(
                    Entry(figure, sheet, row, column, label, group, about, above, years, rate)
                )
    return made


def in_years(text: Text, sheet: Sheet) -> bool:
    """Whether a text may be of a table's years: it names none, or one of them."""
    named = {year for year, _ in years_of(text)}
    held = {year for column in sheet.columns for year in column.years}
    held |= set(YEAR.findall(sheet.caption))
    return not named or not held or bool(named & held)


def divided(caption: str, lang: str) -> str:
    """A caption without what its figures are divided by: “…, by pay”, “… efter sektor”."""
    return re.sub(rf"[,.]?\s(?:{any_of(lexicon(lang).words('divided_by'))})\s[^.:?]*", "", caption)


@cache
def said_yes(lang: str) -> frozenset[str]:
    """A column “Yes, share” is of no group."""
    return frozenset(lexicon(lang).words("answer_yes", "share"))


def part_labels(sheet: Sheet) -> dict[int, str]:
    """The row above each part of a table that holds several questions."""
    labels: dict[int, str] = {}
    for part, rows in enumerate(sheet.parts):
        first = rows[0].index
        above = sheet.grid.rows[first - 1][0] if first > sheet.top else None
        key = rows[0].part
        labels[key] = above.text.text if above and part >= 0 and not above.text.numbers else ""
    return labels
