"""orgs2w.csv as a study: two waves of 224 among 574 organisations, 156 in both."""

from __future__ import annotations

from functools import cache

import polars as pl

from tempen.estimate import Estimates, estimate_all
from tempen.terms.cases import Cases
from tempen.terms.study import Domain, Study
from tempen.terms.weight import Weights
from tests.reference.cases import data
from tests.surveys import make_item, make_study

WAVES = ("1", "2")
FRAME = ("sector", "size", "region")


@cache
def orgs(interval: str = "wilson") -> Estimates:
    study, cases, weights = orgs_parts()
    return estimate_all(study, cases, [weights], interval=interval)


def orgs_parts() -> tuple[Study, Cases, Weights]:
    """The study, its cases, and the weights as the file gives them (unequal within strata)."""
    table = data("orgs2w.csv").rename({"org": "unit"})
    questions = [name for name in table.columns if name.startswith("q")]
    items = [make_item(id, tuple("12345"), WAVES) for id in questions]
    levels = {name: [str(i) for i in sorted(table[name].unique())] for name in FRAME}
    domains = [Domain(name, "frame", tuple(levels[name]), column=name) for name in FRAME]
    cases = table.select(
        pl.col("wave", "unit", *FRAME).cast(pl.String),
        *((pl.col(id) - 1).cast(pl.Int16) for id in questions),
    )
    return make_study(items, WAVES, domains=domains), Cases(cases), weights_of(table, cases)


def weights_of(table: pl.DataFrame, cases: pl.DataFrame) -> Weights:
    text = pl.col("wave", "sector").cast(pl.String)
    strata = (
        table.group_by(text, maintain_order=True)
        .agg(N=pl.col("N").first(), n=pl.len().cast(pl.Int64))
        .rename({"sector": "stratum"})
        .with_columns(from_groups=pl.concat_list("stratum"))
    )
    return Weights(
        "groups",
        "groups",
        cases.select("wave", "unit", weight=table["w"], stratum="sector"),
        strata,
        frame_strata=frame_of(cases, strata),
    )


def frame_of(cases: pl.DataFrame, strata: pl.DataFrame) -> pl.DataFrame:
    """Every unit of both frames: those that answered some wave, and the silent rest."""
    answered = cases.select("unit", stratum="sector").unique(maintain_order=True)
    parts = []
    for wave, stratum, N in strata.select("wave", "stratum", "N").iter_rows():
        units = answered.filter(pl.col("stratum") == stratum)["unit"].to_list()
        units += [f"silent {stratum} {i}" for i in range(int(N) - len(units))]
        parts.append(pl.DataFrame({"unit": units}).select(
            wave=pl.lit(wave), unit="unit", stratum=pl.lit(stratum)
        ))  # fmt: skip
    return pl.concat(parts)
