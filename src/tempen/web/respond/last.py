"""Last wave's answers, put beside the units that gave them: where the study says so, of factual
items alone. A judgement that begins with its old answer would draw every change towards nothing.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from tempen.collect import restore
from tempen.pipeline import read_answers, read_frames
from tempen.terms.item import Item
from tempen.terms.study import Study, Wave
from tempen.web.respond.models import Fieldwork, LastAnswer, Unit


def find_last(study: Study, wave: Wave) -> Wave | None:
    """The last wave before this one that is closed and has answers of its own."""
    earlier = study.waves[: study.waves.index(wave)]
    closed = [one for one in earlier if one.status == "closed" and one.answers]
    return closed[-1] if closed else None


def may_start(item: Item, wave: Wave, last: Wave) -> bool:
    """A fact, asked in both waves as the same question."""
    both = item.asked_in(wave.id) and item.asked_in(last.id)
    return item.factual and both and item.waves[wave.id].comparable == "same"


def add_last_answers(fieldwork: Fieldwork, study: Study, wave: Wave) -> int:
    """Put the last wave's answers beside the units, once; how many there are."""
    last = find_last(study, wave) if study.fieldwork.last_answers else None
    if last is None or LastAnswer.objects.filter(unit__fieldwork=fieldwork).exists():
        return 0
    items = [item for item in study.items if may_start(item, wave, last)]
    frames, _ = read_frames(study, [one for one in study.waves if one.status == "closed"])
    cases, _, _ = read_answers(study, frames)
    rows = cases.table.filter(pl.col("wave") == last.id, pl.col("unit").is_not_null())
    units = dict(Unit.objects.filter(fieldwork=fieldwork).values_list("code", "pk"))
    made = [
        LastAnswer(unit_id=units[row["unit"]], item=item.id, wave=last.id, value=value)
        for row in rows.iter_rows(named=True)
        if row["unit"] in units
        for item, value in restored(items, row)
    ]
    LastAnswer.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)
    return len(made)


def restored(items: list[Item], row: dict[str, Any]):
    for item in items:
        value = restore(item, row)
        if value is not None:
            yield item, value
