"""A study folder becomes a Study, or every fault in it at once."""

from __future__ import annotations

from pathlib import Path

from tempen.errors import Fault, Faults, Place
from tempen.locale import mark
from tempen.study.check_disclosure import check_disclosure
from tempen.study.check_fieldwork import check_fieldwork
from tempen.study.check_items import check_items
from tempen.study.check_pipes import check_pipes
from tempen.study.check_routing import check_routing
from tempen.study.check_rules import check_rules
from tempen.study.check_study import check_study
from tempen.study.check_texts import check_texts
from tempen.study.draft import QUESTIONNAIRE, STUDY, Draft, read_draft
from tempen.study.resolve import resolve
from tempen.study.source import Source
from tempen.terms.study import Study


def load(folder: Path) -> Study:
    """Read and check a study folder.

    raises  TempenError with every fault of every file; places are paths inside the folder;
            FILE-11 there is no study
    """
    draft = examine(Path(folder))
    draft.faults.stop()
    return resolve(draft)


def check(folder: Path) -> tuple[Fault, ...]:
    """Every fault and warning of a study folder, by place; never raises a TempenError."""
    found = examine(Path(folder)).faults.found
    return tuple(sorted(found, key=lambda fault: fault.place))


def examine(folder: Path) -> Draft:
    """What could be read of the folder, with all faults in it."""
    faults = Faults()
    if problem := find_no_study(folder):
        faults.add("FILE-11", Place(str(folder)), problem=problem)
        return Draft(folder, faults, Source(STUDY), Source(QUESTIONNAIRE))
    draft = read_draft(folder, faults)
    check_study(draft)
    check_items(draft)
    check_routing(draft)
    check_disclosure(draft)
    check_rules(draft)
    check_fieldwork(draft)
    check_texts(draft)
    check_pipes(draft)
    return draft


def find_no_study(folder: Path) -> str:
    """Why the folder cannot be a study, or "": a wrong path is told once, not file by file."""
    if not folder.exists():
        return mark("there is no such folder")
    if not folder.is_dir():
        return mark("this is a file")
    return "" if (folder / STUDY).exists() else mark("the folder has no study.yaml")
