"""The study's texts as rooms ask for them: one function per kind of label.

A text that is not there falls back to a shared one (`answers.…`), then to the id: checks have
told what is missing before anyone gets here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from tempen.locale import speak
from tempen.terms.item import Item, Variable
from tempen.terms.study import Domain, Study, Texts

ALL = "all"

P = ParamSpec("P")
Find = Callable[Concatenate[Study, str, P], str]  # what the functions here have in common


def find(texts: Texts, keys: tuple[str, ...], default: str) -> str:
    """The first of the keys that has a text."""
    return next((texts.by_key[key] for key in keys if key in texts.by_key), default)


def item_of(study: Study, item: Item | str) -> Item:
    return study.item(item) if isinstance(item, str) else item


def variable_of(study: Study, variable: Variable | str) -> Variable:
    return study.variable(variable) if isinstance(variable, str) else variable


def in_wave(item: Item, wave: str | None, tail: str) -> tuple[str, ...]:
    """The wave's own wording, then the item's."""
    own = (f"items.{item.id}.waves.{wave}.{tail}",) if wave else ()
    return (*own, f"items.{item.id}.{tail}")


def question(study: Study, lang: str, item: Item | str, wave: str | None = None) -> str:
    """The question as it is asked; as `wave` worded it where that differs."""
    item = item_of(study, item)
    return find(study.texts[lang], in_wave(item, wave, "question"), item.id)


def asked(study: Study, lang: str, variable: Variable | str, wave: str | None = None) -> str:
    """The question of a variable, with its row."""
    variable = variable_of(study, variable)
    words = question(study, lang, variable.item, wave)
    row = part_label(study, lang, variable) if variable.scale != "mark" else ""
    return f"{words} {row}".rstrip()


def help_text(study: Study, lang: str, item: Item | str, wave: str | None = None) -> str:
    """What helps to answer; "" where there is nothing."""
    item = item_of(study, item)
    return find(study.texts[lang], in_wave(item, wave, "help"), "")


def item_label(study: Study, lang: str, item: Item | str) -> str:
    """The item's short name; its question where it has none."""
    item = item_of(study, item)
    keys = (f"items.{item.id}.short", f"items.{item.id}.question")
    return find(study.texts[lang], keys, item.id)


def level_keys(item: Item, level: str) -> tuple[str, ...]:
    """Where the text of a level may stand, the nearest first."""
    inside = "scale" if item.kind in ("scale", "battery") else "options"
    return (f"items.{item.id}.{inside}.{level}", f"answers.{level}")


def level_label(
    study: Study, lang: str, item: Item | str, level: str, wave: str | None = None
) -> str:
    """A level, an option, or a group of levels, as the reader sees it."""
    item = item_of(study, item)
    if level in item.groups:
        return group_label(study, lang, item, level)
    keys = level_keys(item, level)
    if wave:
        keys = (keys[0].replace(f"items.{item.id}.", f"items.{item.id}.waves.{wave}."), *keys)
    default = {"yes": speak(lang)("Yes"), "no": speak(lang)("No")}.get(level, level)
    return find(study.texts[lang], keys, default)


def row_label(study: Study, lang: str, item: Item | str, row: str, wave: str | None = None) -> str:
    item = item_of(study, item)
    return find(study.texts[lang], in_wave(item, wave, f"rows.{row}"), row)


def group_label(study: Study, lang: str, item: Item | str, group: str) -> str:
    return study.texts[lang].get(f"items.{item_of(study, item).id}.groups.{group}", group)


def option_label(study: Study, lang: str, item: Item | str, part: str) -> str:
    """A row of a battery or ranking, or a level, option or group of any item."""
    item = item_of(study, item)
    label = row_label if part in item.rows else level_label
    return label(study, lang, item, part)


def part_label(study: Study, lang: str, variable: Variable | str) -> str:
    """The row or option of a variable; "" where it has none."""
    variable = variable_of(study, variable)
    return option_label(study, lang, variable.item, variable.part) if variable.part else ""


def answer_label(study: Study, lang: str, variable: Variable | str, level: str) -> str:
    """What a share is a share of: for a mark its option, for a rank its place."""
    variable = variable_of(study, variable)
    if variable.scale == "mark":
        return part_label(study, lang, variable)
    if variable.scale == "rank":
        return speak(lang)("Place {n}").format(n=level)
    return level_label(study, lang, variable.item, level)


def variable_label(study: Study, lang: str, variable: Variable | str, *, full: bool = False) -> str:
    """The row or option that a variable stands for, else the item's short name.

    full  with the item's short name before the row: “Benefit: Service to residents”
    """
    variable = variable_of(study, variable)
    part, item = part_label(study, lang, variable), item_label(study, lang, variable.item)
    if not part:
        return item
    return f"{item}: {part}" if full else part


def domain_label(study: Study, lang: str, domain: Domain | str) -> str:
    id = domain if isinstance(domain, str) else domain.id
    if id == ALL:
        return domain_level_label(study, lang, ALL, ALL)
    found = find(study.texts[lang], (f"domains.{id}.label", f"domains.{id}"), "")
    if found:
        return found
    domain = study.domain(id)
    if domain.parts:
        return " × ".join(domain_label(study, lang, part) for part in domain.parts)
    return variable_label(study, lang, domain.column) if domain.source == "item" else id


def domain_level_label(
    study: Study, lang: str, domain: Domain | str, level: str, *, plural: bool = False
) -> str:
    """A domain level (“town”), or all; plural where the text has one (“towns”)."""
    id = domain if isinstance(domain, str) else domain.id
    texts = study.texts[lang]
    if id == ALL or level == ALL:
        return texts.get("domains.all", ALL)
    key = f"domains.{id}.levels.{level}"
    found = find(texts, ((f"{key}.plural",) if plural else ()) + (f"{key}.label", key), "")
    return found or item_level_label(study, lang, study.domain(id), level)


def item_level_label(study: Study, lang: str, domain: Domain, level: str) -> str:
    """The level of a domain that is an item, in the item's own words; of a crossing all parts."""
    if domain.parts:
        levels = zip(domain.parts, level.split("/"), strict=True)
        return ", ".join(domain_level_label(study, lang, part, own) for part, own in levels)
    if domain.source != "item":
        return level
    variable = study.variable(domain.column)
    return level_label(study, lang, variable.item, level)


def wave_label(study: Study, lang: str, wave: str) -> str:
    return find(study.texts[lang], (f"waves.{wave}.label", f"waves.{wave}"), wave)


def section_label(study: Study, lang: str, section: str) -> str:
    return study.texts[lang].get(f"sections.{section}", section)


def unit_label(study: Study, lang: str, item: Item | str, n: float = 2) -> str:
    """The unit of a number: “person”, “people”; "" where it has none."""
    item = item_of(study, item)
    if item.unit is None:
        return ""
    form = "one" if n == 1 else "many"
    keys = (f"items.{item.id}.unit.{form}", f"units.{item.unit}.{form}")
    return find(study.texts[lang], keys, item.unit)


def weighting_label(study: Study, lang: str, weighting: str) -> str:
    return study.texts[lang].get(f"weightings.{weighting}", weighting)


def title(study: Study, lang: str) -> str:
    return study.texts[lang].get("title", study.id)


def publisher(study: Study, lang: str) -> str:
    return study.texts[lang].get(study.publisher)


def stamp(study: Study, lang: str) -> str:
    """The stamp of every page; "" where the study has none."""
    return study.texts[lang].get("stamp") if study.stamp else ""
