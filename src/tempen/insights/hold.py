"""Whether an association is more than the parts of the frame that both answers go with.

An association is between two questions with all their answers; an odds ratio is between one answer
of each. Of the answers worth a sentence the pair that stands out most is told, with its p-value
multiplied by the number of pairs looked at (Bonferroni).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from tempen.insights.scan import Found, levels_of
from tempen.terms.estimate import Estimates, Odds
from tempen.terms.item import Variable
from tempen.terms.study import Study

SIDES = 2  # answers of each question that are looked at


def held_domains(study: Study) -> tuple[str, ...]:
    """The parts of the frame that the weights go by: what an association may be made of."""
    columns = study.weightings[0].groups or study.stratum
    return tuple(d.id for d in study.domains if d.source == "frame" and d.column in columns)


def hold_alike(study: Study, estimates: Estimates, found: Found) -> Odds | None:
    """The odds ratio above 1 that is surest when the parts of the frame are held alike; None where
    there are no parts to hold, or no answers that go together."""
    domains = held_domains(study)
    if found.kind != "association" or not domains:
        return None
    first, second = found.variable, study.variable(found.other)
    pairs = list(product(sides_of(study, first), sides_of(study, second)))
    asked = [
        estimates.odds((first.id, a), (second.id, b), study.latest.id, domains) for a, b in pairs
    ]
    tested = [one for one in asked if one.tested and one.p is not None and (one.ratio or 0) > 1]
    best = min(tested, key=lambda one: one.p or 0.0, default=None)
    return best and replace(best, p=min(1.0, (best.p or 0.0) * len(pairs)))


def sides_of(study: Study, variable: Variable) -> Sequence[str]:
    """Groups of answers that the study names, else the first answers."""
    levels = levels_of(study, variable)
    groups = [level for level in levels if level in variable.groups]
    return (groups or levels)[:SIDES]
