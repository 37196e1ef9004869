"""What could be read of a study folder: the material of the checks and of the Study."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tempen.errors import Faults, Place
from tempen.items import KINDS, variables
from tempen.items.keys import AskedKeys, ItemKeys
from tempen.locale import mark
from tempen.study.files import SectionKeys, StudyKeys, WaveKeys
from tempen.study.source import Path_, Source, read
from tempen.study.validate import hint, validate
from tempen.terms.item import Asked, Item, Variable

STUDY = "study.yaml"
QUESTIONNAIRE = "questionnaire.yaml"


@dataclass(frozen=True)
class ItemDraft:
    """An item as written (`keys`, at `path` of the questionnaire) and as resolved."""

    keys: ItemKeys
    path: Path_
    item: Item


@dataclass
class Draft:
    """A folder under examination; `keys` is None where study.yaml cannot be used."""

    folder: Path
    faults: Faults
    study: Source
    questionnaire: Source
    keys: StudyKeys | None = None
    sections: list[str] = field(default_factory=list)
    items: list[ItemDraft] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)  # ids of items that could not be read
    texts: dict[str, Source] = field(default_factory=dict)

    def wave_ids(self) -> list[str]:
        return [wave.id for wave in self.keys.waves] if self.keys else []

    def variables(self) -> dict[str, Variable]:
        return {found.id: found for draft in self.items for found in variables(draft.item)}

    def place(self, draft: ItemDraft, *path: str | int) -> Place:
        return self.questionnaire.place(*draft.path, *path)


def read_draft(folder: Path, faults: Faults) -> Draft:
    study, questionnaire = read(folder, STUDY, faults), read(folder, QUESTIONNAIRE, faults)
    draft = Draft(folder, faults, study, questionnaire)
    if study.value is not None:
        draft.keys = validate(StudyKeys, study, study.value, (), faults)
    if questionnaire.value is not None:
        read_sections(draft)
    for lang in draft.keys.languages if draft.keys else ():
        draft.texts[lang] = read(folder, f"texts/{lang}.yaml", faults)
    return draft


def read_sections(draft: Draft) -> None:
    """Sections one by one and items one by one: a bad one does not hide the faults of others."""
    source, faults = draft.questionnaire, draft.faults
    value = source.value
    if not isinstance(value, dict):
        faults.add("STUDY-02", source.place(), key="sections")
        return
    for key in value.keys() - {"sections"}:
        faults.add("STUDY-01", source.place(key), key=key, hint=hint(key, ["sections"]))
    sections = value.get("sections")
    if not isinstance(sections, list) or not sections:
        faults.add("STUDY-02", source.place(), key="sections")
        return
    for at, section in enumerate(sections):
        read_section(draft, section, ("sections", at))


def read_section(draft: Draft, value: Any, path: Path_) -> None:
    section = validate(SectionKeys, draft.questionnaire, value, path, draft.faults)
    if section is None:
        draft.lost.add("")
        return
    if section.id in draft.sections:
        place = draft.questionnaire.place(*path)
        draft.faults.add("STUDY-07", place, what=mark("section"), id=section.id)
    draft.sections.append(section.id)
    for at, item in enumerate(section.items):
        read_item(draft, item, section.id, (*path, "items", at))


def read_item(draft: Draft, value: Any, section: str, path: Path_) -> None:
    """An item by its kind; what cannot be read is remembered as lost."""
    source, faults = draft.questionnaire, draft.faults
    keys = None
    if not isinstance(value, dict):
        faults.add(
            "STUDY-03",
            source.place(*path),
            key="items",
            value=mark("“{name}”", name=value),
            expected=mark("an item with id and kind"),
        )
    elif value.get("kind") is None:
        faults.add("STUDY-02", source.place(*path), key="kind")
    elif value["kind"] not in KINDS:
        kind, known = str(value["kind"]), list(KINDS)
        place = source.place(*path, "kind")
        faults.add("ITEM-09", place, kind=kind, hint=hint(kind, known))
    else:
        keys = validate(KINDS[value["kind"]].Keys, source, value, path, faults)
    if keys is None:
        draft.lost.add(str(value.get("id", "")) if isinstance(value, dict) else "")
        return
    waves = draft.keys.waves if draft.keys else []
    asked = {wave.id: asked_in(wave, keys) for wave in waves}
    item = KINDS[value["kind"]].build(keys, section, source.place(*path), asked)
    draft.items.append(ItemDraft(keys, path, item))


def asked_in(wave: WaveKeys, item: ItemKeys) -> Asked:
    """An item in one wave: what it says of the wave, else of itself, else the wave of all."""
    keys = item.waves.get(wave.id) or AskedKeys.model_construct()
    ask_if = "" if keys.ask_if == "everyone" else keys.ask_if
    return Asked(
        wave=wave.id,
        asked=keys.asked,
        comparable=keys.comparable or wave.comparable,
        note=dict(keys.note),
        recode=dict(keys.recode or item.recode),
        levels=tuple(keys.levels),
        rows=tuple(keys.rows),
        column=keys.column or item.column,
        columns=dict(keys.columns or item.columns),
        ask_if=ask_if,
        separator=keys.separator or item.separator,
    )
