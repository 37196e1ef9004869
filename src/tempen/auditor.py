"""Runs an audit: reads the files, asks the study for what is known, and looks at each document.

The stage itself, `tempen.audit`, is given bytes and figures and touches no file.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tempen.audit.accept import FILE, Accept, read_accepts, unused
from tempen.audit.audit import audit
from tempen.audit.finder import TooLateError
from tempen.audit.readers import read
from tempen.audit.reading import Reading
from tempen.errors import Fault, Faults, Place, TempenError
from tempen.locale import mark
from tempen.terms.finding import Audit, Known

if TYPE_CHECKING:
    from tempen.pipeline import Estimated
    from tempen.terms.estimate import Estimate, ResponseRate
    from tempen.terms.item import Variable
    from tempen.terms.study import Study


@dataclass(frozen=True)
class Audited:
    """A document, as bytes and as read, and what was found in it."""

    path: Path
    data: bytes
    reading: Reading
    audit: Audit


@dataclass(frozen=True)
class Against:
    """What documents are held against, beside themselves.

    previous  the report of the wave before
    study     a study folder whose data the figures should agree with
    accept    the file of accepted findings; None: `tempen-audit.yaml` beside each document
    """

    previous: Path | None = None
    study: Path | None = None
    accept: Path | None = None


MOST_SECONDS = 300.0  # that a document is read and looked at
LEAST_SECONDS = 2.0  # that each finder is given, however late it is
READING = 0.5  # of the time; the pages of a PDF that are left then are not read


class Deadline:
    """When a document's time is out. Where there are no timers (Windows, other threads), only the
    pages of a PDF are bounded by it."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.began = seconds, time.monotonic()

    def is_late(self) -> bool:
        """Whether the time for reading is out."""
        return time.monotonic() - self.began > READING * self.seconds

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Raises TooLateError in what is done inside when the time is out."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        left = self.began + self.seconds - time.monotonic()
        try:
            held = signal.signal(signal.SIGALRM, ring)
        except AttributeError:
            yield
            return
        signal.setitimer(signal.ITIMER_REAL, max(left, LEAST_SECONDS))
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, held)


def ring(*_: object) -> None:
    raise TooLateError


def audit_files(
    files: list[Path], against: Against = Against(), seconds: float = MOST_SECONDS
) -> tuple[list[Audited], tuple[Fault, ...]]:
    """The audits of all files that can be read, and the faults of the others, with warnings of
    acceptances that no finding answered to.

    seconds  that each document may take; what was not read or looked for by then is told
    raises  TempenError  for what the documents are held against: the study, the earlier report,
                         the file of acceptances
    """
    previous = read_file(against.previous, Deadline(seconds))[1] if against.previous else None
    faults = Faults()
    done: list[Audited] = []
    knowns: dict[str, tuple[Known, ...]] = {}
    accepts: dict[Path, list[Accept]] = {}
    for path in files:
        with faults.gather():
            deadline = Deadline(seconds)
            data, reading = read_file(path, deadline)
            if against.study and reading.lang not in knowns:
                knowns[reading.lang] = known_figures(against.study, reading.lang)
            found = audit(
                reading,
                previous=previous,
                known=knowns.get(reading.lang, ()),
                accepts=accepts_for(path, against.accept, accepts),
                watch=deadline.watch,
            )
            done.append(Audited(path, data, reading, found))
    for listed in accepts.values():
        faults.found += unused(listed)
    return done, tuple(faults.found)


def read_file(path: Path, deadline: Deadline) -> tuple[bytes, Reading]:
    """raises  FILE-01 no such file; AUDIT-01 … AUDIT-06"""
    if path.is_dir():
        raise TempenError([Fault("STORE-04", Place(str(path)))])
    if not path.is_file():
        raise TempenError([Fault("FILE-01", Place(str(path)), {"file": path.name})])
    data = path.read_bytes()
    try:
        with deadline.watch():
            return data, read(path.name, data, deadline.is_late)
    except TooLateError:
        most = mark("{n} seconds of reading", n=f"{deadline.seconds:g}")
        raise TempenError([Fault("AUDIT-03", Place(path.name), {"most": most})]) from None


def accepts_for(path: Path, named: Path | None, known: dict[Path, list[Accept]]) -> list[Accept]:
    """The acceptances for a document; each file of them is read once."""
    file = named or path.parent / FILE
    if file not in known:
        faults = Faults()
        if named or file.is_file():
            from tempen.study.source import read as read_yaml

            known[file] = read_accepts(read_yaml(file.parent, file.name, faults), faults)
            faults.stop()
        else:
            known[file] = []
    return known[file]


