"""What somebody can tell of a group by adding and subtracting everything that is shown.

The attacker knows the frame, who answered, and every figure shown: counts and shares of levels
and groups of levels, means, in every domain and weighting. A count is safe where other answers,
which give exactly the same figures, give it other values: such tables are looked for.

First by exchange: two units alike in every figure shown, who answered differently, may change
places, and not even a standard error moves; then by four units. Then by a linear programme over
all chains of exchanges of two levels (Fischetti & Salazar 2001 bound cells so), in whole numbers,
with the weighted sums of protected items as equations. Only tables that are possible are found:
what this room calls safe is safe; what it calls unsafe may be safe by a chain of three levels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tempen.disclose.block import Block, View
from tempen.disclose.crowd import Flags, Floats, Group, Ints

MOST_ATOMS = 20_000  # above it only exchange is tried
MOST_PAIRED = 1500


@dataclass(frozen=True)
class Target:
    """A count that must not be told.

    who    (A,) the atoms counted
    code   the answer counted
    reach  values of which one must be possible, above or below the true one
    why    the reason given for what is withheld to protect it
    """

    view: View
    who: Flags
    code: int
    reach: tuple[int, ...]
    why: str = "complement"

    @property
    def true(self) -> int:
        return int(self.view.truth[self.who, self.code].sum())

    def reached(self, low: int, high: int) -> bool:
        return any(low <= value <= high for value in self.reach)


def rivals(target: Target) -> Iterator[int]:
    """The codes that may change places with the target's, the commonest first."""
    truth, own = target.view.truth, target.view.truth[target.who].sum(0)
    grows, shrinks = max(target.reach) > target.true, min(target.reach) < target.true
    for code in np.argsort(-truth.sum(0), kind="stable"):
        usable = (grows and own[code]) or (shrinks and own[target.code])
        if code != target.code and usable:
            yield int(code)


def distinguish(block: Block, code: int, other: int) -> Ints:
    """The columns in which two codes do not count the same."""
    sheet = block.sheet
    apart = np.flatnonzero(sheet.unions[:, code] != sheet.unions[:, other]).tolist()
    if sheet.scores is not None:
        one, two = sheet.scores[[code, other]]
        if one != two and not (np.isnan(one) and np.isnan(two)):
            apart.append(len(sheet.labels))
    return np.array(apart, np.int64)


def shown_groups(block: Block, view: View, columns: Ints) -> Flags:
    """(G,) groups of which a figure is shown that tells the codes apart."""
    return np.any(block.seen[view.rows][:, columns], axis=1)


def exchange(block: Block, target: Target, other: int) -> tuple[int, int]:
    """How far units, alike in all that is shown, can move the count; none shown, they are free."""
    view, who = target.view, target.who
    shown = shown_groups(block, view, distinguish(block, target.code, other))
    alike = view.crowd.alike(shown, weighted=not block.whole)
    one, two = view.truth[:, target.code], view.truth[:, other]

    def sums(values: Ints, chosen: Flags) -> Ints:
        n = len(alike.free)
        return np.bincount(alike.of[chosen], values[chosen], minlength=n).astype(np.int64)

    up, down = sums(two, who), sums(one, who)
    up = np.where(alike.free, up, np.minimum(up, sums(one, ~who)))
    down = np.where(alike.free, down, np.minimum(down, sums(two, ~who)))
    return target.true - int(down.sum()), target.true + int(up.sum())


def weights_of(block: Block, view: View) -> Floats:
    """(W, A) the weights whose sums count as equations: of protected items alone.

    Elsewhere a rule about groups is kept, and counts decide what a group can be told of.
    """
    return view.crowd.weights[:0] if block.whole else view.crowd.weights


def can_exchange(block: Block, target: Target) -> bool:
    return any(target.reached(*exchange(block, target, other)) for other in rivals(target))


def can_chain(block: Block, target: Target) -> bool:
    """Whether four units can change answers, two each way, and every figure shown stay.

    One of them is the target's: of the sums of figures over pairs of units, two are the same.
    """
    if target.view.crowd.A > MOST_PAIRED:
        return False
    return any(
        chain(block, target, other, goal - target.true)
        for other in rivals(target)
        for goal in target.reach
        if abs(goal - target.true) == 1
    )


