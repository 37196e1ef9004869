"""A study from its folder to its reports: load, check, frame, cases, weights, estimates,
disclosure, document, write. Every stage is a function from nouns to a noun; this file calls
them in order, and is the only one that knows them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tempen.disclose import count_withheld, release
from tempen.edit import code_answers, link, read_aggregates, score_indices
from tempen.errors import Fault, Faults, Place, TempenError, once
from tempen.estimate import Estimates, benjamini_hochberg, estimate_all, find_engine
from tempen.frame import build_frame, compare_frames, note_dispositions, response_rates
from tempen.locale import mark
from tempen.store import read_table, replace_whole
from tempen.study import check as check_folder
from tempen.study import load
from tempen.study.indices import with_indices
from tempen.study.prose import read_reports
from tempen.terms.cases import Aggregates, Cases, Frame
from tempen.terms.estimate import ALL, ResponseRate
from tempen.terms.nonresponse import Nonresponse
from tempen.terms.study import Study, Wave
from tempen.terms.table import Table
from tempen.terms.weight import Weights
from tempen.weight import analyse_response, weigh

if TYPE_CHECKING:
    from tempen.report.compile import Compiled
    from tempen.report.svg import Drawn
    from tempen.report.write import Press
    from tempen.terms.document import Document

Step = Callable[[str, int, int], None]
WITH_ANSWERS = ("open", "closed")
TEMPLATE = "report/template.docx"


@dataclass(frozen=True)
class Estimated:
    """A study with everything that can be said of it."""

    study: Study
    frames: Mapping[str, Frame]
    cases: Cases
    aggregates: Aggregates | None
    weights: tuple[Weights, ...]
    estimates: Estimates
    response: tuple[ResponseRate, ...]
    warnings: tuple[Fault, ...]


@dataclass(frozen=True)
class Request:
    """What report is wanted; empty languages or formats mean all."""

    folder: Path
    out: Path
    languages: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    preliminary: bool = False
    word_pages: Literal["auto", "libreoffice", "pdf"] = "auto"
    live: bool = False
    engine: str = "embedded"


@dataclass(frozen=True)
class Built:
    """The files of a build, each with a remark for the user or ""."""

    files: tuple[tuple[Path, str], ...]
    warnings: tuple[Fault, ...]


@dataclass
class Kept:
    """What a watching process keeps between builds.

    Estimates stand for as long as no file but the report's sources has changed; pictures of
    charts for as long as their specification is the same.
    """

    marks: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    estimated: Estimated | None = None
    drawn: Drawn = field(default_factory=dict)


def quiet(what: str, done: int, of: int) -> None:
    """No progress is shown."""


def estimate_study(folder: Path, step: Step = quiet, engine: str = "embedded") -> Estimated:
    """From the folder to estimates that may be released.

    raises  TempenError with every fault of the first stage that finds any
    """
    return estimate(load(folder), step, engine)


def estimate(
    study: Study, step: Step = quiet, engine: str = "embedded", *, preliminary: bool = False
) -> Estimated:
    """The same from a study that is loaded.

    preliminary  groups of the latest wave too small for a weight are joined for now, and told
    """
    find_engine(engine)
    step(mark("Reading frames"), 1, 8)
    frames, found = read_frames(study, [w for w in study.waves if w.status in WITH_ANSWERS])
    step(mark("Reading answers"), 2, 8)
    cases, aggregates, more = read_answers(study, frames)
    frames = {wave: note_dispositions(one, cases.accounts) for wave, one in frames.items()}
    step(mark("Weighting"), 3, 8)
    weights = tuple(
        weigh(study, frames, cases, weighting, preliminary=preliminary)
        for weighting in study.weightings
    )
    step(mark("Estimating"), 4, 8)
    cases, whole = score_indices(study, cases), with_indices(study)
    made = estimate_all(whole, cases, weights, aggregates, engine=engine)
    estimates = release(made, whole, cases, weights)
    response = tuple(
        rate
        for wave in study.waves
        if wave.status in WITH_ANSWERS
        for rate in response_rates(study, wave, frames.get(wave.id), cases)
    )
    warnings = once((*found, *more, *(fault for one in weights for fault in one.faults)))
    return Estimated(study, frames, cases, aggregates, weights, estimates, response, warnings)


def analyse(estimated: Estimated, wave: str) -> Nonresponse:
    """The nonresponse analysis of a wave with answers; of what is withheld nothing is told."""
    hidden = estimated.estimates.hidden
    whole = [] if hidden.is_empty() else hidden.filter(wave=wave, domain=ALL)["variable"].to_list()
    return analyse_response(
        estimated.study,
        estimated.frames,
        estimated.cases,
        estimated.weights,
        wave,
        adjust=lambda p: benjamini_hochberg(p).tolist(),
        withheld=whole,
    )


def read_frames(study: Study, waves: Iterable[Wave]) -> tuple[dict[str, Frame], tuple[Fault, ...]]:
    """The frame of each wave that has one, and warnings of what changed between them."""
    frames: dict[str, Frame] = {}
    faults = Faults()
    for wave in waves:
        if wave.frame:
            with faults.gather():
                table = read_table(study.folder / wave.frame, file=wave.frame)
                frames[wave.id] = build_frame(study, wave, table)
    faults.stop()
    told = [fault for frame in frames.values() for fault in frame.faults]
    order = list(frames.values())
    for earlier, later in pairwise(order):
        told += compare_frames(study, earlier, later).faults
    return frames, tuple(told)


def read_answers(
    study: Study, frames: Mapping[str, Frame]
) -> tuple[Cases, Aggregates | None, tuple[Fault, ...]]:
    """Answers of every wave as cases, printed figures as aggregates, and warnings."""
    faults = Faults()
    check_logs(study, faults)
    coded, printed = [], []
    for wave in study.waves:
        if not wave.answers or wave.status == "planned":
            continue
        with faults.gather():
            table = read_table(study.folder / wave.answers, file=wave.answers, **wave.format)
            if wave.status == "aggregates":
                printed.append(read_aggregates(study, wave, table))
            else:
                changes = read_changes(study, wave)
                coded.append(code_answers(study, wave, frames.get(wave.id), table, changes))
                faults.found.extend(coded[-1].faults)
    faults.stop()
    return link(study, coded), join_printed(printed), faults.warnings


def read_changes(study: Study, wave: Wave) -> Table | None:
    """The log of changes to the wave's answers, where there is one: edits/<wave>.csv."""
    file = f"edits/{wave.id}.csv"
    path = study.folder / file
    return read_table(path, file=file) if path.is_file() else None


