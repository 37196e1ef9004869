"""The questionnaire corrected while the wave is open. A version is never changed, only followed by
the next; a change that some answer could not live with is refused, with the reason."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.db import Error

from tempen.collect import make_questionnaire
from tempen.errors import Fault
from tempen.items import FORMS
from tempen.items.forms import Value
from tempen.study import check, load
from tempen.terms.item import Asked, Item
from tempen.terms.study import Study
from tempen.web.respond.fieldwork import definition_files, digest_files, keep_version
from tempen.web.respond.models import Answer, Fieldwork, Version

FOLDER = "versions"
EVERY = 5.0  # seconds until a process sees that a version was followed by another


@dataclass(frozen=True)
class Refusal:
    """Answers that the changed questionnaire has no place for.

    why  gone (the item is no longer asked), kind (it is asked in another way), value (answers
         that could no longer be given)
    """

    item: str
    why: str
    answers: int
    example: str = ""


@dataclass(frozen=True)
class Proposal:
    """What the study folder holds, against the version that is answered now.

    changed  the files that differ
    faults   of the folder as it is now
    """

    changed: tuple[str, ...]
    faults: tuple[Fault, ...]
    refusals: tuple[Refusal, ...]

    @property
    def may_be_adopted(self) -> bool:
        return bool(self.changed) and not self.faults and not self.refusals


def propose(fieldwork: Fieldwork) -> Proposal:
    """What would change, and what speaks against it."""
    folder = settings.TEMPEN.study
    last = fieldwork.versions.order_by("number").last()
    now, before = definition_files(folder), last.files if last else {}
    names = sorted({*now, *before})
    changed = tuple(name for name in names if now.get(name) != before.get(name))
    if not changed:
        return Proposal((), (), ())
    faults = tuple(fault for fault in check(folder) if fault.severity == "error")
    refusals = () if faults else tuple(find_refusals(fieldwork, load(folder)))
    return Proposal(changed, faults, refusals)


def find_refusals(fieldwork: Fieldwork, study: Study) -> Iterator[Refusal]:
    """Every item with answers that the study could not have accepted."""
    wave = fieldwork.wave
    items = make_questionnaire(study, str(wave)).items
    for id, values in count_values(fieldwork).items():
        answers = sum(n for _, n in values)
        if id not in items:
            yield Refusal(id, "gone", answers)
            continue
        item, asked = items[id], items[id].waves[str(wave)]
        lost = [(value, n) for value, n in values if not fits(item, asked, value)]
        if lost:
            why = "kind" if len(lost) == len(values) > 1 else "value"
            yield Refusal(id, why, sum(n for _, n in lost), say_value(lost[0][0]))


def fits(item: Item, asked: Asked, value: Value) -> bool:
    """Whether the item would take this answer as it was given."""
    form = FORMS[item.kind]
    try:
        taken = form.take(item, asked, form.spread(item, value))
    except (AttributeError, KeyError, TypeError, ValueError):  # a value of another kind
        return False
    return taken.problem is None and taken.value == value


def count_values(fieldwork: Fieldwork) -> dict[str, list[tuple[Value, int]]]:
    """Item -> every answer that stands, once, with how many gave it."""
    rows = Answer.objects.filter(response__unit__fieldwork=fieldwork).order_by(
        "response_id", "item", "revision"
    )
    last: dict[tuple[int, str], Value] = {
        (response, item): value
        for response, item, value in rows.values_list("response_id", "item", "value").iterator()
    }
    counted: dict[str, Counter[str]] = {}
    found: dict[tuple[str, str], Value] = {}
    for (_, item), value in last.items():
        if value is not None:
            key = say_value(value)
            found[item, key] = value
            counted.setdefault(item, Counter())[key] += 1
    return {
        item: [(found[item, key], n) for key, n in values.items()]
        for item, values in counted.items()
    }


def say_value(value: Value) -> str:
    if isinstance(value, dict):
        return " ".join(f"{row}={level}" for row, level in sorted(value.items()))
    return str(value)


def adopt(fieldwork: Fieldwork, why: str) -> Version | None:
    """The folder's questionnaire becomes the next version; None where that is refused."""
    if not propose(fieldwork).may_be_adopted:
        return None
    return keep_version(fieldwork, load(settings.TEMPEN.study), why)


# --- what a process serves ------------------------------------------------------------------


def load_version(version: Version) -> Study:
    """The study with the questionnaire and texts of a version, whatever the folder says now.

    raises  TempenError as `load` does
    """
    folder = settings.TEMPEN.study
    if digest_files(definition_files(folder)) == version.digest:
        return load(folder)
    kept = settings.TEMPEN.data / FOLDER / str(version.digest)[:16]
    if not kept.is_dir():
        lay_out(version, folder, kept)
    return replace(load(kept), folder=folder)


def lay_out(version: Version, folder: Path, kept: Path) -> None:
    """A folder with the version's files and, by links, everything else of the study."""
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=kept.parent))
    files: dict[str, str] = {**version.files}  # type: ignore[dict-item]
    for name, text in files.items():
        (work / name).parent.mkdir(exist_ok=True)
        (work / name).write_text(text, "utf-8")
    for path in folder.iterdir():
        if not (work / path.name).exists() and path.resolve() != settings.TEMPEN.data:
            (work / path.name).symlink_to(path.resolve())
    try:
        work.rename(kept)
    except OSError:  # another process was first
        shutil.rmtree(work, ignore_errors=True)


class Newest:
    """The newest version, asked of the database now and then."""

    def __init__(self) -> None:
        self.digest = ""
        self.looked = -EVERY

    def find(self, study: str, wave: str) -> str:
        """The digest of the version; "" where there is none yet."""
        if time.monotonic() - self.looked >= EVERY:
            try:
                rows = Version.objects.filter(fieldwork__study=study, fieldwork__wave=wave)
                found = rows.order_by("-number").values_list("digest", flat=True).first()
                self.digest = str(found or "")
            except Error:  # before the tables are made, or while the database restarts
                return self.digest
            self.looked = time.monotonic()
        return self.digest

    def forget(self) -> None:
        self.looked = -EVERY


newest = Newest()
