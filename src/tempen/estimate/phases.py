"""Response as a second phase: a sample whose strata the response groups cross.

Phase one draws units within strata h (n_h of N_h). Phase two is who answers: of the n_g units drawn
that stand in group g, m_g answer, and are taken as a simple random sample of them. A case of h and
g stands for N_h / n_h x n_g / m_g units. With u the linearised values (this weight included),
f = n_h / N_h, r = m_g / n_g and k = r² / (joint probability of two of g), the estimator without
bias, given how many answered, is

    V2 = sum_g (1 - r) m_g / (m_g - 1) (sum u² - (sum u)² / m_g)
    V1 = sum_h (1 - f) (sum_i P_i - sum_(i not j) P_ij / (n_h - 1))

where P_ij, of the units (or PSUs) i and j of a stratum, adds the products u_k u_l of their cases,
each times what the response of the pair was less likely than that of two strangers: r for a case
with itself, k for two of a group, 1 for two of different groups. All of it is quadratic in sums of
u by crossing of stratum and group, so that grouped sums are all it takes.

Source: Särndal, Swensson & Wretman 1992, 9.3 (the π* estimator) and 15.6 (response groups); the
same numbers as R's twophase(method = "full").
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.signedinteger]
Flags = NDArray[np.bool_]
MANY = 500  # cells that a matrix of classes is made for
NOTHING = 1e-12  # of the sum of squares: below it a negative part is rounding noise


@dataclass(frozen=True)
class Part:
    """coef times the product of two sums over each of some classes of cells.

    code    (X,) the class of each cell; coef by class
    scales  (X,) each that the first and the second values take before they are summed
    """

    code: Ints
    coef: Floats
    scales: tuple[Floats, Floats] | None = None


@dataclass(frozen=True)
class Form:
    """A quadratic form in values by case: own times their squares, and parts of their sums."""

    own: Floats  # (X,)
    parts: tuple[Part, ...]

    def of(self, squares: Floats, first: Floats, second: Floats | None = None) -> Floats:
        """From sums over the cases of each cell (X, ...) of the products and of the values."""
        second = first if second is None else second
        total = spread(self.own, squares).sum(0)
        for part in self.parts:
            one, two = first, second
            if part.scales is not None:
                one, two = (spread(s, v) for s, v in zip(part.scales, (one, two), strict=True))
            size = len(part.coef)
            product = add_up(one, part.code, size) * add_up(two, part.code, size)
            total = total + spread(part.coef, product).sum(0)
        return total

    def between(self, u: Floats, v: Floats, cell: Ints) -> Floats:
        """(m, k) of every column of u (n, m) with every one of v (n, k), by case."""
        total = (u * self.own[cell][:, None]).T @ v
        for part in self.parts:
            one, two = u, v
            if part.scales is not None:
                one, two = (s[cell][:, None] * x for s, x in zip(part.scales, (u, v), strict=True))
            code, size = part.code[cell], len(part.coef)
            one, two = add_up(one, code, size), add_up(two, code, size)
            total = total + (one * part.coef[:, None]).T @ two
        return total


def spread(by_cell: Floats, values: Floats) -> Floats:
    return by_cell.reshape(-1, *(1,) * (values.ndim - 1)) * values


def add_up(values: Floats, code: Ints, size: int = 0) -> Floats:
    """Sums (size or more, ...) of the rows of values by code."""
    size = max(size, int(code.max(initial=-1)) + 1)
    flat = values.reshape(len(values), -1)
    if len(values) <= MANY < flat.shape[1]:  # sums by cell of many estimates at once
        inside = (code[None, :] == np.arange(size)[:, None]).astype(float)
        return (inside @ flat).reshape(size, *values.shape[1:])
    made = [np.bincount(code, column, size) for column in flat.T]
    made = np.stack(made, axis=1) if made else np.zeros((size, 0))
    return made.astype(float).reshape(size, *values.shape[1:])


def by_code(code: Ints, values: Floats) -> Floats:
    """One value of each class, which all of it share."""
    out = np.zeros(int(code.max(initial=-1)) + 1)
    out[code] = values
    return out


def together(m: Floats, n: Floats) -> Floats:
    """k = r² over the chance that two of n answer, m (m - 1) / (n (n - 1)); 1 for m = 1."""
    several = m > 1
    made = m * np.maximum(n - 1, 1) / np.where(several, n * (m - 1), 1)
    return np.where(several, made, 1.0)


def speak_for(alone: Flags, lonely: str) -> float:
    """What the others are multiplied by where, with "average", they speak for those alone."""
    if lonely != "average":
        return 1.0
    return len(alone) / max(1, len(alone) - int(alone.sum()))


@dataclass(frozen=True)
class Phases:
    """What was drawn, and who of it answered. X cells cross strata (or PSUs) and groups.

    stratum, group  (X,) of each cell, codes 0..H-1 and 0..G-1
    n               (X,) answers
    N, drawn        (H,) units of the frame (inf: not known), and drawn from it; PSUs, where those
                    were drawn
    asked, answered (G,) units drawn that stand in each group, and those of them that answered
    psu             (X,) the PSU of each cell, where PSUs were drawn: cells then cross those
    lonely          "adjust", "average" or "certainty", of strata of one drawn unit and of groups
                    of one answer
    strata, groups  their labels
    """

    stratum: Ints
    group: Ints
    n: Floats
    N: Floats
    drawn: Floats
    asked: Floats
    answered: Floats
    psu: Ints | None = None
    lonely: str = "adjust"
    strata: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    @property
    def X(self) -> int:  # noqa: N802
        return len(self.stratum)

    @cached_property
    def response(self) -> Floats:
        """(G,) r, the part of each group that answered."""
        return self.answered / self.asked

    @cached_property
    def left(self) -> Floats:
        """(H,) 1 - f, the part of each stratum that was not drawn."""
        return np.clip(1 - self.drawn / self.N, 0.0, 1.0)

    @cached_property
    def full(self) -> Flags:
        """(X,) cells of strata all of which was drawn and groups all of which answered."""
        return (self.left == 0)[self.stratum] & (self.answered >= self.asked)[self.group]

    @cached_property
    def alone(self) -> tuple[Flags, Flags]:
        """(H,) strata of one drawn unit of several, (G,) groups of one answer of several."""
        return (self.drawn == 1) & (self.left > 0), (self.answered == 1) & (self.asked > 1)

    def lost(self, there: Flags) -> Ints:
        """Degrees of freedom that means take: of the strata and groups of cells that are `there`
        (X, ...), the fewer of cells, and of strata and groups less one."""
        h, g = (
            (add_up(there.astype(np.float64), code) > 0).sum(0)
            for code in (self.stratum, self.group)
        )
        return np.minimum(there.sum(0), np.maximum(h + g - 1, 0))

    @cached_property
    def df(self) -> int:
        """Answers (or PSUs) less the strata and groups."""
        units = int(self.answered.sum()) if self.psu is None else len(np.unique(self.psu))
        lost = self.lost(np.ones(self.X, bool))
        return units - int(lost if self.psu is None else len(np.unique(self.stratum)))

    @cached_property
    def first(self) -> Form:
        """V1."""
        n, left = self.drawn, self.left
        each = np.where(n > 1, left / np.where(n > 1, n - 1, 1), 0.0)
        if self.lonely != "adjust":
            times = speak_for(self.alone[0], self.lonely)
            left, each = np.where(self.alone[0], 0.0, left) * times, each * times
        k, r = together(self.answered, self.asked)[self.group], self.response[self.group]
        left, of_stratum, each = left[self.stratum], -each, each[self.stratum]
        if self.psu is None:
            cells = Part(np.arange(self.X), -each * (k - 1))
            return Form(left * r + each * k, (cells, Part(self.stratum, of_stratum)))
        _, at, crossing = np.unique(
            np.stack([self.stratum, self.group]), axis=1, return_index=True, return_inverse=True
        )
        return Form(left * (r - k), (
            Part(np.arange(self.X), (left + each) * (k - 1)),
            Part(self.psu, by_code(self.psu, left + each)),
            Part(crossing.reshape(-1), -(each * (k - 1))[at]),
            Part(self.stratum, of_stratum),
        ))  # fmt: skip

    @cached_property
    def second(self) -> Form:
        """V2."""
        m = self.answered
        scale = (1 - self.response) * np.where(m > 1, m / np.where(m > 1, m - 1, 1), 1.0)
        if self.lonely != "adjust":
            scale = np.where(self.alone[1], 0.0, scale) * speak_for(self.alone[1], self.lonely)
        centre = np.where(m > 1, -scale / np.maximum(m, 1), 0.0)
        return Form(scale[self.group], (Part(self.group, centre),))

    @cached_property
    def bound(self) -> Form:
        """V1 from weighted deviations: never below 0, and used where V1 + V2 comes out so.

        sum_h (1 - f) n_h / (n_h - 1) (sum r u² - (sum u)² / sum 1/r): near V1, biased a little
        """
        n, r = self.drawn, self.response[self.group]
        scale = self.left * np.where(n > 1, n / np.where(n > 1, n - 1, 1), 1.0)
        stood_for = add_up(self.n / r, self.stratum, len(n))
        centre = np.where((n > 1) & (stood_for > 0), -scale / np.maximum(stood_for, 1e-300), 0.0)
        return Form(scale[self.stratum] * r, (Part(self.stratum, centre),))

    def variance(self, squares: Floats, sums: Floats) -> tuple[Floats, Flags]:
        """V (...) from sums of u² and of u by cell (X, ...), and where it came out below 0: there
        `bound` stands in for V1."""
        V1, V2 = self.first.of(squares, sums), self.second.of(squares, sums)
        negative = -NOTHING * np.abs(spread(self.first.own, squares)).sum(0) > V1 + V2
        return np.where(negative, self.bound.of(squares, sums), V1) + V2, negative

    def covariance(self, u: Floats, cell: Ints) -> Floats:
        """(m, m) of totals from their linearised values u (n, m) by case."""
        return self.first.between(u, u, cell) + self.second.between(u, u, cell)


@dataclass(frozen=True)
class Shared:
    """What two waves have in common, each by (earlier, later) code.

    N         (H1, H2) units of both frames
    drawn     (H1, H2) units drawn both times, by stratum
    asked     (G1, G2) the same by group; answered (G1, G2) those that answered both times
    """

    N: Floats
    drawn: Floats
    asked: Floats
    answered: Floats


def form_of_change(earlier: Phases, later: Phases, cells: tuple[Ints, Ints], both: Shared) -> Form:
    """The covariance of two waves' totals, over pairs of cells (earlier, later) of those in both.

    C2 = sum over pairs of groups of (m12 - m1 m2 n12 / (n1 n2)) s(u1, u2), as for a change of
    plain samples; C1 = sum over pairs of strata of (n12 - n1 n2 N12 / (N1 N2)) times a covariance
    of v = r u among the n12 drawn both times, without bias given how many of them answered twice:
    pairs of cases are weighed up as in V1. A wave with itself has C = V.
    """
    (x1, x2), no = cells, np.zeros(len(cells[0]))
    h, g = ((a[x1], b[x2]) for a, b in ((earlier.stratum, later.stratum),
                                        (earlier.group, later.group)))  # fmt: skip
    of_h, of_g = (number_pairs(*pair) for pair in (h, g))
    m, n = both.answered[g], both.asked[g]
    r1, r2, r = earlier.response[g[0]], later.response[g[1]], m / np.maximum(n, 1)
    k = together(m, n)
    expected = earlier.answered[g[0]] * later.answered[g[1]] * n
    expected = expected / (earlier.asked[g[0]] * later.asked[g[1]])
    second = np.where(m > 1, (m - expected) / np.maximum(m - 1, 1), 0.0)
    drawn = both.drawn[h]
    f = earlier.drawn[h[0]] * later.drawn[h[1]] / (earlier.N[h[0]] * later.N[h[1]])
    in_both = np.where(np.isfinite(both.N[h]), both.N[h], 0.0)
    t = np.where(drawn > 1, (drawn - f * in_both) / np.maximum(drawn - 1, 1), 0.0)
    share = t / np.maximum(drawn, 1)
    own = (t - share) * r1 * r2 / r + share * k * r1 * r2 / r**2 + second
    scales = r1 / r, r2 / r
    return Form(own, (
        Part(np.arange(len(no)), -share * (k - 1), scales),
        Part(of_h, by_code(of_h, -share), scales),
        Part(of_g, by_code(of_g, -second / np.maximum(m, 1))),
    ))  # fmt: skip


def number_pairs(first: Ints, second: Ints) -> Ints:
    """Codes 0, 1, ... of pairs of codes."""
    key = first * (int(second.max(initial=0)) + 1) + second
    return np.unique(key, return_inverse=True)[1].reshape(-1)
