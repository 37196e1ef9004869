"""Say an insight as report source: its numbers are references, its claim is guarded.

The report's own compiler fills the numbers in where a list is shown, so that what a user picks
from the list is what the report will say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tempen.insights.scan import Found
from tempen.locale import Speak, speak
from tempen.study.texts import (
    domain_label,
    domain_level_label,
    item_label,
    level_label,
    part_label,
    variable_label,
    wave_label,
)
from tempen.terms.estimate import Odds
from tempen.terms.item import Variable
from tempen.terms.study import Study

ALPHA = 0.05
YEAR = re.compile(r"(19|20)\d\d")  # stands freely in prose


def template(found: Found, up: bool, lang: str) -> str:
    """The sentence of an insight, with slots; [[words: {claim}]] is the guard.

    A mark is an option that several may choose; a level is what one answers to a question.
    """
    say, mark = speak(lang), found.variable.scale == "mark"
    if found.kind == "association":
        return say(
            "There is [[an association: {claim}]] between “{asked}” and “{second}” "
            "(Cramér's V {now})."
        )
    if found.kind == "change":
        return template_of_change(say, mark, up)
    if found.kind == "difference":
        return template_of_difference(say, mark, up)
    if mark:
        return say("[[A majority: {claim}]], {now}, choose “{answer}” under “{asked}”.")
    return say("[[A majority: {claim}]], {now}, answer “{answer}” to “{asked}”.")


def template_of_change(say: Speak, mark: bool, up: bool) -> str:
    if mark and up:
        return say(
            "The share choosing “{answer}” under “{asked}” has [[risen: {claim}]] "
            "from {before} ({earlier}) to {now} ({later})."
        )
    if mark:
        return say(
            "The share choosing “{answer}” under “{asked}” has [[fallen: {claim}]] "
            "from {before} ({earlier}) to {now} ({later})."
        )
    if up:
        return say(
            "The share answering “{answer}” to “{asked}” has [[risen: {claim}]] "
            "from {before} ({earlier}) to {now} ({later})."
        )
    return say(
        "The share answering “{answer}” to “{asked}” has [[fallen: {claim}]] "
        "from {before} ({earlier}) to {now} ({later})."
    )


def template_of_difference(say: Speak, mark: bool, up: bool) -> str:
    if mark and up:
        return say(
            "Among {group}, {now} choose “{answer}” under “{asked}”, "
            "[[more than among the others: {claim}]]."
        )
    if mark:
        return say(
            "Among {group}, {now} choose “{answer}” under “{asked}”, "
            "[[fewer than among the others: {claim}]]."
        )
    if up:
        return say(
            "Among {group}, {now} answer “{answer}” to “{asked}”, "
            "[[more than among the others: {claim}]]."
        )
    return say(
        "Among {group}, {now} answer “{answer}” to “{asked}”, "
        "[[fewer than among the others: {claim}]]."
    )


def write_sentences(study: Study, found: Found, odds: Odds | None = None) -> Mapping[str, str]:
    """Language -> the insight in its words, ready to be pasted into `report/<lang>.md`.

    odds  what is left of an association when parts of the frame are held alike; told if it holds
    """
    told = {lang: write_sentence(study, lang, found) for lang in study.languages}
    if odds is None or odds.p is None or odds.p >= ALPHA:
        return told
    return {lang: f"{text} {write_odds(study, lang, odds)}" for lang, text in told.items()}


def write_sentence(study: Study, lang: str, found: Found) -> str:
    up = not found.shares or found.shares[1] >= found.shares[0]
    return template(found, up, lang).format(
        **name_texts(study, lang, found),
        before=refer("share", found, wave=found.other),
        now=refer_now(found),
        claim=write_claim(found, up),
    )


def write_odds(study: Study, lang: str, odds: Odds) -> str:
    """That it holds when parts of the frame are alike, and by how much, with a guard of its own."""
    sides = [f"'{name}'" for side in (odds.first, odds.second) for name in side]
    call = f"odds_ratio({', '.join(sides)}, adjust='{', '.join(odds.adjusted)}')"
    answers = [
        name(level_label(study, lang, study.variable(id).item, level))
        for id, level in (odds.first, odds.second)
    ]
    held = [domain_label(study, lang, domain) for domain in odds.adjusted]
    return speak(lang)(
        "[[It holds also when these are alike: {claim}]]: {held}. The odds of “{second}” are "
        "{odds} times as high among those who answered “{first}”."
    ).format(
        claim=f"{call} > 1, significant",
        held=", ".join(one[:1].lower() + one[1:] for one in held),
        odds="{{ " + call + " }}",
        first=answers[0],
        second=answers[1],
    )


def name_texts(study: Study, lang: str, found: Found) -> dict[str, str]:
    """The study's own words that a sentence uses: which ones depends on its kind."""
    texts = {
        "answer": answer_label(study, lang, found),
        "asked": asked_label(study, lang, found.variable),
    }
    if found.kind == "association":
        texts["second"] = asked_label(study, lang, study.variable(found.other))
    if found.kind == "change":
        texts["earlier"] = wave_label(study, lang, found.other)
        texts["later"] = wave_label(study, lang, study.latest.id)
    if found.domain:
        texts["group"] = group_label(study, lang, found)
    return {slot: name(text) for slot, text in texts.items()}


