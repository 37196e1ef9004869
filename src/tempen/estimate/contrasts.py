"""Changes, gaps, trends and batteries of any measure, tested with the overlap of the waves.

A contrast adds up points of one or several groups within each wave, and those sums over waves.
Linearised values add up as the points do, so that its variance is c' S c: S has the variances of
the waves' sums, and beside them the covariances of the units that answered in both
(`variance.covariances_each`). A family of comparisons is adjusted together, whatever a report says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tempen.estimate.asked import estimate_measure, is_asked, key_of, point_in
from tempen.estimate.change import comparable_between, match
from tempen.estimate.design import Floats, Overlap
from tempen.estimate.intervals import t_quantile, two_sided_p
from tempen.estimate.multiplicity import ADJUSTMENTS
from tempen.estimate.onepass import Pass
from tempen.estimate.score import Flags
from tempen.estimate.sheet import asked_of
from tempen.estimate.tables import family_of_items
from tempen.estimate.trend import estimate_trend, wald
from tempen.estimate.variance import covariance, covariance_between, covariances_each, variances
from tempen.terms.estimate import (
    ALL,
    Change,
    Difference,
    Key,
    Measure,
    Reliability,
    ReliabilityStatus,
    Trend,
)

if TYPE_CHECKING:
    from tempen.estimate.estimates import Estimates

ORDER: tuple[ReliabilityStatus, ...] = ("shown", "caution", "withheld")
SHOWN = Reliability()
POWER = 0.8
ALIKE = ("share", "net")  # measures that the rows of a battery have alike


@dataclass(frozen=True)
class Part:
    """A measure of a group in a sum: `rest` is everybody else in the domain."""

    factor: float
    measure: Measure
    domain: str = ALL
    level: str = ALL
    rest: bool = False


@dataclass(frozen=True)
class Side:
    """The sum of parts in one wave; `one` None: only printed figures exist."""

    wave: str
    value: float
    one: Pass | None = None
    u: Floats | None = None
    base: Flags | None = None
    n: int | None = None
    reliability: Reliability = SHOWN
    exact: bool = False


@dataclass(frozen=True)
class Tested:
    """A contrast: its value with error, interval and test; `why` there is no test."""

    value: float
    se: float = np.nan
    low: float = np.nan
    high: float = np.nan
    p: float = np.nan
    why: str = ""
    both: int | None = None
    overlap: bool = False
    sides: tuple[Side, ...] = ()
    sigma: Floats | None = None
    df: int = 0


# --- one wave ---------------------------------------------------------------------------------


def side_of(estimates: Estimates, parts: Sequence[Part], wave: str, weighting: str) -> Side | None:
    """The sum of parts in a wave; None where disclosure control holds any of them back."""
    told = [tell(estimates, part, wave, weighting) for part in parts]
    if any("disclosure" in one.reasons for _, one in told):
        return None
    value = sum(
        part.factor * (np.nan if number is None else number)
        for part, (number, _) in zip(parts, told, strict=True)
    )
    worst = worst_of(found.status for _, found in told)
    reasons = dict.fromkeys(reason for _, found in told for reason in found.reasons)
    side = Side(wave, float(value), reliability=Reliability(worst, tuple(reasons)))
    one = estimates.passes.get((estimates.weighting_of(weighting), wave))
    if one is None or not all(is_asked(estimates, part.measure, wave) for part in parts):
        return side
    points = [
        point_in(estimates, part.measure, one, part.domain, part.level, rest=part.rest)
        for part in parts
    ]
    u = np.sum([part.factor * p.u for part, p in zip(parts, points, strict=True)], axis=0)
    return replace(
        side,
        value=float(sum(part.factor * p.value for part, p in zip(parts, points, strict=True))),
        one=one,
        u=u,
        base=np.any([point.base for point in points], axis=0),
        n=min(point.n for point in points),
        exact=all(point.exact for point in points),
    )


def worst_of(statuses: Iterable[ReliabilityStatus]) -> ReliabilityStatus:
    return ORDER[max(map(ORDER.index, statuses))]


def tell(
    estimates: Estimates, part: Part, wave: str, weighting: str
) -> tuple[float | None, Reliability]:
    """A part's number as it may be told, and how far it can be trusted."""
    if not part.rest:
        key = key_of(part.measure, wave, part.domain, part.level, weighting)
        found = estimate_measure(estimates, key)
        return found.value, found.reliability
    if any((v, wave, part.domain, "rest") in estimates.held for v in part.measure.variables):
        return None, Reliability("withheld", ("disclosure",))
    return None, Reliability()


