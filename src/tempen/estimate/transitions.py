"""Where earlier answers went, among those who answered twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tempen.estimate.answer import answer
from tempen.estimate.asked import STATUS, WITHHELD, inside_of, is_asked, is_public
from tempen.estimate.design import match_units
from tempen.estimate.estimators import ESTIMATORS
from tempen.estimate.intervals import effective_n, wilson
from tempen.estimate.measures import coded, ids_of, spelt_out
from tempen.estimate.onepass import Pass
from tempen.estimate.reliability import decide, judge_shares, reasons_of
from tempen.estimate.score import Flags, Score
from tempen.estimate.withhold import few_in, is_held, least_of
from tempen.terms.estimate import ALL, Estimate, Key, Measure, Reliability

if TYPE_CHECKING:
    from tempen.estimate.estimates import Estimates


def estimate_transition(estimates: Estimates, key: Key, earlier: str) -> Estimate:
    """Of those whose earlier answer was one of `others`, the share that now gave `levels`.

    They are a domain of the later wave's answers, with its weights and strata: who answered twice
    may differ from who did not. Printed waves have no transitions.
    """
    measure, name = key.measure, estimates.weighting_of(key.weighting)
    assert measure is not None
    old, new = (estimates.passes.get((name, wave)) for wave in (earlier, key.wave))
    if old is None or new is None or not is_asked(estimates, measure, earlier):
        return Estimate(key, None)
    if is_withheld(estimates, key, earlier, old, new):
        return Estimate(key, None, reliability=WITHHELD)
    before = earlier_codes(estimates, measure, old, new)
    variable = estimates.study.variable(measure.variables[0])
    wanted = [
        ids_of(estimates.study, variable).index(i) for i in spelt_out(variable, measure.others)
    ]
    inside = inside_of(estimates, new, key.domain, key.domain_level) & np.isin(before, wanted)
    return describe(estimates, key, new, inside)


def earlier_codes(estimates: Estimates, measure: Measure, old: Pass, new: Pass) -> np.ndarray:
    """(n,) of the later cases what each unit answered before; negative: it did not."""
    codes, _ = coded(estimates.study, measure, old.sample.table)
    first, second = match_units(old.sample.units, new.sample.units)
    before = np.full(new.sample.table.height, -1)
    before[second] = codes[first]
    return before


def describe(estimates: Estimates, key: Key, new: Pass, inside: Flags) -> Estimate:
    """The share with its interval; reliable as the whole row of the table is."""
    study, measure, design = estimates.study, key.measure, new.sample.design
    assert measure is not None
    codes, variable = coded(study, measure, new.sample.table)
    ids = ids_of(study, variable)
    levels = ESTIMATORS["share"](codes, ids)
    hits = spelt_out(variable, measure.levels)
    points = np.array([[float(i == own) for own in ids] + [float(i in hits)] for i in ids])
    score = Score((*ids, "§"), levels.base, codes=levels.codes, points=points, share=True)
    made = answer(score, np.where(inside, 0, -1), 1, design)
    n = made.n[0]
    if n == 0:
        return Estimate(key, None, n=0, reliability=Reliability("withheld", ("small",)))
    p, V = made.value, made.variance
    n_eff = effective_n(p, np.nan_to_num(V), np.full(p.shape, n))
    low, high = wilson(p, n_eff, np.full(p.shape, n), np.asarray(float(new.df)))
    df = n - len(np.unique(design.stratum[inside & score.base]))
    bits = judge_shares(
        p, low, high, n_eff, np.full(p.shape, n), np.full(p.shape, df), study.limits
    )
    used = np.array([[*(i != "" for i in ids), False]])
    certain = np.array([[bool((p[0, :-1] == 1).any())]])
    flags = (used, certain, made.exact[None], np.array([False]), np.array([[[n]]]))
    found, status = decide(bits[None], *flags)
    known = not new.sample.open
    return Estimate(
        key,
        value=float(p[0, -1]),
        se=float(np.sqrt(V[0, -1])) if known else None,
        low=float(low[0, -1]) if known else None,
        high=float(high[0, -1]) if known else None,
        count=int(made.count[0, -1]),
        n=int(n),
        base=float(made.base[0]),
        n_eff=float(n_eff[0, -1]) if known else None,
        df=float(new.df) if known else None,
        interval="wilson" if known else "none",
        reliability=Reliability(STATUS[int(status[0, 0, -1])], reasons_of(int(found[0, 0, -1]))),  # pyright: ignore
    )


def is_withheld(estimates: Estimates, key: Key, earlier: str, old: Pass, new: Pass) -> bool:
    """Whether the row of the table that is asked for is held back.

    A row of few answers is, and with it others of the same earlier answer in the domain, which
    everybody's row would give back; of a protected item the whole table, if any cell is small. A
    row of all earlier answers together is never told, so that rows tell nothing of each other.
    """
    study, measure = estimates.study, key.measure
    assert measure is not None
    places = [(wave, d, level) for wave in (earlier, key.wave)
              for d, level in ((ALL, ALL), (key.domain, key.domain_level))]  # fmt: skip
    if any(is_held(study, estimates.held, measure, *place) for place in places):
        return True
    if is_public(estimates, measure):
        return False
    least, item = least_of(study), study.variable(measure.variables[0]).item
    before = earlier_codes(estimates, measure, old, new)
    now, variable = coded(study, measure, new.sample.table)
    levels = (ALL,) if key.domain == ALL else study.domain(key.domain).levels
    inside = [inside_of(estimates, new, key.domain, level) for level in levels]
    L = len(ids_of(study, variable))
    cells = np.array(
        [[[(who & (before == b) & (now == a)).sum() for who in inside] for a in range(L)]
         for b in range(L)]
    )  # fmt: skip
    if item in study.disclosure.protect and ((cells > 0) & (cells < least)).any():
        return True
    held = few_in(cells.sum(1), least)
    rows = [ids_of(study, variable).index(i) for i in spelt_out(variable, measure.others)]
    return bool(held[rows, levels.index(key.domain_level)].any())
