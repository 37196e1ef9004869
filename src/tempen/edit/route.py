"""Routing applied: who was not asked an item, and the answers given there all the same."""

from __future__ import annotations

import polars as pl

from tempen.edit.columns import asked_items
from tempen.edit.tell import tell_chosen
from tempen.errors import Faults
from tempen.items import variables
from tempen.study.routing import reached
from tempen.terms.item import Item, Missing
from tempen.terms.study import Study, Wave
from tempen.terms.table import Table

Codes = dict[str, pl.Series]


def route(
    study: Study, wave: Wave, table: Table, codes: Codes, faults: Faults
) -> tuple[Codes, int]:
    """Codes with NOT_REACHED where routing led past, and how many answers that set aside.

    Items are taken in their order: one that was not reached itself holds no answer for the
    conditions after it.
    warns  ANSWER-05 answers to items that routing led past
    """
    past = 0
    for item in asked_items(study, wave):
        condition = item.ask_if_in(wave.id)
        if condition is None:
            continue
        beyond = pl.Series(~reached(condition, codes, study))
        answered = find_answered(item, codes) & beyond
        facts = {"item": item.id, "condition": condition}
        tell_chosen(table, answered, faults, "ANSWER-05", facts, "warning")
        past += int(answered.sum())
        codes = lead_past(item, beyond, codes)
    return codes, past


def find_answered(item: Item, codes: Codes) -> pl.Series:
    """Whether a case says anything to any part of the item."""
    silent = (Missing.SKIPPED, Missing.NOT_ASKED)
    said = [~codes[variable.id].is_in(silent) for variable in variables(item)]
    return (
        pl.DataFrame([one.alias(f"{at}") for at, one in enumerate(said)])
        .select(pl.any_horizontal(pl.all()))
        .to_series()
    )


def lead_past(item: Item, beyond: pl.Series, codes: Codes) -> Codes:
    """The item's variables as NOT_REACHED beyond its condition, without values or texts."""
    changed = dict(codes)
    for variable in variables(item):
        changed[variable.id] = codes[variable.id].set(beyond, int(Missing.NOT_REACHED))
        for extra in (f"{variable.id}:value", f"{variable.id}:text"):
            if extra in codes:
                changed[extra] = codes[extra].set(beyond, None)
    return changed
