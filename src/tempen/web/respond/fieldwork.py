"""The wave put into the database: its fieldwork, the units of its frame, the questionnaire."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

import polars as pl
from django.db import transaction
from django.utils import timezone

from tempen.frame import build_frame
from tempen.store import read_table
from tempen.terms.study import Study, Wave
from tempen.web.respond.last import add_last_answers
from tempen.web.respond.models import (
    Attempt,
    Disposition,
    Fieldwork,
    Response,
    Unit,
    Version,
    Visit,
)
from tempen.web.study import served

OWN = ("unit", "name", "eligible")


def current() -> Fieldwork:
    """The fieldwork of the served wave."""
    here = served()
    return Fieldwork.objects.get(study=here.study.id, wave=here.wave.id)


def current_version() -> int | None:
    """The id of the last version of the questionnaire."""
    versions = Version.objects.filter(fieldwork__study=served().study.id)
    versions = versions.filter(fieldwork__wave=served().wave.id)
    return versions.order_by("-number").values_list("pk", flat=True).first()


@transaction.atomic
def prepare_fieldwork() -> Fieldwork:
    """The fieldwork of the served wave, made with its units where it is not there yet.

    Units that the frame got since are added; those that are there are left as they are.
    """
    from django.conf import settings

    here = served()
    fieldwork, _ = Fieldwork.objects.get_or_create(
        study=here.study.id, wave=here.wave.id, defaults={"demo": settings.TEMPEN.demo}
    )
    add_units(fieldwork, here.study, here.wave)
    add_last_answers(fieldwork, here.study, here.wave)
    begun = Response.objects.filter(unit__fieldwork=fieldwork).exists()
    if not begun or not fieldwork.versions.exists():  # else the office adopts what was changed
        keep_version(fieldwork, here.study)
    forget(timezone.now())
    if fieldwork.demo and fieldwork.status == Fieldwork.PREPARING:
        open_fieldwork(fieldwork, timezone.now())
    return fieldwork


def forget(now: datetime) -> None:
    """Sessions and counted attempts whose time is over."""
    Visit.objects.filter(expires_at__lt=now).delete()
    Attempt.objects.filter(until__lt=now).delete()


def open_fieldwork(fieldwork: Fieldwork, at: datetime) -> None:
    """From now on links open the questionnaire."""
    fieldwork.status, fieldwork.opened_at = Fieldwork.OPEN, at
    fieldwork.save(update_fields=["status", "opened_at"])


def add_units(fieldwork: Fieldwork, study: Study, wave: Wave) -> int:
    """Rows of the wave's frame that the database lacks; how many were added."""
    if wave.frame is None:
        return 0
    table = build_frame(study, wave, read_table(study.folder / wave.frame, file=wave.frame)).table
    if table.schema.get("drawn") == pl.Boolean:  # a sample: who was not drawn is not asked
        table = table.filter("drawn")
    there = set(Unit.objects.filter(fieldwork=fieldwork).values_list("code", flat=True))
    domains = [d.column or d.id for d in study.domains if d.source == "frame"]
    rest = [c for c in table.columns if c not in OWN and table.schema[c] == pl.String]
    made = [
        Unit(
            fieldwork=fieldwork,
            code=row["unit"],
            name=row["name"],
            eligible=row["eligible"],
            disposition=find_disposition(row),
            cell="|".join(row[column] or "" for column in domains),
            columns={column: row[column] for column in rest if row[column] is not None},
        )
        for row in table.iter_rows(named=True)
        if row["unit"] not in there
    ]
    Unit.objects.bulk_create(made, batch_size=500)
    return len(made)


def find_disposition(row: dict[str, object]) -> str:
    """As the frame has it: who is not eligible, or said beforehand that they decline."""
    if not row["eligible"]:
        return Disposition.NOT_ELIGIBLE
    declined = row.get("disposition") == Disposition.DECLINED
    return Disposition.DECLINED if declined else Disposition.NOT_STARTED


def definition_files(folder: Path) -> dict[str, str]:
    """The files that the questionnaire and its texts are made of, by path in the folder."""
    paths = [folder / "questionnaire.yaml", *sorted((folder / "texts").glob("*.yaml"))]
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in paths
        if path.is_file()
    }


def digest_files(files: dict[str, str]) -> str:
    parts = "\x1f".join(f"{name}\x1e{text}" for name, text in files.items())
    return hashlib.sha256(parts.encode()).hexdigest()


def keep_version(fieldwork: Fieldwork, study: Study, why: str = "") -> Version:
    """The version that the files are now; a new one where they have changed."""
    files = definition_files(study.folder)
    digest = digest_files(files)
    last = fieldwork.versions.order_by("number").last()
    if last is not None and last.digest == digest:
        return last
    number = last.number + 1 if last else 1
    return Version.objects.create(
        fieldwork=fieldwork, number=number, digest=digest, files=files, why=why
    )
