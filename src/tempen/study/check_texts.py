"""Texts against the study: what is missing in a language, empty, or belongs to nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from tempen.errors import Faults
from tempen.locale import mark
from tempen.study.draft import Draft
from tempen.study.source import Source
from tempen.study.text_keys import Wanted, wanted_texts
from tempen.study.validate import hint


def flatten(value: Any) -> dict[str, str]:
    """Dotted key: text."""
    return dict(leaves(value, ""))


def leaves(value: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, f"{key}.{name}" if key else name)
    elif isinstance(value, str):
        yield key, str(value)


def check_texts(draft: Draft) -> None:
    """Only where all files could be read: a lost item would make its texts look lost."""
    wanted = list(wanted_texts(draft))
    read = {lang: source for lang, source in draft.texts.items() if source.value is not None}
    if not wanted or not read:
        return
    plan = make_plan(wanted)
    for source in read.values():
        check_tree(draft, source, plan)
    check_presence(draft.faults, wanted, read)


# --- what should be there -------------------------------------------------------------------


def check_presence(faults: Faults, wanted: Iterable[Wanted], read: Mapping[str, Source]) -> None:
    texts = {lang: flatten(source.value) for lang, source in read.items()}
    for text in wanted:
        found = {lang: key for lang in read if (key := find_key(text, texts[lang], read[lang]))}
        missing = [lang for lang in read if lang not in found]
        if found and missing and not text.forms:
            tell_untranslated(faults, text, found, missing, read)
        elif missing and not found and text.required:
            lang, key = next(iter(read)), text.keys[0]
            place = read[lang].place(*key.split("."))
            faults.add("TEXT-04", place, key=key, what=text.what)


def find_key(text: Wanted, texts: Mapping[str, str], source: Source) -> str | None:
    """The key under which a language has the text; an empty one is told elsewhere."""
    there = (key for key in text.keys if key in texts or source.holds(*key.split(".")))
    return next((key for key in there if not holds_keys(source.value, key)), None)


def holds_keys(value: Any, key: str) -> bool:
    """Whether more keys stand where a text could: `label` then is one of them."""
    for name in key.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return isinstance(value, dict)


def tell_untranslated(
    faults: Faults,
    text: Wanted,
    found: Mapping[str, str],
    missing: Iterable[str],
    read: Mapping[str, Source],
) -> None:
    other, key = next(iter(found.items()))
    where = read[other].place(*key.split("."))
    for lang in missing:
        place = read[lang].place(*key.split("."))
        faults.add("TEXT-01", place, key=key, lang=lang, other=other, where=str(where))


# --- what is there --------------------------------------------------------------------------


class Plan(NamedTuple):
    """The keys where texts may stand, and below each key the names that may follow it."""

    texts: set[str]
    below: dict[str, set[str]]


def make_plan(wanted: Iterable[Wanted]) -> Plan:
    plan = Plan(set(), {})
    for text in wanted:
        for key in text.keys:
            plan.texts.add(key)
            parts = key.split(".")
            for at, name in enumerate(parts):
                plan.below.setdefault(".".join(parts[:at]), set()).add(name)
    return plan


def check_tree(draft: Draft, source: Source, plan: Plan) -> None:
    if not isinstance(source.value, dict):
        draft.faults.add(
            "TEXT-05",
            source.place(),
            key=source.file,
            expected=mark("keys with texts"),
            found=mark("a text"),
        )
        return
    for key, value in inside(source.value, ""):
        check_key(draft, source, plan, key, value)


def inside(value: Mapping[str, Any], key: str) -> list[tuple[str, Any]]:
    return [(f"{key}.{name}" if key else name, part) for name, part in value.items()]


def check_key(draft: Draft, source: Source, plan: Plan, key: str, value: Any) -> None:
    """One key and all below it; of a key that belongs to nothing only the topmost is told."""
    place = source.place(*key.split("."))
    text, branch = key in plan.texts, key in plan.below
    if not text and not branch:
        tell_unknown(draft, source, plan, key)
    elif value is None or (isinstance(value, str) and not value.strip()):
        draft.faults.add("TEXT-03", place, key=key)
    elif isinstance(value, dict) and branch:
        for below, part in inside(value, key):
            check_key(draft, source, plan, below, part)
    elif not isinstance(value, str) or not text:
        expected = mark("a text") if text else mark("keys with texts")
        found = mark("a text") if isinstance(value, str) else mark("a list or keys")
        draft.faults.add("TEXT-05", place, key=key, expected=expected, found=found)


def tell_unknown(draft: Draft, source: Source, plan: Plan, key: str) -> None:
    """A warning, since it harms nothing; silent for items that could not be read."""
    above, _, name = key.rpartition(".")
    lost = above == "items" and (name in draft.lost or "" in draft.lost)
    if lost or (above in ("", "items", "sections", "answers") and not draft.items):
        return
    known = sorted(plan.below.get(above, ()))
    place = source.place(*key.split("."))
    draft.faults.add("TEXT-02", place, severity="warning", key=key, hint=hint(name, known))
