"""Changes as sentences tell them: from one figure to another, which way and by how much."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from tempen.audit.find.figures import Figure, figures_of, sentences_of, years_of
from tempen.audit.find.sight import Prose
from tempen.audit.reading import Span, Text
from tempen.locale.lexicon import MANY, any_of, lexicon

FAR = 90  # characters between the two figures of one change
BEFORE = 45  # characters before a figure where its year may stand
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
POINTS = re.compile(r"points?|procent|percent|per\s+cent|%", re.IGNORECASE)
BASE_BEFORE = re.compile(r"(?:\b[nN]\s*=|\bbas(?:en)?:?|\bbase:?|\bav)\s*$")
BRACKET_YEAR = re.compile(
    r"\s*(?:%|procent|per\s?cent)?\s*,?\s*(?:in|i|år|under|för)?\s*(?:mätningen\s+)?((?:19|20)\d\d)\s*\)",
    re.I,
)
BEHIND = 26  # characters after a figure where its year or “last year” may stand


@dataclass(frozen=True, slots=True)
class Move:
    """Two figures of one quantity at two times, in one sentence.

    ups, downs, multiples  the words between or around them, with their places
    """

    text: Text
    span: Span
    old: Figure
    new: Figure
    start: int
    stop: int
    sure: bool  # the words tie them: from…to, up from, or years
    aloud: str = ""  # "up" or "down" where the tie itself says it: “up from”


@dataclass(frozen=True)
class Ties:
    to: re.Pattern[str]
    to_before: re.Pattern[str]
    then_from: re.Pattern[str]
    then: re.Pattern[str]
    then_was: re.Pattern[str]
    now: re.Pattern[str]
    that: re.Pattern[str]
    from_: re.Pattern[str]
    ranging: re.Pattern[str]
    up_from: re.Pattern[str]
    down_from: re.Pattern[str]
    against: re.Pattern[str]
    against_end: re.Pattern[str]
    before: re.Pattern[str]
    year_after: re.Pattern[str]


@cache
def ties(lang: str) -> Ties:
    lex = lexicon(lang)
    before = any_of(lex.words("before"))
    year = rf"(?:\s*[,(]?\s*(?:in|år|under|för)?\s*(?:(?:the\s+)?(?:19|20)\d\d|{before})\)?)?"
    lead = rf"(?:(?:{before}|{any_of(lex.words('after'))}|the|de|dagens)\s+)?"
    hedges = any_of(
        word
        for kind in ("about", "above", "below", "more", "less")
        for word in lex.words(f"hedge_{kind}")
    )
    lead += rf"(?:(?:{hedges})\s*)?[*_]*"
    to = any_of((*lex.words("to"), "up to", "down to", "upp till", "ned till", "ner till"))
    from_ = any_of(lex.words("from"))
    rise, fall = any_of(lex.words("rise_from")), any_of(lex.words("fall_from"))
    ranging, few = any_of(lex.words("ranging")), r"\W+(?:\w+\s+){0,2}"
    then, now = any_of(lex.words("before")), any_of(lex.words("after"))
    return Ties(
        to=re.compile(
            rf"[*_]*(?:\s+[^\W\d_]+){{0,3}}?{year}(?:\s*\([^()]{{0,30}}\))?,?\s*"
            rf"(?:(?:{to})\s+|→\s*|->\s*){lead}",
            re.I,
        ),
        to_before=re.compile(rf"(?<!\w)(?:{to})\s+{lead}\s*$", re.I),
        then_from=re.compile(
            rf"[*_]*{year}(?:\s+(?:{any_of(lex.words('after'))}))?,?\s+(?:{from_})\s+{lead}", re.I
        ),
        then_was=re.compile(rf"(?<!\w)(?:då|when)\s+(?:[^\W\d_]+\s+){{0,4}}{lead}$", re.I),
        then=re.compile(rf"(?<!\w)(?:{then})(?!\w)", re.I),
        now=re.compile(rf"(?<!\w)(?:{now})(?!\w)", re.I),
        that=re.compile(rf"\W*(?:{any_of(lex.words('that'))})(?!\w)", re.I),
        from_=re.compile(rf"(?<!\w)(?:{from_})\s+{lead}\s*$", re.I),
        up_from=re.compile(rf"(?<!\w)(?:{rise}){few}(?:{from_})\s+{lead}\s*$", re.I),
        down_from=re.compile(rf"(?<!\w)(?:{fall}){few}(?:{from_})\s+{lead}\s*$", re.I),
        ranging=re.compile(rf"(?<!\w)(?:{ranging})\W+(?:\w+\W+){{0,3}}$", re.I),
        against=re.compile(
            rf"[\s,()*_–—-]*(?:{any_of(lex.words('against'))}|mot|from|än|than|and|och)\s+(?:with\s+)?{lead}",
            re.I,
        ),
        against_end=re.compile(
            rf"(?<!\w)(?:{any_of(lex.words('against'))})\s+(?:with\s+)?{lead}$", re.I
        ),
        before=re.compile(rf"[\s,(]*(?:{before})", re.I),
        year_after=re.compile(
            r"[\s,()*_]*(?:in|år|under|för|for|i)?\s*(?:mätningen\s+|the\s+)?((?:19|20)\d\d)(?!\d)",
            re.I,
        ),
    )


def moves_of(prose: Prose) -> list[Move]:
    """Every change that a text tells with both its figures."""
    return list(moves_in_text(prose.text)) if len(prose.figures) > 1 else []


@lru_cache(maxsize=8192)
def moves_in_text(text: Text) -> tuple[Move, ...]:
    made: list[Move] = []
    spans, figures = sentences_of(text), figures_of(text)
    for i, span in enumerate(spans):
        here = [one for one in figures if span.start <= one.number.start < span.end]
        if i + 1 < len(spans) and goes_on(text, figures, spans[i + 1]):
            span = Span(span.start, spans[i + 1].end)
        plain = [
            one
            for one in here
            if one.unit in ("percent", "count", "money", "measure")
            and not one.words
            and not by_a_share(text, here, one)
            and not BASE_BEFORE.search(text.text, span.start, one.start)
        ]
        made += moves_in(text, span, plain)
        if i:
            made += moves_back(text, figures, spans[i - 1], span)
        last = spans[i - 1] if i else None
        for move in moves_by_points(text, figures, span, last):
            if not any({move.old, move.new} & {one.old, one.new} for one in made):
                made.append(move)
    return tuple(made)


def moves_by_points(
    text: Text, figures: Sequence[Figure], span: Span, last: Span | None
) -> Iterator[Move]:
    """“58%, three points more than in 2023 (55%)”, “56%, up 17 points on 2021 (39%)”, “That is
    3 points lower than the 65% of 2022”, “many more than in 2023 (19%)”."""
    known, timed = by_points(text.lang), lexicon(text.lang).pattern("before")
    here = [one for one in figures if span.start <= one.start < span.end]
    shares = [one for one in here if one.share]
    for other in shares:
        match = known.search(text.text, span.start, other.start)
        if match is None or other.words or other.start - match.end() > 1:
            continue
        near = text.text[max(span.start, match.start() - 30) : match.end()]
        if not (YEAR.search(match[0]) or POINTS.search(near) or timed.search(match[0])):
            continue
        rest = [one for one in shares if one.stop <= match.start() + 1 or one.start >= match.end()]
        before = [one for one in rest if one.stop <= match.start() + 1]
        if len(before) > 1 and match.start() - before[-1].stop <= 1:
            rest.remove(before.pop())  # “21%, 18 percent lower than …”: how much lower
        if len(rest) - len(before) > 1:
            continue
        if before:
            new = before[-1]
        elif last and ties(text.lang).that.match(text.text, span.start, span.end):
            ones = [one for one in figures if one.share and last.start <= one.start < last.end]
            if len(ones) != 1:
                continue
            new = ones[0]
        else:
            continue
        if match.start() - new.stop > FAR:
            continue
        word = match["way"].lower()
        aloud = "up" if word in lexicon(text.lang).words("higher") else "down"
        start = last.start if last and new.start < span.start else span.start
        yield Move(text, Span(start, span.end), other, new, new.start, other.stop, True, aloud)


@cache
def by_points(lang: str) -> re.Pattern[str]:
    """A way and the wave before, right before its share: “lower than the”, “up on 2021 (”."""
    lex = lexicon(lang)
    way = any_of(lex.words("higher", "lower"))
    then = any_of(
        (
            *lex.words("before"),
            "two years earlier",
            "two years ago",
            "a year earlier",
            "a year ago",
            "the year before",
            "två år tidigare",
            "året innan",
            "ett år tidigare",
        )
    )
    hedges = any_of(w for kind in ("about", "above", "below") for w in lex.words(f"hedge_{kind}"))
    return re.compile(
        rf"(?<!\w)(?P<way>{way})\s+(?:[^\W_]+[.,]?[^\W_]*%?\s+(?:\w+\s+)?(?:points?|procentenheter|percent|per\s+cent|procent)\s+)?"
        rf"(?:(?:än|than|on|from|since|sedan|jämfört\s+med|compared\s+(?:with|to))\s+)"
        rf"(?:(?:in|i|år|vid|under|for|the|mätningen|undersökningen|det|den)\s+)*"
        rf"(?:(?:(?:19|20)\d\d|{then})\s*[,:(]?\s*(?:då\s+(?:andelen|den|siffran)\s+var\s+|when\s+it\s+was\s+)?)?"
        rf"(?:(?:{hedges})\s+)?$",
        re.IGNORECASE,
    )


def moves_back(text: Text, figures: Sequence[Figure], last: Span, span: Span) -> Iterator[Move]:
    """“54% have a plan. That is an increase of 13 points since 2021, when it was 41%.”"""
    known = ties(text.lang)
    if not known.that.match(text.text, span.start, span.end):
        return
    before, here = (
        [
            one
            for one in figures
            if one.unit in ("percent", "count", "money", "measure") and not one.words
            if sentence.start <= one.start < sentence.end and not stated_change(text, one)
        ]
        for sentence in (last, span)
    )
    if len(here) != 1:
        return
    before = [one for one in before if one.unit == here[0].unit]
    if len(before) != 1:
        return
    ahead = text.text[span.start : here[0].number.start]
    if known.then_was.search(ahead) or known.from_.search(ahead) or known.against_end.search(ahead):
        whole = Span(last.start, span.end)
        yield Move(text, whole, here[0], before[0], before[0].start, here[0].stop, True)


def by_a_share(text: Text, here: Sequence[Figure], one: Figure) -> bool:
    """“£1,128, up by 22% from £925”: the change between two figures that are no shares."""
    before = text.text[max(0, one.start - 12) : one.start]
    return (
        one.share
        and any(each.unit in ("count", "money", "measure") for each in here)
        and bool(re.search(r"(?<!\w)(?:med|by|up|down|upp|ned|ner)\s+$", before, re.I))
    )


def stated_change(text: Text, one: Figure) -> bool:
    """“An increase of 14 percent”: a share of the share before."""
    lex = lexicon(text.lang)
    before = text.text[max(0, one.start - 24) : one.start]
    return bool(
        re.search(
            rf"(?<!\w)(?:{any_of(lex.words('up', 'down'))})\s+(?:med|av|by|of)\s+$", before, re.I
        )
    )


def goes_on(text: Text, figures: Sequence[Figure], span: Span) -> bool:
    """Whether the next sentence is of the same change: “That is an increase of 6 points.”"""
    opens = ties(text.lang).that.match(text.text, span.start, span.end)
    inside = [one for one in figures if span.start <= one.start < span.end]
    return bool(opens) and all(one.unit == "points" or one.words for one in inside)


def moves_in(text: Text, span: Span, figures: list[Figure]) -> Iterator[Move]:
    known, words = ties(text.lang), text.text
    for one, other in itertools.pairwise(figures):
        far = other.start - one.stop
        if one.unit != other.unit or far > 2 * FAR:
            continue
        between = words[one.stop : other.number.start]
        if is_range(text, span, one) or beside_another(text, figures, one, other):
            continue
        if len(figures) == 2 and in_bracket_with_year(text, span, other):
            yield Move(text, span, other, one, one.start, other.stop, True)
            continue
        if far > FAR:
            yield from told_far(text, span, one, other, known)
            continue
        before = words[max(span.start, one.start - 30) : one.number.start]
        arrow = "→" in between or "->" in between
        if known.to.fullmatch(between) and (
            arrow or known.from_.search(before) or chained(text, one, figures, known)
        ):
            yield Move(text, span, one, other, one.start, other.stop, True)
        elif known.up_from.search(between):
            yield Move(text, span, other, one, one.start, other.stop, True, "up")
        elif known.down_from.search(between):
            yield Move(text, span, other, one, one.start, other.stop, True, "down")
        elif known.then_from.fullmatch(between) and known.to_before.search(before):
            yield Move(text, span, other, one, one.start, other.stop, True)
        else:
            move = by_years(text, span, one, other, known, between)
            if move:
                yield move


def in_bracket_with_year(text: Text, span: Span, one: Figure) -> bool:
    """“9%, about as before (8% in 2021)”, “(2021: 8%)”: the figure of the earlier of the years."""
    words = text.text
    opens = re.search(r"\((?:\s*((?:19|20)\d\d)\s*:)?\s*$", words[span.start : one.start])
    closes = BRACKET_YEAR.match(words, one.stop)
    years = YEAR.findall(words, span.start, span.end)
    year = (opens and opens[1]) or (closes and closes[1])
    return bool(
        opens and year and year == min(years) and re.match(r"[^()]{0,20}\)", words[one.stop :])
    )


def told_far(text: Text, span: Span, one: Figure, other: Figure, known: Ties) -> Iterator[Move]:
    """“47% of firms with ten or more employees sold something through a platform, up from 42%”."""
    between = text.text[one.stop : other.start]
    if re.search(r"[.;:]\s", between):
        return
    tail = between[-40:]
    for pattern, aloud in ((known.up_from, "up"), (known.down_from, "down")):
        if pattern.search(tail):
            yield Move(text, span, other, one, one.start, other.stop, True, aloud)
            return
    if known.then_was.search(between):
        yield Move(text, span, other, one, one.start, other.stop, True)


def is_range(text: Text, span: Span, one: Figure) -> bool:
    """“Ranges from 10 to 20”, “varierar från 10 till 20”: no change."""
    return bool(
        ties(text.lang).ranging.search(text.text[max(span.start, one.start - 40) : one.start])
    )


def beside_another(text: Text, figures: list[Figure], one: Figure, other: Figure) -> bool:
    """“4% full-time and 16% part-time, up from 3% full-time and 15% part-time”: two changes
    told in parallel, which the order of words does not tell apart."""
    i, j = figures.index(one), figures.index(other)
    if i == 0 or j + 1 >= len(figures):
        return False
    ahead = text.text[figures[i - 1].stop : one.start]
    after = text.text[other.stop : figures[j + 1].start]
    joined = re.compile(r"[*_\w\s-]{0,30}\b(?:and|och|respektive)\b[\w\s*_-]{0,20}", re.I)
    same = figures[i - 1].unit == one.unit == figures[j + 1].unit
    return same and bool(joined.fullmatch(ahead) and joined.fullmatch(after))


def chained(text: Text, one: Figure, figures: list[Figure], known: Ties) -> bool:
    """“From 60% to 65% to 73%”: the second is the first of the next."""
    at = figures.index(one)
    if at == 0:
        return False
    before = figures[at - 1]
    return before.unit == one.unit and bool(
        known.to.fullmatch(text.text[before.stop : one.number.start])
    )


def by_years(
    text: Text, span: Span, one: Figure, other: Figure, known: Ties, between: str
) -> Move | None:
    """“80% in 2023 and 77% in 2022”, “77% compared with 80% last year”."""
    years = [
        known.year_after.match(text.text, each.stop, each.stop + BEHIND) for each in (one, other)
    ]
    if years[0] and years[1] and years[0][1] != years[1][1]:
        if not re.fullmatch(r"[\s\w(),–—*_'’-]*", between) or len(between) > 40:
            return None
        old, new = (one, other) if years[0][1] < years[1][1] else (other, one)
        return Move(text, span, old, new, one.start, other.stop, True)
    if not years[0] and not years[1]:
        move = told_before(text, span, one, other, known)
        if move:
            return move
    mixed = compared(text, span, one, other, known, years[1])
    if mixed:
        return mixed
    if not known.against.fullmatch(between):
        return None
    last = known.before.match(text.text, other.stop, other.stop + BEHIND)
    ahead = known.before.search(between)
    if last or ahead:
        return Move(text, span, other, one, one.start, other.stop, True)
    named = {year for year, _ in years_of(text, span.start, span.end)}
    if years[1] and len(named) == 1:
        return Move(text, span, other, one, one.start, other.stop, False)
    return None


def compared(
    text: Text, span: Span, one: Figure, other: Figure, known: Ties, year: re.Match[str] | None
) -> Move | None:
    """“In 2024, 58% were unpaid, compared with 63% in 2022”, “… compared with 63% last year”."""
    between = text.text[one.stop : other.start]
    if not known.against_end.search(between) or re.search(r"[.;]\s", between):
        return None
    ahead = YEAR.findall(text.text[max(span.start, one.start - BEFORE) : one.start])
    last = known.before.match(text.text, other.stop, other.stop + BEHIND)
    older = year and (not ahead or ahead[-1] > year[1]) and not YEAR.search(between)
    if last or (older and ahead):
        return Move(text, span, other, one, one.start, other.stop, True)
    return None


def told_before(text: Text, span: Span, one: Figure, other: Figure, known: Ties) -> Move | None:
    """“In 2018, 44% agreed; in 2024, 38%”, “då var den 38 procent, nu är den 29 procent”."""
    ahead = text.text[max(span.start, one.start - BEFORE) : one.start]
    between = text.text[one.stop : other.start]
    if re.search(r"[.!?]\s", between) or "(" in between:
        return None
    first, second = YEAR.findall(ahead), YEAR.findall(between)
    if first and len(second) == 1 and first[-1] != second[0]:
        old, new = (one, other) if first[-1] < second[0] else (other, one)
        return Move(text, span, old, new, one.start, other.stop, True)
    if known.then_was.search(between) and not known.then_was.search(ahead):
        return Move(text, span, other, one, one.start, other.stop, True)
    then, now = known.then, known.now
    if (then.search(ahead) or first) and now.search(between) and not now.search(ahead):
        return Move(text, span, one, other, one.start, other.stop, True)
    if now.search(ahead) and then.search(between) and not then.search(ahead):
        return Move(text, span, other, one, one.start, other.stop, True)
    return None


def clause_of(move: Move, moves: list[Move]) -> tuple[int, int]:
    """The part of a sentence whose words are about a move: up to the moves beside it."""
    start, end = move.span.start, move.span.end
    for other in moves:
        if other is not move and other.span == move.span:
            if other.stop <= move.start:
                start = max(start, other.stop)
            elif other.start >= move.stop:
                end = min(end, other.start)
    for mark in re.finditer(r";|,\s+(?:while|whereas|medan|men|but)\s", move.text.text[start:end]):
        at = start + mark.start()
        if at < move.start:
            start = max(start, at)
        elif at >= move.stop:
            end = min(end, at)
            break
    return start, end


def multiple_of(word: str, lang: str) -> float | None:
    value = lexicon(lang).values("multiples").get(" ".join(word.lower().split()))
    return None if value == MANY else value
