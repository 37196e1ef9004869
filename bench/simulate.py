"""Draw samples by the thousand and count how often what Tempen says is so: docs/simulations.md.

    make simulate                        # some minutes
    python -m bench.simulate --runs 200  # a quick look, nothing kept

Every scenario is a finite population whose true values are known. Samples are drawn from it, each
is estimated by Tempen's own functions, and the errors that they state are compared with how far
estimates really spread. Seeded: the same command gives the same numbers.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.populations import (
    OVERLAPS,
    Ints,
    Organisations,
    answer_within,
    apart,
    calibrated,
    change_of,
    design_of,
    draw,
    draw_again,
    mean_of,
    phases_of,
    stacked,
)
from tempen.estimate import INTERVALS
from tempen.estimate.design import Design, Floats
from tempen.estimate.estimators.quantile import estimate_quantiles
from tempen.estimate.intervals import effective_n, t_quantile
from tempen.estimate.replicate import replicate
from tempen.estimate.variance import covariance, replicate_covariance, variances

SEED = 20261122
RUNS = 10_000
BLOCK = 100  # runs of one population, where populations are drawn anew
PAGE = Path(__file__).parents[1] / "docs" / "simulations.md"
RATE = 0.39  # of the frame that answers

Table = tuple[list[str], list[list[str]]]


@dataclass
class Tally:
    """Errors of estimates, their stated variances, and whether the interval held the true value."""

    df: float
    values: list[float] = field(default_factory=list)
    variances: list[float] = field(default_factory=list)

    def add(self, value: float, variance: float, true: float) -> None:
        self.values.append(value - true)
        self.variances.append(variance)

    def row(self) -> list[str]:
        """Runs, stated over true variance, coverage; each with one standard error."""
        d, V = np.array(self.values), np.array(self.variances)
        R, ratio = len(d), V.mean() / (d**2).mean()
        spread = np.sqrt((d**4).mean() / (d**2).mean() ** 2 - 1 + (V.std() / V.mean()) ** 2)
        inside = np.abs(d) <= t_quantile(self.df) * np.sqrt(V)
        return [str(R), f"{ratio:.2f} ± {ratio * spread / np.sqrt(R):.2f}", told(inside)]


def told(inside: NDArray[np.bool_]) -> str:
    """A coverage with its Monte Carlo error."""
    share = float(inside.mean())
    return f"{share:.3f} ± {np.sqrt(share * (1 - share) / len(inside)):.3f}"


# --- intervals of a share ---------------------------------------------------------------------


def simulate_intervals(runs: int, rng: np.random.Generator) -> Table:
    """Coverage of every interval for a share in one stratum, n of n / .39 units."""
    names = list(INTERVALS)
    rows = []
    for n in (8, 16, 32, 99):
        N = round(n / RATE)
        for K in dict.fromkeys(max(1, round(p * N)) for p in (0.05, 0.1, 0.3, 0.5)):
            p = rng.hypergeometric(K, N - K, n, runs) / n
            V = (1 - n / N) * p * (1 - p) / (n - 1)
            many = np.full(runs, float(n))
            n_eff = effective_n(p, V, many)
            cells = []
            for name in names:
                low, high = INTERVALS[name](p, n_eff, many, np.full(runs, n - 1.0))
                held = (low <= K / N + 1e-12) & (high >= K / N - 1e-12)
                cells.append(f"{held.mean():.3f} ({(high - low).mean():.2f})")
                if name == "logit":
                    cells.append(f"{(held & (p > 0) & (p < 1)).mean():.3f}")
            rows.append([str(n), str(N), f"{K / N:.3f}", *cells])
    names.insert(names.index("logit") + 1, "logit, none at 0")
    return ["n", "N", "true share", *names], rows


# --- changes ----------------------------------------------------------------------------------


def simulate_changes(runs: int, rng: np.random.Generator) -> Table:
    """The change of a share between two waves of which a part answered both."""
    rows = []
    for part in OVERLAPS:
        for name, answers in (("all", 224), ("of 40", 40), ("of 12", 12), ("of 5", 5)):
            ways = {"overlap": change_of, "V1 + V2": apart, "stacked": stacked}
            if name != "all":
                del ways["stacked"]
            made = {label: Tally(221) for label in ways}
            for people, first, second in pairs_of_waves(runs, rng, part, answers / 224):
                true = people.inside @ (people.y2 - people.y1) / people.inside.sum()
                for label, act in ways.items():
                    made[label].add(*act(people, first, second), true)
            for label, tally in made.items():
                rows.append([f"{part:.0%}", name, label, *tally.row()])
    return ["answered both", "domain", "variance", "runs", "stated / true", "coverage"], rows


def pairs_of_waves(
    runs: int, rng: np.random.Generator, part: float, inside: float
) -> Iterator[tuple[Organisations, Ints, Ints]]:
    """Populations with two samples each, in both of which somebody is in the domain."""
    people = Organisations.make(rng, part=inside)
    for run in range(runs):
        if run % BLOCK == 0:
            people = Organisations.make(rng, part=inside)
        first = draw(rng, people)
        second = draw_again(rng, people, first, part)
        if people.inside[first].any() and people.inside[second].any():
            yield people, first, second


# --- calibration, two phases ------------------------------------------------------------------


def simulate_calibration(runs: int, rng: np.random.Generator) -> Table:
    """A mean of weights raked to two margins, with and without their part in the error."""
    people = Organisations.make(rng)
    true = float(people.income.mean())
    made = {label: Tally(221) for label in ("residuals", "ignored")}
    for _ in range(runs):
        kept = draw(rng, people)
        design = calibrated(people, kept)
        value, u = mean_of(people.income[kept], design)
        made["residuals"].add(value, covariance(u, design)[0, 0], true)
        plain = Design(design.stratum, design.weight, design.N)
        made["ignored"].add(value, covariance(u, plain)[0, 0], true)
    return head("calibration"), [[label, *tally.row()] for label, tally in made.items()]


PHASES = (
    "mean, two phases",
    "mean, answers as one draw from the strata",
    "mean of a domain of 43 answers, two phases",
    "change, overlap of two phases",
    "change, V1 + V2",
)


def simulate_phases(runs: int, rng: np.random.Generator) -> Table:
    """A sample of unequal rates that answers by size class: means, domains, changes."""
    people = Organisations.make(rng)
    everyone, inside = people.income, people.region < 3
    true, true_in = float(everyone.mean()), float(everyone[inside].mean())
    moved = float((people.later - everyone).mean())
    made = {label: Tally(200) for label in PHASES}
    for _ in range(runs):
        first = draw(rng, people, people.rates)
        second = draw_again(rng, people, first, 0.6, people.rates)
        waves = [phases_of(people, drawn, answer_within(rng, people, drawn))
                 for drawn in (first, second)]  # fmt: skip
        (one, came), (_, again) = waves
        value, u = mean_of(everyone[came], one)
        plain = Design(people.stratum[came], one.weight, people.N)
        made[PHASES[0]].add(value, variances(u, one)[0], true)
        made[PHASES[1]].add(value, variances(u, plain)[0], true)
        value, u = mean_of(everyone[came], one, inside[came])
        made[PHASES[2]].add(value, variances(u, one)[0], true_in)
        change, V, loose = people.change_in_phases(waves, (first, second), (came, again))
        made[PHASES[3]].add(change, V if V >= 0 else loose, moved)
        made[PHASES[4]].add(change, loose, moved)
    return head("estimate"), [[label, *tally.row()] for label, tally in made.items()]


# --- replicates, quantiles --------------------------------------------------------------------


def simulate_bootstrap(runs: int, rng: np.random.Generator, R: int = 200) -> Table:
    """Rao and Wu's bootstrap against Taylor's variance: a mean, and a ratio."""
    people = Organisations.make(rng)
    size = np.exp(people.income / 10)
    true = {"mean": float(people.income.mean()), "ratio": float(people.income.sum() / size.sum())}
    made = {(what, how): Tally(221) for what in true for how in ("Taylor", "bootstrap")}
    for run in range(max(2, runs // 8)):
        kept = draw(rng, people)
        design = design_of(people, kept)
        again = replicate(design, "bootstrap", R=R, seed=SEED + run)
        replicates = again.replicates
        assert replicates is not None
        for what, x in (("mean", np.ones(len(kept))), ("ratio", size[kept])):
            y, w = people.income[kept], design.weight
            value = float(w @ y / (w @ x))
            u = w * (y - value * x) / (w @ x)
            made[what, "Taylor"].add(value, variances(u[:, None], design)[0], true[what])
            each = (replicates.weights.T @ y) / (replicates.weights.T @ x)
            V = replicate_covariance(each[:, None], np.array([value]), replicates)
            made[what, "bootstrap"].add(value, V[0, 0], true[what])
    rows = [[what, how, *tally.row()] for (what, how), tally in made.items()]
    return ["estimate", "variance", "runs", "stated / true", "coverage"], rows


def simulate_quantiles(runs: int, rng: np.random.Generator) -> Table:
    """Woodruff's intervals of quantiles of a skewed number."""
    rows = []
    probs = (0.25, 0.5, 0.75)
    for n in (16, 50, 200):
        y = np.exp(rng.normal(size=round(n / RATE)))
        true = np.quantile(y, probs, method="inverted_cdf")
        held = np.zeros((runs, len(probs)), bool)
        for run in range(runs):
            held[run] = quantiles_hold(y, rng.permutation(len(y))[:n], probs, true)
        rows.append([str(n), str(len(y)), *(told(column) for column in held.T)])
    return ["n", "N", *(f"p = {p}" for p in probs)], rows


