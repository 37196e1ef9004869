"""Two items in one wave: how far they go together."""

from __future__ import annotations

import numpy as np
import polars as pl

from tempen.design.domains import Domains
from tempen.design.figures import lay_out
from tempen.design.read import levels_of
from tempen.estimate.association import estimate_odds, test_independence
from tempen.estimate.design import Design, Ints

NONE = ("f", "df1", "df2", "p", "chi2", "p_chi2", "wald", "p_wald", "adj_wald", "p_adj_wald",
        "v", "low", "high")  # fmt: skip


def associate(
    table: pl.DataFrame, design: Design, first: str, second: str, domains: Domains
) -> pl.DataFrame:
    """One row a domain: Rao and Scott's F, Cramér's V, and of 2 x 2 tables the odds ratio."""
    (one, its), (two, others) = levels_of(table, first), levels_of(table, second)
    one, two = one.astype(np.int64), two.astype(np.int64)  # room for their crossing
    square = len(its) == len(others) == 2
    cells = [domains.cell == c for c in range(domains.C)]
    rows = [
        measure(np.where(cell, one, -1), np.where(cell, two, -1), square, design) for cell in cells
    ]
    columns = {name: np.array([[row[name]] for row in rows]) for name in rows[0]}
    columns["note"] = columns["note"].astype(object)
    return lay_out([(f"{first} x {second}", ("",))], domains, columns).drop("level")


def measure(a: Ints, b: Ints, square: bool, design: Design) -> dict[str, object]:
    """The numbers of one domain; a note where there is no test."""
    n = int(design.count(np.flatnonzero((a >= 0) & (b >= 0)))[0])
    made = test_independence(a, b, design)
    row: dict[str, object] = {"n": n, **dict.fromkeys(NONE, np.nan)}
    if made is not None:
        row |= {name: getattr(made, name) for name in NONE}
    if square:
        odds = estimate_odds(a, b, design)
        row |= {"odds_ratio": odds.ratio, "odds_low": odds.low, "odds_high": odds.high}
    note = "" if made else "nobody answered both" if not n else "one of them does not vary"
    return {**row, "note": note}
