"""Questions as their templates want them: `q`, made of the item, its texts and what stands.

A question that nobody has answered looks the same to everybody: it is rendered once a process.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from tempen.collect import Problem, Questionnaire, fill_in
from tempen.collect.say import say_level
from tempen.items import FORMS
from tempen.items.forms import Posted, Value, beside, offered_levels, offered_rows
from tempen.items.forms import field as name_of
from tempen.items.ranking.item import most
from tempen.locale import speak
from tempen.study import texts
from tempen.terms.item import Item
from tempen.web.respond.answers import CHOOSE, KEEP

View = dict[str, Any]
Blank = dict[tuple[str, str, bool], SafeString]


@dataclass(frozen=True)
class Standing:
    """What one question shows beside its text.

    sent   the fields as they were sent in, where they are shown again for mending
    clash  who changed the answer and when, and both answers in words
    last   the last wave's answer in words, and whether it was confirmed just now
    """

    value: Value = None
    sent: Posted | None = None
    problem: Problem | None = None
    clash: Mapping[str, Any] | None = None
    last: Mapping[str, Any] | None = None
    hidden: bool = False

    @property
    def untouched(self) -> bool:
        return not (self.value or self.sent or self.problem or self.clash or self.last)


@dataclass(frozen=True)
class Painter:
    """Renders questions of one questionnaire in one language."""

    questionnaire: Questionnaire
    lang: str
    blank: Blank = field(default_factory=dict)

    def paint(self, item: Item, standing: Standing, answers: Mapping[str, Value]) -> SafeString:
        """The question as HTML; from memory where nobody has touched it."""
        key = (item.id, self.lang, standing.hidden)
        if standing.untouched and key in self.blank:
            return self.blank[key]
        view = self.view(item, standing, answers)
        html = mark_safe(
            get_template("question/question.html").template.render(context_of(self.lang, view))
        )
        if standing.untouched and "{" not in self.text(item) + self.help(item):
            self.blank[key] = html
        return html

    def text(self, item: Item) -> str:
        study, wave = self.questionnaire.study, self.questionnaire.wave
        return texts.question(study, self.lang, item, wave)

    def help(self, item: Item) -> str:
        study, wave = self.questionnaire.study, self.questionnaire.wave
        return texts.help_text(study, self.lang, item, wave)

    def view(self, item: Item, standing: Standing, answers: Mapping[str, Value]) -> View:
        """Everything that the kind's page.html asks for."""
        form = FORMS[item.kind]
        chosen = form.spread(item, standing.value) if standing.sent is None else standing.sent
        dom = f"f-{item.id}"
        said = speak(self.lang)
        view: View = {
            "id": item.id,
            "kind": item.kind,
            "template": f"{item.kind}/page.html",
            "dom": dom,
            "name": name_of(item),
            "number": list(self.questionnaire.items).index(item.id) + 1,
            "text": fill_in(self.questionnaire, self.lang, self.text(item), answers),
            "help": fill_in(self.questionnaire, self.lang, self.help(item), answers),
            "problem": standing.problem.words.said(said) if standing.problem else "",
            "clash": standing.clash,
            "last": standing.last,
            "hidden": standing.hidden,
            "choose": CHOOSE + item.id,
            "keep": KEEP + item.id,
            "said": name_of(item, "said"),
            "long": item.long,
            "unit": texts.unit_label(self.questionnaire.study, self.lang, item),
            "inputmode": "decimal" if item.decimals else "numeric",
            "written": self.written(item, chosen),
        }
        view["described"] = " ".join(described(dom, view))
        view["options"] = list(self.options(item, dom, chosen))
        view["rows"] = list(self.rows(item, dom, chosen, standing.problem))
        view["beside"] = list(self.besides(item, dom, chosen))
        return view

    def written(self, item: Item, chosen: Posted) -> str:
        """A number or text as it stands in its field, with the language's decimal sign."""
        found = (chosen.get(name_of(item)) or [""])[-1]
        plain = item.kind == "number" and self.lang == "sv"
        return found.replace(".", ",") if plain else found

    def label(self, item: Item, level: str) -> str:
        study, wave = self.questionnaire.study, self.questionnaire.wave
        return say_level(study, self.lang, item, level, wave)

    def options(self, item: Item, dom: str, chosen: Posted) -> Iterator[View]:
        """The levels; those that are no step of the scale stand apart."""
        on = set(chosen.get(name_of(item), ()))
        for level in offered_levels(item, item.waves[self.questionnaire.wave]):
            apart = level.kind != "answer"
            yield option(dom, level.id, self.label(item, level.id), level.id in on, apart)
        if item.kind not in ("number", "text", "ranking"):
            for id in beside(item):
                yield option(dom, id, self.label(item, id), id in on, True)

    def besides(self, item: Item, dom: str, chosen: Posted) -> Iterator[View]:
        on = set(chosen.get(name_of(item, "said"), ()))
        if item.kind in ("number", "text", "ranking"):
            for id in beside(item):
                yield option(f"{dom}-said", id, self.label(item, id), id in on, True)

    def rows(self, item: Item, dom: str, chosen: Posted, problem: Problem | None) -> Iterator[View]:
        """Rows of a battery with a cell for each level; options of a ranking with their places."""
        study, wave = self.questionnaire.study, self.questionnaire.wave
        asked = item.waves[wave]
        wrong = problem.part if problem else ""
        if item.kind == "battery":
            steps = [o["id"] for o in self.options(item, dom, {})]
            apart = {o["id"] for o in self.options(item, dom, {}) if o["apart"]}
            for row in offered_rows(item, asked):
                on = set(chosen.get(name_of(item, row), ()))
                inside = f"{dom}-{row}"
                yield {
                    "dom": inside,
                    "name": name_of(item, row),
                    "label": texts.row_label(study, self.lang, item, row, wave),
                    "wrong": row == wrong,
                    "cells": [
                        option(inside, id, self.label(item, id), id in on, id in apart)
                        for id in steps
                    ],
                }
        if item.kind == "ranking":
            for level in offered_levels(item, asked):
                on = set(chosen.get(name_of(item, level.id), ()))
                places = [str(place) for place in range(1, most(item) + 1)]
                yield {
                    "dom": f"{dom}-{level.id}",
                    "name": name_of(item, level.id),
                    "label": self.label(item, level.id),
                    "wrong": level.id == wrong,
                    "cells": [option(dom, place, place, place in on, False) for place in places],
                }


def option(dom: str, id: str, label: str, on: bool, apart: bool) -> View:
    return {"dom": f"{dom}-{id}", "id": id, "label": label, "on": on, "apart": apart}


def described(dom: str, view: View) -> Sequence[str]:
    """The ids of what describes the field, in the order it is read."""
    return [f"{dom}-{part}" for part in ("help", "problem") if view[part]]


def context_of(lang: str, view: View):
    from django.template import Context

    return Context({"lang": lang, "q": view})