def known_figures(folder: Path, lang: str) -> tuple[Known, ...]:
    """Every figure that the study's data give and may be shown, named in `lang`."""
    from tempen.pipeline import estimate_study

    estimated = estimate_study(folder)
    languages = estimated.study.languages
    return tuple(list_known(estimated, lang if lang in languages else languages[0]))


def list_known(estimated: Estimated, lang: str) -> Iterator[Known]:
    """Shares, means and response of every wave, item and group of the study's domains."""
    from tempen.terms.estimate import ALL

    study = estimated.study
    sector = next((domain.id for domain in study.domains if domain.source == "frame"), ALL)
    years = {wave.id: str(wave.opens.year) if wave.opens else wave.id for wave in study.waves}
    for rate in estimated.response:
        everyone = rate.domain_level == ALL
        domain = ALL if everyone else sector
        words = {} if everyone else name_group(study, lang, domain, rate.domain_level)
        yield from response_known(rate, domain, {**words, "year": years[rate.wave]})
    groups = [(ALL, ALL)] + [
        (domain.id, level) for domain in study.domains for level in domain.levels
    ]
    named = {place: name_group(study, lang, *place) for place in groups}
    for wave in study.waves:
        if wave.status == "planned":
            continue
        for place, group in named.items():
            words = {**group, "year": years[wave.id]}
            for variable in study.variables:
                if variable.scale != "text" and study.item(variable.item).asked_in(wave.id):
                    yield from variable_known(estimated, lang, variable, (wave.id, *place), words)
            for index in study.indices:
                label = study.texts[lang].get(f"indices.{index.id}.label", index.id)
                estimate = estimated.estimates.mean(index.id, wave.id, *place)
                yield from estimate_known(index.id, estimate, {**words, **same(label)})


def variable_known(
    estimated: Estimated,
    lang: str,
    variable: Variable,
    place: tuple[str, str, str],
    words: dict[str, str],
) -> Iterator[Known]:
    """What one wave and group give of a variable: its shares, and its mean where it has one.

    place  wave, domain, level of the domain
    """
    from tempen.study.texts import answer_label, item_label, part_label, question, variable_label

    study, ask = estimated.study, estimated.estimates
    words = {
        **words,
        "item": variable_label(study, lang, variable, full=True),
        "short": item_label(study, lang, variable.item),
        "row": part_label(study, lang, variable),
        "question": question(study, lang, variable.item, place[0]),
    }
    if variable.scale == "number" or any(score is not None for score in variable.scores):
        yield from estimate_known(variable.id, ask.mean(variable.id, *place), words)
    if variable.scale == "number":
        return
    mark = variable.scale == "mark"
    levels = variable.levels[-1:] if mark else ask.levels.get(variable.id, ())
    for level in levels:
        told = {**words, "level": answer_label(study, lang, variable, level)}
        yield from estimate_known(variable.id, ask.share(variable.id, level, *place), told)


def same(label: str) -> dict[str, str]:
    return {"item": label, "short": label}


def estimate_known(item: str, estimate: Estimate, words: dict[str, str]) -> Iterator[Known]:
    """A released estimate in the unit that reports print; nothing of one that is withheld."""
    if estimate.value is None or estimate.reliability.status == "withheld":
        return
    share = estimate.key.statistic == "share"
    times = 100.0 if share else 1.0
    low, high = estimate.low, estimate.high
    yield Known(
        item,
        estimate.key.level,
        estimate.key.domain,
        estimate.key.domain_level,
        estimate.key.wave,
        "percent" if share else "mean",
        times * estimate.value,
        estimate.n or 0,
        None if low is None else times * low,
        None if high is None else times * high,
        words,
        estimate.count if share else None,
        estimate.value * estimate.base if share and estimate.base is not None else None,
    )


def name_group(study: Study, lang: str, domain: str, level: str) -> dict[str, str]:
    """What a group is called, one and several; "" for all and for one without a name."""
    from tempen.study.texts import ALL, domain_level_label

    if domain == ALL or level not in study.domain(domain).levels:
        return {"group": ""}
    one = domain_level_label(study, lang, domain, level)
    return {"group": one, "groups": domain_level_label(study, lang, domain, level, plural=True)}


def response_known(rate: ResponseRate, domain: str, words: dict[str, str]) -> Iterator[Known]:
    """How many were asked and answered, and the rate, under the item “response”."""
    figures: tuple[tuple[str, Literal["count", "percent"], float | None], ...] = (
        ("invited", "count", rate.invited),
        ("eligible", "count", rate.eligible),
        ("answered", "count", rate.answered),
        ("rate", "percent", None if rate.rate is None else 100.0 * rate.rate),
    )
    for level, unit, value in figures:
        if value is not None:
            place = (domain, rate.domain_level, rate.wave)
            yield Known("response", level, *place, unit, value, rate.eligible, words=words)
