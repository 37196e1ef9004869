"""What of a measure must not leave the house, given what is held back of shares and means.

A net, a share of several levels and a total follow from figures of their variable: they are held
back where any of those is. A quantile, a ratio, an index's alpha and a transition rest on answers
of which no table is released, and have rules of their own.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tempen.terms.estimate import Measure
from tempen.terms.study import Study

SIDES_PROTECTED = 10  # answers on each side of a quantile of a protected item

Held = frozenset[tuple[str, str, str, str]]  # variable, wave, domain, level


def held_places(hidden: pl.DataFrame) -> Held:
    """Where anything at all of a variable is held back."""
    if hidden.is_empty():
        return frozenset()
    columns = ("variable", "wave", "domain", "domain_level")
    return frozenset(hidden.select(columns).iter_rows())


def rests_on(study: Study, measure: Measure) -> tuple[str, ...]:
    """The variables whose secrets a measure would tell."""
    if measure.kind != "alpha":
        return measure.variables
    return (*measure.variables, *study.index(measure.variables[0]).members)


def is_held(study: Study, held: Held, measure: Measure, wave: str, domain: str, level: str) -> bool:
    return any((v, wave, domain, level) in held for v in rests_on(study, measure))


def least_of(study: Study) -> int:
    """The answers that a group must have to be shown."""
    stated = study.disclosure.least
    return study.limits.disclose_n if stated is None else stated


def least_sides(study: Study, measure: Measure) -> int:
    """The answers that a quantile, and each end of its interval, must have at or below it, and at
    or above it: they are somebody's answers, and must not be the largest or the smallest."""
    item = study.variable(measure.variables[0]).item
    if item in study.disclosure.public:
        return 0
    return SIDES_PROTECTED if item in study.disclosure.protect else least_of(study)


def few_in(counts: NDArray[np.int64], least: int) -> NDArray[np.bool_]:
    """(B, D) which cells of numbers of answers to hold back, D levels of a domain.

    Those of too few answers, and others of their row until what is held back there is two cells
    with enough answers together: the others and everybody's tell their sum.
    """
    held = (counts > 0) & (counts < least)
    for line, own in zip(counts, held, strict=True):
        while own.any() and (own.sum() < 2 or line[own].sum() < least):
            left = np.flatnonzero(~own & (line > 0))
            if not len(left):
                break
            own[left[np.argmin(line[left])]] = True
    return held


def holds_back(measure: Measure) -> bool:
    """Whether the measure of everybody may be had from its levels, on a base of its own."""
    return measure.kind in ("ratio", "alpha")
