"""Two figures of one sentence that are no change: how far apart they are said to be, and how many
times one the other is said to be."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from tempen.audit.find.figures import Figure, hedge_before, sentences_of
from tempen.audit.find.moves import Move, multiple_of
from tempen.audit.find.pairs import in_range
from tempen.audit.find.sight import Prose
from tempen.audit.find.wording import found, points, show
from tempen.audit.finder import Found
from tempen.audit.reading import Span
from tempen.locale import mark
from tempen.locale.lexicon import lexicon
from tempen.terms.finding import Finding

EDGE = 1e-6
REACH = {"above": (1.0, 1.25), "below": (0.75, 1.0), "more": (1.0, 9.9), "less": (0.0, 1.0)}
LESS = {"below": (1.0, 1.3), "above": (0.75, 1.0), "more": (0.0, 1.0), "less": (1.0, 9.9)}
SIDE = re.compile(
    r"[\s,(:–—]*(?:mot|vs\.?|versus|against|jämfört med|compared (?:with|to)|respektive)\s+"
    r"(?:\w+\s+){0,2}",
    re.IGNORECASE,
)
OF_OTHER = re.compile(
    r"(?<!\w)(?:as|som|än|than|of|the share|share|rate|level|andelen|bland|in|i|den i|det i)(?!\w)",
    re.IGNORECASE,
)


def check_apart(prose: Prose, moves: list[Move], made: Found) -> None:
    used = {one for move in moves for one in (move.old, move.new)}
    spans = sentences_of(prose.text)
    for i, span in enumerate(spans):
        check_gap_before(prose, i, spans, made)
        here = [one for one in prose.figures if span.start <= one.start < span.end]
        if not any(one in used or in_range(one) for one in here):
            check_gap(prose, span, here, made)
            check_times(prose, span, here, made)


def check_gap_before(prose: Prose, i: int, spans: tuple[Span, ...], made: Found) -> None:
    """“51 % are satisfied. Of the others 29 % are. The difference is 22 percentage points.”"""
    text, span = prose.text, spans[i]
    here = [one for one in prose.figures if span.start <= one.start < span.end]
    if len(here) != 1 or here[0].unit != "points" or here[0].hedge:
        return
    if not lexicon(text.lang).pattern("difference").search(text.text, span.start, span.end):
        return
    (gap,) = here
    start = spans[max(0, i - 2)].start
    shares = [
        one
        for one in prose.figures
        if one.share and not one.words and start <= one.start < span.start
    ]
    pairs = list(itertools.combinations(shares, 2))
    if not pairs or len(shares) > 3:
        return
    made.check(text, gap.number)
    if any(
        gap.meets(
            abs(a.value - b.value) - a.half - b.half, abs(a.value - b.value) + a.half + b.half
        )
        for a, b in pairs
    ):
        return
    one, other = pairs[-1]
    right = points(abs(one.value - other.value), 0, text.lang)
    made.add(
        found(
            "WORDS-02",
            "warning",
            0.7,
            gap,
            right if len(pairs) == 1 else "",
            mark(
                "No two of the percentages before it are {stated} apart: {shares}.",
                stated=gap.printed,
                shares=", ".join(each.printed for each in shares),
            ),
            shares,
        )
    )


def check_gap(prose: Prose, span: Span, here: list[Figure], made: Found) -> None:
    """“41% of the young, compared with 63% of the old – a gap of 22 percentage points”."""
    shares = [one for one in here if one.share and not one.words]
    gaps = [one for one in here if one.unit == "points"]
    text = prose.text
    if len(shares) != 2 or len(gaps) != 1:
        return
    words = text.text[span.start : span.end]
    if not lexicon(text.lang).pattern("difference").search(words):
        return
    (gap,), (one, other) = gaps, shares
    off = abs(one.value - other.value)
    slack = one.half + other.half
    made.check(text, one.number, other.number, gap.number)
    if gap.meets(off - slack, off + slack) or one.hedge or other.hedge:
        return
    right = points(off, max(one.number.decimals, other.number.decimals), text.lang)
    made.add(
        found(
            "WORDS-02",
            "error",
            0.85,
            gap,
            right,
            mark(
                "Between {one} and {other} the difference is {right}, not {stated}.",
                one=one.printed,
                other=other.printed,
                right=right,
                stated=gap.printed,
            ),
            [one, other],
        )
    )


@dataclass(frozen=True, slots=True)
class Times:
    """A word such as “twice” or “3 times”, where it stands and how it is hedged."""

    value: float
    hedge: str
    start: int
    stop: int


def times_in(prose: Prose, span: Span) -> Times | None:
    """The one multiple of a sentence, in words or in figures."""
    text, lex = prose.text, lexicon(prose.text.lang)
    made = [
        Times(value, hedge_before(text.text, match.start(), lex)[0], match.start(), match.end())
        for match in lex.pattern("multiples").finditer(text.text, span.start, span.end)
        if (value := multiple_of(match[0], text.lang))
    ]
    made += [
        Times(one.value, one.hedge, one.number.start, one.stop)
        for one in prose.figures
        if one.unit == "multiple" and span.start <= one.start < span.end and one.value > 0
    ]
    return made[0] if len(made) == 1 else None


def check_times(prose: Prose, span: Span, here: list[Figure], made: Found) -> None:
    """“Renters are twice as likely as owners (46% vs. 23%)”, “71%, four times the share in
    construction (19%)”."""
    times = times_in(prose, span)
    if times is None:
        return
    ones = [
        one
        for one in here
        if one.unit in ("percent", "count", "measure", "money") and not one.words and one.low > 0
    ]
    ones = [one for one in ones if one.stop <= times.start or one.start >= times.stop]
    if len(ones) != 2 or ones[0].unit != ones[1].unit:
        return
    first, second = ones
    text = prose.text
    between = text.text[first.stop : second.start]
    if times.stop <= first.start:
        sure = bool(SIDE.fullmatch(between)) or bool(
            re.fullmatch(r"[\s)]+(?:som|as|än|than)\s[^.;]{1,40}", between)
        )
    elif first.stop <= times.start and times.stop <= second.start:
        rest = text.text[times.stop : second.start]
        sure = bool(OF_OTHER.search(rest)) or "share" in text.text[times.start : times.stop]
    else:
        return
    low, high = first.low / second.high, first.high / second.low
    if fits(low, high, times):
        made.check(text, first.number, second.number)
        return
    turned = fits(1 / high, 1 / low, times)
    if turned and not sure:
        return
    value = first.value / second.value
    if not turned and not sure and not 0.4 < value / times.value < 2.5:
        value = 1 / value
    made.check(text, first.number, second.number)
    made.add(
        Finding(
            "WORDS-04",
            "error" if sure else "warning",
            0.85 if sure else 0.75,
            text.passage(times.start, times.stop),
            text.text[times.start : times.stop],
            show(value, 1 if value >= 1 else 2, text.lang),
            mark(
                "{new} is {value} times {old}.",
                new=first.printed,
                old=second.printed,
                value=show(value, 1 if value >= 1 else 2, text.lang),
            ),
            (text.at(first.number), text.at(second.number)),
        )
    )


def fits(low: float, high: float, times: Times) -> bool:
    """Whether a ratio, from and to, is what a multiple with its hedge says."""
    down, up = REACH.get(times.hedge, (0.85, 1.15) if times.hedge == "" else (0.75, 1.25))
    if times.value < 1 and times.hedge in LESS:
        down, up = LESS[times.hedge]
    return low <= times.value * up + EDGE and high >= times.value * down - EDGE