# --- over waves -------------------------------------------------------------------------------


def contrast(
    estimates: Estimates, sides: Sequence[Side], factors: Floats, weighting: str, why: str
) -> Tested:
    """The sum of sides times factors, tested where there is a probability model.

    why  a reason not to test that is known beforehand
    """
    value = float(factors @ np.array([side.value for side in sides]))
    made = Tested(value, sides=tuple(sides), why=why or reason(estimates, sides, value))
    if any(side.one is None for side in sides):
        return made
    sigma, both, used = covariance_of(estimates, sides, weighting)
    V = float(factors @ sigma @ factors)
    if 1e-13 * float(factors**2 @ np.diag(sigma)) >= V:
        V = 0.0
    df = min(side.one.df for side in sides if side.one is not None)
    made = replace(made, both=both, overlap=used, sigma=sigma, df=df)
    if made.why == "open":
        return made
    made = replace(made, se=float(np.sqrt(V)))
    if not made.why and not V > 0 and not all(side.exact for side in sides):
        made = replace(made, why="no_error")
    return made if made.why else with_test(made)


def with_test(made: Tested) -> Tested:
    half = float(t_quantile(made.df)) * made.se
    certain = 1.0 if made.value == 0 else 0.0
    p = float(two_sided_p(np.array(made.value / made.se), made.df)) if made.se > 0 else certain
    return replace(made, low=made.value - half, high=made.value + half, p=p)


def reason(estimates: Estimates, sides: Sequence[Side], value: float) -> str:
    """Why the sides bear no test."""
    least = estimates.study.limits.test_n
    known = [side for side in sides if side.one is not None]
    if any(side.one.sample.open for side in known if side.one is not None):
        return "open"
    if len(known) < len(sides):
        return "printed"
    few = any((side.n or 0) < least or "small" in side.reliability.reasons for side in sides)
    return "small" if few else "no_error" if np.isnan(value) else ""


def covariance_of(
    estimates: Estimates, sides: Sequence[Side], weighting: str
) -> tuple[Floats, int | None, bool]:
    """(W, W) covariances of the sides, the units in both bases (of two), and whether the overlap
    is in them: without two units in both, or where it made a matrix no covariance can be, not."""
    W = len(sides)
    sigma, both, used = np.zeros((W, W)), None, W > 1
    for i, side in enumerate(sides):
        assert side.one is not None and side.u is not None
        sigma[i, i] = variances(side.u[:, None], side.one.sample.design)[0]
    apart = sigma.copy()
    for j in range(W):
        for i in range(j):
            C, count = covary(estimates, sides[i], sides[j], weighting)
            both = count if W == 2 else None
            sigma[i, j] = sigma[j, i] = C
            used = used and count > 1
    if np.linalg.eigvalsh(sigma).min() < -1e-10 * np.trace(sigma):
        return apart, both, False
    return sigma, both, used


def covary(estimates: Estimates, first: Side, second: Side, weighting: str) -> tuple[float, int]:
    """The covariance of two waves' sides, and how many units are in both bases."""
    old, new = first.one, second.one
    assert old and new and first.u is not None and second.u is not None
    assert first.base is not None and second.base is not None
    shared = overlap_of(estimates, old, new, weighting)
    both = int((first.base[shared.first] & second.base[shared.second]).sum())
    if both < 2:
        return 0.0, both
    designs = old.sample.design, new.sample.design
    return float(covariances_each(first.u[:, None], second.u[:, None], *designs, shared)[0]), both


def overlap_of(estimates: Estimates, old: Pass, new: Pass, weighting: str) -> Overlap:
    name = estimates.weighting_of(weighting)
    address = ("overlap", name, old.sample.wave, new.sample.wave)
    if address not in estimates.kept:
        estimates.kept[address] = match(old.sample, new.sample, estimates.weights[name])
    return estimates.kept[address]


def why_not(
    estimates: Estimates, measures: Sequence[Measure], waves: Sequence[str], domain: str
) -> str:
    """Reasons that lie in the questions: made up, or not asked alike in all the waves."""
    study = estimates.study
    variables = [study.variable(v) for m in measures for v in m.variables]
    levels = {level for m in measures for level in (*m.levels, *m.others)} or {""}
    if any(study.item(v.item).invents(level, v.part) for v in variables for level in levels):
        return "made_up"
    if domain != ALL and study.domain(domain).made_up:
        return "made_up"
    split = study.domain(domain).items if domain != ALL else ()
    items = [study.item(v.item) for v in (*variables, *map(study.variable, split))]
    first, last = waves[0], waves[-1]
    if len(waves) > 1 and any(comparable_between(study, i, first, last) != "same" for i in items):
        return "not_comparable"
    return ""


