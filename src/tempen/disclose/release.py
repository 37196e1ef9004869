"""Withhold what would tell of single respondents, before anything is written.

Done now: a distribution whose base is under the minimum group is withheld whole, with every
change and difference made from it; and never one level of a domain alone, for the total less
the others would give it back.

Not done yet: small cells within a large base, the same answer reached through two overlapping
domains or two waves with nearly the same respondents, dominance of means, rounding.
"""

from __future__ import annotations

from typing import Protocol, TypeVar

import polars as pl

from tempen.terms.estimate import ALL
from tempen.terms.study import Limits

DISTRIBUTION = ("variable", "wave", "domain", "domain_level")


class Held(Protocol):
    """What this room needs of estimates: their table, and a way to take numbers out."""

    @property
    def table(self) -> pl.DataFrame: ...

    def hide(self: E, hidden: pl.DataFrame) -> E: ...


E = TypeVar("E", bound=Held)


def release(estimates: E, limits: Limits) -> E:
    """Estimates that may leave the house.

    A distribution with 1 to `limits.disclose_n` - 1 answers is withheld: its numbers are null,
    status "withheld", reason "disclosure". Printed figures are public already and stay.
    """
    hidden = choose_hidden(estimates.table, limits.disclose_n)
    return estimates if hidden.is_empty() else estimates.hide(hidden)


def choose_hidden(table: pl.DataFrame, least: int) -> pl.DataFrame:
    """The distributions to withhold: `variable`, `wave`, `domain`, `domain_level`."""
    bases = base_of_each(table)
    small = bases.filter(pl.col("n").is_between(1, least - 1))
    return (
        pl.concat([small, companions(bases, small)])
        .select(DISTRIBUTION)
        .unique(maintain_order=True)
    )


def base_of_each(table: pl.DataFrame) -> pl.DataFrame:
    """The least base that anybody is in, of every distribution, over weightings and statistics.

    A mean may rest on fewer than the shares ("don't know" has no points), or on none.
    """
    answers = table.filter(pl.col("source") == "answers", pl.col("n") > 0)
    return answers.group_by(DISTRIBUTION, maintain_order=True).agg(pl.col("n").min())


def companions(bases: pl.DataFrame, small: pl.DataFrame) -> pl.DataFrame:
    """Where one level of a domain is withheld alone, the next smallest level goes with it."""
    domain = ["variable", "wave", "domain"]
    alone = small.filter(pl.col("domain") != ALL).group_by(domain).len().filter(pl.col("len") == 1)
    others = (
        bases.filter(pl.col("n") > 0)
        .join(alone.select(domain), on=domain)
        .join(small, on=list(DISTRIBUTION), how="anti")
    )
    return (
        others.sort("n", maintain_order=True)
        .group_by(domain, maintain_order=True)
        .first()
        .select(bases.columns)
    )
