"""Which of two shares of a sentence is said to be the larger, and in which order a list stands."""

from __future__ import annotations

import itertools
import re
from functools import cache

from tempen.audit.find.denial import denied, mask
from tempen.audit.find.figures import Figure, sentences_of, years_of
from tempen.audit.find.moves import Move
from tempen.audit.find.sight import Prose
from tempen.audit.find.wording import found
from tempen.audit.finder import Found
from tempen.audit.reading import Span, Text
from tempen.locale import mark
from tempen.locale.lexicon import any_of, lexicon
from tempen.terms.finding import Finding

EDGE = 1e-6
BARE = re.compile(r"more|less|fewer|mera?|flera?|färre|mindre", re.I)  # “more than half”


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
    if len(kinds) != 1 or not words or (at - words[-1].end() < 2 and BARE.fullmatch(words[-1][0])):
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


def check_way_with(prose: Prose, made: Found) -> None:
    """“Use rises with size: 43%, 49% and 53%”: figures that must follow one another one way."""
    text, lex = prose.text, lexicon(prose.text.lang)
    for span in sentences_of(text):
        for group, sign in (("rises_with", 1), ("falls_with", -1)):
            match = lex.pattern(group).search(text.text, span.start, span.end)
            shares = [
                one
                for one in prose.figures
                if match and one.share and not one.words and match.end() <= one.start < span.end
            ]
            if match is None or len(shares) < 2 or years_of(text, span.start, span.end):
                continue
            made.check(text, *(one.number for one in shares))
            steps = [sign * (other.value - one.value) for one, other in itertools.pairwise(shares)]
            if all(step < 0 for step in steps):
                first, last = shares[0], shares[-1]
                facts = {"first": first.printed, "last": last.printed}
                made.add(
                    Finding(
                        "WORDS-07",
                        "error",
                        0.85,
                        text.passage(match.start(), match.end()),
                        match[0],
                        "",
                        mark("The figures fall, from {first} to {last}.", **facts)
                        if sign > 0
                        else mark("The figures rise, from {first} to {last}.", **facts),
                        (text.at(first.number), text.at(last.number)),
                    )
                )
