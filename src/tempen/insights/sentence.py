"""Say an insight as report source: its numbers are references, its claim is guarded.

The report's own compiler fills the numbers in where a list is shown, so that what a user picks
from the list is what the report will say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tempen.insights.scan import Found
from tempen.locale import speak
from tempen.study.texts import (
    domain_level_label,
    item_label,
    level_label,
    part_label,
    variable_label,
)
from tempen.terms.item import Variable
from tempen.terms.study import Study


def template(kind: str, up: bool, lang: str) -> str:
    """The sentence of a kind, with slots; [[words: {claim}]] is the guard."""
    say = speak(lang)
    if kind == "change" and up:
        return say(
            "The share that answer “{answer}” to “{asked}” has [[risen: {claim}]] "
            "from {before} to {now}."
        )
    if kind == "change":
        return say(
            "The share that answer “{answer}” to “{asked}” has [[fallen: {claim}]] "
            "from {before} to {now}."
        )
    if kind == "difference" and up:
        return say(
            "Of {group}, {now} answer “{answer}” to “{asked}”, "
            "[[more than of the others: {claim}]]."
        )
    if kind == "difference":
        return say(
            "Of {group}, {now} answer “{answer}” to “{asked}”, "
            "[[fewer than of the others: {claim}]]."
        )
    if kind == "association":
        return say(
            "There is [[an association: {claim}]] between “{asked}” and “{second}” "
            "(Cramér's V {now})."
        )
    return say("[[A clear majority: {claim}]], {now}, answer “{answer}” to “{asked}”.")


def write_sentences(study: Study, found: Found) -> Mapping[str, str]:
    """Language -> the insight in its words, ready to be pasted into `report/<lang>.md`."""
    up = not found.shares or found.shares[1] >= found.shares[0]
    return {
        lang: template(found.kind, up, lang).format(
            **name_texts(study, lang, found),
            before=refer("share", found, wave=found.other),
            now=refer_now(found),
            claim=write_claim(found, up),
        )
        for lang in study.languages
    }


def name_texts(study: Study, lang: str, found: Found) -> dict[str, str]:
    """The study's own words that a sentence uses: which ones depends on its kind."""
    texts = {
        "answer": answer_label(study, lang, found),
        "asked": asked_label(study, lang, found.variable),
    }
    if found.kind == "association":
        texts["second"] = asked_label(study, lang, study.variable(found.other))
    if found.domain:
        group = domain_level_label(study, lang, found.domain, found.other, plural=True)
        texts["group"] = group.lower()
    return {slot: name(text) for slot, text in texts.items()}


def name(text: str) -> str:
    """A text of the study inside prose: digits in it are marked as part of a name."""
    return f"[{text}]{{name}}" if re.search(r"\d", text) else text


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
