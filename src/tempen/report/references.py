"""Every reference: what it prints, what it counts as in a condition, and its evidence.

A new reference is one function here, one line in `REFERENCES` and its arguments in `bind.TAKES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from tempen.locale import mark
from tempen.report.about import say_share
from tempen.report.bind import Request
from tempen.report.format import Real
from tempen.report.invented import is_made_up
from tempen.report.measured import MEASURED, measure_of
from tempen.report.teller import (
    Teller,
    UntellableError,
    Value,
    check_many,
    check_shown,
    percent_of,
    reasons_of,
)
from tempen.study import texts
from tempen.terms.estimate import (
    ALL,
    Change,
    Estimate,
    ResponseRate,
)
from tempen.terms.item import Item, Variable
from tempen.terms.nonresponse import bound_share, known_part


def evaluate(teller: Teller, request: Request, *, invented: bool = False) -> Value:
    """The value of a reference.

    invented  whether made-up answers may be told here (stamped figures, caution boxes)
    raises    UntellableError
    """
    check_made_up(teller, request, invented)
    return REFERENCES[request.name](teller, request)


WHOLE = ("association", "odds_ratio", "transition")


def check_made_up(teller: Teller, request: Request, invented: bool) -> None:
    if invented or request.name in ("label", "question", "figure", "table"):
        return
    items = {item.id: item for item in teller.study.items}
    variables = {variable.id: variable.item for variable in teller.study.variables}
    named = [request.variable.item] if request.variable else []
    named += [request.item.id] if request.item else []
    named += [variables[request.other]] if request.other else []
    part = request.variable.part if request.variable else None
    whole = request.name in WHOLE  # an association rests on every level
    if any(
        items[name].invents(request.level, part) or (whole and items[name].made_up_parts)
        for name in named
    ):
        raise UntellableError("REF-20", request)
    if request.name in MEASURED and is_made_up(teller.study, measure_of(teller.study, request)):
        raise UntellableError("REF-20", request)
    if named and request.domain != ALL and teller.study.domain(request.domain).made_up:
        raise UntellableError("REF-20", request)


# --- estimates --------------------------------------------------------------------------------


def get_share(teller: Teller, r: Request) -> Estimate:
    return check_shown(r, teller.estimates.share(*r.address))


def get_spread_share(teller: Teller, r: Request) -> Estimate:
    """A share that may be printed in per cent: a small part of the frame is told in counts."""
    estimate = get_share(teller, r)
    check_many(teller, r, estimate)
    return estimate


def exact_share(estimate: Estimate) -> Real:
    """The share as a fraction of counts where it is one, so that halves round as printed."""
    value = estimate.value or 0.0
    if estimate.count is not None and estimate.n:
        fraction = Fraction(estimate.count, estimate.n)
        if abs(float(fraction) - value) < 1e-12:
            return fraction
    return value


def share_value(teller: Teller, estimate: Estimate, text: str) -> Value:
    ends = (percent_of(x) for x in (estimate.value, estimate.low, estimate.high))
    return Value(text, *ends, evidence=teller.witness.of_estimate(estimate))


def share(teller: Teller, r: Request) -> Value:
    estimate = get_spread_share(teller, r)
    text = teller.format.percent(exact_share(estimate), r.decimals or 0)
    return share_value(teller, estimate, text)


def lower(teller: Teller, r: Request) -> Value:
    value = share(teller, r) if r.differ is None else sensitivity(teller, r)
    return Value(value.text, value.low, value.low, value.low, value.evidence)


def upper(teller: Teller, r: Request) -> Value:
    value = share(teller, r) if r.differ is None else sensitivity(teller, r)
    return Value(value.text, value.high, value.high, value.high, value.evidence)


def about(teller: Teller, r: Request) -> Value:
    estimate = get_spread_share(teller, r)
    return share_value(teller, estimate, say_share(float(exact_share(estimate)), teller.lang))


def interval(teller: Teller, r: Request) -> Value:
    estimate = get_spread_share(teller, r)
    if estimate.low is None or estimate.high is None:
        raise UntellableError("REF-24", r)
    text = teller.format.percent_range(estimate.low, estimate.high, r.decimals or 0)
    return share_value(teller, estimate, text)


def sensitivity(teller: Teller, r: Request) -> Value:
    """Where a share lies if those who did not answer differ from those who did."""
    estimate = get_spread_share(teller, r)
    if teller.study.design == "open":
        raise UntellableError("REF-24", r)
    assert r.variable
    routed = bool(teller.study.item(r.variable.item).ask_if_in(r.wave))
    weighting = next(w for w in teller.study.weightings if r.weighting in ("", w.name))
    rate = get_rate(teller, r)
    known = known_part(rate, estimate.n, routed)
    if known is None or weighting.size:  # of what units hold nobody knows the part that answered
        raise UntellableError("REF-22", r, wave=r.wave)
    bounds = bound_share(estimate.value or 0.0, known, None if r.differ is None else r.differ / 100)
    f = teller.format
    text = f.percent_range(bounds.low, bounds.high, r.decimals or 0)
    if r.form != "short":
        points = f.with_points(f.number(r.differ or 0, 0 if (r.differ or 0) % 1 == 0 else 1))
        text = teller.say(IF_OTHERS[r.differ is None]).format(range=text, points=points)
    ends = (percent_of(x) for x in (estimate.value, bounds.low, bounds.high))
    return Value(text, *ends, evidence=teller.witness.of_bounds(estimate, rate, known, bounds))


IF_OTHERS = mark(
    {
        False: "{range} if those who did not answer differ from those who did by up to {points}",
        True: "{range}, whatever those who did not answer would have said",
    }
)


def plain_value(teller: Teller, r: Request, estimate: Estimate, number: int | None) -> Value:
    """A count of answers: printed figures may not know it."""
    if number is None:
        raise UntellableError("REF-22", r, wave=r.wave)
    text = teller.format.number(number)
    return Value(text, number, number, number, teller.witness.of_estimate(estimate))


def count(teller: Teller, r: Request) -> Value:
    estimate = get_share(teller, r)
    return plain_value(teller, r, estimate, estimate.count)


def base(teller: Teller, r: Request) -> Value:
    assert r.variable
    where = (r.wave, r.domain, r.domain_level, r.weighting)
    if r.variable.scale == "number":
        estimate = teller.estimates.mean(r.variable.id, *where)
    else:
        level = r.level or (r.variable.levels or ("1",))[-1]
        estimate = teller.estimates.share(r.variable.id, level, *where)
    return plain_value(teller, r, estimate, estimate.n)


def share_of_base(teller: Teller, r: Request) -> Value:
    estimate = get_share(teller, r)
    if estimate.count is None or estimate.n is None:
        raise UntellableError("REF-22", r, wave=r.wave)
    text = teller.format.count_of(estimate.count, estimate.n)
    return share_value(teller, estimate, text)


# --- changes, differences, associations -------------------------------------------------------


def get_change(teller: Teller, r: Request) -> Change:
    assert r.variable
    where = (r.domain, r.domain_level, r.weighting)
    found = teller.estimates.change(r.variable.id, r.level, r.wave, r.earlier, *where)
    if found.reliability.status == "withheld":
        raise UntellableError("REF-21", r, reasons=reasons_of(found.reliability))
    if found.value is None:
        raise UntellableError("REF-22", r, wave=f"{r.earlier}, {r.wave}")
    return found


def moved(teller: Teller, found: Change, text: str) -> Value:
    ends = (percent_of(x) for x in (found.value, found.low, found.high))
    return Value(text, *ends, evidence=teller.witness.of_change(found), tested=found)


def change(teller: Teller, r: Request) -> Value:
    found = get_change(teller, r)
    text = teller.format.percentage_points(found.value or 0.0, r.decimals or 0)
    return moved(teller, found, text)


def signed_change(teller: Teller, r: Request) -> Value:
    found = get_change(teller, r)
    text = teller.format.percentage_points(found.value or 0.0, r.decimals or 0, sign=True)
    return moved(teller, found, text)


def change_word(teller: Teller, r: Request) -> Value:
    found = get_change(teller, r)
    return moved(teller, found, teller.say(word_of(found)))


def word_of(found: Change) -> str:
    """What may be said of a change, as the participle after “has”."""
    if found.tested:
        if not found.significant:
            return "not changed with certainty"
        return "increased" if (found.value or 0) > 0 else "decreased"
    if found.why == "printed" and found.low is not None and found.low > 0:
        return "increased in the printed figures"
    if found.why == "printed" and found.high is not None and found.high < 0:
        return "decreased in the printed figures"
    return "not changed in a way that can be tested"


def change_range(teller: Teller, r: Request) -> Value:
    found = get_change(teller, r)
    if found.low is None or found.high is None:
        raise UntellableError("REF-24", r)
    return moved(teller, found, teller.format.points_range(found.low, found.high, r.decimals or 0))


def least_base(teller: Teller, r: Request) -> Value:
    found = get_change(teller, r)
    if found.least_base is None:
        raise UntellableError("REF-25", r)
    n = found.least_base
    return Value(teller.format.number(n), n, n, n, teller.witness.of_change(found))


def difference(teller: Teller, r: Request) -> Value:
    assert r.variable
    get_spread_share(teller, r)  # both sides must be fit to print
    if r.than != "rest":
        get_spread_share(teller, replace(r, domain_level=r.than))
    where = (r.wave, r.domain, r.domain_level, r.than, r.weighting)
    found = teller.estimates.difference(r.variable.id, r.level, *where)
    if found.value is None:
        raise UntellableError("REF-22", r, wave=r.wave)
    text = teller.format.percentage_points(found.value, r.decimals or 0)
    ends = (percent_of(x) for x in (found.value, found.low, found.high))
    return Value(text, *ends, evidence=teller.witness.of_difference(found), tested=found)


def association(teller: Teller, r: Request) -> Value:
    assert r.variable
    found = teller.estimates.association(r.variable.id, r.other, r.wave)
    if found.cramers_v is None:
        raise UntellableError("REF-22", r, wave=r.wave)
    decimals = 2 if r.decimals is None else r.decimals
    v = found.cramers_v
    text = teller.format.number(v, decimals)
    evidence = teller.witness.of_association(found)
    return Value(text, v, found.low, found.high, evidence, found)


# --- response ---------------------------------------------------------------------------------


def get_rate(teller: Teller, r: Request, level: str = "") -> ResponseRate:
    for found in teller.response:
        if (found.wave, found.domain_level) == (r.wave, level or r.domain_level):
            return found
    raise UntellableError("REF-22", r, wave=r.wave)


def counted(teller: Teller, r: Request, rate: ResponseRate, number: int) -> Value:
    evidence = teller.witness.of_response(rate, r.domain)
    return Value(teller.format.number(number), number, number, number, evidence)


def answered(teller: Teller, r: Request) -> Value:
    rate = get_rate(teller, r)
    return counted(teller, r, rate, rate.answered)


def invited(teller: Teller, r: Request) -> Value:
    rate = get_rate(teller, r)
    return counted(teller, r, rate, rate.invited)


def response_rate(teller: Teller, r: Request) -> Value:
    found = get_rate(teller, r)
    if found.rate is None:
        raise UntellableError("REF-22", r, wave=r.wave)
    exact = Fraction(found.answered + found.partial, found.eligible)
    share = exact if abs(float(exact) - found.rate) < 1e-12 else found.rate
    number = percent_of(found.rate)
    evidence = teller.witness.of_response(found, r.domain)
    text = teller.format.percent(share, r.decimals or 0)
    return Value(text, number, number, number, evidence)


def rate(teller: Teller, r: Request) -> Value:
    """The response rate in per cent; with `than` how much higher it is than another's."""
    own = response_rate(teller, r)
    if not r.than:
        return own
    other = get_rate(teller, r, r.than)
    if other.rate is None or own.number is None:
        raise UntellableError("REF-22", r, wave=r.wave)
    gap = own.number / 100 - other.rate
    number = percent_of(gap)
    text = teller.format.percentage_points(gap, 1)
    return Value(text, number, number, number, own.evidence)


