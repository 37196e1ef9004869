"""Made populations of organisations for `bench.simulate`, samples of them, and their estimates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tempen.estimate.design import Design, Floats, overlap
from tempen.estimate.phases import Phases
from tempen.estimate.variance import covariance, covariances_each
from tempen.terms.weight import Calibration
from tempen.weight import rake, read_margins

Ints = NDArray[np.int64]
SIZES = np.array([290, 21, 263])  # organisations by sector
ANSWERS = np.array([110, 15, 99])
OVERLAPS = (0.4, 0.7)
RATES = np.array([0.5, 0.95, 0.3])  # of the sample in two phases
RESPONSE = np.array([0.45, 0.55, 0.7, 0.8, 0.9])  # by size class


@dataclass(frozen=True)
class Organisations:
    """574 organisations in three sectors: a yes or no in two waves, and a number in two waves.

    inside  a domain, drawn at random, of which about the wanted number answers
    """

    stratum: Ints
    size: Ints
    region: Ints
    inside: NDArray[np.bool_]
    y1: Floats
    y2: Floats
    income: Floats
    later: Floats

    @classmethod
    def make(cls, rng: np.random.Generator, part: float = 1.0) -> Organisations:
        n = int(SIZES.sum())
        stratum = np.repeat(np.arange(3), SIZES)
        size, region = rng.integers(0, 5, n), rng.integers(0, 12, n)
        taste = rng.normal(size=n) + 0.4 * stratum
        lean = [(0.8 * taste + rng.normal(scale=0.6, size=n) > cut) * 1.0 for cut in (0.6, 0.3)]
        income = 10 + 3 * size + 2 * stratum + 4 * rng.normal(size=n)
        later = income + 0.3 * size + 2 * rng.normal(size=n)
        inside = rng.permutation(n) < round(part * n)
        return cls(stratum, size, region, inside, *lean, income, later)

    @property
    def N(self) -> Floats:  # noqa: N802
        return SIZES.astype(float)

    @property
    def rates(self) -> Ints:
        """How many of each sector a sample of two phases draws."""
        return np.round(RATES * SIZES).astype(np.int64)

    def change_in_phases(
        self,
        waves: list[tuple[Design, Ints]],
        drawn: tuple[Ints, Ints],
        came: tuple[Ints, Ints],
    ) -> tuple[float, float, float]:
        """The change of the mean, its variance with the overlap, and without."""
        tables = [
            pl.DataFrame({"unit": d, "stratum": self.stratum[d], "group": self.size[d]})
            for d in drawn
        ]
        designs = waves[0][0], waves[1][0]
        shared = overlap(*designs, came, np.diag(self.N), (tables[0], tables[1]))
        (v1, u1), (v2, u2) = (
            mean_of(y[c], d)
            for y, c, d in zip((self.income, self.later), came, designs, strict=True)
        )
        loose = covariance(u1, designs[0])[0, 0] + covariance(u2, designs[1])[0, 0]
        return v2 - v1, loose - 2 * covariances_each(u1, u2, *designs, shared)[0], loose


def draw(rng: np.random.Generator, people: Organisations, n: Ints = ANSWERS) -> Ints:
    """A stratified sample: rows in order."""
    parts = [rng.permutation(np.flatnonzero(people.stratum == h))[:m] for h, m in enumerate(n)]
    return np.sort(np.concatenate(parts))


def draw_again(
    rng: np.random.Generator, people: Organisations, first: Ints, part: float, n: Ints = ANSWERS
) -> Ints:
    """The next sample, of which a part comes from the first and the rest from the others."""
    before, parts = np.isin(np.arange(len(people.stratum)), first), []
    for h, m in enumerate(n):
        here = people.stratum == h
        old, new = (rng.permutation(np.flatnonzero(here & side)) for side in (before, ~before))
        kept = max(min(round(part * m), len(old)), m - len(new))
        parts += [old[:kept], new[: m - kept]]
    return np.sort(np.concatenate(parts))


def answer_within(rng: np.random.Generator, people: Organisations, drawn: Ints) -> Ints:
    """Who of the drawn answers, each by the rate of its size class; at least two of each class."""
    came = rng.random(len(drawn)) < RESPONSE[people.size[drawn]]
    for group in range(5):
        here = np.flatnonzero(people.size[drawn] == group)
        came[here[:2]] |= came[here].sum() < 2
    return drawn[came]


def design_of(people: Organisations, kept: Ints) -> Design:
    stratum = people.stratum[kept]
    n = np.bincount(stratum, minlength=3)
    return Design(stratum, (people.N / n)[stratum], people.N)


def phases_of(people: Organisations, drawn: Ints, came: Ints) -> tuple[Design, Ints]:
    """The design of the answers to a sample, in response groups by size class."""
    h, g = people.stratum, people.size
    pairs = np.stack([h[came], g[came]])
    (strata, groups), cell = np.unique(pairs, axis=1, return_inverse=True)
    cell = cell.reshape(-1)
    counts = [np.bincount(of, minlength=k).astype(float)
              for of, k in ((h[drawn], 3), (g[drawn], 5), (g[came], 5))]  # fmt: skip
    sizes, asked, answered = counts
    phases = Phases(strata, groups, np.bincount(cell) * 1.0, people.N, sizes, asked, answered)
    weight = (people.N / sizes)[h[came]] / (answered / asked)[g[came]]
    return Design(cell, weight, np.full(phases.X, np.inf), phases=phases), came


def calibrated(people: Organisations, kept: Ints) -> Design:
    """The design of a sample whose weights are raked to size and region."""
    plain = design_of(people, kept)
    columns = {"size": people.size, "region": people.region % 4}
    table = pl.DataFrame({name: codes[kept].astype(str) for name, codes in columns.items()})
    totals = {
        name: {str(level): int((codes == level).sum()) for level in np.unique(codes)}
        for name, codes in columns.items()
    }
    margins = read_margins(table, totals)
    fit = rake(plain.weight, margins)
    x = np.concatenate([np.eye(len(m.totals))[m.codes] for m in margins], axis=1)
    made = Calibration(x, plain.weight, np.ones(len(kept)))
    return Design(plain.stratum, fit.weight, plain.N, calibration=made)


def mean_of(
    y: Floats, design: Design, inside: NDArray[np.bool_] | None = None
) -> tuple[float, Floats]:
    """The weighted mean, and its linearised values (n, 1)."""
    w = design.weight if inside is None else design.weight * inside
    value = w @ y / w.sum()
    return float(value), (w * (y - value) / w.sum())[:, None]


def change_of(people: Organisations, first: Ints, second: Ints) -> tuple[float, float]:
    """The change in the domain, and V1 + V2 - 2 C with those who answered both."""
    value, u1, u2, one, two = both_waves(people, first, second)
    shared = overlap(one, two, (first, second), np.diag(people.N))
    V = covariance(u1, one)[0, 0] + covariance(u2, two)[0, 0]
    made = V - 2 * covariances_each(u1, u2, one, two, shared)[0]
    return value, float(made if made >= 0 else V)


def apart(people: Organisations, first: Ints, second: Ints) -> tuple[float, float]:
    """As if nobody had answered both."""
    value, u1, u2, one, two = both_waves(people, first, second)
    return value, float(covariance(u1, one)[0, 0] + covariance(u2, two)[0, 0])


def stacked(people: Organisations, first: Ints, second: Ints) -> tuple[float, float]:
    """Both waves in one design, an organisation as a cluster of its answers, with the FPC."""
    value, u1, u2, _, _ = both_waves(people, first, second)
    u = np.zeros(len(people.stratum))
    np.add.at(u, second, u2[:, 0])
    np.add.at(u, first, -u1[:, 0])
    there = np.union1d(first, second)
    stratum = people.stratum[there]
    design = Design(stratum, np.ones(len(there)), people.N)
    return value, float(covariance(u[there][:, None], design)[0, 0])


def both_waves(
    people: Organisations, first: Ints, second: Ints
) -> tuple[float, Floats, Floats, Design, Design]:
    one, two = design_of(people, first), design_of(people, second)
    v1, u1 = mean_of(people.y1[first], one, people.inside[first])
    v2, u2 = mean_of(people.y2[second], two, people.inside[second])
    return v2 - v1, u1, u2, one, two