# --- families ---------------------------------------------------------------------------------


def members_of(estimates: Estimates, measure: Measure, waves: Sequence[str]) -> list[Measure]:
    """The measures that are adjusted with this one: every answer and row of its family of items."""
    if measure.kind not in ALIKE:
        return [measure]
    study, family = estimates.study, family_of_items(estimates.study)
    own = study.variable(measure.variables[0])
    alike = [
        v
        for v in study.variables
        if family[v.item] == family[own.item]
        and v.scale == own.scale
        and all(asked_of(study, v, wave) is not None for wave in waves)
    ]
    if measure.kind == "net":
        known = {*measure.levels, *measure.others}
        return [replace(measure, variables=(v.id,)) for v in alike if known <= names_of(v)]
    found = [Measure("share", (v.id,), (level,)) for v in alike for level in estimates.levels[v.id]]
    return found if measure in found else [*found, measure]


def names_of(variable) -> set[str]:
    return {*variable.levels, *variable.groups}


# --- what is asked for ------------------------------------------------------------------------


def number(x: float) -> float | None:
    return None if np.isnan(x) else float(x)


def figures(made: Tested, adjusted: Adjusted) -> dict[str, Any]:
    """The columns that changes, differences and trends share."""
    names = ("value", "se", "low", "high", "p")
    return {name: number(getattr(made, name)) for name in names} | {
        "p_adjusted": adjusted[0],
        "significant": adjusted[1],
        "tested": not made.why,
        "why": made.why,
    }


def reliability_of(sides: Sequence[Side], why: str) -> Reliability:
    """The worst of the sides; too few to test is a caution."""
    worst = worst_of(side.reliability.status for side in sides)
    reasons = dict.fromkeys(r for side in sides for r in side.reliability.reasons)
    if why == "small":
        worst, reasons = worst_of((worst, "caution")), {**reasons, "small": None}
    return Reliability(worst, tuple(reasons))


WITHHELD = Reliability("withheld", ("disclosure",))
Adjusted = tuple[float | None, bool | None]  # p, and whether it is below .05
Make = Callable[[Measure, str], Tested | None]  # of a measure and a level of the domain
Parts = Callable[[Measure, str], list[Part]]  # of a measure and a level of the domain


def across(
    estimates: Estimates, key: Key, earlier: str, how: str, parts: Parts
) -> tuple[Tested | None, Adjusted]:
    """Later less earlier of a sum of parts, adjusted with its family; None: held back.

    how  what the parts are, by name: the same name makes the same parts
    """
    measure, domain, weighting = key.measure, key.domain, key.weighting
    assert measure is not None
    waves = (earlier, key.wave)

    def make(member: Measure, level: str) -> Tested | None:
        address = ("across", how, member, *waves, domain, level, weighting)
        if address not in estimates.kept:
            own = parts(member, level)
            sides = [side_of(estimates, own, wave, weighting) for wave in waves]
            why = why_not(estimates, [part.measure for part in own], waves, domain)
            estimates.kept[address] = over(estimates, sides, np.array([-1.0, 1.0]), weighting, why)
        return estimates.kept[address]

    return with_family(estimates, make, key, waves)


def over(
    estimates: Estimates,
    sides: Sequence[Side | None],
    factors: Floats,
    weighting: str,
    why: str,
) -> Tested | None:
    """The contrast of sides; None where any of them is held back."""
    known = [side for side in sides if side is not None]
    return contrast(estimates, known, factors, weighting, why) if len(known) == len(sides) else None


def with_family(
    estimates: Estimates, make: Make, key: Key, waves: Sequence[str]
) -> tuple[Tested | None, Adjusted]:
    """One's own test, its p adjusted with those of every member in every level of the domain."""
    measure, domain = key.measure, key.domain
    assert measure is not None
    own = (measure, key.domain_level)
    made = make(*own)
    if made is None or made.why or np.isnan(made.p):
        return made, (None, None)
    levels = (ALL,) if domain == ALL else estimates.study.domain(domain).levels
    pairs = [(m, level) for m in members_of(estimates, measure, waves) for level in levels]
    tests = [make(*pair) for pair in pairs if pair != own]
    ps = [one.p for one in tests if one is not None and not one.why]
    p = float(ADJUSTMENTS[estimates.study.adjust]([made.p, *ps])[0])
    return made, (p, p < 0.05)


