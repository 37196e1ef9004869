"""How the odds of one answer go with another, parts of the frame held alike."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tempen.estimate.design import Floats
from tempen.estimate.logistic import Logistic, fit_logistic
from tempen.estimate.measures import coded, spelt_out
from tempen.estimate.onepass import Pass
from tempen.estimate.score import Flags
from tempen.terms.estimate import Measure, Odds

if TYPE_CHECKING:
    from tempen.estimate.estimates import Estimates


def estimate_odds_of(
    estimates: Estimates,
    first: tuple[str, str],
    second: tuple[str, str],
    wave: str,
    adjusted: tuple[str, ...],
    weighting: str,
) -> Odds:
    """The odds ratio, adjusted and plain, of those who gave both items a level.

    The second answer is regressed on the first and on the levels of the domains `adjusted`, whose
    unknown levels stand outside. `why` where it is not tested: as an association, and `not_apart`
    where the groups tell the first answer already.
    """
    study, name = estimates.study, estimates.weighting_of(weighting)
    asked = Odds(wave, first, second, adjusted, 0, weighting=weighting)
    one = estimates.passes.get((name, wave))
    if one is None:
        return replace(asked, why="printed")
    if not {first[0], second[0]}.isdisjoint(estimates.held_of_all(wave)):
        return replace(asked, why="disclosure")
    x, y = (mark(estimates, one, *side) for side in (first, second))
    groups = [levels_in(estimates, one, domain) for domain in adjusted]
    inside = ~np.isnan(x) & ~np.isnan(y) & np.all([g >= 0 for g in groups], axis=0)
    asked = replace(asked, n=int(inside.sum()))
    if not varies(x[inside]) or not varies(y[inside]):
        return replace(asked, why="no_error")
    made, plain = (run(x, y, inside, own, one) for own in (groups, []))
    asked = replace(asked, plain=ratio_of(plain.b[-1]), df=float(made.df))
    if not made.known[-1]:
        return replace(asked, why="not_apart")
    if made.separated[-1] != 0:
        toward = made.separated[-1]
        return replace(asked, separated=0 if np.isnan(toward) else int(toward), why="separated")
    why = "open" if one.sample.open else ""
    items = [study.item(study.variable(v).item) for v, _ in (first, second)]
    why = why or ("made_up" if any(i.made_up or i.made_up_parts for i in items) else "")
    why = why or ("made_up" if any(study.domain(d).made_up for d in adjusted) else "")
    why = why or ("small" if asked.n < study.limits.test_n else "")
    asked = replace(asked, ratio=ratio_of(made.b[-1]))
    if why or made.df < 1 or not made.se[-1] > 0:
        return replace(asked, why=why or "no_error")
    ends = {"low": ratio_of(made.low[-1]), "high": ratio_of(made.high[-1])}
    return replace(asked, **ends, p=float(made.p[-1]), tested=True)


def mark(estimates: Estimates, one: Pass, variable: str, level: str) -> Floats:
    """(n,) 1 for those who gave the answer, 0 for who gave another, NaN for no answer."""
    codes, found = coded(estimates.study, Measure("share", (variable,)), one.sample.table)
    ids = estimates.study.variable(variable).levels
    hit = np.array([float(one in spelt_out(found, (level,))) for one in ids] + [np.nan])
    inside = np.any(one.sample.cells[:1] >= 0, axis=0) & (codes >= 0)
    return np.where(inside, hit[np.clip(codes, 0, len(ids))], np.nan)


def levels_in(estimates: Estimates, one: Pass, domain: str) -> np.ndarray:
    """(n,) the level of each case in a domain, from 0; negative: in none."""
    cells = estimates.parts.cells
    place = next(c for c, cell in enumerate(cells) if cell.domain == domain and cell.shown)
    codes = one.sample.cells[cells[place].way]
    return np.where(codes >= 0, codes - place, -1)


def run(x: Floats, y: Floats, inside: Flags, groups: list[np.ndarray], one: Pass) -> Logistic:
    """The regression with a column for each level of the groups but the first, x the last."""
    columns = [np.ones(len(x))]
    for codes in groups:
        there = np.unique(codes[inside])
        columns += [(codes == level).astype(float) for level in there[1:]]
    X = np.stack([*columns, np.nan_to_num(x)], axis=1)
    return fit_logistic(np.nan_to_num(y), X, inside, one.sample.design)


def varies(values: Floats) -> bool:
    return len(values) > 0 and values.min() < values.max()


def ratio_of(log: float) -> float | None:
    return None if np.isnan(log) else float(np.exp(log))
