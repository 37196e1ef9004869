"""WORDS: what the words say against what the figures beside them say."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tempen.audit.find.apart import Times, check_apart, fits
from tempen.audit.find.figures import Figure, hedge_before, sentences_of, years_of
from tempen.audit.find.moves import Move, clause_of, moves_of, multiple_of
from tempen.audit.find.sheet import Row, Sheet
from tempen.audit.find.sight import Prose, Sight, ratio, sight_of
from tempen.audit.find.wording import found, percent, points, quoted, show
from tempen.audit.finder import Found, Look
from tempen.audit.reading import Span, Text
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
STILL = 3.0  # points: more is not unchanged
WIDE = 70  # characters between a share in words and its figure
NEAR = 8.0  # points that “nearly” and “just over” reach
EDGE = 1e-6


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


def mask(text: str, lang: str) -> str:
    """A text with its innocent phrases blanked out."""
    return lexicon(lang).pattern("innocent").sub(lambda match: " " * len(match[0]), text)


def denied(text: str, at: int, lang: str) -> bool:
    return bool(lexicon(lang).pattern("negation").search(text[max(0, at - 14) : at]))


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
            if one.unit == "percent"
            and not one.words
            and delta_words(move.text.lang).search(text[max(start, one.start - 40) : one.start])
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
    if move.old.unit == "count":
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
    if (value > 1 and high < 1) or (value < 1 and low > 1):
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


# --- shares in words -------------------------------------------------------------------------


@cache
def apposed(lang: str) -> re.Pattern[str]:
    """Between a share and the same in words: “, ”, “, or ”, “ (that is ”."""
    said = any_of(lexicon(lang).words("or_else"))
    return re.compile(rf"\s*(?:[,–—(:-]+\s*(?:(?:{said}),?\s*)?|(?:{said}),?\s*)", re.I)


def check_shares(prose: Prose, made: Found) -> None:
    """“Nearly half (46%)”, “52 procent, drygt hälften”, “två av tre (160 av 240)”."""
    text = prose.text
    for span in sentences_of(text):
        here = [one for one in prose.figures if span.start <= one.number.start < span.end]
        for one, other in itertools.pairwise(here):
            between = text.text[one.stop : other.start]
            if one.words and one.share and not other.words:
                if (
                    in_bracket(between)
                    or apposed(text.lang).fullmatch(between)
                    or in_apposition(text, other, between)
                ):
                    compare_words(one, other, prose, made)
            elif (
                other.words
                and other.share
                and one.share
                and not one.words
                and apposed(text.lang).fullmatch(between)
            ):
                compare(other, one, one.low, one.high, made)


def compare_words(words: Figure, figure: Figure, prose: Prose, made: Found) -> None:
    """Words against a share, or against the part and whole that follow them."""
    if figure.share:
        compare(words, figure, figure.low, figure.high, made)
        return
    pair = next((one for one in prose.pairs if one.part is figure), None)
    if pair and pair.whole.value > 0 and pair.tight:
        compare(words, figure, *ratio(pair.part, pair.whole), made, pair.whole)


def in_bracket(between: str) -> bool:
    """Whether a figure stands in the bracket right after the words and their noun."""
    return (
        len(between) < WIDE
        and between.rstrip().endswith(("(", "["))
        and not re.search(r"[.;:,)]", between)
        and len(between.split()) <= 9
    )


def in_apposition(text: Text, figure: Figure, between: str) -> bool:
    """“Just over every third municipality, 24 %, has …”: the noun, then the figure in commas."""
    closes = re.match(r"\s*(?:[,.;)–—]|$)", text.text[figure.stop : figure.stop + 4])
    return bool(closes) and bool(
        re.fullmatch(
            r"\s+(?:(?:av|of)\s+(?:\w+\s+){0,4}\w+|(?:\w+\s+){0,1}\w+)\s*[,:–—]\s*", between
        )
    )


def compare(
    words: Figure, figure: Figure, low: float, high: float, made: Found, whole: Figure | None = None
) -> None:
    """A share in words against the share in figures, low to high."""
    made.check(figure.text, figure.number, *([whole.number] if whole else []))
    value, hedge = words.value, words.hedge
    slack = {
        "above": (0.0, NEAR),
        "below": (-NEAR - 1, 0.0),
        "more": (0.0, 100.0),
        "less": (-100.0, 0.0),
        "about": (-5.0, 5.0),
    }.get(hedge, (-3.5, 3.5))
    if value < 15:
        slack = (
            tuple(max(min(one, value * 0.6), -value * 0.6) for one in slack)
            if hedge not in ("more", "less")
            else slack
        )
    if low <= value + slack[1] + EDGE and high >= value + slack[0] - EDGE:
        return
    side = (hedge in ("above", "more") and high < value - EDGE) or (
        hedge in ("below", "less") and low > value + EDGE
    )
    far = low > value + 9 or high < value - 9
    lang = words.text.lang
    said = quoted(words.text, words.start, words.stop)
    made.add(
        Finding(
            "WORDS-05",
            "error" if side or far else "warning",
            0.9 if side or far else 0.7,
            words.text.passage(words.start, words.stop),
            said,
            figure.printed,
            mark(
                "“{words}” means {value}, but the figure beside it is {figure}.",
                words=said,
                value=meaning(words, lang),
                figure=figure.printed if figure.share else percent((low + high) / 2, 0, lang),
            ),
            (figure.text.at(figure.number),),
        )
    )


def meaning(words: Figure, lang: str) -> str:
    value = percent(words.value, 0, lang)
    said: dict[str, tuple[str, str]] = {
        "above": ("something over {value}", "något mer än {value}"),
        "below": ("something under {value}", "något mindre än {value}"),
        "more": ("more than {value}", "mer än {value}"),
        "less": ("less than {value}", "mindre än {value}"),
        "about": ("about {value}", "ungefär {value}"),
        "": ("about {value}", "ungefär {value}"),
    }
    return said[words.hedge][lang == "sv"].format(value=value)


@cache
def single(lang: str, group: str) -> re.Pattern[str]:
    """The words of a group; its phrases, such as “more than half”, are shares in words."""
    words = any_of(word for word in lexicon(lang).words(group) if " " not in word)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.I)


def check_majorities(prose: Prose, made: Found) -> None:
    """“A majority of projects (43%)”: the words as subject, the figure tied to them."""
    text, lang = prose.text, prose.text.lang
    if not any(one.share for one in prose.figures):
        return
    masked = mask(text.text, lang)
    for span in sentences_of(text):
        for group, sign in (("majority", 1), ("minority", -1)):
            pattern = single(lang, group)
            for match in pattern.finditer(masked, span.start, span.end):
                share = tied(prose, span, match)
                if share is None:
                    continue
                made.check(text, share.number)
                wrong = share.high < 50 if sign > 0 else share.low > 50
                if not wrong:
                    continue
                bracket = "(" in text.text[match.end() : share.start]
                made.add(
                    Finding(
                        "WORDS-06",
                        "error" if bracket else "warning",
                        0.85 if bracket else 0.7,
                        text.passage(match.start(), match.end()),
                        match[0],
                        "",
                        mark("{share} is less than half.", share=share.printed)
                        if sign > 0
                        else mark("{share} is more than half.", share=share.printed),
                        (text.at(share.number),),
                    )
                )


def tied(prose: Prose, span: Span, match: re.Match[str]) -> Figure | None:
    """The share that a word such as “majority” is about: the first after it, in a bracket, after
    “at”, or between commas; the word must head its clause."""
    text = prose.text.text
    clause = max(text.rfind(mark_, span.start, match.start()) for mark_ in ",;:(–—.")
    head = text[max(clause + 1, span.start) : match.start()]
    if len(head.split()) > 3:
        return None
    after = [one for one in prose.figures if one.share and match.end() <= one.start < span.end]
    if not after or any(
        match.end() <= one.start < after[0].start for one in prose.figures if one.unit == "count"
    ):
        return None
    share = after[0]
    between = text[match.end() : share.start]
    if len(between) > 120 or share.words:
        return None
    if re.search(
        r"(?<!\w)(?:medan|while|but|men|whereas|varav|of whom|up from|från|from)(?!\w)",
        between,
        re.I,
    ):
        return None
    bracket = between.rstrip().endswith("(") and not re.search(r"[();:]", between.rstrip()[:-1])
    at = (
        re.search(r"(?:\bat|,)\s*$", between)
        and between.count(",") <= 1
        and not re.search(r"[();:]", between)
    )
    short = re.fullmatch(r",\s*", between)
    return share if bracket or at or short else None


# --- larger and largest ----------------------------------------------------------------------


@cache
def than(lang: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:än|than)(?!\w)", re.I)


@cache
def between(lang: str) -> re.Pattern[str]:
    against = any_of(lexicon(lang).words("against"))
    return re.compile(rf"[\s,(]*(?:procent|%)?\s*(?:{against})\s+(?:\w+\s+){{0,2}}", re.I)


def check_against(prose: Prose, moves: list[Move], made: Found) -> None:
    """“Larger ones more often have a plan than small ones: 59 % against 22 %”, “higher among
    women (44%) than men (52%)”, “women (44%) are more often satisfied than men (52%)”."""
    text, lang = prose.text, prose.text.lang
    if len(prose.figures) < 2:
        return
    used = {one for move in moves for one in (move.old, move.new)}
    for span in sentences_of(text):
        here = [
            one
            for one in prose.figures
            if span.start <= one.number.start < span.end and not one.words
        ]
        if len(here) != 2 or here[0] in used or not all(one.share for one in here):
            continue
        one, other = here
        word = compared(text, span, one, other)
        if word is None or denied(mask(text.text, lang), word.start(), lang):
            continue
        more = bool(lexicon(lang).pattern("more_of").fullmatch(word[0]))
        made.check(text, one.number, other.number)
        if not (one.high < other.low if more else one.low > other.high):
            continue
        made.add(
            Finding(
                "WORDS-07",
                "error",
                0.85,
                text.passage(word.start(), word.end()),
                word[0],
                "",
                mark("{one} is less than {other}.", one=one.printed, other=other.printed)
                if more
                else mark("{one} is more than {other}.", one=one.printed, other=other.printed),
                (text.at(one.number), text.at(other.number)),
            )
        )


def compared(text: Text, span: Span, one: Figure, other: Figure) -> re.Match[str] | None:
    """The one word that says which of two shares is the larger, with its “than”: both before
    the figures, or “than” right before the second, after the group that it belongs to."""
    lang = text.lang
    masked = mask(text.text, lang)
    words = list(
        lexicon(lang).pattern("more_of", "less_of").finditer(masked, span.start, other.start)
    )
    than_at = [match.start() for match in than(lang).finditer(masked, span.start, other.start)]
    if len(than_at) != 1 or not words:
        return None
    (at,) = than_at
    words = [match for match in words if match.start() < at]
    kinds = {bool(lexicon(lang).pattern("more_of").fullmatch(match[0])) for match in words}
    if len(kinds) != 1 or not words or at - words[-1].end() < 2:
        return None
    if at < one.start:
        tied = between(lang).fullmatch(text.text[one.stop : other.start])
        return words[-1] if tied else None
    closes = re.match(r"\s*[),]", text.text[one.stop : one.stop + 3])
    short = other.start - at < 50 and not re.search(r"(?:19|20)\d\d", text.text[at : other.start])
    before = lexicon(lang).pattern("before").search(text.text, at, min(span.end, other.stop + 25))
    return words[-1] if closes and short and not before else None


@cache
def phrases(lang: str, group: str) -> re.Pattern[str]:
    """Phrases of a group; “contrast” right after a bracket."""
    found = any_of(lexicon(lang).words(group))
    head = r"^\)\s*,?\s*" if group == "contrast" else r"(?<!\w)"
    return re.compile(rf"{head}(?:{found})(?!\w)", re.I)


def check_order(prose: Prose, made: Found) -> None:
    """“Most common is A (45%), followed by B (38%)”; “highest in A (57%) and lowest in B (37%)”."""
    text, lang = prose.text, prose.text.lang
    lex = lexicon(lang)
    for span in sentences_of(text):
        shares = [
            one
            for one in prose.figures
            if one.share and not one.words and span.start <= one.number.start < span.end
        ]
        if len(shares) < 2 or any(one.hedge in ("more", "less") for one in shares):
            continue
        sentence = text.text[span.start : span.end]
        ordered = phrases(lang, "in_order").search(sentence)
        followed = ordered or phrases(lang, "followed_by").search(sentence)
        masked = mask(text.text, lang)
        most = list(lex.pattern("most").finditer(masked, span.start, shares[0].start))
        least = list(lex.pattern("least").finditer(masked, span.start, shares[0].start))
        if followed and (most or ordered) and not least:
            listed = after_list(text, shares)
            for one, other in itertools.pairwise(listed):
                made.check(text, one.number, other.number)
                if other.low > one.high + EDGE:
                    tell_order(text, one, other, made, "more")
                    break
            continue
        between_them = masked[shares[0].stop : shares[1].start]
        other_end = lex.pattern("least").search(between_them) or (
            phrases(lang, "contrast").search(between_them)
            and "(" in text.text[shares[0].start - 2 : shares[0].start]
        )
        years = years_of(text, span.start, span.end)
        if (
            len(shares) == 2
            and most
            and other_end
            and not years
            and not lex.pattern("most", "before").search(between_them)
        ):
            made.check(text, shares[0].number, shares[1].number)
            if shares[0].high < shares[1].low:
                tell_order(text, shares[0], shares[1], made, "more")
        elif len(shares) == 2 and least and not most and lex.pattern("most").search(between_them):
            made.check(text, shares[0].number, shares[1].number)
            if shares[0].low > shares[1].high:
                tell_order(text, shares[0], shares[1], made, "less")


def after_list(text: Text, shares: list[Figure]) -> list[Figure]:
    """Shares of one list: each in its own bracket or after its own name, close together."""
    listed = [shares[0]]
    for one in shares[1:]:
        between = text.text[listed[-1].stop : one.start]
        if "(" not in between and ")" not in between and within(text, listed[-1]):
            continue  # “(45 % saw it, 16 % met it)”: of one line of the list
        if len(between) > 90 or re.search(
            r"(?<!\w)(?:up from|down from|från|from|medan|while)(?!\w)|;", between, re.I
        ):
            break
        listed.append(one)
    return listed


def within(text: Text, figure: Figure) -> bool:
    """Whether a figure stands inside a bracket."""
    head = text.text[max(0, figure.start - 60) : figure.start]
    return head.rfind("(") > head.rfind(")")


def tell_order(text: Text, one: Figure, other: Figure, made: Found, way: str) -> None:
    made.add(
        found(
            "WORDS-07",
            "error",
            0.8,
            other,
            "",
            mark(
                "{other} is more than {one}, which is said to be larger.",
                one=one.printed,
                other=other.printed,
            )
            if way == "more"
            else mark(
                "{other} is less than {one}, which is said to be smaller.",
                one=one.printed,
                other=other.printed,
            ),
            [one],
        )
    )


WORD = re.compile(r"[^\W\d_]{2,}")


def stems(text: str) -> set[str]:
    """The words of a label, cut so that their endings do not matter."""
    return {word[0].lower()[:6] for word in WORD.finditer(text)}


def check_top(prose: Prose, sight: Sight, made: Found) -> None:
    """“Lack of skills is the commonest obstacle (66 %)”, against the table it was taken from."""
    text, lang = prose.text, prose.text.lang
    lex = lexicon(lang)
    if prose.block.kind not in ("paragraph", "item", "heading", "caption"):
        return
    masked = mask(text.text, lang)
    for span in sentences_of(text):
        if not lex.pattern("most").search(masked, span.start, span.end):
            continue
        if lex.pattern("rank_second").search(masked, span.start, span.end):
            continue
        here = [
            one
            for one in prose.figures
            if one.share and not one.words and span.start <= one.start < span.end
        ]
        if len(here) != 1 or here[0].hedge:
            continue
        if lex.pattern("followed_by", "least").search(masked, span.start, here[0].start):
            continue  # the figure is that of another
        words = stems(text.text[span.start : span.end])
        cells = [cell for sheet in sight.sheets for cell in cells_like(sheet, here[0], words)]
        if not cells:
            continue
        verdicts = [beaten(sheet, row, column) for sheet, row, column in cells]
        made.check(text, here[0].number)
        if all(verdicts):
            better = verdicts[0]
            assert better is not None
            label, figure = better
            made.add(
                found(
                    "WORDS-07",
                    "warning",
                    0.75,
                    here[0],
                    "",
                    mark(
                        "In the table, {label} has more: {more} against {this}.",
                        label=label,
                        more=figure.printed,
                        this=here[0].printed,
                    ),
                    [figure],
                )
            )


def cells_like(sheet: Sheet, share: Figure, words: set[str]) -> Iterator[tuple[Sheet, Row, int]]:
    for row in sheet.rows:
        label = stems(row.label)
        if not label or not label <= words or row.roles & {"total", "base"}:
            continue
        for column in sheet.columns:
            one = sheet.value(row.index, column.index)
            if one and one.share and one.value == share.value:
                yield sheet, row, column.index


def beaten(sheet: Sheet, row: Row, column: int) -> tuple[str, Figure] | None:
    """A larger share both down the column and along the row; the one down the column."""
    this = sheet.value(row.index, column)
    assert this is not None
    down = [
        (other.label, one)
        for other in sheet.rows
        if other.part == row.part
        and not other.roles & {"total", "base"}
        and (one := sheet.value(other.index, column))
        and one.share
        and one.value > this.value
    ]
    across = [
        one
        for other in sheet.columns
        if (one := sheet.value(row.index, other.index)) and one.share and one.value > this.value
    ]
    groups = sum(
        1 for other in sheet.columns if (one := sheet.value(row.index, other.index)) and one.share
    )
    return down[0] if down and (across or groups == 1) else None
