"""The sources of a study's reports, read as text; what they say is the report's business."""

from __future__ import annotations

from tempen.errors import Faults, Place
from tempen.study.source import read_text
from tempen.terms.study import Study


def report_file(lang: str) -> str:
    """Where the report of a language stands in the folder."""
    return f"report/{lang}.md"


def read_reports(study: Study, languages: tuple[str, ...] = ()) -> tuple[dict[str, str], Faults]:
    """The source of each language's report that is there, and what is wrong with the others.

    faults  REPORT-01 missing, FILE-03 not UTF-8, FILE-04 too large
    """
    faults, found = Faults(), {}
    for lang in languages or study.languages:
        file = report_file(lang)
        if not (study.folder / file).is_file():
            faults.add("REPORT-01", Place(file), lang=lang, file=file)
            continue
        text = read_text(study.folder, file, faults)
        if text is not None:
            found[lang] = text.replace("\r\n", "\n").replace("\r", "\n")
    return found, faults
