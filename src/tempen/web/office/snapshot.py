"""A wave's answers put into the study folder: whole or not at all, with an account of them.

answers/<wave>.parquet            a row for each response that was sent in, and for each unit that
                                  declined or was found not eligible
answers/<wave>.set-aside.parquet  what was answered and does not count, with the reason
answers/<wave>.manifest.json      counts, checksums, the questionnaire's versions
study.yaml                        the wave's status and where its answers are
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from django.db import connection
from django.utils import timezone

from tempen import __version__
from tempen.items import FORMS
from tempen.items.forms import Value
from tempen.store import replace_whole
from tempen.terms.item import Item
from tempen.terms.study import Study, Wave
from tempen.web.office.study_file import set_wave
from tempen.web.respond.models import Answer, Disposition, Fieldwork, Response, Unit
from tempen.web.transact import at_once

BATCH = 500
SAID = (Disposition.DECLINED, Disposition.NOT_ELIGIBLE)
ASIDE = ["unit", "reason", "item", "value"]


@dataclass(frozen=True)
class Snapshot:
    """Tables as they are written, and their account.

    kept   `unit`, `submitted`, `disposition`, and the columns of the wave's items
    aside  `unit`, `reason` (not_submitted, declined, not_eligible, not_asked), `item`, `value`
    """

    kept: pl.DataFrame
    aside: pl.DataFrame
    counts: dict[str, int]
    versions: list[dict[str, Any]]


def take_snapshot(fieldwork: Fieldwork, study: Study, wave: Wave) -> Snapshot:
    """Everything that has been answered, as it stands; within a transaction."""
    items = {item.id: item for item in study.items if item.asked_in(wave.id)}
    columns = [wave.unit_column, wave.submitted_column or "submitted", "disposition"]
    rows: list[dict[str, str]] = []
    aside: list[dict[str, str]] = []
    counts: Counter[str] = Counter()
    for unit, response, values in read_responses(fieldwork):
        reason = why_aside(unit, response)
        if reason:
            aside += set_aside(unit, values, reason)
            counts[reason] += 1
            continue
        kept = {id: value for id, value in values.items() if id in items}
        strange = {id: value for id, value in values.items() if id not in items}
        aside += set_aside(unit, strange, "not_asked")
        cells = {columns[0]: unit.code, columns[1]: local(response.submitted_at)}
        rows.append(cells | cells_of(kept, items, wave.id))
        counts["submitted"] += 1
    said = Unit.objects.filter(fieldwork=fieldwork, disposition__in=SAID).order_by("code")
    for unit in said:
        rows.append({columns[0]: unit.code, columns[2]: str(unit.disposition)})
        counts[f"units_{unit.disposition}"] += 1
    for item in items.values():
        columns += [c for c in cells_of({item.id: None}, items, wave.id) if c not in columns]
    table = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
    return Snapshot(
        table.with_columns(pl.all().replace("", None)),
        pl.DataFrame(aside, schema=dict.fromkeys(ASIDE, pl.String), orient="row"),
        dict(sorted(counts.items())),
        count_versions(fieldwork),
    )


def read_responses(fieldwork: Fieldwork) -> Iterator[tuple[Unit, Response, dict[str, Value]]]:
    """Every response with the last revision of each answer, some hundred at a time."""
    every = Response.objects.filter(unit__fieldwork=fieldwork).select_related("unit")
    ids = list(every.order_by("unit__code").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        values: dict[int, dict[str, Value]] = {pk: {} for pk in part}
        rows = Answer.objects.filter(response__in=part).order_by("response_id", "item", "revision")
        for response, item, value in rows.values_list("response_id", "item", "value").iterator():
            values[response][item] = value
        for response in every.filter(pk__in=part).order_by("unit__code"):
            given = {item: v for item, v in values[response.pk].items() if v is not None}
            yield response.unit, response, given


def why_aside(unit: Unit, response: Response) -> str:
    if str(unit.disposition) in SAID or not unit.eligible:
        return str(unit.disposition) if str(unit.disposition) in SAID else "not_eligible"
    return "" if response.status == Response.SUBMITTED else "not_submitted"


def set_aside(unit: Unit, values: dict[str, Value], reason: str) -> list[dict[str, str]]:
    return [
        {
            "unit": str(unit.code),
            "reason": reason,
            "item": item,
            "value": value if isinstance(value, str) else json.dumps(value, ensure_ascii=False),
        }
        for item, value in sorted(values.items())
    ]


def cells_of(values: dict[str, Value], items: dict[str, Item], wave: str) -> dict[str, str]:
    """Column -> what a file of answers has there."""
    cells: dict[str, str] = {}
    for id, value in values.items():
        item = items[id]
        cells |= FORMS[item.kind].cells(item, item.waves[wave], value)
    return cells


def count_versions(fieldwork: Fieldwork) -> list[dict[str, Any]]:
    """The versions of the questionnaire, and how many responses were begun with each."""
    begun = Counter(
        Response.objects.filter(unit__fieldwork=fieldwork).values_list("version__number", flat=True)
    )
    return [
        {"number": v.number, "digest": v.digest, "why": v.why, "responses": begun[v.number]}
        for v in fieldwork.versions.order_by("number")
    ]


def local(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%dT%H:%M:%S}" if at else ""


# --- written --------------------------------------------------------------------------------


def write_snapshot(
    snapshot: Snapshot,
    folder: Path,
    study: Study,
    wave: Wave,
    status: str,
    at: datetime,
    opened: datetime | None,
) -> dict[str, Any]:
    """Put the files into a study folder, all or none, on disk; gives the manifest."""
    named = files_of(wave.id)
    answers, aside = named["answers"], named["aside"]
    keys = {
        "status": status,
        "answers": answers,
        "unit": wave.unit_column,
        "submitted": wave.submitted_column or "submitted",
        **days_of(opened, at if status == "closed" else None),
    }
    with replace_whole(folder) as fresh:
        (fresh / "answers").mkdir()
        snapshot.kept.write_parquet(fresh / answers)
        snapshot.aside.write_parquet(fresh / aside)
        text = (folder / "study.yaml").read_text("utf-8")
        (fresh / "study.yaml").write_text(set_wave(text, wave.id, keys), "utf-8")
        manifest = make_manifest(snapshot, folder, study, wave, at)
        manifest["files"] |= {name: checksum(fresh / name) for name in (answers, aside)}
        (fresh / named["manifest"]).write_text(
            json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", "utf-8"
        )
        force_to_disk(fresh)
    return manifest


def files_of(wave: str) -> dict[str, str]:
    """Where a closed wave lies in the study folder."""
    stem = f"answers/{wave}"
    return {
        "answers": f"{stem}.parquet",
        "aside": f"{stem}.set-aside.parquet",
        "manifest": f"{stem}.manifest.json",
    }


def days_of(opened: datetime | None, closed: datetime | None) -> dict[str, str]:
    """First and last day as they were, whatever was planned."""
    known = {"opens": opened, "closes": closed}
    return {key: f"{timezone.localtime(at):%Y-%m-%d}" for key, at in known.items() if at}


def make_manifest(
    snapshot: Snapshot, folder: Path, study: Study, wave: Wave, at: datetime
) -> dict[str, Any]:
    definitions = ["questionnaire.yaml", *(f"texts/{lang}.yaml" for lang in study.languages)]
    named = [*definitions, *([wave.frame] if wave.frame else [])]
    return {
        "study": study.id,
        "wave": wave.id,
        "made": local(at),
        "tempen": __version__,
        "counts": snapshot.counts | {"rows": snapshot.kept.height},
        "questionnaire": snapshot.versions,
        "files": {name: checksum(folder / name) for name in named},
    }


def checksum(path: Path) -> str:
    return "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()


def force_to_disk(folder: Path) -> None:
    """A closed wave is not made again by one command: it waits for the disk."""
    for path in [p for p in folder.rglob("*") if p.is_file()]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def close_wave(fieldwork: Fieldwork, study: Study, wave: Wave, at: datetime) -> dict[str, Any]:
    """Close the fieldwork and put its answers into the study folder.

    Files and status change together: if the files cannot be written the wave stays open. Whoever
    saves at this moment is either in the snapshot or told that the wave is closed.
    """
    with at_once():
        if connection.vendor == "postgresql":  # SQLite's lock is held already
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE respond_response IN SHARE ROW EXCLUSIVE MODE")
        Fieldwork.objects.filter(pk=fieldwork.pk).update(status=Fieldwork.CLOSED, closed_at=at)
        snapshot = take_snapshot(fieldwork, study, wave)
        opened: Any = fieldwork.opened_at
        return write_snapshot(snapshot, study.folder, study, wave, "closed", at, opened)
