"""Indices as the items and variables that they are read as: numbers that nobody was asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tempen.terms.item import Asked, Comparable, Item, Variable
from tempen.terms.study import Index, Study, Texts

KIND = "index"
ORDER: tuple[Comparable, ...] = ("same", "not_known", "changed")


def with_indices(study: Study) -> Study:
    """The study with an item and a number variable for each of its indices.

    What is estimated, held back and printed treats an index as any number; what asks, reads and
    codes answers must not see it, and takes the study as it was loaded. Twice is as once.
    """
    there = {item.id for item in study.items}
    new = [index for index in study.indices if index.id not in there]
    if not new:
        return study
    return replace(
        study,
        items=(*study.items, *(make_item(study, index) for index in new)),
        variables=(*study.variables, *(Variable(i.id, i.id, None, "number") for i in new)),
        texts={lang: name_indices(own, new) for lang, own in study.texts.items()},
    )


def make_item(study: Study, index: Index) -> Item:
    """Asked where enough of its members were; no more comparable than the least of them."""
    members = [study.variable(id) for id in index.members]
    items = [study.item(variable.item) for variable in members]
    return Item(
        id=index.id,
        kind=KIND,
        section="",
        place=items[0].place,
        waves={wave.id: asked_in(index, members, items, wave.id) for wave in study.waves},
        family=index.id,
        made_up=any(
            item.invents(part=variable.part) or bool(item.made_up_parts)
            for item, variable in zip(items, members, strict=True)
        ),
        decimals=index.decimals,
    )


def asked_in(index: Index, members: list[Variable], items: list[Item], wave: str) -> Asked:
    pairs = zip(items, members, strict=True)
    asked = sum(item.part_asked_in(variable.part, wave) for item, variable in pairs)
    there = [item.waves[wave] for item in items if wave in item.waves]
    worst = max((ORDER.index(one.comparable) for one in there), default=0)
    notes = {lang: text for one in there for lang, text in one.note.items()}
    return Asked(wave, asked >= index.least > 0, ORDER[worst], notes)


def name_indices(own: Texts, indices: Iterable[Index]) -> Texts:
    """The texts with the index's name where an item's question would stand."""
    names: dict[str, str] = {}
    for index in indices:
        key = f"indices.{index.id}"
        label = own.get(f"{key}.label") or own.get(key, index.id)
        names[f"items.{index.id}.short"] = label
        names[f"items.{index.id}.question"] = own.get(f"{key}.meaning", label)
    return replace(own, by_key={**own.by_key, **names})
