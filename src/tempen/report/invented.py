"""What is made up: shown where it is marked as such, without intervals, cautions of them or tests.

An invented answer has no chance to be reckoned with; an interval would only lend it weight.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from tempen.report.format import NO_BREAK
from tempen.report.selection import Selection, Thing, things_of
from tempen.terms.estimate import (
    ALL,
    Association,
    Change,
    Difference,
    Estimate,
    Estimates,
    Measure,
    Odds,
    Reliability,
    Trend,
)
from tempen.terms.item import Variable
from tempen.terms.study import Study

DAGGER = "†"
OF_SPREAD = ("width", "relative", "complement", "extreme")

Moved = TypeVar("Moved", Change, Difference, Trend)


def is_invented(study: Study, variable: Variable, level: str = "", domain: str = ALL) -> bool:
    item = study.item(variable.item)
    return item.invents(level, variable.part) or is_invented_domain(study, domain)


def is_made_up(study: Study, measure: Measure) -> bool:
    """Whether a measure rests on any answer that is made up."""
    levels = (*measure.levels, *measure.others) or ("",)
    variables = [study.variable(id) for id in measure.variables]
    return any(is_invented(study, v, level) for v in variables for level in levels)


def is_invented_domain(study: Study, domain: str) -> bool:
    return domain not in ("", ALL) and study.domain(domain).made_up


def invented_of(study: Study, chosen: Selection) -> tuple[Thing, ...]:
    """The things of a selection that are made up, whatever the groups."""
    things = things_of(study, chosen)
    return tuple(t for t in things if is_invented(study, t.variable, t.level))


def marked_of(study: Study, chosen: Selection) -> tuple[Thing, ...]:
    """Those that must be marked one by one: where all are made up, the note says so of all."""
    found = invented_of(study, chosen)
    return found if len(found) < len(things_of(study, chosen)) else ()


def dagger(label: str, things: Iterable[Thing], marked: tuple[Thing, ...]) -> str:
    """The label of `things` with a dagger, where all of them are to be marked."""
    own = list(things)
    return f"{label}{NO_BREAK}{DAGGER}" if own and all(t in marked for t in own) else label


@dataclass(frozen=True)
class Bare:
    """Estimates as a report tells them: what is made up has no interval and no test."""

    study: Study
    estimates: Estimates

    def share(self, *address: Any, **named: Any) -> Estimate:
        return self.strip(self.estimates.share(*address, **named))

    def mean(self, *address: Any, **named: Any) -> Estimate:
        return self.strip(self.estimates.mean(*address, **named))

    def distribution(self, *address: Any, **named: Any) -> list[Estimate]:
        return [self.strip(one) for one in self.estimates.distribution(*address, **named)]

    def change(self, *address: Any, **named: Any) -> Change:
        return self.strip_moved(self.estimates.change(*address, **named))

    def difference(self, *address: Any, **named: Any) -> Difference:
        return self.strip_moved(self.estimates.difference(*address, **named))

    def association(self, *address: Any, **named: Any) -> Association:
        found = self.estimates.association(*address, **named)
        return replace(found, low=None, high=None) if found.why == "made_up" else found

    def measure(self, *address: Any, **named: Any) -> Estimate:
        return self.strip(self.estimates.measure(*address, **named))

    def transition(self, *address: Any, **named: Any) -> Estimate:
        return self.strip(self.estimates.transition(*address, **named))

    def measure_change(self, *address: Any, **named: Any) -> Change:
        return self.strip_moved(self.estimates.measure_change(*address, **named))

    def gap_change(self, *address: Any, **named: Any) -> Change:
        return self.strip_moved(self.estimates.gap_change(*address, **named))

    def measure_difference(self, *address: Any, **named: Any) -> Difference:
        return self.strip_moved(self.estimates.measure_difference(*address, **named))

    def trend(self, *address: Any, **named: Any) -> Trend:
        return self.strip_moved(self.estimates.trend(*address, **named))

    def odds(self, *address: Any, **named: Any) -> Odds:
        found = self.estimates.odds(*address, **named)
        return replace(found, low=None, high=None) if found.why == "made_up" else found

    def strip(self, found: Estimate) -> Estimate:
        if not self.invents(found):
            return found
        calm = calmed(found.reliability)
        return replace(found, se=None, low=None, high=None, interval="none", reliability=calm)

    def strip_moved(self, found: Moved) -> Moved:
        if not self.invents(found):
            return found
        none = {"se": None, "low": None, "high": None, "p": None, "p_adjusted": None}
        why = found.why or "made_up"
        return replace(found, **none, significant=None, tested=False, why=why)

    def invents(self, found: Estimate | Change | Difference | Trend) -> bool:
        key, own = found.key, found.key.measure
        variables = own.variables if own else (key.variable,)
        levels = {*own.levels, *own.others} if own else {key.level}
        return any(
            is_invented(self.study, self.study.variable(variable), level, key.domain)
            for variable in variables
            for level in levels or {""}
        )


def calmed(found: Reliability) -> Reliability:
    """Without the reasons that speak of intervals and of how the answers are spread."""
    left = tuple(reason for reason in found.reasons if reason not in OF_SPREAD)
    return Reliability("shown" if found.status == "caution" and not left else found.status, left)
