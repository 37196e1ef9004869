"""Everything that an insight could be about, estimated: nothing is ranked or dropped here.

What a study marks as made up is left out, and so is what may not be shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from tempen.study.routing import names_in, read
from tempen.terms.estimate import Association, Change, Difference, Estimate, Estimates
from tempen.terms.item import Variable
from tempen.terms.study import Study

Kind = Literal["change", "difference", "association", "extreme"]


@dataclass(frozen=True)
class Found:
    """A candidate: the comparison, and the shares it compares (none for an association).

    pool  candidates of one pool say nearly the same; the ranking keeps the largest of each
    """

    kind: Kind
    pool: tuple[str, ...]
    variable: Variable
    level: str
    result: Change | Difference | Association | Estimate
    shares: tuple[float, ...] = ()
    other: str = ""  # the earlier wave, the domain level, or the second variable
    domain: str = ""


def scan(study: Study, estimates: Estimates) -> Iterator[Found]:
    """Every candidate of the latest wave with answers, in the study's own order."""
    wave = study.latest.id
    variables = [v for v in study.variables if is_open_to(study, v, wave)]
    for variable in variables:
        for level in levels_of(study, variable):
            yield from scan_changes(study, estimates, variable, level, wave)
            yield from scan_differences(study, estimates, variable, level, wave)
            yield from scan_extremes(estimates, variable, level, wave)
    yield from scan_associations(study, estimates, variables, wave)


def is_open_to(study: Study, variable: Variable, wave: str) -> bool:
    item = study.item(variable.item)
    return item.asked_in(wave) and not item.made_up and variable.scale in ("levels", "mark")


def levels_of(study: Study, variable: Variable) -> list[str]:
    """The levels worth a sentence: of a mark that it is set; else answers and groups."""
    item = study.item(variable.item)
    kinds = {level.id: level.kind for level in item.levels}
    if variable.scale == "mark":
        plain = kinds.get(variable.part or "", "answer") == "answer"
        levels = [variable.levels[-1]] if plain else []
    else:
        answers = [level for level in variable.levels if kinds.get(level, "answer") == "answer"]
        levels = [*answers, *variable.groups]
    return [level for level in levels if not item.invents(level, variable.part)]


def scan_changes(
    study: Study, estimates: Estimates, variable: Variable, level: str, wave: str
) -> Iterator[Found]:
    earlier = asked_before(study, variable, wave)
    if earlier is None:
        return
    change = estimates.change(variable.id, level, wave, earlier)
    before = estimates.share(variable.id, level, earlier).value
    now = estimates.share(variable.id, level, wave).value
    if change.value is not None and before is not None and now is not None:
        yield Found("change", (variable.id,), variable, level, change, (before, now), earlier)


def asked_before(study: Study, variable: Variable, wave: str) -> str | None:
    """The last wave before `wave` that asked the item and has figures."""
    item = study.item(variable.item)
    done = [w.id for w in study.waves if w.status in ("closed", "open", "aggregates")]
    before = [w for w in done[: done.index(wave)] if item.asked_in(w)]
    return before[-1] if before else None


def scan_differences(
    study: Study, estimates: Estimates, variable: Variable, level: str, wave: str
) -> Iterator[Found]:
    """Each part of the frame against the rest; groups by an answer are associations."""
    for domain in study.domains:
        if domain.made_up or domain.source != "frame":
            continue
        for part in domain.levels:
            found = estimates.difference(variable.id, level, wave, domain.id, part, "rest")
            share = estimates.share(variable.id, level, wave, domain.id, part)
            if found.value is not None and share.value is not None:
                shares = (share.value - found.value, share.value)
                pool = (variable.item, domain.id)
                yield Found("difference", pool, variable, level, found, shares, part, domain.id)


def scan_extremes(
    estimates: Estimates, variable: Variable, level: str, wave: str
) -> Iterator[Found]:
    """Shares whose whole interval lies above one half."""
    share = estimates.share(variable.id, level, wave)
    if share.value is not None and share.low is not None and share.low > 0.5:
        yield Found("extreme", (variable.item,), variable, level, share, (0.5, share.low))


def is_routed(study: Study, first: str, second: str, wave: str) -> bool:
    """Whether one of two items is asked only of those who answered the other in some way."""
    return any(
        to in {name.id.split(".")[0] for name in names_in(read(asked))}
        for to, of in ((first, second), (second, first))
        if (asked := study.item(of).ask_if_in(wave))
    )


def scan_associations(
    study: Study, estimates: Estimates, variables: list[Variable], wave: str
) -> Iterator[Found]:
    """Every pair of variables of two items: rows of a battery go together by their making, and
    so does what is asked with the answers that led to it."""
    answers = [v for v in variables if v.scale == "levels"]
    for first, second in combinations(answers, 2):
        if first.item == second.item or is_routed(study, first.item, second.item, wave):
            continue
        found = estimates.association(first.id, second.id, wave)
        if found.cramers_v is not None:
            pool = (first.item, second.item)
            yield Found("association", pool, first, "", found, (), second.id)
