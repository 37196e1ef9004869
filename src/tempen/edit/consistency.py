"""Rules of consistency within a response, and what becomes of one that fails them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import polars as pl

from tempen.edit.tell import tell_chosen
from tempen.errors import Faults
from tempen.items import variables
from tempen.study.expression import Name, parse, walk
from tempen.study.routing import FALSE, TRUE, decide, find_target, read
from tempen.terms.item import Item, Missing
from tempen.terms.study import Rule, Study
from tempen.terms.table import Table

Codes = Mapping[str, pl.Series]


def find_failures(study: Study, rule: Rule, codes: Codes) -> np.ndarray:
    """(n,) whether each response fails: the condition is true, and what then must hold is false.

    An answer that is not there makes neither true nor false: it fails nothing.
    """
    items = {item.id: item for item in study.items}
    failing = decide(read(rule.then), codes, items) == FALSE
    if rule.condition:
        failing &= decide(read(rule.condition), codes, items) == TRUE
    return failing


def keep_rules(
    study: Study, table: Table, codes: dict[str, pl.Series], faults: Faults
) -> tuple[dict[str, pl.Series], pl.Series, int]:
    """Codes with the answers that rules skip; who is set aside; how many answers were skipped.

    warns  EDIT-02 for every rule that fails
    """
    aside = np.zeros(table.data.height, bool)
    skipped = 0
    for rule in study.rules:
        failing = pl.Series(find_failures(study, rule, codes))
        tell_chosen(table, failing, faults, "EDIT-02", {"rule": rule.id}, "warning")
        if rule.action == "set_aside":
            aside |= failing.to_numpy()
        elif rule.action == "skip":
            skipped += int(failing.sum())
            codes = skip_answers(items_of(study, rule), failing, codes)
    return codes, pl.Series("aside", aside), skipped


def items_of(study: Study, rule: Rule) -> list[Item]:
    """The items that `then` asks about."""
    items = {item.id: item for item in study.items}
    names = [node.id for node in walk(parse(rule.then)) if isinstance(node, Name)]
    found = [target.item for name in names if (target := find_target(name, items))]
    return list({item.id: item for item in found}.values())


def skip_answers(
    items: Iterable[Item], failing: pl.Series, codes: dict[str, pl.Series]
) -> dict[str, pl.Series]:
    """The items' answers as skipped where the rule fails, their numbers and texts gone."""
    changed = dict(codes)
    for item in items:
        for variable in variables(item):
            given = codes[variable.id] >= 0
            changed[variable.id] = codes[variable.id].set(failing & given, int(Missing.SKIPPED))
            for extra in (f"{variable.id}:value", f"{variable.id}:text"):
                if extra in codes:
                    changed[extra] = codes[extra].set(failing, None)
    return changed
