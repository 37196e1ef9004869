"""Sentences and languages of running text, Swedish and English."""

from __future__ import annotations

import re
from collections import Counter

from tempen.audit.reading import Span

# A full stop after these ends no sentence.
SHORT = (
    "t.ex bl.a d.v.s dvs m.m m.fl o.s.v osv s.k fr.o.m t.o.m p.g.a f.d i.e "
    "e.g etc cf ca c:a resp inkl exkl jfr st nr no tab fig kap avd vol pp "
    "sid vs dr mr mrs ms prof st dept est approx dnr prop sou ds kl mkr tkr "
    "mdr milj avs ev tex u.s u.k a.m p.m jan feb apr aug sept okt nov dec "
    "n.b bil ung forts"
)
ABBREVIATIONS = frozenset(SHORT.split())
END = re.compile(r"(?<![.!?…])[.!?…]{1,60}[\"”’»)\]]{0,6}(?=\s)|\n")
OPENS = re.compile(r"\s*[\"“”‘’»«(\[–—-]*\s*(\S)")
LAST_WORD = re.compile(r"([^\s(\[“”\"]+)\.$")

COMMON = {
    "sv": "och att det som en på är av för med den till har de inte om ett ska eller vi från men "
    "kan var så när andel andelen procent fler färre än hur sina där också mellan svarade",
    "en": "the of and to in a is that for it as was with be by on not he this are or his from at "
    "which but have an had they you were their one all we can has there been if more when will "
    "would who so no than",
}
OF_LANGUAGE = {word: lang for lang, words in COMMON.items() for word in words.split()}
WORD = re.compile(r"[^\W\d_]+")


def split_sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a text, covering it without the white space between them."""
    spans, start = [], 0
    for match in END.finditer(text):
        if match[0] != "\n" and goes_on(text, start, match):
            continue
        add_span(spans, text, start, match.end())
        start = match.end()
    add_span(spans, text, start, len(text))
    return tuple(spans)


def goes_on(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a mark that could end a sentence does not: an abbreviation, or no capital after."""
    opens = OPENS.match(text, match.end())
    if opens is None:
        return False
    follows = opens[1]
    if match[0][0] == ".":
        word = LAST_WORD.search(text[max(start, match.end() - 30) : match.start() + 1])
        known = word is not None and (
            word[1].lower() in ABBREVIATIONS or (len(word[1]) == 1 and word[1].isalpha())
        )
        if known and not follows.isupper():
            return True
        if known and word is not None and word[1].lower() not in ("etc", "m.m", "m.fl", "osv"):
            return True
    return follows.islower()


def add_span(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    body = piece.strip()
    if body:
        spans.append(Span(start + lead, start + lead + len(body)))


def guess_language(text: str, otherwise: str = "") -> str:
    """“sv” or “en” by the commonest words; `otherwise` where the text does not tell."""
    counts = Counter(OF_LANGUAGE.get(word.lower(), "") for word in WORD.findall(text[:20_000]))
    sv, en = counts["sv"], counts["en"]
    letters = sum(text.count(letter) for letter in "åäöÅÄÖ")
    if sv + letters > 2 * en:
        return "sv"
    if en > 2 * (sv + letters):
        return "en"
    return otherwise or ("sv" if sv + letters > en else "en")
