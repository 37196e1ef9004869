"""Measures on request: one number of one group with its interval, bases and reliability."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tempen.estimate.intervals import t_quantile, wilson
from tempen.estimate.measures import Point, point_of
from tempen.estimate.onepass import Pass
from tempen.estimate.reliability import decide, reasons_of, to_bits
from tempen.estimate.score import Flags
from tempen.estimate.sheet import asked_of, read_value
from tempen.estimate.variance import variances
from tempen.estimate.withhold import few_in, holds_back, is_held, least_of, least_sides
from tempen.terms.estimate import ALL, Estimate, Key, Measure, Reliability

if TYPE_CHECKING:
    from tempen.estimate.estimates import Estimates

WITHHELD = Reliability("withheld", ("disclosure",))
STATUS = ("shown", "caution", "withheld")


def key_of(measure: Measure, wave: str, domain: str, domain_level: str, weighting: str) -> Key:
    level = measure.levels[0] if measure.levels else ""
    place = (wave, domain, domain_level, weighting)
    return Key(measure.variables[0], level, *place, measure.kind, measure)


def estimate_measure(estimates: Estimates, key: Key) -> Estimate:
    """The measure of a key; value None where it is not there to be had, or is withheld.

    Shares and means of one variable are those of the table.
    """
    measure = key.measure
    assert measure is not None
    where = (key.wave, key.domain, key.domain_level, key.weighting)
    if measure.kind == "mean":
        return estimates.mean(measure.variables[0], *where)
    if measure.kind == "share" and len(measure.levels) == 1:
        return estimates.share(measure.variables[0], measure.levels[0], *where)
    one = estimates.passes.get((estimates.weighting_of(key.weighting), key.wave))
    if one is None:
        return printed_measure(estimates, key)
    if not is_asked(estimates, measure, key.wave):
        return Estimate(key, None)
    point = point_in(estimates, measure, one, key.domain, key.domain_level)
    if is_withheld(estimates, key, one, point):
        return Estimate(key, None, reliability=WITHHELD)
    return describe(estimates, key, one, point)


def is_asked(estimates: Estimates, measure: Measure, wave: str) -> bool:
    study = estimates.study
    return all(asked_of(study, study.variable(v), wave) is not None for v in measure.variables)


def printed_measure(estimates: Estimates, key: Key) -> Estimate:
    """A net of printed shares is their difference; of nothing else are there printed figures."""
    measure = key.measure
    if measure is None or measure.kind != "net" or len(measure.levels + measure.others) != 2:
        return Estimate(key, None)
    where = (key.wave, key.domain, key.domain_level, key.weighting)
    sides = [
        estimates.share(measure.variables[0], level, *where)
        for level in (*measure.levels, *measure.others)
    ]
    if any(side.value is None for side in sides):
        return Estimate(key, None)
    value = (sides[0].value or 0.0) - (sides[1].value or 0.0)
    step = sum(side.step or 0.0 for side in sides)
    return Estimate(key, value, n=sides[0].n, source=sides[0].source, step=step or None)


def inside_of(estimates: Estimates, one: Pass, domain: str, level: str) -> Flags:
    """(n,) the cases of a domain level; `rest` of a level is asked by `outside_of`."""
    cell = estimates.parts.place(domain, level)
    assert cell is not None
    return one.sample.cells[estimates.parts.cells[cell].way] == cell


def outside_of(estimates: Estimates, one: Pass, domain: str, level: str) -> Flags:
    """(n,) everyone else whose level of the domain is known."""
    cell = estimates.parts.place(domain, level)
    assert cell is not None
    codes = one.sample.cells[estimates.parts.cells[cell].way]
    return (codes >= 0) & (codes != cell)


def point_in(
    estimates: Estimates,
    measure: Measure,
    one: Pass,
    domain: str,
    level: str,
    *,
    rest: bool = False,
) -> Point:
    """The point of a group (or of all but it), worked out once."""
    address = ("point", measure, one.sample.wave, one.sample.weighting, domain, level, rest)
    if address not in estimates.kept:
        find = outside_of if rest else inside_of
        inside = find(estimates, one, domain, level)
        estimates.kept[address] = point_of(estimates.study, measure, one.sample, inside)
    return estimates.kept[address]


# --- what it rests on -------------------------------------------------------------------------


def describe(estimates: Estimates, key: Key, one: Pass, point: Point) -> Estimate:
    """A point as an estimate."""
    design, n = one.sample.design, point.n
    if n == 0 or np.isnan(point.value):
        return Estimate(key, None, n=n, reliability=Reliability("withheld", ("small",)))
    V = np.nan if one.sample.open else float(variances(point.u[:, None], design)[0])
    if n == 1 and not point.exact:
        V = np.nan
    low, high = ends_of(key, one, point, V)
    effective = point.spread / V if V > 0 and np.isfinite(point.spread) else float(n)
    known = not np.isnan(low)
    return Estimate(
        key,
        value=point.value,
        se=None if np.isnan(V) else float(np.sqrt(V)),
        low=low if known else None,
        high=high if known else None,
        count=None,
        n=n,
        base=float(design.weight[point.base].sum()),
        n_eff=None if one.sample.open else effective,
        df=None if one.sample.open else float(one.df),
        interval=interval_of(key) if known else "none",
        reliability=judge(estimates, key, one, point),
    )


def interval_of(key: Key) -> str:
    return "woodruff" if key.statistic == "quantile" else "t"


def ends_of(key: Key, one: Pass, point: Point, V: float) -> tuple[float, float]:
    """The 95 % interval; a point where all is counted, NaN where no error is known."""
    if np.isnan(V):
        return np.nan, np.nan
    if point.exact:
        return point.value, point.value
    if point.ends is not None:
        return point.ends
    if key.statistic == "net" and V == 0:
        return alike_ends(one, point)
    if V == 0 and key.statistic != "alpha":
        return np.nan, np.nan
    half = float(t_quantile(one.df)) * float(np.sqrt(V))
    low, high = point.value - half, point.value + half
    if key.statistic == "net":
        return max(low, -1.0), min(high, 1.0)
    if key.statistic == "total" and key.measure and key.measure.levels:
        low = max(low, 0.0)
    return low, min(high, 1.0) if key.statistic == "alpha" else high


def alike_ends(one: Pass, point: Point) -> tuple[float, float]:
    """All gave the same side: Wilson's interval of a share of 0 or 1 for each of the sides."""
    n, df = np.asarray(float(point.n)), np.asarray(float(one.df))
    plus, minus = (float(side) for side in (point.value == 1, point.value == -1))
    (a, b), (c, d) = (wilson(np.asarray(p), n, n, df) for p in (plus, minus))
    return float(a - d), float(b - c)


