"""WORDS: what the words say against what the figures beside them say."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import cache

from tempen.audit.find.apart import Times, check_apart, fits
from tempen.audit.find.denial import denied, mask
from tempen.audit.find.figures import Figure, hedge_before, sentences_of
from tempen.audit.find.larger import check_against, check_order, check_way_with
from tempen.audit.find.moves import Move, clause_of, moves_of, multiple_of
from tempen.audit.find.ranks import check_top
from tempen.audit.find.sight import Prose, sight_of
from tempen.audit.find.spoken import check_majorities, check_shares
from tempen.audit.find.wording import found, percent, points, quoted, show
from tempen.audit.finder import Found, Look
from tempen.audit.reading import Span
from tempen.locale import Words, mark
from tempen.locale.lexicon import any_of, lexicon
from tempen.terms.finding import Finding, Severity

CODES = {
    "WORDS-01": mark("The words tell a rise and the figures a fall, or the other way about."),
    "WORDS-02": mark("The difference that is printed is not the difference of the figures."),
    "WORDS-03": mark("Per cent stands where percentage points are meant, or the other way about."),
    "WORDS-04": mark("Doubled, halved or another multiple does not go with the figures."),
    "WORDS-05": mark("A share in words, such as half or two of three, is not that of its figure."),
    "WORDS-06": mark("A majority is less than half, or a minority more."),
    "WORDS-07": mark("What is said to be the largest, or larger, is not."),
    "WORDS-08": mark("A large change is called slight, or a slight one large."),
}
SLIGHT, MARKED = 6.0, 3.0  # points: more is not slight, less is not marked
CHANGED = re.compile(
    r"\w*dubbla\w*|\w*dubbling\w*|\w*faldiga\w*|halver\w*|(?:a )?doubl(?:ed|es|ing)|tripl(?:ed|ing)"
    r"|trebled|quadrupled|halv(?:ed|ing)",
    re.I,
)  # a change over time, of which the earlier figure stands first
STILL = 3.0  # points: more is not unchanged
WIDE = 70  # characters between a share in words and its figure
NEAR = 8.0  # points that “nearly” and “just over” reach
EDGE = 1e-6
FRACTION = 3.0  # points more that a change told as a fraction may be off


def find(look: Look) -> Found:
    sight, made = sight_of(look), Found()
    for prose in sight.prose:
        if prose.block.kind == "heading" and not prose.figures:
            continue
        moves = moves_of(prose)
        for move in moves:
            check_move(move, moves, prose, made)
        check_next(prose, moves, made)
        check_shares(prose, made)
        check_majorities(prose, made)
        check_against(prose, moves, made)
        check_apart(prose, moves, made)
        check_order(prose, made)
        check_way_with(prose, made)
        check_top(prose, sight, made)
    return made


# --- changes ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """What the words about a move say."""

    way: str  # "up", "down", "still" or ""
    word: str
    at: int


def told(move: Move, moves: list[Move]) -> Told:
    """Which way the words say a move goes: its own tie, else the nearest word of its clause,
    if all the words there agree."""
    text, lang = move.text.text, move.text.lang
    if move.aloud:
        return Told(move.aloud, "", move.start)
    start, end = clause_of(move, moves)
    masked = mask(text, lang)
    ways = {}
    for way, groups in (("up", ("up",)), ("down", ("down",)), ("still", ("unchanged",))):
        found_ = [
            match
            for match in lexicon(lang).pattern(*groups).finditer(masked, start, end)
            if not denied(masked, match.start(), lang)
        ]
        if found_:
            ways[way] = min(found_, key=lambda match: gap(match, move))
    if not ways:
        return Told("", "", 0)
    before = {way: match for way, match in ways.items() if match.start() < move.stop}
    ways = before or ways
    if len(ways) > 1:
        near = sorted(ways, key=lambda way: gap(ways[way], move))
        first, second = near[0], near[1]
        if gap(ways[second], move) < 3 * gap(ways[first], move) + 12:
            return Told("", "", 0)
        ways = {first: ways[first]}
    way, match = next(iter(ways.items()))
    return Told(way, match[0], match.start())


def gap(match: re.Match[str], move: Move) -> int:
    if match.end() <= move.start:
        return move.start - match.end()
    return max(0, match.start() - move.stop)


def difference(move: Move) -> tuple[float, float, float]:
    """new less old: as printed, and from and to as rounding allows."""
    low = move.new.low - move.old.high
    high = move.new.high - move.old.low
    return move.new.value - move.old.value, low, high


def check_move(move: Move, moves: list[Move], prose: Prose, made: Found) -> None:
    said = told(move, moves)
    delta = delta_of(move, moves, prose)
    made.check(
        move.text, *(() if not said.way and not delta else (move.old.number, move.new.number))
    )
    check_way(move, said, made)
    check_apposed_way(move, said, made)
    if delta:
        made.check(move.text, delta.number)
        check_delta(move, delta, made)
    check_multiple(move, moves, made)
    if said.way in ("up", "down") and not delta:
        check_strength(move, said, made)


def check_way(move: Move, said: Told, made: Found) -> None:
    change, low, high = difference(move)
    wrong = (said.way == "up" and high < EDGE) or (said.way == "down" and low > -EDGE)
    flat = move.old.value == move.new.value and said.way in ("up", "down")
    if said.way == "still" and move.old.share:
        if low > STILL or high < -STILL:
            tell_way(move, said, made, "warning")
        return
    if flat and not move.old.hedge and not move.new.hedge:
        tell_way(move, said, made, "warning")
    elif (
        wrong
        or (said.way == "up" and change < 0 and high <= 0.0)
        or (said.way == "down" and change > 0 and low >= 0.0)
    ):
        tell_way(move, said, made, "error" if move.sure else "warning")


def check_apposed_way(move: Move, said: Told, made: Found) -> None:
    """“From 58 to 65 %, a fall of 7 points”: what the change is called right after its figures."""
    text, lex = move.text, lexicon(move.text.lang)
    opening = re.match(
        r"[\w\s]{0,12}[,–—(-]+\s*(?:(?:alltså|dvs\.?|det vill säga|that is|i\.e\.),?\s+)?",
        text.text[move.stop : move.stop + 40],
    )
    if opening is None:
        return
    at = move.stop + opening.end()
    for group, way in (("a_rise", "up"), ("a_fall", "down")):
        match = lex.pattern(group).match(text.text, at, move.span.end)
        if match and said.way != way:
            check_way(move, Told(way, match[0], at), made)


def check_next(prose: Prose, moves: list[Move], made: Found) -> None:
    """“… from 43 to 41 per cent. The increase is slight”: what the next sentence calls it."""
    text, lex = prose.text, lexicon(prose.text.lang)
    spans = sentences_of(text)
    for last, span in itertools.pairwise(spans):
        ones = [one for one in moves if last.start <= one.start and one.stop <= last.end]
        for group, way in (("the_rise", "up"), ("the_fall", "down")):
            match = lex.pattern(group).match(text.text, span.start, span.end)
            if match and len(ones) == 1 and not has_figures(prose, span):
                check_way(ones[0], Told(way, match[0], match.start()), made)


def has_figures(prose: Prose, span: Span) -> bool:
    return any(span.start <= one.start < span.end for one in prose.figures)


def tell_way(move: Move, said: Told, made: Found, severity: Severity) -> None:
    text = move.text
    facts = {"old": move.old.printed, "new": move.new.printed}
    change = move.new.value - move.old.value
    explanation: Words
    if change > 0:
        explanation = mark("From {old} to {new} is a rise.", **facts)
    elif change < 0:
        explanation = mark("From {old} to {new} is a fall.", **facts)
    else:
        explanation = mark("From {old} to {new} is no change.", **facts)
    start = said.at if said.word else move.start
    stop = said.at + len(said.word) if said.word else move.stop
    made.add(
        Finding(
            "WORDS-01",
            severity,
            0.9 if severity == "error" else 0.75,
            text.passage(start, stop),
            quoted(text, start, stop),
            "",
            explanation,
            (text.at(move.old.number), text.at(move.new.number)),
        )
    )


@cache
def delta_words(lang: str) -> re.Pattern[str]:
    """“By 6”, “an increase of 6”, “med 6”: a difference follows."""
    lex = lexicon(lang)
    hedges = any_of(lex.words("hedge_about", "hedge_above", "hedge_below", "hedge_more"))
    return re.compile(
        rf"(?<!\w)(?:{any_of(lex.words('delta_before'))})\s+(?:a\s+|en\s+|hela\s+)?"
        rf"(?:{hedges})?\s*$",
        re.I,
    )


def delta_of(move: Move, moves: list[Move], prose: Prose) -> Figure | None:
    """The difference that a clause prints of a move."""
    start, end = clause_of(move, moves)
    text = move.text.text
    inside = [
        one
        for one in prose.figures
        if start <= one.start < end
        and one not in (move.old, move.new)
        and not any(one in (other.old, other.new) for other in moves)
    ]
    deltas = [one for one in inside if one.unit == "points"]
    if not deltas:
        deltas = [
            one
            for one in inside
            if one.words
            and one.share
            and delta_words(move.text.lang).search(text[max(start, one.start - 40) : one.start])
        ]
    if not deltas:
        deltas = [
            one
            for one in inside
            if one.unit == "percent"
            and not one.words
            and (
                delta_words(move.text.lang).search(text[max(start, one.start - 40) : one.start])
                or lexicon(move.text.lang).pattern("higher", "lower").match(text, one.stop + 1)
            )
        ]
    return deltas[0] if len(deltas) == 1 else None


def check_delta(move: Move, delta: Figure, made: Found) -> None:
    change, low, high = difference(move)
    size_low, size_high = (
        sorted((abs(low), abs(high))) if low * high > 0 else (0.0, max(abs(low), abs(high)))
    )
    lang = move.text.lang
    relative = relative_of(move)
    in_points = delta.meets(size_low, size_high)
    in_percent = bool(relative and delta.meets(*relative))
    facts = {"old": move.old.printed, "new": move.new.printed, "stated": delta.printed}
    decimals = max(move.old.number.decimals, move.new.number.decimals)
    right_points = points(abs(change), decimals, lang)
    right_percent = percent(100 * abs(change) / move.old.value, 0, lang) if move.old.value else ""
    if delta.words and delta.share:
        check_fraction(move, delta, made)
        return
    if not move.old.share:
        if delta.unit == "percent" and not in_percent and relative:
            explain = mark(
                "From {old} to {new} is a change of {right}, not {stated}.",
                right=right_percent,
                **facts,
            )
            made.add(
                found(
                    "WORDS-02", "error", 0.85, delta, right_percent, explain, [move.old, move.new]
                )
            )
        return
    if delta.unit == "points" and not in_points:
        if in_percent and relative and abs(change - (relative[0] + relative[1]) / 2) > 1:
            explain = mark(
                "From {old} to {new} is {right}; {stated} is the change in per cent.",
                right=right_points,
                **facts,
            )
            made.add(
                found("WORDS-03", "error", 0.9, delta, right_points, explain, [move.old, move.new])
            )
        else:
            explain = mark(
                "From {old} to {new} is a change of {right}, not {stated}.",
                right=right_points,
                **facts,
            )
            made.add(
                found("WORDS-02", "error", 0.9, delta, right_points, explain, [move.old, move.new])
            )
    elif delta.unit == "percent" and not in_percent:
        if in_points:
            explain = mark(
                "From {old} to {new} is {right}: in per cent it is {percent}.",
                right=right_points,
                percent=right_percent,
                **facts,
            )
            made.add(
                found("WORDS-03", "error", 0.9, delta, right_points, explain, [move.old, move.new])
            )
        else:
            explain = mark(
                "From {old} to {new} is a change of {right}, not {stated}.",
                right=right_percent,
                **facts,
            )
            made.add(
                found(
                    "WORDS-02", "warning", 0.75, delta, right_percent, explain, [move.old, move.new]
                )
            )


def check_fraction(move: Move, delta: Figure, made: Found) -> None:
    """“From 31 to 22 %, a fall of almost a third”."""
    relative = relative_of(move)
    if relative is None:
        return
    low, high = relative
    if delta.low - FRACTION <= high and low <= delta.high + FRACTION:
        return
    lang = move.text.lang
    right = percent((low + high) / 2, 0, lang)
    explain = mark(
        "From {old} to {new} is a change of {right}, not {stated}.",
        old=move.old.printed,
        new=move.new.printed,
        right=right,
        stated=delta.printed,
    )
    made.add(found("WORDS-02", "error", 0.85, delta, right, explain, [move.old, move.new]))


def relative_of(move: Move) -> tuple[float, float] | None:
    """The change in per cent of the old figure, from and to."""
    old, new = move.old, move.new
    if old.low <= 0 or not 0 < new.high < float("inf") or old.high == float("inf"):
        return None
    ends = (100 * (new.low / old.high - 1), 100 * (new.high / old.low - 1))
    sizes = sorted(abs(one) for one in ends)
    return (0.0, sizes[1]) if ends[0] * ends[1] < 0 else (sizes[0], sizes[1])


def check_multiple(move: Move, moves: list[Move], made: Found) -> None:
    text, lang = move.text, move.text.lang
    start, end = clause_of(move, moves)
    lex = lexicon(lang)
    matches = list(lex.pattern("multiples").finditer(text.text, start, end))
    if len(matches) != 1 or move.old.low <= 0 or sum(one.span == move.span for one in moves) > 1:
        return
    match = matches[0]
    value = multiple_of(match[0], lang)
    if not value:
        return
    made.check(text, move.old.number, move.new.number)
    hedge = hedge_before(text.text, match.start(), lex)[0]
    times = Times(value, hedge, match.start(), match.end())
    low, high = move.new.low / move.old.high, move.new.high / move.old.low
    turned = (value > 1 and high < 1) or (value < 1 and low > 1)
    if turned and not CHANGED.fullmatch(match[0]):  # “twice as common”: of which is not known
        low, high = 1 / high, 1 / low
    if fits(low, high, times):
        return
    said = value
    value = move.new.value / move.old.value
    made.add(
        Finding(
            "WORDS-04",
            "error" if not 0.75 < value / said < 1.33 else "warning",
            0.85,
            text.passage(match.start(), match.end()),
            match[0],
            show(value, 1, lang),
            mark(
                "{new} is {value} times {old}.",
                new=move.new.printed,
                old=move.old.printed,
                value=show(value, 1 if value >= 1 else 2, lang),
            ),
            (text.at(move.old.number), text.at(move.new.number)),
        )
    )


def check_strength(move: Move, said: Told, made: Found) -> None:
    """“Increased markedly” from 44 to 45, “fell slightly” from 50 to 30."""
    if not move.old.share or not said.word:
        return
    text, lang = move.text, move.text.lang
    lex = lexicon(lang)
    after = said.at + len(said.word)
    near = (max(move.span.start, said.at - 22), min(move.span.end, after + 18))
    weak = beside(lex.pattern("weak"), text.text, *near, said.at, after)
    strong = beside(lex.pattern("strong"), text.text, *near, said.at, after)
    change, low, high = difference(move)
    size = abs(change)
    big = low > SLIGHT or high < -SLIGHT
    small = size < MARKED and max(abs(low), abs(high)) < MARKED + 1 and size < 0.2 * move.old.value
    if weak and not strong and big:
        word = weak
        explanation = mark(
            "From {old} to {new} is {change}, which is more than slight.", **sizes(move, size)
        )
    elif strong and not weak and small:
        word = strong
        explanation = mark("From {old} to {new} is only {change}.", **sizes(move, size))
    else:
        return
    made.add(
        Finding(
            "WORDS-08",
            "warning",
            0.7,
            text.passage(word.start(), word.end()),
            word[0],
            "",
            explanation,
            (text.at(move.old.number), text.at(move.new.number)),
        )
    )
    del lang


def sizes(move: Move, size: float) -> dict[str, str]:
    decimals = max(move.old.number.decimals, move.new.number.decimals)
    return {
        "old": move.old.printed,
        "new": move.new.printed,
        "change": points(size, decimals, move.text.lang),
    }


def beside(
    pattern: re.Pattern[str], text: str, start: int, end: int, first: int, last: int
) -> re.Match[str] | None:
    """A word of degree right before or right after the word of change."""
    for match in pattern.finditer(text, start, end):
        between = text[match.end() : first] if match.end() <= first else text[last : match.start()]
        if len(between.split()) <= 1 and not re.search(r"[.,;:]", between):
            return match
    return None