def check_logs(study: Study, faults: Faults) -> None:
    """EDIT-09 for a log of changes that no wave with answers would read."""
    known = [f"{wave.id}.csv" for wave in study.waves if wave.status in WITH_ANSWERS]
    for path in sorted((study.folder / "edits").glob("*")):
        if path.name not in known and not path.name.startswith("."):
            place = Place(f"edits/{path.name}")
            faults.add("EDIT-09", place, file=path.name, known=", ".join(known))


def join_printed(printed: list[Aggregates]) -> Aggregates | None:
    import polars as pl

    if not printed:
        return None
    tables = pl.concat([one.table for one in printed])
    return Aggregates(tables, tuple(account for one in printed for account in one.accounts))


def check(folder: Path) -> tuple[Fault, ...]:
    """Every fault and warning of the study, its data and its reports; raises nothing of them."""
    from tempen.report.compile import check_sources

    found = check_folder(folder)
    if any(fault.severity == "error" for fault in found):
        return found
    study = load(folder)
    written, faults = read_reports(study)
    faults.found[:0] = found
    faults.found += check_sources(study, written)
    with faults.gather():
        find_template(study)
    with faults.gather():
        faults.found += read_frames(study, study.waves)[1]
    with faults.gather():
        estimated = estimate(study)
        faults.found += estimated.warnings
        compiled = compile_all(estimated, study.languages, None, quiet)
        faults.found += (fault for one in compiled.values() for fault in one.warnings)
    return once(faults.found)


