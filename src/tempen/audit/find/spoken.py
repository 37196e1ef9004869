"""Shares in words against the figures beside them: “nearly half (46%)”, “a majority (43%)”."""

from __future__ import annotations

import itertools
import re
from functools import cache

from tempen.audit.find.denial import denied, mask
from tempen.audit.find.figures import Figure, sentences_of
from tempen.audit.find.sight import Prose, ratio
from tempen.audit.find.stems import stems_of, units_of
from tempen.audit.find.wording import percent, quoted
from tempen.audit.finder import Found
from tempen.audit.reading import Span, Text
from tempen.locale import mark
from tempen.locale.lexicon import any_of, lexicon
from tempen.terms.finding import Finding

WIDE = 70  # characters between a share in words and its figure
NEAR = 8.0  # points that “nearly” and “just over” reach
EDGE = 1e-6


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
    check_beside(prose, masked, made)
    for span in sentences_of(text):
        for group, sign in (("majority", 1), ("minority", -1)):
            pattern = single(lang, group)
            for match in pattern.finditer(masked, span.start, span.end):
                share = tied(prose, span, match)
                if share is None:
                    continue
                made.check(text, share.number)
                tell_half(
                    match, share, sign, made, sure="(" in text.text[match.end() : share.start]
                )


def check_beside(prose: Prose, masked: str, made: Found) -> None:
    """“Trust stands at 53%. A majority of adults therefore trust their council”: a sentence
    without figures, and the one share of the sentence before or after it."""
    text, lang = prose.text, prose.text.lang
    spans = sentences_of(text)
    for one, other in [*itertools.pairwise(spans), *((b, a) for a, b in itertools.pairwise(spans))]:
        if any(one.start <= each.start < one.end for each in prose.figures):
            continue
        shares = [
            each
            for each in prose.figures
            if each.share and not each.words and other.start <= each.start < other.end
        ]
        about = [
            stems_of(text.text[span.start : span.end], lang) - units_of(lang)
            for span in (one, other)
        ]
        begins = [each for each in prose.figures if 0 <= each.start - other.start < 12]
        tells = bool(begins) and other.start > one.start  # “Most have a plan. 138 of 153, 90%, …”
        if not shares or not (about[0] & about[1] or tells):
            continue
        if len({each.value > 50 for each in shares}) > 1 or len(shares) > 2:
            continue
        for group, sign in (("majority", 1), ("minority", -1)):
            match = single(lang, group).search(masked, one.start, one.end)
            head = text.text[one.start : match.start()] if match else ""
            if match is None or len(head.split()) > 3 or denied(masked, match.start(), lang):
                continue
            share = shares[0]
            made.check(text, share.number)
            tell_half(match, share, sign, made, sure=False)


def tell_half(match: re.Match[str], share: Figure, sign: int, made: Found, *, sure: bool) -> None:
    """A majority (sign 1) whose share is below half, or a minority (-1) above it."""
    if not (share.high < 50 if sign > 0 else share.low > 50):
        return
    text = share.text
    made.add(
        Finding(
            "WORDS-06",
            "error" if sure else "warning",
            0.85 if sure else 0.7,
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
    whom = re.search(
        r"(?<!\w)(?:enligt|according to|bland|among)\s+(?:en|ett|a|the)?\s*$", head, re.I
    )
    if len(head.split()) > 3 and not whom:
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
