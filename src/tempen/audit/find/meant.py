"""Which figures of the data a sentence may mean: a share, a number of answers, or a mean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tempen.audit.find.claims import Claim
from tempen.audit.find.figures import Figure, sentences_of, years_of
from tempen.audit.find.held import RESPONSE, Held, normal
from tempen.audit.find.sight import Prose, Sight
from tempen.audit.find.stems import degrees, has_group, stem, stems_of
from tempen.audit.reading import Span
from tempen.locale.lexicon import lexicon
from tempen.terms.finding import Known

UNIT = re.compile(r"\s+([^\W\d_]{3,})")
AVERAGE = re.compile(
    r"(?<!\w)(?:i (?:genom)?snitt|genomsnitt\w*|medelvärde\w*|medeltal\w*|snittet|(?:on )?average|"
    r"averages|averaged|mean)(?!\w)",
    re.IGNORECASE,
)
DENIAL = re.compile(r"(?:nej|no|inte|not|inga|inget|ingen|none)(?!\w)", re.IGNORECASE)
MOST = 0.6  # of the words of a question that a sentence must hold to name it
SHORT = 3  # stems of an answer that names its question by itself
LEAST = 5  # smaller counts are too often of something else


@dataclass(frozen=True)
class Named:
    """A share of the data with what its words are about."""

    known: Known
    item: frozenset[str]
    short: frozenset[str]
    level: frozenset[str]
    group: frozenset[str]


@dataclass(frozen=True)
class Meant:
    """A figure of a sentence, one of the data that it may be, and the values of that which
    would be right, the likeliest first."""

    figure: Figure
    known: Known
    values: tuple[float, ...]


Levels = dict[frozenset[str], list[Named]]


def index_levels(known: Sequence[Known], lang: str) -> Levels:
    """Shares by what their answer is about."""
    levels: Levels = defaultdict(list)
    for one in known:
        if one.unit == "percent" and one.item != RESPONSE:
            named = name(one, lang)
            levels[named.level].append(named)
    return levels


def name(known: Known, lang: str) -> Named:
    words = known.words
    return Named(
        known,
        stems_of(words.get("item", ""), lang),
        stems_of(words.get("short", words.get("item", "")), lang),
        stems_of(words.get("level", ""), lang),
        stems_of(words.get("group", ""), lang) if known.group else frozenset(),
    )


# --- shares ---------------------------------------------------------------------------------------


def for_claim(claim: Claim, levels: Levels, held: Held) -> list[Known]:
    """What a share in a sentence may be: the sentence names the level, the item and the group."""
    waves = held.waves_of(sorted(claim.years))
    scored: list[tuple[int, Known]] = []
    for level, ones in levels.items():
        for one in ones:
            if one.known.wave in waves and is_meant(claim, one):
                about = one.item & claim.reach
                scored.append((len(level) + len(about) + 2 * len(one.group), one.known))
    best = max((score for score, _ in scored), default=0)
    return [known for score, known in scored if score == best]


def is_meant(claim: Claim, one: Named) -> bool:
    """Whether a sentence names an answer and most of its question, and no group but its own."""
    said, level, reach = one.known.words.get("level", ""), one.level, claim.reach
    rest = (claim.about if claim.alone else claim.near) - level - one.item - one.group
    if not one.group <= reach or has_group(rest, claim.text.lang):
        return False
    if said.lower() in ("ja", "yes"):
        return not claim.denied and one.item <= reach and len(one.item) > 1
    if not level or not level <= claim.near or DENIAL.match(said) or not most(one.item, reach):
        return False
    return len(level) >= SHORT or (most(one.short - level, reach) and bool(one.item - level))


def most(wanted: frozenset[str], said: frozenset[str]) -> bool:
    return len(wanted & said) >= MOST * len(wanted)


def graded(known: Known, levels: Levels, lang: str) -> float | None:
    """An answer with those that differ from it by “very” or “fairly” alone: “agree” may mean both.

    None where there are no such answers
    """
    own = stems_of(known.words.get("level", ""), lang)
    grades = degrees(lang)
    added = [
        one.known.value
        for level, ones in levels.items()
        if own < level and level - own <= grades
        for one in ones
        if place(one.known) == place(known)
    ]
    return known.value + sum(added) if added else None


def place(known: Known) -> tuple[str, str, str, str]:
    return known.item, known.domain, known.group, known.wave


def shares_meant(claim: Claim, levels: Levels, held: Held) -> list[Meant]:
    """The figures that a share in a sentence may be."""
    return [
        Meant(claim.figure, known, (known.value, *((both,) if both is not None else ())))
        for known in for_claim(claim, levels, held)
        for both in (graded(known, levels, claim.text.lang),)
    ]


# --- numbers of answers ----------------------------------------------------------------------


def tallies_of(sight: Sight, levels: Levels, held: Held) -> Iterator[list[Meant]]:
    """“112 municipalities have a strategy”: a sentence whose one count is of units."""
    kinds = {stem(word, sight.lang) for word in lexicon(sight.lang).words("generic_units")}
    kinds |= {part for label in held.groups for part in stems_of(label, sight.lang) if label}
    for prose, span, figure in lone_figures(sight, ("count",)):
        text = prose.text
        unit = UNIT.match(text.text, figure.stop)
        if not unit or stem(unit[1], text.lang) not in kinds or figure.value < LEAST:
            continue
        if figure.hedge or figure.number.decimals or prose.pairs:
            continue
        claim = claim_of(prose, span, figure)
        if AVERAGE.search(text.text, span.start, span.end) or claim.denied:
            continue
        made = [
            Meant(figure, known, values)
            for known in for_claim(claim, levels, held)
            if (values := tallied(known))
        ]
        if made:
            yield made


def tallied(known: Known) -> tuple[float, ...]:
    """The answers that were counted, and the units that they stand for."""
    return tuple(float(one) for one in (known.count, known.total) if one is not None)


def lone_figures(sight: Sight, units: tuple[str, ...]) -> Iterator[tuple[Prose, Span, Figure]]:
    """The figure of each sentence that holds no other."""
    for prose in sight.prose:
        if prose.block.kind not in ("paragraph", "item"):
            continue
        for span in sentences_of(prose.text):
            here = [one for one in prose.figures if span.start <= one.number.start < span.end]
            if len(here) == 1 and here[0].unit in units and not here[0].words:
                yield prose, span, here[0]


def claim_of(prose: Prose, span: Span, figure: Figure) -> Claim:
    """The sentence round a lone figure, as what is said of it."""
    text = prose.text
    about = stems_of(text.text[span.start : span.end], text.lang)
    years = frozenset(year for year, _ in years_of(text, span.start, span.end))
    denied = bool(lexicon(text.lang).pattern("negation").search(text.text, span.start, span.end))
    return Claim(figure, span, about, about, about, frozenset(), years, denied, True)


# --- means ------------------------------------------------------------------------------------


def averages_of(sight: Sight, held: Held) -> Iterator[list[Meant]]:
    """“On average, municipalities set aside 1.4 million”: a sentence that names what has a mean."""
    for prose, span, figure in lone_figures(sight, ("count", "money", "measure")):
        text = prose.text
        if figure.hedge or not AVERAGE.search(text.text, span.start, span.end):
            continue
        claim = claim_of(prose, span, figure)
        said = f" {normal(text.text[span.start : span.end])} "
        waves = held.waves_of(sorted(claim.years))
        scored: list[tuple[int, Known]] = []
        for known in held.means.values():
            label = normal(known.words.get("row") or known.words.get("item", ""))
            group = stems_of(known.words.get("group", ""), text.lang)
            own = stems_of(label, text.lang)
            if known.wave not in waves or not own or not group <= claim.about:
                continue
            if f" {label} " not in said and (len(own) < 2 or not own <= claim.about):
                continue
            if not has_group(claim.about - own - group, text.lang):
                scored.append((len(own) + 2 * len(group), known))
        best = max((score for score, _ in scored), default=0)
        made = [Meant(figure, known, (known.value,)) for score, known in scored if score == best]
        if made:
            yield made