def judge(estimates: Estimates, key: Key, one: Pass, point: Point) -> Reliability:
    """A net and a total of levels as the distribution that they come from; else by the answers."""
    measure, limits = key.measure, estimates.study.limits
    assert measure is not None
    where = (key.wave, key.domain, key.domain_level, key.weighting)
    if measure.levels and measure.kind != "transition":
        return estimates.share(measure.variables[0], measure.levels[0], *where).reliability
    n = np.array([[[float(point.n)]]])
    strata = len(np.unique(one.sample.design.stratum[point.base]))
    tests = {"n_eff": n < limits.n_eff}
    if not one.sample.open:
        tests["df"] = n - strata < limits.df
    bits = to_bits(tests, n.shape)
    frame = np.array([key.domain == ALL or estimates.study.domain(key.domain).of_frame])
    flags = (np.ones((1, 1), bool), np.zeros((1, 1), bool), np.array([[point.exact]]))
    found, status = decide(bits, *flags, frame, n)
    return Reliability(STATUS[int(status[0, 0, 0])], reasons_of(int(found[0, 0, 0])))  # pyright: ignore


# --- what is held back ------------------------------------------------------------------------


def is_withheld(estimates: Estimates, key: Key, one: Pass, point: Point) -> bool:
    """Whether disclosure control holds the measure back."""
    study, measure = estimates.study, key.measure
    assert measure is not None
    if tells_of_size(estimates, key):
        return True
    if is_held(study, estimates.held, measure, key.wave, key.domain, key.domain_level):
        return True
    if is_public(estimates, measure):
        return False
    if measure.kind == "quantile":
        return not has_sides(estimates, measure, one, point)
    if holds_back(measure) and key.domain != ALL:
        levels = study.domain(key.domain).levels
        own = [point_in(estimates, measure, one, key.domain, level).n for level in levels]
        held = few_in(np.array([own]), least_of(study))[0]
        return bool(held[levels.index(key.domain_level)])
    return 0 < point.n < least_of(study)


def tells_of_size(estimates: Estimates, key: Key) -> bool:
    """Whether it is a protected item's under a weighting by size."""
    study, measure = estimates.study, key.measure
    name = estimates.weighting_of(key.weighting)
    if measure is None or name not in estimates.telling:
        return False
    return any(study.variable(v).item in study.disclosure.protect for v in measure.variables)


def is_public(estimates: Estimates, measure: Measure) -> bool:
    study = estimates.study
    return all(study.variable(v).item in study.disclosure.public for v in measure.variables)


def has_sides(estimates: Estimates, measure: Measure, one: Pass, point: Point) -> bool:
    """Whether enough answers are at or below the quantile, and at or above it: and so of the ends
    of its interval, which are answers as well."""
    if point.n == 0 or np.isnan(point.value):
        return True
    y = read_value(estimates.study.variable(measure.variables[0]), one.sample.table)[point.base]
    told = [point.value, *(end for end in point.ends or () if np.isfinite(end))]
    sides = [side for one in told for side in ((y <= one).sum(), (y >= one).sum())]
    return min(sides) >= least_sides(estimates.study, measure)
