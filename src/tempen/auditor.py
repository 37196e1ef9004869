"""Runs an audit: reads the files, asks the study for what is known, and looks at each document.

The stage itself, `tempen.audit`, is given bytes and figures and touches no file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tempen.audit.accept import FILE, Accept, read_accepts, unused
from tempen.audit.audit import audit
from tempen.audit.readers import read
from tempen.audit.reading import Reading
from tempen.errors import Fault, Faults, Place, TempenError
from tempen.terms.finding import Audit, Known

if TYPE_CHECKING:
    from tempen.pipeline import Estimated
    from tempen.terms.estimate import Estimate, ResponseRate


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


def audit_files(
    files: list[Path], against: Against = Against()
) -> tuple[list[Audited], tuple[Fault, ...]]:
    """The audits of all files that can be read, and the faults of the others, with warnings of
    acceptances that no finding answered to.

    raises  TempenError  for what the documents are held against: the study, the earlier report,
                         the file of acceptances
    """
    previous = read_file(against.previous)[1] if against.previous else None
    faults = Faults()
    done: list[Audited] = []
    knowns: dict[str, tuple[Known, ...]] = {}
    accepts: dict[Path, list[Accept]] = {}
    for path in files:
        with faults.gather():
            data, reading = read_file(path)
            if against.study and reading.lang not in knowns:
                knowns[reading.lang] = known_figures(against.study, reading.lang)
            found = audit(
                reading,
                previous=previous,
                known=knowns.get(reading.lang, ()),
                accepts=accepts_for(path, against.accept, accepts),
            )
            done.append(Audited(path, data, reading, found))
    for listed in accepts.values():
        faults.found += unused(listed)
    return done, tuple(faults.found)


def read_file(path: Path) -> tuple[bytes, Reading]:
    """raises  FILE-01 no such file; AUDIT-01 … AUDIT-06"""
    if path.is_dir():
        raise TempenError([Fault("STORE-04", Place(str(path)))])
    if not path.is_file():
        raise TempenError([Fault("FILE-01", Place(str(path)), {"file": path.name})])
    data = path.read_bytes()
    return data, read(path.name, data)


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
    """Shares, means and response of every wave, item and group of the frame's domains."""
    from tempen.study.texts import answer_label, domain_level_label, variable_label
    from tempen.terms.estimate import ALL

    study, ask = estimated.study, estimated.estimates
    groups = [(ALL, ALL)] + [
        (domain.id, level) for domain in study.domains for level in domain.levels
    ]
    sector = next((domain.id for domain in study.domains if domain.source == "frame"), ALL)
    for rate in estimated.response:
        everyone = rate.domain_level == ALL
        domain = ALL if everyone else sector
        name = "" if everyone else name_level(estimated, lang, domain, rate.domain_level)
        yield from response_known(rate, domain, name)
    for variable in study.variables:
        if variable.scale == "text":
            continue
        item = variable_label(study, lang, variable, full=True)
        for wave in study.waves:
            if wave.status == "planned" or not study.item(variable.item).asked_in(wave.id):
                continue
            for domain, group in groups:
                name = "" if domain == ALL else domain_level_label(study, lang, domain, group)
                place = (wave.id, domain, group)
                if variable.scale == "number":
                    found = [("", ask.mean(variable.id, *place))]
                elif variable.scale == "mark":
                    level = variable.levels[-1]
                    found = [(level, ask.share(variable.id, level, *place))]
                else:
                    levels = ask.levels.get(variable.id, ())
                    found = [(one, ask.share(variable.id, one, *place)) for one in levels]
                for level, estimate in found:
                    words = {"item": item, "group": name}
                    if level:
                        words["level"] = answer_label(study, lang, variable, level)
                    yield from estimate_known(variable.id, estimate, words)


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
    )


def name_level(estimated: Estimated, lang: str, domain: str, level: str) -> str:
    """What a group is called; "" for one that the study's texts do not name."""
    from tempen.study.texts import domain_level_label

    if level not in estimated.study.domain(domain).levels:
        return ""
    return domain_level_label(estimated.study, lang, domain, level)


def response_known(rate: ResponseRate, domain: str, name: str) -> Iterator[Known]:
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
            words = {"group": name}
            yield Known("response", level, *place, unit, value, rate.eligible, words=words)
