"""STUDY: every number that can be tied to a question, against the study's own data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tempen.audit.find.claims import Claim, Entry, claims_of, entries_of
from tempen.audit.find.figures import Figure
from tempen.audit.find.sight import sight_of
from tempen.audit.find.stems import has_group, stems_of
from tempen.audit.find.wording import found, percent
from tempen.audit.finder import Found, Look
from tempen.locale import mark
from tempen.terms.finding import Known

CODES = {"STUDY-01": mark("A number is not what the data of the study give.")}
FAR = 40.0
EDGE = 1e-6


@dataclass(frozen=True)
class Held:
    """A figure of the data with what it is about."""

    known: Known
    item: frozenset[str]
    level: frozenset[str]
    group: frozenset[str]


def find(look: Look) -> Found:
    made = Found()
    shares = [one for one in look.known if one.unit == "percent"]
    if not shares:
        return made
    sight = sight_of(look)
    held = [hold(one, sight.lang) for one in shares]
    by_level: dict[frozenset[str], list[Held]] = defaultdict(list)
    for one in held:
        by_level[one.level].append(one)
    latest = max((one.wave for one in shares), default="")
    for entry in entries_of(sight):
        judge(entry.figure, for_entry(entry, by_level, latest), made, 0.9)
    for claim in claims_of(sight):
        if not claim.figure.hedge:
            judge(claim.figure, for_claim(claim, by_level, latest), made, 0.75)
    return made


def hold(known: Known, lang: str) -> Held:
    words = known.words
    item = " ".join(words.get(key, "") for key in ("item", "row", "short"))
    return Held(
        known,
        stems_of(item or words.get("question", ""), lang),
        stems_of(words.get("level", ""), lang),
        stems_of(words.get("group", ""), lang) if known.group else frozenset(),
    )


def judge(figure: Figure, named: Sequence[Held], made: Found, certainty: float) -> None:
    """Right if any figure that it may be is what is printed; wrong if all agree on another."""
    if not named:
        return
    half = figure.half + EDGE
    made.check(figure.text, figure.number)
    values = {round(one.known.value, 6) for one in named}
    if any(abs(value - figure.value) <= half for value in values) or len(values) > 1:
        return
    one = named[0].known
    if abs(one.value - figure.value) > FAR and certainty < 0.8:
        return
    lang, decimals = figure.text.lang, figure.number.decimals
    made.add(
        found(
            "STUDY-01",
            "error" if certainty > 0.8 else "warning",
            certainty,
            figure,
            percent(one.value, decimals, lang),
            mark(
                "The data give {value} ({item}, {level}, {wave}), not {stated}.",
                value=percent(one.value, decimals, lang),
                item=one.words.get("item", one.item),
                level=one.words.get("level", one.level),
                wave=one.wave,
                stated=figure.printed,
            ),
        )
    )


def for_entry(entry: Entry, by_level: dict[frozenset[str], list[Held]], latest: str) -> list[Held]:
    """What a cell of a table may be: its row or column names the level, its caption the item."""
    waves = entry.years or frozenset({latest})
    topic = entry.topic | entry.above
    made = []
    for level, group in ((entry.label, entry.group), (entry.group, entry.label)):
        for one in by_level.get(level, ()):
            if not level or one.known.wave not in waves or one.group != group:
                continue
            if len(one.item & topic) >= max(1, len(one.item) - 1):
                made.append(one)
    if len(made) > 1:
        best = max(len(one.item & topic) for one in made)
        made = [one for one in made if len(one.item & topic) == best]
    return made


def for_claim(claim: Claim, by_level: dict[frozenset[str], list[Held]], latest: str) -> list[Held]:
    """What a share in a sentence may be: the sentence names the level, the item and the group."""
    waves = claim.years or frozenset({latest})
    scored: list[tuple[int, Held]] = []
    for level, ones in by_level.items():
        for one in ones:
            if one.known.wave not in waves:
                continue
            yes = one.known.words.get("level", "").lower() in ("ja", "yes")
            if yes and (claim.denied or not one.item <= claim.reach or len(one.item) < 2):
                continue
            if not yes and (not level or not level <= claim.near):
                continue
            about = one.item & claim.reach
            if not yes and len(level) < 3 and not about - level:
                continue
            rest = (claim.about if claim.alone else claim.near) - level - one.item - one.group
            if not one.group <= claim.reach or has_group(rest, claim.text.lang):
                continue
            scored.append((len(level) + len(about) + 2 * len(one.group), one))
    if not scored:
        return []
    best = max(score for score, _ in scored)
    return [one for score, one in scored if score == best]