def as_change(
    key: Key, earlier: str, made: Tested | None, adjusted: Adjusted, **more: Any
) -> Change:
    if made is None:
        return Change(key, earlier, None, reliability=WITHHELD, **more)
    n = [side.n for side in made.sides]
    return Change(
        key,
        earlier,
        **figures(made, adjusted),
        n_earlier=n[0],
        n_later=n[1],
        both=made.both,
        method="" if made.sigma is None else "overlap" if made.overlap else "independent",
        seen=None if made.why else number(smallest_seen(made)),
        reliability=reliability_of(made.sides, made.why),
        **more,
    )


def smallest_seen(made: Tested) -> float:
    """The change that a test at 5 % would have found four times in five, at this error."""
    from scipy.special import stdtrit

    return (float(t_quantile(made.df)) + float(stdtrit(made.df, POWER))) * made.se


def measure_change(estimates: Estimates, key: Key, earlier: str) -> Change:
    """The change of a measure since an earlier wave."""
    domain = key.domain

    def of_group(measure: Measure, level: str) -> list[Part]:
        return [Part(1.0, measure, domain, level)]

    made, adjusted = across(estimates, key, earlier, "group", of_group)
    return with_comparability(estimates, as_change(key, earlier, made, adjusted))


def with_comparability(estimates: Estimates, change: Change) -> Change:
    """The change with the worst of what is said of its items."""
    measure = change.key.measure
    study = estimates.study
    items = [study.item(study.variable(v).item) for v in (measure.variables if measure else ())]
    words = {comparable_between(study, item, change.earlier, change.key.wave) for item in items}
    worst = next((word for word in ("changed", "not_known") if word in words), "same")
    return replace(change, comparable=worst)


def gap_change(estimates: Estimates, key: Key, earlier: str, against: str) -> Change:
    """How much the gap between a level and another (or the rest) has changed."""
    domain = key.domain

    def gap(measure: Measure, level: str) -> list[Part]:
        return gap_parts(measure, domain, level, against)

    made, adjusted = across(estimates, key, earlier, f"gap {against}", gap)
    gaps = () if made is None else tuple(side.value for side in made.sides)
    gaps = () if any(np.isnan(one) for one in gaps) else gaps
    change = as_change(key, earlier, made, adjusted, against=against, gaps=gaps)
    return with_comparability(estimates, change)


def gap_parts(measure: Measure, domain: str, level: str, against: str) -> list[Part]:
    """A level less another; less the rest of the domain. Against itself it is the rest."""
    rest = against == "rest" or against == level
    other = Part(-1.0, measure, domain, level if rest else against, rest=rest)
    return [Part(1.0, measure, domain, level), other]


def measure_difference(estimates: Estimates, key: Key, against: str) -> Difference:
    """A level against another, or the rest, in one wave."""
    domain = key.domain
    if overlaps(estimates, domain, key.domain_level, against):
        return Difference(key, against, None, why="overlapping")

    def make(member: Measure, level: str) -> Tested | None:
        address = ("gap", member, key.wave, domain, level, against, key.weighting)
        if address not in estimates.kept:
            parts = gap_parts(member, domain, level, against)
            side = side_of(estimates, parts, key.wave, key.weighting)
            why = why_not(estimates, [member], (key.wave,), domain)
            estimates.kept[address] = over(estimates, [side], np.ones(1), key.weighting, why)
        return estimates.kept[address]

    made, adjusted = with_family(estimates, make, key, (key.wave,))
    if made is None:
        return Difference(key, against, None, why="disclosure")
    return Difference(key, against, **figures(made, adjusted))


def overlaps(estimates: Estimates, domain: str, level: str, against: str) -> bool:
    """Whether two levels of a domain may share cases: a group of answers and another level."""
    cells = estimates.parts.cells
    places = [estimates.parts.place(domain, one) for one in (level, against) if one != "rest"]
    ways = {cells[place].way for place in places if place is not None}
    return len(ways) > 1


