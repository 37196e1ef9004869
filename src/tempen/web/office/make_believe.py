"""A demonstration's other organisations answer: made-up answers, of fictitious studies only."""

from __future__ import annotations

import secrets
from datetime import timedelta

import numpy as np
from django.conf import settings
from django.utils import timezone

from tempen.collect import Questionnaire, reached_items
from tempen.items import KINDS
from tempen.items.answers import column_of
from tempen.items.forms import Value, offered_rows
from tempen.terms.item import Item
from tempen.web.office.audience import audience
from tempen.web.respond.fieldwork import current_version
from tempen.web.respond.models import Answer, Disposition, Event, Fieldwork, Response, Unit
from tempen.web.study import served
from tempen.web.transact import at_once


def let_answer(fieldwork: Fieldwork, most: int) -> int:
    """Let some organisations that have not begun answer and send in; how many did.

    Refused (0) unless it is a demonstration of a study that says that it is fictitious.
    """
    here = served()
    if not (settings.TEMPEN.demo and here.study.fictitious and fieldwork.demo):
        return 0
    rng = np.random.default_rng(secrets.randbits(64))
    waiting = list(audience(fieldwork, "not_started").values_list("pk", flat=True))
    chosen = rng.permutation(np.array(waiting, dtype=np.int64))[:most].tolist()
    answers = make_up(here.questionnaire, len(chosen), rng)
    version, now = current_version(), timezone.now()
    for unit, values in zip(chosen, answers, strict=True):
        began = now - timedelta(minutes=int(rng.integers(6, 40)))
        with at_once():
            response, made = Response.objects.get_or_create(
                unit_id=unit,
                defaults={
                    "version_id": version,
                    "status": Response.SUBMITTED,
                    "started_at": began,
                    "submitted_at": now,
                    "page": here.questionnaire.pages[-1].section,
                },
            )
            if not made:
                continue
            Answer.objects.bulk_create(
                Answer(response=response, item=item, revision=1, value=value, at=now)
                for item, value in values.items()
            )
            Unit.objects.filter(pk=unit).update(
                disposition=Disposition.COMPLETE, disposition_at=now
            )
            Event.objects.create(fieldwork=fieldwork, unit_id=unit, kind="submitted", at=now)
    return len(chosen)


def make_up(
    questionnaire: Questionnaire, n: int, rng: np.random.Generator
) -> list[dict[str, Value]]:
    """n whole responses: what each leads to is answered, now and then left blank."""
    made: list[dict[str, Value]] = [{} for _ in range(n)]
    for item in questionnaire.items.values():
        asked = item.waves[questionnaire.wave]
        columns = KINDS[item.kind].fake(item, asked, rng, n)
        for at in range(n):
            cells = {column: cells[at] for column, cells in columns.items()}
            value = read_cells(item, questionnaire.wave, cells)
            if value and item.kind != "text":
                made[at][item.id] = value
    for values in made:
        reached = reached_items(questionnaire, values)
        for id in [id for id in values if id not in reached]:
            del values[id]
    return made


def read_cells(item: Item, wave: str, cells: dict[str, str]) -> Value:
    """A value out of the cells that a file would have."""
    asked = item.waves[wave]
    if item.kind == "battery":
        rows = offered_rows(item, asked)
        told = {row: cells.get(column_of(item, asked, row), "") for row in rows}
        return {row: level for row, level in told.items() if level}
    text = cells.get(column_of(item, asked), "")
    if item.kind in ("multiple", "ranking"):
        marks = text.replace(asked.separator or " ", " ").split()
        order = [level.id for level in item.levels]
        return " ".join(marks if item.kind == "ranking" else sorted(marks, key=order.index))
    return text