def chain(block: Block, target: Target, other: int, step: int) -> bool:
    """The same with one other answer, for a target that grows or shrinks by a unit."""
    view, who = target.view, target.who
    codes = (other, target.code) if step > 0 else (target.code, other)
    forth, back = (view.truth[:, code] > 0 for code in codes)
    shown = shown_groups(block, view, distinguish(block, target.code, other))
    marks = view.crowd.alike(shown, weighted=not block.whole).mark
    pairs = marks[who & forth, None] + marks[~who & forth]
    return bool(np.isin(pairs, pair_sums(marks[~who & back])).any())


def pair_sums(marks: Ints) -> Ints:
    first, second = np.triu_indices(len(marks), 1)
    return marks[first] + marks[second]


def solve(block: Block, target: Target) -> tuple[bool, list[tuple[Group, Ints]]]:
    """Whether a chain of exchanges reaches the wanted value; else the groups that hinder it.

    With each group the columns that tell the two levels apart.
    """
    hindered: list[tuple[Group, Ints]] = []
    if target.view.crowd.A > MOST_ATOMS:
        return False, hindered
    for other in rivals(target):
        columns = distinguish(block, target.code, other)
        shown = shown_groups(block, target.view, columns)
        weights = weights_of(block, target.view)
        reached, binding = solve_pair(target, other, shown, weights)
        if reached:
            return True, []
        groups = [g for g, seen in zip(target.view.crowd.groups, shown, strict=True) if seen]
        hindered = hindered or [(groups[at], columns) for at in binding if at < len(groups)]
    return False, hindered


def solve_pair(target: Target, other: int, shown: Flags, weights: Floats) -> tuple[bool, list[int]]:
    """The same for one other level; else the places of the shown groups that bind."""
    pair = target.view.truth[:, [target.code, other]]
    there = pair.sum(1) > 0
    sums = target.view.crowd.inside[shown][:, there].astype(float)
    top, one, who = pair[there].sum(1), pair[there, 0], target.who[there].astype(float)
    weighted = np.concatenate([sums, *(sums * w for w in weights[:, there])])
    binding: list[int] = []
    for goal in target.reach:
        sign = -1 if goal > target.true else 1
        hindering = hinder(weighted, sums, one, top, sign * who, sign * goal)
        if not hindering:
            return True, []
        binding = binding or hindering
    return False, binding


def hinder(
    weighted: Floats, counts: Floats, one: Ints, top: Ints, aim: Floats, goal: int
) -> list[int]:
    """The places of the groups that keep `aim @ x` above the goal; none: it is reached.

    In real numbers first, which is quick and says what binds; then in whole numbers.
    """
    everyone = list(range(max(len(counts), 1)))
    value, x, prices = push(weighted, one, top, aim)
    if value > goal + 1e-6:
        dear = np.flatnonzero(np.abs(prices) > 1e-9)
        return sorted({int(at) % len(everyone) for at in dear}) or everyone
    if np.abs(x - np.round(x)).max(initial=0) <= 1e-6:
        return []
    return [] if can_push_whole(weighted, one, top, aim, goal) else everyone


def push(sums: Floats, one: Ints, top: Ints, aim: Floats) -> tuple[float, Floats, Floats]:
    """Least `aim @ x` with `sums @ x` as it is and 0 <= x <= top: its value, x, shadow prices."""
    from scipy.optimize import linprog

    box = np.stack([np.zeros(len(top)), top], axis=1)
    found = linprog(aim, A_eq=sums, b_eq=sums @ one, bounds=box, method="highs")
    if found.status != 0:  # numerically at its limit: only the truth is sure
        return float(aim @ one), one.astype(float), np.ones(len(sums))
    return float(found.fun), found.x, found.eqlin.marginals


def can_push_whole(sums: Floats, one: Ints, top: Ints, aim: Floats, goal: int) -> bool:
    """Whether whole numbers x reach `aim @ x <= goal`."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    known = sums @ one
    rows, low = np.vstack([sums, aim]), np.append(known, -np.inf)
    held = LinearConstraint(rows, low, np.append(known, goal))  # type: ignore[arg-type]
    box = Bounds(np.zeros(len(top)), top)  # type: ignore[arg-type]
    found = milp(
        np.zeros(len(top)),
        constraints=held,
        bounds=box,
        integrality=np.ones(len(top)),
        options={"time_limit": 1.0},
    )
    return found.x is not None
