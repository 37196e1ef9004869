"""Whether a guard's condition holds, judged on the numbers behind the print.

Values count as readers count: per cent and percentage points. `certain` asks whether a
comparison holds for every value inside the intervals, `significant` whether the tests say so.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tempen.locale import Words
from tempen.report.calls import Call, Comparison, Condition, Joined, Not, Side, Test
from tempen.report.evidence import UNTESTED
from tempen.report.references import Value
from tempen.terms.estimate import Association, Odds

COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
SIGNIFICANT = 0.05

Values = Mapping[str, Value]  # by the text of the call


@dataclass(frozen=True)
class Verdict:
    """`says`: each reference of the condition and what the data say it is now."""

    holds: bool
    says: str


@dataclass(frozen=True)
class Interval:
    """A side of a comparison: its value and what it may be."""

    value: float
    low: float | None
    high: float | None


class UnjudgeableError(Exception):
    """A qualifier that cannot be judged; `code` and the facts of its fault."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def judge(test: Test, values: Values, say: Callable[[str], str]) -> Verdict:
    """Decide a condition from the values of its references.

    raises  UnjudgeableError where a test or an interval is asked for that there cannot be
    """
    certain = "certain" in test.qualifiers
    holds = decide(test.condition, values, certain)
    if "significant" in test.qualifiers:
        holds = all_significant(values) and holds
    return Verdict(holds, "; ".join(describe(text, value, say) for text, value in values.items()))


def describe(text: str, value: Value, say: Callable[[str], str]) -> str:
    """“change('a', 'b') = 1 percentage point (not significant)”."""
    tested = value.tested
    sign = "\u2212" if value.number is not None and value.number < 0 else ""
    shown = value.text if value.text.startswith(("+", "\u2212")) else sign + value.text
    if tested is None:
        return f"{text} = {shown}"
    verdict = "significant" if is_significant(value) else "not significant"
    return f"{text} = {shown} ({say(verdict if tested.tested else 'not tested')})"


def decide(part: Condition, values: Values, certain: bool) -> bool:
    match part:
        case Joined(word="and"):
            return all(decide(inner, values, certain) for inner in part.parts)
        case Joined():
            return any(decide(inner, values, certain) for inner in part.parts)
        case Not():
            return not decide(part.part, values, certain)
        case Comparison():
            return compare(part, values, certain)
        case Call():  # is_top(…): 1 or 0
            return bool(values[part.text].number)


def compare(part: Comparison, values: Values, certain: bool) -> bool:
    left, right = weigh(part.left, values), weigh(part.right, values)
    holds = COMPARE[part.operator]
    if not certain:
        return holds(left.value, right.value)
    ends = (left.low, left.high, right.low, right.high)
    if None in ends:
        raise UnjudgeableError("CLAIM-05")
    corners = [(a, b) for a in (left.low, left.high) for b in (right.low, right.high)]
    return all(holds(a, b) for a, b in corners)  # pyright: ignore[reportArgumentType]


def weigh(side: Side, values: Values) -> Interval:
    match side:
        case Call():
            value = values[side.text]
            assert value.number is not None
            return Interval(value.number, value.low, value.high)
        case _:
            return Interval(side, side, side)


def all_significant(values: Values) -> bool:
    tests = {text: value for text, value in values.items() if value.tested is not None}
    if not tests:
        raise UnjudgeableError("CLAIM-06")
    for text, value in tests.items():
        tested = value.tested
        if tested is not None and not tested.tested:
            why = Words(UNTESTED.get(tested.why, tested.why))
            raise UnjudgeableError("CLAIM-02", call=text, why=why)
    return all(is_significant(value) for value in tests.values())


def is_significant(value: Value) -> bool:
    tested = value.tested
    if isinstance(tested, Association | Odds):
        return tested.p is not None and tested.p < SIGNIFICANT
    return bool(tested and tested.significant)
