"""Routing against the questionnaire: items that exist, come earlier, and were asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tempen.errors import Place, TempenError
from tempen.study.draft import Draft, ItemDraft
from tempen.study.expression import Node, parse
from tempen.study.routing import find_target, misuses, names_in
from tempen.study.validate import hint
from tempen.terms.item import Item

EVERYONE = "everyone"


def check_routing(draft: Draft) -> None:
    items = {found.item.id: found.item for found in draft.items}
    links: dict[str, list[str]] = {}
    for found in draft.items:
        for text, place, waves in routings(draft, found):
            node = read(draft, text, place)
            if node is not None:
                links.setdefault(found.item.id, []).extend(
                    check_names(draft, found.item, node, place, items)
                )
                check_asked(draft, found.item, node, place, items, waves)
    check_order(draft, links)


def routings(draft: Draft, found: ItemDraft) -> Iterator[tuple[str, Place, list[str]]]:
    """Each condition of an item, where it stands, and the waves that it holds for."""
    own = {wave: keys.ask_if for wave, keys in found.keys.waves.items() if keys.ask_if}
    if found.keys.ask_if not in (None, EVERYONE):
        rest = [wave for wave in draft.wave_ids() if wave not in own]
        yield str(found.keys.ask_if), draft.place(found, "ask_if"), rest
    for wave, text in own.items():
        if text != EVERYONE:
            yield text, draft.place(found, "waves", wave, "ask_if"), [wave]


def read(draft: Draft, text: str, place: Place) -> Node | None:
    try:
        return parse(text, place)
    except TempenError as error:
        draft.faults.found.extend(error.faults)
        return None


def check_names(
    draft: Draft, item: Item, node: Node, place: Place, items: dict[str, Item]
) -> list[str]:
    """The items that a condition asks about; misuses are told."""
    used: list[str] = []
    for name in names_in(node):
        target = find_target(name.id, items)
        if target is not None:
            used.append(target.item.id)
        elif name.id.partition(".")[0] not in draft.lost:
            known = [*items, *draft.variables()]
            facts: dict[str, Any] = {"item": item.id, "name": name.id, "hint": hint(name.id, known)}
            draft.faults.add("ROUTE-01", place, **facts)
    for misuse in misuses(node, items):
        draft.faults.add(misuse.code, place, **misuse.facts)
    return used


def check_asked(
    draft: Draft, item: Item, node: Node, place: Place, items: dict[str, Item], waves: list[str]
) -> None:
    """A filter that the wave did not ask would lead everyone past the item."""
    for wave in waves:
        for name in names_in(node):
            target = find_target(name.id, items)
            if item.asked_in(wave) and target and not target.item.part_asked_in(target.part, wave):
                facts: dict[str, Any] = {"item": item.id, "name": name.id, "wave": wave}
                draft.faults.add("ROUTE-05", place, **facts)


def check_order(draft: Draft, links: dict[str, list[str]]) -> None:
    """Circles first; what is in no circle must ask about what comes before it."""
    order = {found.item.id: at for at, found in reversed(list(enumerate(draft.items)))}
    told: set[str] = set()
    for found in draft.items:
        id = found.item.id
        circle = [] if id in told else find_circle(id, links)
        if circle:
            told.update(circle)
            shown = " → ".join([*circle, id])
            draft.faults.add("ROUTE-04", draft.place(found, "ask_if"), circle=shown)
        for name in dict.fromkeys(links.get(id, ())):
            if order[name] > order[id] and id not in told:
                draft.faults.add("ROUTE-02", draft.place(found, "ask_if"), item=id, name=name)


def find_circle(start: str, links: dict[str, list[str]]) -> list[str]:
    """The shortest way from an item back to itself; empty where there is none."""
    ways, seen = [[start]], set()
    while ways:
        way = ways.pop(0)
        for name in links.get(way[-1], ()):
            if name == start:
                return way
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []
