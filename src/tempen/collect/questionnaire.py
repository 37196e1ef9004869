"""The questionnaire of one wave: its pages, each a section with the items that the wave asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tempen.items.forms import Value
from tempen.terms.item import Item
from tempen.terms.study import Study

Answers = Mapping[str, Value]


@dataclass(frozen=True)
class Page:
    """A section of the questionnaire: what stands on one page."""

    section: str
    items: tuple[Item, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(item.id for item in self.items)


@dataclass(frozen=True)
class Questionnaire:
    """What a wave asks, in its order. Sections of which it asks nothing have no page."""

    study: Study
    wave: str
    pages: tuple[Page, ...]
    items: Mapping[str, Item]

    def page(self, section: str) -> Page | None:
        return next((page for page in self.pages if page.section == section), None)

    def page_of(self, item: str) -> Page:
        return next(page for page in self.pages if item in page.ids)


def make_questionnaire(study: Study, wave: str) -> Questionnaire:
    """The questionnaire that a wave asks."""
    pages = [
        Page(section, tuple(i for i in study.items if i.section == section and i.asked_in(wave)))
        for section in study.sections
    ]
    kept = tuple(page for page in pages if page.items)
    return Questionnaire(study, wave, kept, {i.id: i for page in kept for i in page.items})
