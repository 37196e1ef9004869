"""From base weights to weights that meet the totals of a frame, one wave at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tempen.errors import Fault, Faults, Place, TempenError
from tempen.terms.cases import Frame
from tempen.terms.study import Wave, Weighting
from tempen.weight.calibrate import calibrate, calibrate_margins
from tempen.weight.fit import Fit
from tempen.weight.margins import Floats
from tempen.weight.rake import rake
from tempen.weight.targets import Target, count, lay_out, scale, spread_out
from tempen.weight.trim import trim

ROUNDS = 200
NEAR = 1e-9  # relative: how far trimmed and fitted weights may be apart in the end


@dataclass(frozen=True)
class Adjusted:
    """One wave, fitted: weights (n,) of its cases, base weights w0, and the target of the cases
    `inside` (n,); the others keep their base weight."""

    wave: str
    weight: Floats
    w0: Floats
    inside: NDArray[np.bool_]
    target: Target
    fit: Fit


def adjust(
    base: Floats,
    cases: pl.DataFrame,
    frame: Frame,
    weighting: Weighting,
    wave: Wave,
    faults: Faults,
) -> Adjusted | None:
    """Fit the base weights of one wave to its margins and trim them; None where that fails.

    base   (n,) of `cases`, 0 where a case is not eligible: it stands outside
    cases  with the frame columns of the margins; a case that lacks one stands outside as well,
           and with `unknown: spread` the frame's totals shrink by the weight it keeps
    adds   WEIGHT-08 to WEIGHT-13, WEIGHT-15, WEIGHT-16, WEIGHT-18, WEIGHT-21 at the wave's place;
           warns WEIGHT-17 of cases outside, WEIGHT-19 of weights below 0
    """
    with at(wave.place, faults):
        units = frame.table.filter(pl.col("eligible").fill_null(True))
        columns = spread_out(cases, weighting)
        inside = find_inside(base, columns, weighting, wave, faults)
        wanted = count(units, weighting) | dict(weighting.totals.get(wave.id, {}))
        spread = weighting.unknown == "spread" and units.height > 0
        kept = 1 - base[~inside].sum() / units.height if spread else 1.0
        target = lay_out(columns.filter(pl.Series(inside)), scale(wanted, kept))
        fit = limit(fit_to(base[inside], target, weighting), base[inside], target, weighting)
        warn_of_negative(fit, weighting, wave, faults)
        weight = base.copy()
        weight[inside] = fit.weight
        return Adjusted(wave.id, weight, base, inside, target, fit)
    return None


@contextmanager
def at(place: Place, faults: Faults) -> Iterator[None]:
    """Collect faults that know no place, at the place of the wave."""
    try:
        yield
    except TempenError as error:
        faults.found.extend(replace(fault, place=place) for fault in error.faults)


def find_inside(
    base: Floats, columns: pl.DataFrame, weighting: Weighting, wave: Wave, faults: Faults
) -> NDArray[np.bool_]:
    """(n,) the cases that the margins are about; a warning counts those that they are not."""
    known = columns.select(pl.all_horizontal(pl.all().is_not_null())).to_series().to_numpy()
    if outside := int((~known & (base > 0)).sum()):
        lacking = ", ".join(c for c in columns.columns if columns[c].null_count())
        warn("WEIGHT-17", outside, weighting, wave, faults, columns=lacking)
    return known & (base > 0)


def fit_to(base: Floats, target: Target, weighting: Weighting) -> Fit:
    """The weights by the weighting's own method."""
    if weighting.method == "rake":
        return rake(base, target.margins)
    distance, bounds = weighting.distance, weighting.bounds
    if not weighting.sums:
        return calibrate_margins(base, target.margins, distance=distance, bounds=bounds)
    x, totals, names = target.x, target.totals, target.names
    return calibrate(base, x, totals, distance=distance, bounds=bounds, names=names)


def limit(fit: Fit, base: Floats, target: Target, weighting: Weighting) -> Fit:
    """Trim and fit in turns until both hold; WEIGHT-21 where they never do.

    source  Kalton & Flores-Cervantes 2003, raking of trimmed weights
    """
    if weighting.trim is None:
        return fit
    low, high = (end * float(fit.weight.mean()) for end in weighting.trim)
    free = replace(weighting, bounds=None)
    if free.distance == "logit":
        free = replace(free, distance="raking")
    for _ in range(ROUNDS):
        cut = trim(fit.weight, low, high).weight
        if np.abs(cut / fit.weight - 1).max() <= NEAR:
            return Fit(fit.weight, fit.weight / base, fit.steps, fit.misfit)
        fit = fit_to(cut, target, free)
    raise TempenError([Fault("WEIGHT-21", facts={"weighting": weighting.name})])


def warn_of_negative(fit: Fit, weighting: Weighting, wave: Wave, faults: Faults) -> None:
    if below := int((fit.weight < 0).sum()):
        warn("WEIGHT-19", below, weighting, wave, faults)


def warn(
    code: str, count: int, weighting: Weighting, wave: Wave, faults: Faults, **facts: str
) -> None:
    told = {"wave": wave.id, "weighting": weighting.name, "count": count, **facts}
    faults.add(code, wave.place, severity="warning", **told)