# --- rankings of options ----------------------------------------------------------------------


def ranked(teller: Teller, r: Request) -> list[tuple[str, Estimate]]:
    """Options (or rows of a battery, at a `level`) by share, the most chosen first."""
    assert r.item
    pairs = [(id, ask_option(teller, r, v, level)) for id, v, level in options_of(teller, r)]
    return sorted(pairs, key=lambda pair: -(pair[1].value or 0.0))


def options_of(teller: Teller, r: Request) -> list[tuple[str, Variable, str]]:
    """(option, its variable, the level to ask for); “don't know” and “none” never lead."""
    assert r.item
    item: Item = r.item
    kinds = {level.id: level.kind for level in item.levels}
    variables = [v for v in teller.study.variables if v.item == item.id]
    if len(variables) == 1 and variables[0].scale == "levels":
        return [(i, variables[0], i) for i, kind in kinds.items() if kind == "answer"]
    level = {"mark": "yes", "rank": "1"}.get(variables[0].scale, r.level)
    if not level:
        raise UntellableError("REF-26", r)
    rows = [(v.part or "", v, level) for v in variables]
    return [row for row in rows if kinds.get(row[0], "answer") == "answer"]


def ask_option(teller: Teller, r: Request, variable: Variable, level: str) -> Estimate:
    where = (r.wave, r.domain, r.domain_level, r.weighting)
    estimate = check_shown(r, teller.estimates.share(variable.id, level, *where))
    check_many(teller, r, estimate)
    return estimate


