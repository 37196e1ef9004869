"""Texts that repeat an earlier answer, `You said {strategy}. Why?`: that there is one to repeat."""

from __future__ import annotations

import re

from tempen.study.check_texts import flatten
from tempen.study.draft import Draft
from tempen.study.source import Source
from tempen.study.validate import hint

PIPE = re.compile(r"\{([A-Za-z][A-Za-z0-9_-]*)\}")


def check_pipes(draft: Draft) -> None:
    """Warns: TEXT-06 a question or its help names in braces what is no item before it."""
    if draft.lost:  # an item that could not be read would look like none
        return
    for source in draft.texts.values():
        if isinstance(source.value, dict) and isinstance(source.value.get("items"), dict):
            check_questions(draft, source)


def check_questions(draft: Draft, source: Source) -> None:
    order = [found.item.id for found in draft.items]
    for key, text in flatten(source.value["items"]).items():
        item, *rest = key.split(".")
        if item not in order or rest[-1:] not in (["question"], ["help"]):
            continue
        before = order[: order.index(item)]
        for name in PIPE.findall(text):
            if name not in before:
                facts = {"key": f"items.{key}", "name": name, "hint": hint(name, before)}
                place = source.place("items", *key.split("."))
                draft.faults.add("TEXT-06", place, severity="warning", **facts)
