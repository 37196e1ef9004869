"""References to measures: nets, quantiles, totals, indices, gaps, trends, transitions, odds.

With `earlier` a measure's change is told, with `than` its difference from another group, with both
how that gap has changed; with `show` its interval or a base instead of the number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tempen.locale import Words, mark
from tempen.report.bind import Request
from tempen.report.evidence import UNTESTED
from tempen.report.teller import (
    Teller,
    UntellableError,
    Value,
    check_many,
    check_shown,
    percent_of,
    reasons_of,
)
from tempen.terms.estimate import Change, Difference, Estimate, Measure, Trend
from tempen.terms.item import Variable
from tempen.terms.study import Study

PERCENT = ("share", "net", "battery", "transition")  # counted in per cent and percentage points
KINDS: dict[str, str] = {"median": "quantile", "index": "mean"}
BASES: dict[str, Callable[[Estimate], float | None]] = {
    "n": lambda found: found.n,
    "base": lambda found: found.base,
    "effective": lambda found: found.n_eff,
}


def measure_of(study: Study, r: Request) -> Measure:
    """What a reference asks to be estimated."""
    assert r.variable
    variables = (r.variable.id,)
    levels = (r.level,) if r.level else ()
    kind = KINDS.get(r.name, r.name)
    if kind == "net":
        plus, minus = sides_of(r)
        return Measure("net", variables, plus, minus)
    if kind == "quantile":
        return Measure("quantile", variables, p=r.p)
    if kind == "ratio":
        return Measure("ratio", (*variables, r.other))
    if kind == "transition":
        return Measure("transition", variables, (r.to,), levels)
    if kind == "battery_change":
        rows = tuple(v.id for v in study.variables if v.item == r.variable.item)
        return Measure("battery", rows, levels)
    if kind in ("mean", "total", "alpha"):
        return Measure(kind, variables, levels)  # pyright: ignore[reportArgumentType]
    return Measure("share" if levels else "mean", variables, levels)


def sides_of(r: Request) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What counts for and against: as named, else the two halves of a scale around its middle."""
    assert r.variable
    if r.plus or r.minus:
        return (r.plus,), (r.minus,)
    plus, minus = poles_of(r.variable)
    return plus, minus