def get_ranked(teller: Teller, r: Request) -> tuple[str, Estimate]:
    """The option at a rank; a tie has no order that could be told."""
    pairs = ranked(teller, r)
    if r.rank > len(pairs):
        raise UntellableError("REF-27", r, options=len(pairs))
    option, estimate = pairs[r.rank - 1]
    same = [o for o, e in pairs if (e.value or 0) == (estimate.value or 0)]
    if len(same) > 1 and r.name == "top":
        raise UntellableError("REF-28", r, options=", ".join(same))
    return option, estimate


def top(teller: Teller, r: Request) -> Value:
    assert r.item
    option, estimate = get_ranked(teller, r)
    return share_value(
        teller, estimate, formed(r, teller.label(texts.option_label, r.item.id, option))
    )


def formed(r: Request, label: str) -> str:
    """A label inside a sentence: small where the author says so, for names keep their capital."""
    return label[:1].lower() + label[1:] if r.form == "lower" else label


def top_share(teller: Teller, r: Request) -> Value:
    _, estimate = get_ranked(teller, r)
    text = teller.format.percent(exact_share(estimate), r.decimals or 0)
    return share_value(teller, estimate, text)


def is_top(teller: Teller, r: Request) -> Value:
    """1 if no other option has as large a share."""
    pairs = ranked(teller, r)
    first, estimate = pairs[0]
    alone = len(pairs) == 1 or (pairs[1][1].value or 0) < (estimate.value or 0)
    holds = float(alone and first == r.option)
    assert r.item
    text = teller.label(texts.option_label, r.item.id, first)
    return Value(text, holds, holds, holds, teller.witness.of_estimate(estimate))


