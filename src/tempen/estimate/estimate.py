"""From cases and weights to all estimates: the sentence of this room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from tempen.estimate.engines import find_engine
from tempen.estimate.estimates import Estimates, make_changes
from tempen.estimate.onepass import Pass, read_sample, run
from tempen.estimate.partition import partition
from tempen.estimate.printed import printed_estimates
from tempen.estimate.sheet import asked_of, mean_bank, share_banks
from tempen.estimate.tables import CHANGES, estimates_table
from tempen.terms.cases import Aggregates, Cases
from tempen.terms.study import Study
from tempen.terms.weight import Weights


def estimate_all(
    study: Study,
    cases: Cases,
    weights: Iterable[Weights],
    aggregates: Aggregates | None = None,
    *,
    engine: str = "embedded",
    interval: str = "wilson",
) -> Estimates:
    """Every share, mean and change of every variable, domain, wave and weighting.

    weights   at least one; the first is what lookups give by default
    interval  of shares: "wilson", "logit" or "korn_graubard"; means have the t interval
    engine    where the sums are made, one of `ENGINES`
    raises    EST-04 weights of other cases; ENGINE-01 the engine's package is missing
    """
    chosen = find_engine(engine)
    by_name = {one.name: one for one in weights}
    parts = partition(study)
    banks = [*share_banks(study)]
    means = mean_bank(study)
    banks += [means] if means else []
    passes: dict[tuple[str, str], Pass] = {}
    waves = [w.id for w in study.waves if (cases.table["wave"] == w.id).any()]
    for name, one in by_name.items():
        for wave in waves:
            sample = read_sample(study, parts, cases.table, one, wave)
            passes[name, wave] = run(study, banks, parts, sample, chosen, interval)
    table = estimates_table(study, parts, passes.values(), interval)
    if aggregates is not None:
        table = pl.concat([table, printed_estimates(aggregates, tuple(by_name))])
    made = Estimates(study, table, pl.DataFrame(schema=CHANGES), parts, passes, by_name, chosen)
    made = replace(made, changes=consecutive_changes(made))
    return made.hide(made.hidden) if made.telling else made


def consecutive_changes(estimates: Estimates) -> pl.DataFrame:
    """Changes since the wave before in which each item was asked, under every weighting."""
    order = [w.id for w in estimates.study.waves if w.id in estimates.waves_with_figures]
    pairs = [(a, b) for i, a in enumerate(order) for b in order[i + 1 :]]
    wanted = [pair for pair in pairs if any_item_between(estimates, *pair)]
    return make_changes(estimates, wanted, tuple(estimates.weights), consecutive=True)


def any_item_between(estimates: Estimates, earlier: str, later: str) -> bool:
    """Whether some item was asked in both waves and in none between."""
    return any(
        asked_of(estimates.study, v, later) is not None
        and estimates.wave_before(v.id, later) == earlier
        for v in estimates.study.variables
    )