def poles_of(variable: Variable) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The levels above and below the middle of the scale."""
    scored = dict(zip(variable.levels, variable.scores, strict=False))
    points = [point for point in scored.values() if point is not None]
    middle = (min(points) + max(points)) / 2 if points else 0.0
    plus = tuple(i for i, point in scored.items() if point is not None and point > middle)
    minus = tuple(i for i, point in scored.items() if point is not None and point < middle)
    return plus, minus


# --- how numbers are written ------------------------------------------------------------------


@dataclass(frozen=True)
class Writing:
    """How the numbers of one measure are printed and counted.

    moved  a change or a difference: of shares percentage points, printed without a sign
    """

    teller: Teller
    measure: Measure
    decimals: int
    moved: bool = False

    @property
    def points(self) -> bool:
        return self.measure.kind == "net" or (self.moved and self.measure.kind in PERCENT)

    def number(self, x: float | None) -> float | None:
        """As conditions count."""
        return percent_of(x) if self.measure.kind in PERCENT else x

    def text(self, x: float, *, sign: bool) -> str:
        f = self.teller.format
        size = x if sign or not self.moved else abs(x)
        if self.points:
            return f.percentage_points(size, self.decimals, sign=sign or not self.moved)
        if self.measure.kind in PERCENT:
            return f.percent(x, self.decimals)
        return f.number(size, self.decimals, sign=sign)

    def between(self, low: float, high: float) -> str:
        f = self.teller.format
        if self.points:
            return f.points_range(low, high, self.decimals)
        if self.measure.kind in PERCENT:
            return f.percent_range(low, high, self.decimals)
        return f.between(f.number(low, self.decimals), f.number(high, self.decimals))


def writing(teller: Teller, measure: Measure, decimals: int | None, *, moved: bool) -> Writing:
    if decimals is None:
        decimals = usual_decimals(teller.study, measure)
    return Writing(teller, measure, decimals, moved)


def usual_decimals(study: Study, measure: Measure) -> int:
    """Of ratios and alpha two, of means one, of an index and of numbers what the study says."""
    item = study.item(study.variable(measure.variables[0]).item)
    if measure.kind in ("ratio", "alpha"):
        return 2
    if measure.kind == "mean":
        return item.decimals if item.kind == "index" else 1
    return item.decimals if measure.kind == "quantile" else 0


def written(r: Request, how: Writing, value: Value, estimate: Estimate | None = None) -> Value:
    """The value as `show` wants it: the number, its interval, an end of it, or a base."""
    low, high = (estimate.low, estimate.high) if estimate else (value.low, value.high)
    if r.show in BASES:
        number = BASES[r.show](estimate) if estimate else None
        if number is None:
            raise UntellableError("REF-22", r, wave=r.wave)
        text = how.teller.format.number(number)
        return Value(text, number, number, number, value.evidence)
    if r.show in ("interval", "low", "high") and (low is None or high is None):
        raise UntellableError("REF-24", r)
    if r.show == "interval":
        return replaced(value, how.between(low or 0.0, high or 0.0))
    if r.show in ("low", "high"):
        end = (low if r.show == "low" else high) or 0.0
        number = how.number(end)
        return Value(how.text(end, sign=False), number, number, number, value.evidence)
    return value


def replaced(value: Value, text: str) -> Value:
    ends = (value.number, value.low, value.high, value.evidence, value.tested)
    return Value(text, *ends)


# --- one group, one wave ----------------------------------------------------------------------


def measure(teller: Teller, r: Request) -> Value:
    """A measure by itself, or compared as the reference says."""
    check_weights(teller, r)
    asked = measure_of(teller.study, r)
    if r.than and r.earlier:
        return gap_change(teller, r)
    if r.than:
        return apart(teller, r, asked)
    if r.earlier:
        return since(teller, r, asked)
    where = (r.wave, r.domain, r.domain_level, r.weighting)
    found = check_shown(r, teller.estimates.measure(asked, *where))
    if asked.kind in PERCENT:
        check_many(teller, r, found)
    return tell(teller, r, asked, found)


def tell(teller: Teller, r: Request, asked: Measure, found: Estimate) -> Value:
    how = writing(teller, asked, r.decimals, moved=False)
    ends = (how.number(x) for x in (found.value, found.low, found.high))
    text = how.text(found.value or 0.0, sign=r.show == "signed")
    value = Value(text, *ends, evidence=teller.witness.of_estimate(found))
    return written(r, how, value, found)


def check_weights(teller: Teller, r: Request) -> None:
    """A total is of a population: weights must make the answers stand for it."""
    weighting = next(w for w in teller.study.weightings if r.weighting in ("", w.name))
    if r.name == "total" and (weighting.method == "none" or teller.study.design == "open"):
        raise UntellableError("REF-33", r, weighting=weighting.name)


def transition(teller: Teller, r: Request) -> Value:
    asked = measure_of(teller.study, r)
    where = (r.wave, r.earlier, r.domain, r.domain_level, r.weighting)
    found = check_shown(r, teller.estimates.transition(asked, *where))
    return tell(teller, r, asked, found)


# --- compared ---------------------------------------------------------------------------------


def moved(teller: Teller, r: Request, asked: Measure, found: Change | Difference | Trend) -> Value:
    """A comparison: its size, and its test for guards."""
    if found.value is None:
        raise UntellableError("REF-22", r, wave=r.wave)
    decimals = r.decimals
    if isinstance(found, Trend) and decimals is None:
        decimals = usual_decimals(teller.study, asked) + 1
    how = writing(teller, asked, decimals, moved=True)
    ends = [how.number(x) for x in (found.value, found.low, found.high)]
    value = Value(
        how.text(found.value, sign=r.show == "signed"),
        *ends,
        evidence=teller.witness.of_moved(found),
        tested=found,
    )
    if r.show in ("interval", "low", "high") and found.low is not None and found.high is not None:
        shown = {"interval": how.between(found.low, found.high)}
        shown |= {"low": how.text(found.low, sign=True), "high": how.text(found.high, sign=True)}
        return replaced(value, shown[r.show])
    return written(r, how, value)


def check_released(r: Request, found: Change | Trend) -> None:
    if found.reliability.status == "withheld":
        raise UntellableError("REF-21", r, reasons=reasons_of(found.reliability))


def since(teller: Teller, r: Request, asked: Measure) -> Value:
    """The change since an earlier wave."""
    where = (r.domain, r.domain_level, r.weighting)
    found = teller.estimates.measure_change(asked, r.wave, r.earlier, *where)
    check_released(r, found)
    return moved(teller, r, asked, found)


def apart(teller: Teller, r: Request, asked: Measure) -> Value:
    """The difference from another group, or from all the others."""
    where = (r.wave, r.domain, r.domain_level, r.than, r.weighting)
    for level in (r.domain_level, *([] if r.than == "rest" else [r.than])):
        own = teller.estimates.measure(asked, r.wave, r.domain, level, r.weighting)
        check_shown(r, own)
        if asked.kind in PERCENT:
            check_many(teller, r, own)
    return moved(teller, r, asked, teller.estimates.measure_difference(asked, *where))


def get_gap(teller: Teller, r: Request) -> tuple[Measure, Change]:
    asked = measure_of(teller.study, r)
    where = (r.wave, r.earlier, r.domain, r.domain_level, r.than, r.weighting)
    found = teller.estimates.gap_change(asked, *where)
    check_released(r, found)
    return asked, found


def gap_change(teller: Teller, r: Request) -> Value:
    """How much the gap between two groups has changed; negative where the first fell behind."""
    asked, found = get_gap(teller, r)
    return moved(teller, r, asked, found)


def gap_word(teller: Teller, r: Request) -> Value:
    """What may be said of two groups: whether they came closer."""
    asked, found = get_gap(teller, r)
    value = moved(teller, r, asked, found)
    return replaced(value, teller.say(word_of_gap(found)))


def word_of_gap(found: Change) -> str:
    """As the participle after “have”."""
    if not found.tested or len(found.gaps) < 2:
        return "not changed in a way that can be tested"
    if not found.significant:
        return "not changed with certainty"
    before, now = found.gaps
    if before * now < 0:
        return "changed places"
    return "come closer" if abs(now) < abs(before) else "moved apart"


def battery_change(teller: Teller, r: Request) -> Value:
    """The mean change over the rows of a battery."""
    return since(teller, r, measure_of(teller.study, r))


def get_trend(teller: Teller, r: Request) -> tuple[Measure, Trend]:
    asked = measure_of(teller.study, r)
    where = (r.wave, r.domain, r.domain_level, r.weighting)
    found = teller.estimates.trend(asked, *where)
    if found.why == "few_waves":
        raise UntellableError("REF-35", r, n=len(found.waves))
    if found.why == "no_time":
        raise UntellableError("REF-37", r, why=Words(UNTESTED["no_time"]))
    check_released(r, found)
    return asked, found


def trend(teller: Teller, r: Request) -> Value:
    """The slope of the line through three waves or more, per year."""
    asked, found = get_trend(teller, r)
    return moved(teller, r, asked, found)


def trend_word(teller: Teller, r: Request) -> Value:
    asked, found = get_trend(teller, r)
    value = moved(teller, r, asked, found)
    if not found.tested:
        return replaced(value, teller.say("not changed in a way that can be tested"))
    if not found.significant:
        return replaced(value, teller.say("not changed with certainty"))
    up = (found.value or 0.0) > 0
    return replaced(value, teller.say("increased" if up else "decreased"))


def smallest_change(teller: Teller, r: Request) -> Value:
    """The smallest change that the two waves could have seen, four times in five."""
    assert r.variable
    where = (r.domain, r.domain_level, r.weighting)
    asked = measure_of(teller.study, r)
    found = teller.estimates.measure_change(asked, r.wave, r.earlier, *where)
    check_released(r, found)
    if found.seen is None:
        why = Words(UNTESTED.get(found.why, found.why))
        raise UntellableError("REF-37", r, why=why)
    how = writing(teller, asked, r.decimals, moved=True)
    number = how.number(found.seen)
    text = how.text(found.seen, sign=False)
    return Value(text, number, number, number, teller.witness.of_moved(found))


# --- odds -------------------------------------------------------------------------------------


def odds_ratio(teller: Teller, r: Request) -> Value:
    """How the odds of one answer go with another, parts of the frame held alike."""
    assert r.variable
    sides = ((r.variable.id, r.level), (r.other, r.other_level))
    found = teller.estimates.odds(*sides, r.wave, r.adjusted, r.weighting)
    if found.separated:
        ways = {1: mark("without an upper bound"), -1: mark("zero")}
        raise UntellableError("REF-36", r, direction=ways[found.separated])
    if found.ratio is None:
        raise UntellableError("REF-37", r, why=Words(UNTESTED.get(found.why, found.why)))
    f, decimals = teller.format, 1 if r.decimals is None else r.decimals
    text = f.number(found.ratio, decimals)
    if r.show == "interval":
        if found.low is None or found.high is None:
            raise UntellableError("REF-24", r)
        text = f.between(f.number(found.low, decimals), f.number(found.high, decimals))
    evidence = teller.witness.of_odds(found)
    return Value(text, found.ratio, found.low, found.high, evidence, found)


MEASURED: dict[str, Callable[[Teller, Request], Value]] = {
    "mean": measure,
    "net": measure,
    "median": measure,
    "quantile": measure,
    "total": measure,
    "ratio": measure,
    "index": measure,
    "alpha": measure,
    "transition": transition,
    "gap_change": gap_change,
    "gap_word": gap_word,
    "battery_change": battery_change,
    "trend": trend,
    "trend_word": trend_word,
    "smallest_change": smallest_change,
    "odds_ratio": odds_ratio,
}