def group_label(study: Study, lang: str, found: Found) -> str:
    """“municipalities”, in a sentence; where the study gives no plural, by the level's name."""
    group = domain_level_label(study, lang, found.domain, found.other, plural=True)
    label = domain_level_label(study, lang, found.domain, found.other)
    if group == label:
        return speak(lang)("those in the group “{name}”").format(name=label)
    return group[:1].lower() + group[1:]


def name(text: str) -> str:
    """A text of the study inside prose: digits in it are marked as part of a name, but a year."""
    if not re.search(r"\d", text) or YEAR.fullmatch(text):
        return text
    return f"[{text}]{{name}}"


def answer_label(study: Study, lang: str, found: Found) -> str:
    if found.variable.scale == "mark":
        return part_label(study, lang, found.variable)
    return level_label(study, lang, found.variable.item, found.level)


def asked_label(study: Study, lang: str, variable: Variable) -> str:
    if variable.scale == "mark":
        return item_label(study, lang, variable.item)
    return variable_label(study, lang, variable, full=True)


def call(what: str, found: Found, **named: str) -> str:
    """`share('benefit.costs', 'great', wave='2022')`; a mark is named by item and option."""
    variable = found.variable
    mark = variable.scale == "mark"
    first = [variable.item, variable.part or ""] if mark else [variable.id, found.level]
    parts = [f"'{part}'" for part in first] + [f"{k}='{v}'" for k, v in named.items() if v]
    return f"{what}({', '.join(parts)})"


def refer(what: str, found: Found, **named: str) -> str:
    return "{{ " + call(what, found, **named) + " }}"


def refer_now(found: Found) -> str:
    if found.kind == "association":
        return "{{ " + associate(found) + " }}"
    return refer("share", found, **place(found))


def place(found: Found) -> dict[str, str]:
    return {found.domain: found.other} if found.domain else {}


def associate(found: Found) -> str:
    return f"association('{found.variable.id}', '{found.other}')"


def write_claim(found: Found, up: bool) -> str:
    """The condition under which the words may stand: as strong as what the data allow."""
    sign, tested = (">" if up else "<"), getattr(found.result, "tested", False)
    qualifier = ", significant" if tested else ""
    if found.kind == "change":
        return f"{call('change', found, earlier=found.other)} {sign} 0{qualifier}"
    if found.kind == "difference":
        named = {**place(found), "than": "rest"}
        return f"{call('difference', found, **named)} {sign} 0{qualifier}"
    if found.kind == "association":
        return f"{associate(found)} > 0{qualifier}"
    return f"{call('lower', found)} > 50"
