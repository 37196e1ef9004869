"""Items against themselves and against the waves of the study."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tempen.items import KINDS
from tempen.items.answers import ANY, code_book
from tempen.items.keys import AskedKeys, FileKeys
from tempen.locale import mark
from tempen.study.draft import Draft, ItemDraft
from tempen.study.source import Path_
from tempen.study.validate import hint
from tempen.terms.item import Asked, Item


def check_items(draft: Draft) -> None:
    check_doubles(draft)
    for found in draft.items:
        for slip in KINDS[found.item.kind].check(found.keys):
            draft.faults.add(slip.code, draft.place(found, *slip.path), **slip.facts)
        check_made_up(draft, found)
        check_file(draft, found, (), found.keys)
        for wave, keys in found.keys.waves.items():
            check_wave(draft, found, wave, keys)


OWN = ("wave", "unit", "sector_stated", "submitted")  # columns of every case


def check_doubles(draft: Draft) -> None:
    """Ids once each, and none that another column of the cases has."""
    seen: set[str] = set()
    domains = draft.keys.domains if draft.keys else ()
    taken = dict.fromkeys([*OWN, *(d.column or d.id for d in domains if d.item is None)])
    for found in draft.items:
        if found.item.id in taken:
            facts: dict[str, Any] = {"id": found.item.id, "known": ", ".join(taken)}
            draft.faults.add("ITEM-16", draft.place(found), **facts)
        if found.item.id in seen:
            draft.faults.add("STUDY-07", draft.place(found), what=mark("item"), id=found.item.id)
        seen.add(found.item.id)


def check_made_up(draft: Draft, found: ItemDraft) -> None:
    """Made-up parts are parts that the item has."""
    item, parts = found.item, found.keys.made_up
    known = [*(level.id for level in item.levels), *item.groups, *item.rows]
    for at, part in enumerate(parts if isinstance(parts, list) else ()):
        check_part(draft, found, ("made_up", at), part, known)


def check_wave(draft: Draft, found: ItemDraft, wave: str, keys: AskedKeys) -> None:
    """What an item says of one wave: a wave that exists, levels and rows that exist, notes."""
    known = draft.wave_ids()
    if known and wave not in known:
        place = draft.place(found, "waves", wave)
        draft.faults.add("ITEM-06", place, wave=wave, hint=hint(wave, known))
        return
    check_file(draft, found, ("waves", wave), keys)
    item = found.item
    levels = [level.id for level in item.levels]
    for at, level in enumerate(keys.levels):
        if level not in levels:
            place = draft.place(found, "waves", wave, "levels", at)
            draft.faults.add("ITEM-10", place, wave=wave, level=level, known=", ".join(levels))
    for at, row in enumerate(keys.rows):
        check_part(draft, found, ("waves", wave, "rows", at), row, list(item.rows))
    check_note(draft, found, wave, keys)


def check_file(draft: Draft, found: ItemDraft, path: Path_, keys: FileKeys) -> None:
    """How answers stand in the files of all waves, or of one."""
    parts = parts_of(found.item)
    for part in keys.columns:
        check_part(draft, found, (*path, "columns", part), part, parts)
    known = known_targets(found.item)
    for raw, level in keys.recode.items():
        place = draft.place(found, *path, "recode", raw)
        if level not in known:
            draft.faults.add("ITEM-02", place, raw=raw, level=level, known=", ".join(known))
        if ANY in raw[:-1]:
            draft.faults.add("ITEM-15", place, severity="warning", raw=raw)


def known_targets(item: Item) -> list[str]:
    """What a code may become: a level, what may always be said of the item, or skipped."""
    codes = {level.id: at for at, level in enumerate(item.levels)}
    return [*code_book(item, Asked(""), codes), "skipped"]


def parts_of(item: Item) -> list[str]:
    if item.kind in ("multiple", "ranking"):
        return [level.id for level in item.levels]
    return list(item.rows)


def check_part(
    draft: Draft, found: ItemDraft, path: Path_, part: str, known: Sequence[str]
) -> None:
    if part not in known:
        facts: dict[str, Any] = {"part": part, "known": ", ".join(known) or "none"}
        draft.faults.add("ITEM-11", draft.place(found, *path), **facts)


def check_note(draft: Draft, found: ItemDraft, wave: str, keys: AskedKeys) -> None:
    """A changed item says how, in every language; an old wave's note may be missing."""
    languages = draft.keys.languages if draft.keys else []
    path = ("waves", wave, "note")
    for lang in keys.note.keys() - set(languages) if languages else ():
        facts: dict[str, Any] = {"key": lang, "hint": hint(lang, languages)}
        draft.faults.add("STUDY-01", draft.place(found, *path, lang), **facts)
    for lang in languages if keys.note else ():
        if lang not in keys.note:
            draft.faults.add("ITEM-13", draft.place(found, *path), wave=wave, lang=lang)
    if keys.comparable == "changed" and not keys.note:
        place = draft.place(found, "waves", wave)
        draft.faults.add("ITEM-14", place, severity="warning", wave=wave)
