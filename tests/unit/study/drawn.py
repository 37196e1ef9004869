"""A bad study in one line: the tiny study with one text replaced."""

from __future__ import annotations

import shutil
from pathlib import Path

from tempen.errors import Fault
from tempen.study import check

TINY = Path(__file__).parents[3] / "examples" / "tiny"


def copy_tiny(folder: Path) -> Path:
    return Path(shutil.copytree(TINY, folder / "tiny"))


def spoil(folder: Path, file: str, old: str, new: str) -> tuple[Path, int]:
    """A copy of tiny where `old` (once, in `file`) is `new`; and the line of it."""
    study = copy_tiny(folder)
    path = study / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), "utf-8")
    return study, text[: text.index(old)].count("\n") + 1


def faults_of(study: Path) -> list[tuple[str, str]]:
    """(place, code) of every fault and warning; every sentence can be said."""
    return [(str(fault.place), fault.code) for fault in said(study)]


def said(study: Path) -> list[Fault]:
    faults = list(check(study))
    for fault in faults:
        assert "{" not in fault.say().replace("{sv", "").replace("{a: b}", "")
    return faults
