"""What a study's data hold, by the labels that its reports print."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from tempen.terms.finding import Known

RESPONSE = "response"  # the item under which the numbers asked and answered are
EVERYONE = frozenset({("", "")})
Group = tuple[str, str]  # domain, level; ("", "") is all
BRACKET = re.compile(r"\([^()]*[\d%][^()]*\)|\[[^\[\]]*[\d%][^\[\]]*\]")  # “(n = 12)”
NO_WORD = re.compile(r"[^\w%]+|_+")


@lru_cache(maxsize=16384)
def normal(text: str) -> str:
    """A label without what differs from print to print: case, marks, numbers in brackets."""
    return " ".join(NO_WORD.sub(" ", BRACKET.sub(" ", text[:400]).lower()).split())


@dataclass
class Question:
    """One item: of one answer, of several (its options are marks), or of rows on one scale.

    names    what it is called: its short name, its question
    answers  {label: (variable, level)} where each answer or option is a row of its own
    rows     {label: variable} of a battery or ranking
    levels   {label: level} of its scale
    means    {label: variable} of what has a mean
    """

    names: set[str] = field(default_factory=set)
    answers: dict[str, tuple[str, str]] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)
    means: dict[str, str] = field(default_factory=dict)


@dataclass
class Held:
    """The data of a study, indexed.

    shares   {(variable, level, group, wave): figure}
    means    {(variable, group, wave): figure}
    bases    {(variable or question, group, wave): figures with its numbers of answers}
    groups   {label: the groups that it may be}
    waves    {year: wave}
    latest   the last wave
    """

    questions: dict[str, Question] = field(default_factory=lambda: defaultdict(Question))
    shares: dict[tuple[str, str, Group, str], Known] = field(default_factory=dict)
    means: dict[tuple[str, Group, str], Known] = field(default_factory=dict)
    bases: dict[tuple[str, Group, str], list[Known]] = field(
        default_factory=lambda: defaultdict(list)
    )
    response: dict[tuple[str, Group, str], Known] = field(default_factory=dict)
    groups: dict[str, set[Group]] = field(default_factory=lambda: defaultdict(set))
    waves: dict[str, str] = field(default_factory=dict)
    latest: str = ""

    def waves_of(self, years: Iterable[str]) -> list[str]:
        """The waves of the years named; the last where none is."""
        named = list(years)
        return (
            [self.waves[year] for year in named if year in self.waves] if named else [self.latest]
        )


def hold(known: Iterable[Known]) -> Held:
    held = Held()
    for one in known:
        words = one.words
        group = (one.domain, one.group) if words.get("group") else ("", "")
        if one.domain not in ("", "all") and group == ("", "") and one.group not in ("", "all"):
            continue  # a group without a name
        for key in ("group", "groups"):
            if words.get(key):
                held.groups[normal(words[key])].add(group)
        held.waves[words.get("year", one.wave)] = one.wave
        held.waves.setdefault(one.wave, one.wave)
        held.latest = max(held.latest, one.wave)
        if one.item == RESPONSE:
            held.response[one.level, group, one.wave] = one
        elif one.unit == "mean":
            held.means[one.item, group, one.wave] = one
            about(held, one).means[normal(words.get("row") or words.get("item", ""))] = one.item
        else:
            held.shares[one.item, one.level, group, one.wave] = one
            hold_answer(about(held, one), one)
        if one.item != RESPONSE and one.n:
            for id in {one.item, one.item.partition(".")[0]}:
                held.bases[id, group, one.wave].append(one)
    return held


def about(held: Held, one: Known) -> Question:
    """The question of a figure, with its names."""
    question = held.questions[one.item.partition(".")[0]]
    for key in ("short", "question") if "short" in one.words else ("item",):
        name = normal(one.words.get(key, ""))
        if len(name) > 3:
            question.names.add(name)
    return question


def hold_answer(question: Question, one: Known) -> None:
    row, level = normal(one.words.get("row", "")), normal(one.words.get("level", ""))
    if not level:
        return
    if not row or row == level:
        question.answers[level] = (one.item, one.level)
    else:
        question.rows[row] = one.item
        question.levels[level] = one.level
