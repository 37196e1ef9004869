"""Answers in words, and texts that repeat an earlier answer."""

from __future__ import annotations

import re

from tempen.collect.questionnaire import Answers, Questionnaire
from tempen.items.forms import Value
from tempen.items.levels import DONT_KNOW, NOT_APPLICABLE
from tempen.locale import mark, speak
from tempen.study import texts
from tempen.study.check_pipes import PIPE
from tempen.terms.item import Item
from tempen.terms.study import Study

SAID = mark({DONT_KNOW: "Don't know", NOT_APPLICABLE: "Not applicable"})


def say_answer(study: Study, lang: str, item: Item, value: Value, wave: str) -> list[str]:
    """The answer in the reader's words: a line for each row, mark or place; none where blank."""
    if value is None:
        return []
    if isinstance(value, dict):
        return [
            f"{texts.row_label(study, lang, item, row, wave)}: "
            f"{say_level(study, lang, item, value[row], wave)}"
            for row in item.rows
            if row in value
        ]
    if value in SAID:
        return [say_level(study, lang, item, value, wave)]
    if item.kind == "text":
        return value.split("\n")
    if item.kind == "number":
        return [say_number(study, lang, item, value)]
    labels = [say_level(study, lang, item, id, wave) for id in value.split()]
    if item.kind == "ranking":
        return [f"{place}. {label}" for place, label in enumerate(labels, 1)]
    return labels


def say_level(study: Study, lang: str, item: Item, level: str, wave: str) -> str:
    """A level in the study's words; for what may always be said, Tempen's own where it has none."""
    label = texts.level_label(study, lang, item, level, wave)
    return speak(lang)(SAID[level]) if label == level and level in SAID else label


def say_number(study: Study, lang: str, item: Item, value: str) -> str:
    """1 234,5 people: with no-break spaces, a true minus and the language's decimal sign."""
    whole, _, decimals = value.lstrip("-").partition(".")
    between = "," if lang == "en" else "\u00a0"
    grouped = f"{int(whole):,}".replace(",", between) if len(whole) > 4 or lang == "en" else whole
    if lang != "en" and len(whole) == 4:
        grouped = f"{whole[0]}\u00a0{whole[1:]}"
    number = grouped + (("." if lang == "en" else ",") + decimals if decimals else "")
    unit = texts.unit_label(study, lang, item, float(value))
    return ("\u2212" if value.startswith("-") else "") + number + (f"\u00a0{unit}" if unit else "")


def fill_in(questionnaire: Questionnaire, lang: str, text: str, answers: Answers) -> str:
    """A text with `{item}` replaced by what was answered to it; “…” where there is no answer.

    Braces around anything that is not an item of the wave stand as they are.
    """
    if "{" not in text:
        return text

    def answer(found: re.Match[str]) -> str:
        item = questionnaire.items.get(found.group(1))
        if item is None:
            return found.group(0)
        study, wave = questionnaire.study, questionnaire.wave
        said = say_answer(study, lang, item, answers.get(item.id), wave)
        return ", ".join(said) or "…"

    return PIPE.sub(answer, text)