# --- texts and places -------------------------------------------------------------------------


def label(teller: Teller, r: Request) -> Value:
    assert r.item
    if not r.option:
        return Value(formed(r, teller.label(texts.item_label, r.item.id)))
    return Value(formed(r, teller.label(texts.option_label, r.item.id, r.option)))


def question(teller: Teller, r: Request) -> Value:
    assert r.variable
    if r.item:  # a whole battery or multiple choice
        return Value(teller.label(texts.question, r.item.id, r.wave))
    return Value(teller.label(texts.asked, r.variable, r.wave))


def place_of(teller: Teller, r: Request) -> Value:
    if (r.name, r.id) not in teller.places:
        known = ", ".join(id for kind, id in teller.places if kind == r.name)
        raise UntellableError("REF-29", r, known=known or "–")
    number, target = teller.places[r.name, r.id]
    return Value(f"{teller.say(r.name)}\u00a0{number}", target=target)


REFERENCES: dict[str, Callable[[Teller, Request], Value]] = {
    **MEASURED,
    "share": share,
    "count": count,
    "base": base,
    "share_of_base": share_of_base,
    "about": about,
    "interval": interval,
    "sensitivity": sensitivity,
    "change": change,
    "signed_change": signed_change,
    "change_word": change_word,
    "change_range": change_range,
    "least_base": least_base,
    "difference": difference,
    "association": association,
    "answered": answered,
    "invited": invited,
    "response_rate": response_rate,
    "top": top,
    "top_share": top_share,
    "label": label,
    "question": question,
    "figure": place_of,
    "table": place_of,
    "lower": lower,
    "upper": upper,
    "is_top": is_top,
    "rate": rate,
}
