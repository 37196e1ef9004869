"""What is left blank, and which of the study's rules the answers break: shown before sending."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tempen.collect.questionnaire import Answers, Page, Questionnaire
from tempen.collect.route import reached_items
from tempen.items import FORMS
from tempen.items.forms import offered_rows
from tempen.study.routing import FALSE, TRUE, decide, read
from tempen.terms.item import Item
from tempen.terms.study import Rule


@dataclass(frozen=True)
class Blank:
    """An item without an answer, or rows of it; `required` must have one to be sent."""

    page: Page
    item: Item
    rows: tuple[str, ...] = ()

    @property
    def required(self) -> bool:
        return self.item.required


def find_blanks(questionnaire: Questionnaire, answers: Answers) -> tuple[Blank, ...]:
    """What was reached and not answered, in the order asked. A multiple choice for which a blank
    is an answer is never one, nor is an open answer that nobody must give."""
    reached = reached_items(questionnaire, answers)
    found: list[Blank] = []
    for page in questionnaire.pages:
        for item in page.items:
            if item.id not in reached or may_be_blank(item):
                continue
            value = answers.get(item.id)
            rows = offered_rows(item, item.waves[questionnaire.wave])
            missing = tuple(row for row in rows if row not in (value or {}))
            if value is None or missing:
                found.append(Blank(page, item, missing if value else ()))
    return tuple(found)


def may_be_blank(item: Item) -> bool:
    return not item.required and (item.blank == "unmarked" or item.kind == "text")


def find_broken_rules(questionnaire: Questionnaire, answers: Answers) -> tuple[Rule, ...]:
    """The study's rules with words for the respondent that these answers break."""
    study, reached = questionnaire.study, reached_items(questionnaire, answers)
    items = {item.id: item for item in study.items}
    codes: dict[str, np.ndarray] = {}
    for id in reached:
        coded = FORMS[items[id].kind].codes(items[id], answers.get(id))
        codes |= {name: np.array([code]) for name, code in coded.items()}

    def says(expression: str, wanted: int) -> bool:
        return bool(decide(read(expression), codes, items)[0] == wanted)

    return tuple(
        rule
        for rule in study.rules
        if rule.say
        and (not rule.condition or says(rule.condition, TRUE))
        and says(rule.then, FALSE)
    )
