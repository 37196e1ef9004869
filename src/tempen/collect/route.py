"""Who is asked what, and which page comes next, given the answers so far."""

from __future__ import annotations

import numpy as np

from tempen.collect.questionnaire import Answers, Page, Questionnaire
from tempen.items import FORMS
from tempen.study.routing import TRUE, decide, read


def reached_items(questionnaire: Questionnaire, answers: Answers) -> frozenset[str]:
    """The items that these answers lead to.

    Items are taken in their order, as `edit.route` takes those of a file: one that was not
    reached itself holds no answer for the conditions after it.
    """
    codes: dict[str, np.ndarray] = {}
    reached: set[str] = set()
    items = {item.id: item for item in questionnaire.study.items}
    for id, item in questionnaire.items.items():
        condition = item.ask_if_in(questionnaire.wave)
        if condition is not None and decide(read(condition), codes, items)[0] != TRUE:
            continue
        reached.add(id)
        value = answers.get(id)
        if value is not None:
            coded = FORMS[item.kind].codes(item, value)
            codes |= {name: np.array([code]) for name, code in coded.items()}
    return frozenset(reached)


def open_pages(questionnaire: Questionnaire, answers: Answers) -> tuple[Page, ...]:
    """The pages that have anything to ask."""
    reached = reached_items(questionnaire, answers)
    return tuple(page for page in questionnaire.pages if reached.intersection(page.ids))


def next_page(questionnaire: Questionnaire, answers: Answers, after: str = "") -> Page | None:
    """The page after a section ("" the first); None where the review comes."""
    pages = open_pages(questionnaire, answers)
    if not after:
        return pages[0] if pages else None
    order = [page.section for page in questionnaire.pages]
    later = set(order[order.index(after) + 1 :])
    return next((page for page in pages if page.section in later), None)


def previous_page(questionnaire: Questionnaire, answers: Answers, before: str) -> Page | None:
    """The page before a section; None where it is the first."""
    order = [page.section for page in questionnaire.pages]
    earlier = set(order[: order.index(before)])
    pages = [page for page in open_pages(questionnaire, answers) if page.section in earlier]
    return pages[-1] if pages else None
