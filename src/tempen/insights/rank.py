"""Rank what a scan found: by size, among what chance alone would hardly show.

Every p-value of the scan is adjusted together (the caller gives the adjustment), so that
looking at everything does not turn noise into news. What cannot be tested is kept, below what
was: its size counts half, and the reason stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import asin, sqrt

from tempen.insights.hold import hold_alike
from tempen.insights.scan import Found, scan
from tempen.insights.sentence import write_sentences
from tempen.terms.estimate import Association, Change, Estimates, Insight, Odds
from tempen.terms.study import Study

ALPHA = 0.05
UNTESTED = 0.5  # the weight of an effect that has no test
STANDING = 0.5  # and of an extreme, which is news only to who did not know
SMALL = 0.1  # half of what Cohen calls a small effect: below it nothing is worth a sentence
ASSOCIATION = 1.6  # Cohen's w .1 .3 .5 on the scale of h .2 .5 .8

Adjust = Callable[[Sequence[float]], Sequence[float]]


@dataclass(frozen=True)
class Scored:
    found: Found
    effect: float
    p: float | None
    why: str


def rank_insights(
    study: Study, estimates: Estimates, adjust: Adjust, most: int | None = None
) -> list[Insight]:
    """The largest things that the data show, each with its guarded sentence.

    adjust  p-values -> p-values adjusted for looking at all of them
    most    how many; None for all
    """
    scored = score(list(scan(study, estimates)), adjust)
    shown = [one for one in scored if one.effect >= SMALL and is_sure(one)]
    shown.sort(key=lambda one: -one.effect)
    return [tell(study, estimates, one) for one in keep_largest(shown)[:most]]


def score(found: list[Found], adjust: Adjust) -> list[Scored]:
    ps = [p_of(one) for one in found]
    adjusted = iter(adjust([p for p in ps if p is not None]))
    return [
        Scored(one, size(one), None if p is None else float(next(adjusted)), why_of(one))
        for one, p in zip(found, ps, strict=True)
    ]


def is_sure(one: Scored) -> bool:
    """Significant over the scan, and over its own family too: there the guard will look."""
    if one.p is None:
        return True
    return one.p < ALPHA and getattr(one.found.result, "significant", True) is not False


def p_of(found: Found) -> float | None:
    return getattr(found.result, "p", None) if getattr(found.result, "tested", False) else None


def why_of(found: Found) -> str:
    return getattr(found.result, "why", "")


def size(found: Found) -> float:
    """The effect: Cohen's h between the shares (Cohen 1988, ch. 6), or from Cramér's V."""
    result = found.result
    if isinstance(result, Association):
        return ASSOCIATION * (result.cramers_v or 0.0) * result.tested
    before, now = found.shares
    h = abs(arc(now) - arc(before))
    if found.kind == "extreme":
        return STANDING * h
    if p_of(found) is None:
        return UNTESTED * h * holds(found)
    return 0.0 if before in (0, 1) or now in (0, 1) else h  # its error is not known to be small


def arc(share: float) -> float:
    return 2 * asin(sqrt(min(max(share, 0.0), 1.0)))


def holds(found: Found) -> bool:
    """An untested comparison counts only if it is a printed change that rounding cannot undo."""
    change = found.result
    if not isinstance(change, Change) or change.why != "printed":
        return False
    if change.low is None or change.high is None:
        return False
    return change.low > 0 or change.high < 0


def keep_largest(scored: list[Scored]) -> list[Scored]:
    """Of each pool the first, that is the largest: “yes” rose and “no” fell is one thing."""
    kept: dict[tuple[str, ...], Scored] = {}
    for one in scored:
        kept.setdefault((one.found.kind, *one.found.pool), one)
    return list(kept.values())


def tell(study: Study, estimates: Estimates, one: Scored) -> Insight:
    found = one.found
    odds = hold_alike(study, estimates, found)
    return Insight(
        kind=found.kind,
        about=tuple(part for part in (found.variable.id, found.level, found.other) if part),
        effect=one.effect,
        p=one.p,
        why="" if one.p is not None else one.why,
        evidence=show_evidence(found) | show_odds(odds),
        sentence=write_sentences(study, found, odds),
    )


def show_evidence(found: Found) -> dict[str, object]:
    """The figures behind an insight, by name, for tables and programs."""
    names = ("value", "low", "high", "cramers_v", "p", "n", "n_earlier", "n_later", "both")
    figures = {name: getattr(found.result, name, None) for name in names}
    return {name: value for name, value in figures.items() if value is not None}


def show_odds(odds: Odds | None) -> dict[str, object]:
    """What is left of an association when parts of the frame are held alike."""
    if odds is None:
        return {}
    facts = {"odds_ratio": odds.ratio, "odds_low": odds.low, "odds_high": odds.high}
    return {**facts, "odds_p": odds.p, "held_alike": ", ".join(odds.adjusted)}
