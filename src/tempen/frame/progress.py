"""How fieldwork stands: rates against targets, the curve of answers, dispositions, whom to call.

Counts come from wherever fieldwork is kept; what they mean is decided here.
source  AAPOR Standard Definitions, 10th edition 2023: Internet surveys of named persons
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tempen.locale import mark
from tempen.terms.study import Domain, Fieldwork

ALL = "all"

# outcome of a unit -> AAPOR's code, and its name
CODES = {
    "returned": "1.0",
    "refusal": "2.11",
    "break_off": "2.12",
    "not_sent": "3.11",
    "nothing": "3.19",
    "undelivered": "3.30",
    "not_eligible": "4.0",
}
AAPOR = mark(
    {
        "returned": "Returned questionnaire",
        "refusal": "Refusal",
        "break_off": "Break-off: begun, not submitted",
        "not_sent": "No invitation sent",
        "nothing": "Nothing ever returned",
        "undelivered": "Invitation returned undelivered",
        "not_eligible": "Not eligible",
    }
)
OUTCOMES = {
    "complete": "returned",
    "declined": "refusal",
    "started": "break_off",
    "unreached": "undelivered",
    "not_eligible": "not_eligible",
}


@dataclass(frozen=True)
class Tally:
    """`n` units of one cell (their levels of the frame's domains) with one state.

    state  what fieldwork says: not_started, started, complete, declined, not_eligible, unreached
    asked  whether any mail has been sent to them
    """

    cell: tuple[str, ...]
    state: str
    n: int
    asked: bool = True


@dataclass(frozen=True)
class Standing:
    """A level of a domain: counts of units, and the rate against its target.

    rate    answered over eligible units: AAPOR RR2 as long as every submitted answer counts
    short   the answers that are lacking until the target is met; 0 where it is met or there is none
    """

    level: str
    units: int
    eligible: int
    answered: int
    started: int
    declined: int
    target: float | None

    @property
    def rate(self) -> float | None:
        return self.answered / self.eligible if self.eligible else None

    @property
    def short(self) -> int:
        if self.target is None:
            return 0
        wanted = self.target * self.eligible
        return max(0, int(wanted) + (wanted > int(wanted)) - self.answered)


def outcome(tally: Tally) -> str:
    """The key of AAPOR for a unit in this state."""
    if tally.state in OUTCOMES:
        return OUTCOMES[tally.state]
    return "nothing" if tally.asked else "not_sent"


def count_outcomes(tallies: Iterable[Tally]) -> dict[str, int]:
    """Units per outcome, in AAPOR's order, zeros included."""
    found = dict.fromkeys(AAPOR, 0)
    for tally in tallies:
        found[outcome(tally)] += tally.n
    return found


def stand(
    tallies: Iterable[Tally], domains: tuple[Domain, ...], domain: str, plan: Fieldwork
) -> tuple[Standing, ...]:
    """Each level of one of the frame's domains in its order, units without one (""), and all."""
    tallies = list(tallies)
    at = next(n for n, one in enumerate(domains) if one.id == domain)
    strange = {tally.cell[at] for tally in tallies} - set(domains[at].levels)
    levels = [*domains[at].levels, *sorted(strange)]
    targets = plan.targets.get(domain, {})
    rows = [
        count([t for t in tallies if t.cell[at] == level], level, targets.get(level, plan.target))
        for level in levels
    ]
    return (*rows, count(tallies, ALL, plan.target))


def count(tallies: list[Tally], level: str, target: float | None) -> Standing:
    def units(*states: str) -> int:
        return sum(tally.n for tally in tallies if tally.state in states)

    every = sum(tally.n for tally in tallies)
    return Standing(
        level=level,
        units=every,
        eligible=every - units("not_eligible"),
        answered=units("complete"),
        started=units("started"),
        declined=units("declined"),
        target=target,
    )


def cumulate(
    by_day: Mapping[date, int], opened: date, eligible: int, last: date | None = None
) -> list[tuple[int, int, float]]:
    """(day of fieldwork, answers by then, rate) for every day from the first to `last`.

    What came before the first day counts on it; `last` is the last day with answers by default.
    """
    if not eligible:
        return []
    days: list[date] = [opened, *by_day, *([last] if last else [])]
    end = max(days)
    curve, sum_ = [], 0
    early = sum(n for day, n in by_day.items() if day < opened)
    for day in range((end - opened).days + 1):
        sum_ += by_day.get(opened + timedelta(days=day), 0) + (early if day == 0 else 0)
        curve.append((day, sum_, sum_ / eligible))
    return curve


def order_calls(standings: Iterable[Standing]) -> list[str]:
    """Levels in the order in which a call helps most: where most answers are lacking in proportion
    to the eligible units, first; levels that lack nothing are last."""
    found = [one for one in standings if one.level != ALL and one.eligible]
    return [one.level for one in sorted(found, key=lambda s: (-s.short / s.eligible, -s.eligible))]


def median_of(histogram: Mapping[int, int]) -> int | None:
    """The median of counted whole numbers; of an even count the lower of the two in the middle."""
    half = (sum(histogram.values()) + 1) // 2
    passed = 0
    for value in sorted(histogram):
        passed += histogram[value]
        if passed >= half and half:
            return value
    return None
