"""Means and totals of numbers: what the totals shown tell, added and subtracted, of single units.

The attacker knows the frame, who answered, and the total of every group shown, in every weighting:
two weightings of a group of two strata give the total of each. Unknown is the total of each class,
the units that nothing shown tells apart. No sum of fewer units than a group must have may follow;
and by a linear programme (Fischetti & Salazar 2001 bound cells so) no unit may be bounded from
above nearer than the rules allow, by an outsider (dominance) or by another unit (p per cent).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tempen.disclose.block import Block, Piece, View
from tempen.disclose.crowd import Flags, Floats, Group, Ints
from tempen.disclose.primary import is_dominated
from tempen.terms.estimate import ALL
from tempen.terms.study import Disclosure

MOST_CLASSES = 400  # of units that nothing tells apart: above it no unit is bounded
MOST_FEW = 2000
WHOLE = 1e-7
RIVALS = 5  # the largest of the others, whose knowing their own numbers is tried
FAR = 3.0  # times a known number: how far it can lower a bound, with weights not too unlike


@dataclass(frozen=True)
class Totals:
    """What is known of a number.

    rows    (m, C) weighted totals shown, by class of units; groups (m,) whose total each is
    of      (n,) the class of each unit in the base, -1 outside
    values  per class its units' values (absolute), the largest first
    """

    rows: Floats
    groups: tuple[Group, ...]
    of: Ints
    values: tuple[Floats, ...]

    @property
    def sums(self) -> Floats:
        return np.array([one.sum() for one in self.values])

    def cheapest(self, block: Block, used: Flags) -> Piece | None:
        """The shown group that readers lose least by, of those whose totals are used."""
        groups = {group for group, uses in zip(self.groups, used, strict=True) if uses}
        chosen = min(groups, key=lambda g: (g[0] == ALL, block.cost((g, None)), g), default=None)
        return None if chosen is None else (chosen, None)


def secure_numbers(block: Block, rules: Disclosure, least: int) -> None:
    """Hold back means until no group held back, and no unit, can be had from those shown."""
    for view in widest(block.views):
        while (piece := find_leak(block, view, least)) is not None:
            block.hold(piece, "complement")
        if rules.dominance or rules.p_percent is not None:
            secure_units(block, view, rules, least)


def widest(views: Sequence[View]) -> list[View]:
    """The views that see all that others see: the frame's divisions at once, where there are more
    than one."""
    joint = any(view.crowd.joint for view in views)
    return [v for v in views if v.crowd.joint or not (joint and v.crowd.frame)]


def find_leak(block: Block, view: View, least: int) -> Piece | None:
    """A piece that gives a group held back, or a sum of few units, away."""
    known = gather_totals(block, view)
    if not known.groups:
        return None
    return find_derived(block, view, known) or find_bare(block, known, least)


def secure_units(block: Block, view: View, rules: Disclosure, least: int) -> None:
    """The largest unit of no group may be bounded too nearly; what is held back harms none."""
    assert block.numbers is not None
    size = np.nan_to_num(np.abs(block.numbers), nan=-1.0)
    inside = view.crowd.inside[:, view.crowd.atom]  # (G, n)
    largest = np.unique(np.where(inside, size, -1.0).argmax(1))
    known, safe = gather_totals(block, view), set[int]()
    swaps = find_swaps(known)
    for unit in largest[np.argsort(-size[largest], kind="stable")]:
        while (c := int(known.of[unit])) >= 0 and known.groups and c not in safe:
            if len(known.values) > MOST_CLASSES:
                return
            if known.values[c][0] > size[unit] or not is_dominated(known.values[c], rules):
                break  # a larger unit that nothing tells apart stands for it
            used = None if is_hidden(known, swaps, c, rules) else bound(known, c, rules)
            if used is None:
                safe.add(c)
                break
            piece = known.cheapest(block, used)
            if piece is None:
                break
            block.hold(piece, "complement")
            while (more := find_leak(block, view, least)) is not None:
                block.hold(more, "complement")
            known, safe = gather_totals(block, view), set[int]()
            swaps = find_swaps(known)


@dataclass(frozen=True)
class Swaps:
    """Pairs of classes (first, second), the sum of their marks, and the least of their totals."""

    first: Ints
    second: Ints
    mark: Ints
    room: Floats
    marks: Ints  # (C,) of single classes


def find_swaps(known: Totals) -> Swaps:
    """Two classes may give what two others take where their figures add up to the same."""
    if len(known.values) > MOST_CLASSES:
        empty = np.zeros(0, np.int64)
        return Swaps(
            empty, empty, empty, empty.astype(float), np.zeros(len(known.values), np.int64)
        )
    own = np.random.default_rng(len(known.rows)).integers(-(2**62), 2**62, len(known.rows))
    marks = own @ np.round(known.rows * 1e9).astype(np.int64)
    first, second = np.triu_indices(len(marks), 1)
    sums = known.sums
    room = np.minimum(sums[first], sums[second])
    return Swaps(first, second, marks[first] + marks[second], room, marks)


def is_hidden(known: Totals, swaps: Swaps, c: int, rules: Disclosure) -> bool:
    """Whether a single unit may as well be so much larger, at the cost of two pairs of others.

    Somebody who knows one number rules out one pair at most, where no class is in both.
    """
    values = known.values[c]
    if len(values) != 1:
        return False
    needs = [values[0] * (rules.p_percent or 0.0) / 100]
    if rules.dominance:
        needs.append(values[0] * (1 / rules.dominance[1] - 1))
    others = (swaps.first != c) & (swaps.second != c) & (swaps.room >= max(needs) * (1 + 1e-9))
    at = np.flatnonzero(others)
    at = at[np.isin(swaps.mark[at], swaps.marks[c] + np.delete(swaps.marks, c))]
    if not len(at):
        return False
    one, two = swaps.first[at], swaps.second[at]
    apart = (one != one[0]) & (two != one[0]) & (one != two[0]) & (two != two[0])
    return bool(apart.any())


def gather_totals(block: Block, view: View) -> Totals:
    crowd, base = view.crowd, view.truth.sum(1) > 0
    shown = np.any(block.seen[view.rows], axis=1)
    ways = (np.ones(crowd.A), *crowd.weights)
    rows = np.concatenate([crowd.inside[shown][:, base] * w[base] for w in ways])
    names = [crowd.groups[at] for at in np.flatnonzero(shown)]
    classes, of_atom = np.zeros((len(rows), 0)), np.zeros(0, np.int64)
    if base.any():
        classes, of_atom = np.unique(np.round(rows, 9), axis=1, return_inverse=True)
    place = np.full(crowd.A, -1)
    place[base] = of_atom.ravel()
    numbers = block.numbers
    assert numbers is not None
    of = np.where(np.isnan(numbers), -1, place[crowd.atom])
    values = (np.abs(numbers[of == c]) for c in range(classes.shape[1]))
    return Totals(classes, tuple(names * len(ways)), of, tuple(np.sort(v)[::-1] for v in values))


def find_derived(block: Block, view: View, known: Totals) -> Piece | None:
    """A group held back, whose total in any weighting is a sum of totals shown."""
    ways: list[Floats] = [np.ones(view.crowd.A), *view.crowd.weights]
    for group in filter(block.is_held, view.crowd.groups):
        for w in ways:
            wanted = spread_out(known, view, np.where(view.mask(group), w, 0.0))
            if wanted is None or not wanted.any():  # of size 0: it adds nothing to any total
                continue
            if (used := derive(known.rows, wanted)) is not None:
                return known.cheapest(block, used)
    return None


def spread_out(known: Totals, view: View, atoms: Floats) -> Floats | None:
    """(C,) a sum over atoms as one over classes; None where a class is only partly in it."""
    units = atoms[view.crowd.atom]
    inside = known.of >= 0
    top = np.zeros(len(known.values))
    low = np.full(len(known.values), np.inf)
    np.maximum.at(top, known.of[inside], units[inside])
    np.minimum.at(low, known.of[inside], units[inside])
    return top if np.allclose(top, low) else None


def derive(rows: Floats, wanted: Floats) -> Flags | None:
    """Which rows add up to the wanted one; None where none do."""
    parts, *_ = np.linalg.lstsq(rows.T, wanted, rcond=None)
    return np.abs(parts) > WHOLE if np.allclose(rows.T @ parts, wanted, atol=WHOLE) else None


def find_bare(block: Block, known: Totals, least: int) -> Piece | None:
    """A class, or two, of fewer units than a group must have, whose sum follows from others."""
    n = np.array([len(one) for one in known.values])
    few = np.flatnonzero(n < least)
    if not 0 < len(few) <= MOST_FEW:
        return None
    part = known.rows[:, few]
    hat = part.T @ np.linalg.pinv(known.rows @ known.rows.T, hermitian=True, rcond=1e-10) @ part
    lever = np.diag(hat)
    pairs = lever + lever[:, None] + 2 * hat > 2 - 1e-6
    pairs &= n[few] + n[few][:, None] < least
    for classes in (*few[lever > 1 - WHOLE, None], *few[np.argwhere(np.triu(pairs, 1))]):
        wanted = np.zeros(len(n))
        wanted[classes] = 1.0
        if (used := derive(known.rows, wanted)) is not None:
            return known.cheapest(block, used)
    return None


def bound(known: Totals, c: int, rules: Disclosure) -> Flags | None:
    """The totals that bound the largest units of a class too nearly; None where none do.

    To know of a class's total that it is at least one's own value makes the others' sum no
    larger: only units whose own value the attacker's best guess contradicts are tried.
    """
    values = known.values[c]
    most, at, first = push_up(known, c, np.zeros(len(known.values)))
    if rules.dominance:
        n, share = rules.dominance
        if values[:n].sum() > share * most * (1 + 1e-9):
            return first
    if rules.p_percent is None:
        return None
    wanted = values[0] * (1 + rules.p_percent / 100)
    for own, of, value in rivals_of(known, c, at):
        if own is None and most - FAR * value >= wanted:
            continue  # knowing it cannot bring the guess so far down
        least = np.zeros(len(known.values))
        least[of] = value
        reach, _, used = push_up(known, c, least)
        if reach - (own or 0.0) < wanted * (1 - 1e-9):
            return used
    return first if most < wanted * (1 - 1e-9) else None


def rivals_of(known: Totals, c: int, at: Floats) -> Iterator[tuple[float | None, int, float]]:
    """(what is taken off the class's total, the class of a rival, its value), the largest first."""
    if len(known.values[c]) > 1:
        second = float(known.values[c][1])
        yield second, c, second
    others = [(float(v[0]), d) for d, v in enumerate(known.values) if d != c and at[d] < v[0]]
    for value, d in sorted(others, reverse=True)[:RIVALS]:
        yield None, d, value


def push_up(known: Totals, c: int, least: Floats) -> tuple[float, Floats, Flags]:
    """The most that a class's total can be: it, all totals there, and the rows that hold it."""
    from scipy.optimize import linprog

    aim = np.zeros(len(known.values))
    aim[c] = -1.0
    sums = known.sums
    scale = float(sums.max()) or 1.0
    bounds = np.stack([np.minimum(least, sums) / scale, np.full(len(sums), np.inf)], axis=1)
    found = linprog(
        aim, A_eq=known.rows, b_eq=known.rows @ sums / scale, bounds=bounds, method="highs"
    )
    if found.status == 3:
        return np.inf, np.full(len(sums), np.inf), np.zeros(len(known.rows), bool)
    if found.status != 0:  # numerically at its limit: only the truth is sure
        return float(sums[c]), sums, np.ones(len(known.rows), bool)
    prices = np.abs(found.eqlin.marginals) > 1e-9
    return -float(found.fun) * scale, found.x * scale, prices