def battery_change(estimates: Estimates, key: Key, earlier: str) -> Change:
    """The mean change over the rows of a battery, and whether any row changed at all.

    The mean has its t-test; `p_any` is Wald's F of all rows being unchanged, adjusted for the
    design's degrees of freedom (`trend.wald`).
    """
    measure, domain = key.measure, key.domain
    assert measure is not None
    R = len(measure.variables)

    def rows(battery: Measure, level: str) -> list[Part]:
        return [
            Part(1 / R, Measure("share", (v,), battery.levels), domain, level)
            for v in battery.variables
        ]

    made, adjusted = across(estimates, key, earlier, "rows", rows)
    change = as_change(key, earlier, made, adjusted, rows=R)
    if made is not None and not made.why:
        change = replace(change, p_any=number(any_row(estimates, key, earlier, made)))
    return with_comparability(estimates, change)


def any_row(estimates: Estimates, key: Key, earlier: str, made: Tested) -> float:
    """p of no row having changed: the joint test of the rows' changes."""
    measure, name = key.measure, key.weighting
    assert measure is not None
    single = [Measure("share", (v,), measure.levels) for v in measure.variables]
    sides = [
        [side_of(estimates, [Part(1.0, m, key.domain, key.domain_level)], wave, name)
         for m in single]
        for wave in (earlier, key.wave)
    ]  # fmt: skip
    known = [[side for side in row if side is not None and side.u is not None] for row in sides]
    d = np.array([b.value - a.value for a, b in zip(*known, strict=True)])
    return wald(np.eye(len(d)), d, joint(estimates, known, name), made.df)[1]


def joint(estimates: Estimates, sides: list[list[Side]], name: str) -> Floats:
    """(R, R) covariances of the changes of R rows between two waves."""
    us = [np.stack([side.u for side in row if side.u is not None], axis=1) for row in sides]
    old, new = (row[0].one for row in sides)
    assert old and new
    shared = overlap_of(estimates, old, new, name)
    own = [covariance(u, one.sample.design) for u, one in zip(us, (old, new), strict=True)]
    cross = covariance_between(us[0], us[1], old.sample.design, new.sample.design, shared)
    sigma = own[0] + own[1] - cross - cross.T
    return sigma if np.linalg.eigvalsh(sigma).min() > 0 else own[0] + own[1]


# --- trends -----------------------------------------------------------------------------------


def trend(estimates: Estimates, key: Key) -> Trend:
    """The slope per year through all the waves up to the key's that have figures of the measure."""
    measure, domain = key.measure, key.domain
    assert measure is not None
    waves = waves_of(estimates, measure, key.wave)
    times = years_of(estimates, waves)
    if times is None or len(waves) < 3:
        return Trend(key, waves, why="no_time" if len(waves) >= 3 else "few_waves")

    def make(member: Measure, level: str) -> Tested | None:
        address = ("trend", member, waves, domain, level, key.weighting)
        if address not in estimates.kept:
            part = [Part(1.0, member, domain, level)]
            sides = [side_of(estimates, part, wave, key.weighting) for wave in waves]
            why = why_not(estimates, [member], waves, domain)
            estimates.kept[address] = over(estimates, sides, slope_of(times), key.weighting, why)
        return estimates.kept[address]

    made, adjusted = with_family(estimates, make, key, waves)
    if made is None:
        return Trend(key, waves, reliability=WITHHELD, why="disclosure")
    found = Trend(
        key,
        waves,
        tuple(number(side.value) for side in made.sides),
        tuple(side.n for side in made.sides),
        **figures(made, adjusted),
        reliability=reliability_of(made.sides, made.why),
    )
    if made.why or made.sigma is None:
        return found
    values = np.array([side.value for side in made.sides])
    line = estimate_trend(values, times, made.sigma, made.df)
    return replace(found, p_any=number(line.p_any), p_curved=number(line.p_curved))


def slope_of(times: Floats) -> Floats:
    """The factors that make least squares' slope of the values."""
    t = times - times.mean()
    return t / (t @ t)


def waves_of(estimates: Estimates, measure: Measure, last: str) -> tuple[str, ...]:
    order = [wave.id for wave in estimates.study.waves]
    there = [w for w in order[: order.index(last) + 1] if w in estimates.waves_with_figures]
    return tuple(wave for wave in there if is_asked(estimates, measure, wave))


def years_of(estimates: Estimates, waves: Sequence[str]) -> Floats | None:
    """When each wave was, in years: by its first day, else by its id; None where neither tells."""
    days = [estimates.study.wave(wave).opens for wave in waves]
    if all(day is not None for day in days):
        return np.array([day.year + (day.timetuple().tm_yday - 1) / 365.25 for day in days if day])
    if all(wave.isdigit() for wave in waves):
        return np.array([float(wave) for wave in waves])
    return None