def build_report(request: Request, step: Step = quiet, kept: Kept | None = None) -> Built:
    """Compile and write every wanted report; files reach `request.out` whole or not at all.

    raises  TempenError: faults of the study, its data or a report; ASK-01 a language or ASK-07
            a format that is not there
    """
    from tempen.report.write import WRITERS, Press

    kept = kept or Kept()
    estimated = refresh(request, step, kept)
    study = estimated.study
    languages = choose(request.languages, study.languages, "ASK-01")
    formats = choose(request.formats, tuple(WRITERS), "ASK-07")
    compiled = compile_all(
        estimated, languages, request.preliminary or None, step, alike=not request.live
    )
    press = Press(
        drawn=kept.drawn,
        template=find_template(study) if "docx" in formats else None,
        word_pages=request.word_pages,
        live=request.live,
    )
    documents = {f"{study.id}-{lang}": one.document for lang, one in compiled.items()}
    step(mark("Writing the report"), 6, 8)
    with replace_whole(request.out) as fresh:
        remarks = write_all(documents, formats, fresh, press)
    files = tuple((request.out / name, remark) for name, remark in remarks.items())
    told = (fault for one in compiled.values() for fault in one.warnings)
    return Built(files, (*estimated.warnings, *told))


def find_template(study: Study) -> Path | None:
    """The customer's own Word file, where there is one; raises WRITE-11 if it is none."""
    path = study.folder / TEMPLATE
    if not path.exists():
        return None
    from tempen.report.write.docx.package import is_word

    if not is_word(path):
        raise TempenError([Fault("WRITE-11", Place(TEMPLATE), {"file": path.name})])
    return path


def write_all(
    documents: Mapping[str, Document], formats: tuple[str, ...], folder: Path, press: Press
) -> dict[str, str]:
    """Write every document in every format; gives file name -> remark, in that order.

    Word's files go first and beside the others: they wait for another program to lay them out.
    """
    from concurrent.futures import ThreadPoolExecutor

    from tempen.report.write import WRITERS

    wanted = [(name, format) for name in documents for format in formats]
    lanes = ThreadPoolExecutor(max_workers=len(documents) + 1)
    try:
        running = {
            (name, format): lanes.submit(
                WRITERS[format], documents[name], folder / f"{name}.{format}", press
            )
            for name, format in sorted(wanted, key=lambda one: one[1] != "docx")
        }
        return {f"{name}.{format}": running[name, format].result() for name, format in wanted}
    finally:
        lanes.shutdown(cancel_futures=True)  # an interrupt waits for what is begun, no longer


def refresh(request: Request, step: Step, kept: Kept) -> Estimated:
    """Estimates as they are kept, or made anew where a file they rest on has changed."""
    study = load(request.folder)
    marks = mark_files(study)  # before reading: what is saved meanwhile counts as changed
    if kept.estimated is None or kept.marks != marks:
        made = estimate(study, step, request.engine, preliminary=request.preliminary)
        kept.estimated, kept.marks = made, marks
    return kept.estimated


def mark_files(study: Study) -> dict[str, tuple[int, int]]:
    """When each file that estimates rest on was changed, and its size: all but the reports."""
    inside = [path for path in study.folder.rglob("*") if path.parent != study.folder / "report"]
    data = [study.folder / name for w in study.waves for name in (w.frame, w.answers) if name]
    return {
        str(path): (path.stat().st_mtime_ns, path.stat().st_size)
        for path in (*inside, *data)
        if path.is_file()
    }


def choose(wanted: tuple[str, ...], there: tuple[str, ...], code: str) -> tuple[str, ...]:
    """What was asked for, in the study's order; everything where nothing was."""
    faults = Faults()
    for one in wanted:
        if one not in there:
            faults.add(code, asked=one, known=", ".join(there))
    faults.stop()
    return tuple(one for one in there if not wanted or one in wanted)


def compile_all(
    estimated: Estimated,
    languages: tuple[str, ...],
    preliminary: bool | None,
    step: Step,
    *,
    alike: bool = True,
) -> dict[str, Compiled]:
    """Every language's document, or the faults of all of them.

    alike  the languages must ask the same of the data; not while one of them is being written
    """
    from tempen.report.compile import check_alike, compile_report

    written, faults = read_reports(estimated.study, languages)
    if alike:
        faults.found += check_alike(written)
    compiled, latest = {}, estimated.study.latest
    analysis = analyse(estimated, latest.id) if latest.status in WITH_ANSWERS else None
    for lang, text in written.items():
        step(mark("Compiling the report"), 5, 8)
        with faults.gather():
            compiled[lang] = compile_report(
                estimated.study,
                lang,
                text,
                estimated.estimates,
                estimated.response,
                frames=estimated.frames,
                accounts=estimated.cases.accounts,
                weights={one.name: one for one in estimated.weights},
                nonresponse=analysis,
                withheld=count_withheld(estimated.estimates.hidden),
                preliminary=preliminary,
            )
    faults.stop()
    return compiled
