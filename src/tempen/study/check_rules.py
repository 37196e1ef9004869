"""Rules of consistency against the questionnaire: conditions that say something of its items."""

from __future__ import annotations

from typing import Any

from tempen.errors import Place
from tempen.locale import mark
from tempen.study.check_routing import read
from tempen.study.draft import Draft
from tempen.study.routing import find_target, misuses, names_in
from tempen.study.validate import hint
from tempen.terms.item import Item


def check_rules(draft: Draft) -> None:
    """EDIT-01 a rule asks about what is no item; ROUTE-03, -06, -07 and EXPR as in routing."""
    if draft.keys is None:
        return
    items = {found.item.id: found.item for found in draft.items}
    seen: set[str] = set()
    for at, rule in enumerate(draft.keys.rules):
        if rule.id in seen:
            place = draft.study.place("rules", at, "id")
            draft.faults.add("STUDY-07", place, what=mark("rule"), id=rule.id)
        seen.add(rule.id)
        for key, text in (("if", rule.condition), ("then", rule.then)):
            if text is not None:
                check_condition(draft, rule.id, text, draft.study.place("rules", at, key), items)


def check_condition(
    draft: Draft, rule: str, text: str, place: Place, items: dict[str, Item]
) -> None:
    node = read(draft, text, place)
    if node is None:
        return
    for name in names_in(node):
        id = name.id.partition(".")[0]
        if find_target(name.id, items) is None and id not in draft.lost:
            known = [*items, *draft.variables()]
            facts: dict[str, Any] = {"rule": rule, "name": name.id, "hint": hint(name.id, known)}
            draft.faults.add("EDIT-01", place, **facts)
    for misuse in misuses(node, items):
        draft.faults.add(misuse.code, place, **misuse.facts)
