"""What things are called, for one study and language: `study.texts` with both filled in."""

from __future__ import annotations

from dataclasses import dataclass

from tempen.study import texts
from tempen.terms.estimate import ALL
from tempen.terms.item import Item, Variable
from tempen.terms.study import Study


@dataclass(frozen=True)
class Labels:
    study: Study
    lang: str

    def question(self, item: str, wave: str = "") -> str:
        return texts.question(self.study, self.lang, item, wave or None)

    def short(self, item: str) -> str:
        return texts.item_label(self.study, self.lang, item)

    def part(self, item: str, part: str) -> str:
        """A row of a battery or ranking, or an option."""
        found = self.study.item(item)
        label = texts.row_label if part in found.rows else texts.level_label
        return label(self.study, self.lang, found, part)

    def level(self, item: str, level: str) -> str:
        return texts.level_label(self.study, self.lang, item, level)

    def answer(self, variable: Variable, level: str) -> str:
        """What a share is a share of: for a mark, its option."""
        if variable.scale == "mark":
            return texts.part_label(self.study, self.lang, variable)
        return self.level(variable.item, level)

    def variable(self, variable: Variable, *, full: bool = False) -> str:
        return texts.variable_label(self.study, self.lang, variable, full=full)

    def asked(self, variable: Variable, wave: str = "") -> str:
        """The question of a variable, with its row."""
        question = self.question(variable.item, wave)
        if variable.part and variable.scale != "mark":
            return f"{question} {texts.part_label(self.study, self.lang, variable)}"
        return question

    def wave(self, wave: str) -> str:
        return texts.wave_label(self.study, self.lang, wave)

    def domain(self, domain: str) -> str:
        if domain == ALL:
            return texts.domain_level_label(self.study, self.lang, ALL, ALL)
        return texts.domain_label(self.study, self.lang, domain)

    def domain_level(self, domain: str, level: str, *, plural: bool = False) -> str:
        return texts.domain_level_label(self.study, self.lang, domain, level, plural=plural)

    def unit(self, item: Item, n: float = 2) -> str:
        return texts.unit_label(self.study, self.lang, item, n)

    def get(self, key: str, default: str = "") -> str:
        return self.study.texts[self.lang].get(key, default)
