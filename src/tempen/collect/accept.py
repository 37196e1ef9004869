"""What a page sent in: values that may be kept, and problems beside their questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tempen.collect.questionnaire import Page, Questionnaire
from tempen.items import FORMS
from tempen.items.forms import Posted, Value
from tempen.locale import Words


@dataclass(frozen=True)
class Problem:
    """Why an answer cannot be taken; `part` is the row or option that it is about."""

    item: str
    words: Words
    part: str = ""


@dataclass(frozen=True)
class Accepted:
    """Item -> value (None where it was left blank or emptied), and what must be mended."""

    values: Mapping[str, Value]
    problems: Mapping[str, Problem]


def accept(
    questionnaire: Questionnaire, page: Page, posted: Posted, shown: Iterable[str]
) -> Accepted:
    """The answers to the items that were shown on a page.

    shown   ids of the items that the respondent saw: only their blanks mean anything
    An answer with a problem is not kept; those beside it are. Routing is not asked: an answer to
    an item that is not reached is kept and set aside when the wave is closed, so that the order
    in which pages arrive cannot lose one.
    """
    seen = set(shown)
    values: dict[str, Value] = {}
    problems: dict[str, Problem] = {}
    for item in page.items:
        if item.id not in seen:
            continue
        taken = FORMS[item.kind].take(item, item.waves[questionnaire.wave], posted)
        if taken.problem is not None:
            problems[item.id] = Problem(item.id, taken.problem, taken.part)
        else:
            values[item.id] = taken.value
    return Accepted(values, problems)