def quantiles_hold(
    y: Floats, kept: NDArray[np.int64], probs: tuple[float, ...], true: Floats
) -> list[bool]:
    n, N = len(kept), len(y)
    design = Design(np.zeros(n, int), np.full(n, N / n), np.array([float(N)]))

    def error(below: Floats) -> tuple[Floats, Floats]:
        p = below.mean(0)
        return p, np.sqrt(np.diag(covariance((below - p) / n, design)))

    t = float(t_quantile(design.df))
    made = estimate_quantiles(y[kept], design.weight, probs, error, t)
    return [q.low <= value <= q.high for q, value in zip(made, true, strict=True)]


def head(what: str) -> list[str]:
    return [what, "runs", "stated / true", "coverage"]


SCENARIOS: dict[str, Callable[[int, np.random.Generator], Table]] = {
    "intervals": simulate_intervals,
    "changes": simulate_changes,
    "calibration": simulate_calibration,
    "phases": simulate_phases,
    "bootstrap": simulate_bootstrap,
    "quantiles": simulate_quantiles,
}


def simulate_all(runs: int, seed: int = SEED) -> Iterator[tuple[str, str]]:
    """Every scenario by name, as a table in Markdown; each has a generator of its own."""
    for number, (name, act) in enumerate(SCENARIOS.items()):
        yield name, write_table(*act(runs, np.random.default_rng([seed, number])))


def write_table(names: list[str], rows: list[list[str]]) -> str:
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def keep(tables: dict[str, str]) -> None:
    """Put every table between its marks in docs/simulations.md."""
    text = PAGE.read_text(encoding="utf-8")
    for mark, table in tables.items():
        start, end = f"<!-- {mark} -->", f"<!-- /{mark} -->"
        before, rest = text.split(start, 1)
        text = f"{before}{start}\n{table}\n{end}{rest.split(end, 1)[1]}"
    PAGE.write_text(text, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, help=f"samples a scenario; {RUNS} are kept")
    given = parser.parse_args()
    start, tables = time.perf_counter(), {}
    for name, table in simulate_all(given.runs or RUNS):
        tables[name] = table
        print(f"\n{name}, {time.perf_counter() - start:.0f} s\n{table}", flush=True)
    if given.runs is None:
        told_of = f"`python -m bench.simulate`: seed {SEED}, {RUNS} samples a scenario"
        keep(tables | {"run": f"{told_of} ({RUNS // 8} of the bootstrap, 200 replicates each)."})


if __name__ == "__main__":
    main()
