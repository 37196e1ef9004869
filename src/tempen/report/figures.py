"""Estimates as the points of charts and the cells of tables, with why one is missing."""

from __future__ import annotations

from dataclasses import dataclass

from tempen.locale import mark
from tempen.report.naming import weighting_of
from tempen.report.references import Teller, exact_share
from tempen.report.selection import MEAN, Part, Thing
from tempen.report.teller import TOO_FEW
from tempen.terms.estimate import ALL, Change, Estimate


@dataclass(frozen=True)
class Figure:
    """One estimate made ready to print; `text` says why where there is none."""

    estimate: Estimate | None
    text: str
    evidence: str = ""
    caution: bool = False
    few: bool = False  # told as a count of a base
    exists: bool = True  # there is an estimate, if only to be withheld

    @property
    def shown(self) -> bool:
        return self.estimate is not None


def get_figure(teller: Teller, thing: Thing, wave: str, part: Part, weighting: str) -> Figure:
    address = (thing.variable.id, thing.level, wave, part, weighting)
    if address not in teller.kept:
        teller.kept[address] = make_figure(teller, thing, wave, part, weighting)
    return teller.kept[address]


def make_figure(teller: Teller, thing: Thing, wave: str, part: Part, weighting: str) -> Figure:
    item = teller.study.item(thing.variable.item)
    if not item.asked_in(wave):
        return Figure(None, teller.say("not asked"), exists=False)
    estimate = ask(teller, thing, wave, part, weighting)
    if estimate.reliability.status == "withheld":
        return Figure(None, teller.say(why_withheld(estimate)))
    if estimate.value is None:
        return Figure(None, teller.say(why_missing(teller, wave)), exists=False)
    evidence = teller.witness.of_estimate(estimate).id
    few = is_few(teller, estimate)
    sized = weighting_of(teller.study, weighting)
    if few and sized and sized.size:  # a count of units is no share of what they hold
        return Figure(None, teller.say("too few answers"))
    text = print_estimate(teller, estimate, few)
    return Figure(estimate, text, evidence, estimate.reliability.status == "caution", few)


def ask(teller: Teller, thing: Thing, wave: str, part: Part, weighting: str) -> Estimate:
    where = (wave, part.domain, part.level, weighting)
    if thing.level == MEAN:
        return teller.estimates.mean(thing.variable.id, *where)
    return teller.estimates.share(thing.variable.id, thing.level, *where)


def why_withheld(estimate: Estimate) -> str:
    return (
        mark("not shown")
        if "disclosure" in estimate.reliability.reasons
        else mark("too few answers")
    )


def why_missing(teller: Teller, wave: str) -> str:
    aggregates = teller.study.wave(wave).status == "aggregates"
    return mark("not printed") if aggregates else mark("no answers")


def is_few(teller: Teller, estimate: Estimate) -> bool:
    """A small part of the frame, which is told in counts."""
    key, found = estimate.key, estimate.reliability
    frame = key.domain != ALL and teller.study.domain(key.domain).of_frame
    few = found.status == "caution" and bool(set(found.reasons) & set(TOO_FEW))
    counted = estimate.count is not None and estimate.n is not None
    return frame and few and counted and key.statistic == "share"


def print_estimate(teller: Teller, estimate: Estimate, few: bool) -> str:
    if few and estimate.count is not None and estimate.n is not None:
        return teller.format.count_of(estimate.count, estimate.n)
    if estimate.key.statistic == "mean":
        return teller.format.number(estimate.value or 0.0, decimals_of(teller, estimate))
    return teller.format.percent(exact_share(estimate))


def decimals_of(teller: Teller, estimate: Estimate) -> int:
    """Of a mean one; of an index as the study says."""
    item = teller.study.item(teller.study.variable(estimate.key.variable).item)
    return item.decimals if item.kind == "index" else 1


def print_interval(teller: Teller, estimate: Estimate) -> str:
    if estimate.low is None or estimate.high is None:
        return ""
    if estimate.key.statistic == "mean":
        places = decimals_of(teller, estimate)
        ends = [teller.format.number(x, places) for x in (estimate.low, estimate.high)]
        return teller.format.between(*ends)
    return teller.format.percent_range(estimate.low, estimate.high)


def get_change(
    teller: Teller, thing: Thing, wave: str, earlier: str, part: Part, weighting: str
) -> Change | None:
    """The change of a share, if both waves asked and it may be shown."""
    item = teller.study.item(thing.variable.item)
    if thing.level == MEAN or not (item.asked_in(wave) and item.asked_in(earlier)):
        return None
    where = (part.domain, part.level, weighting)
    found = teller.estimates.change(thing.variable.id, thing.level, wave, earlier, *where)
    hidden = found.value is None or found.reliability.status == "withheld"
    return None if hidden else found
