"""Domains against each other, and pairs of numbers of the same cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl

from tempen.design.contrasts import Contrast, contrast, t_test
from tempen.design.domains import Domains, cross, one_cell, satisfies
from tempen.design.figures import lay_out
from tempen.design.questions import Items, ask
from tempen.design.read import fault
from tempen.estimate.design import Design, Floats
from tempen.estimate.multiplicity import ADJUSTMENTS
from tempen.estimate.score import Score

Place = Mapping[str, str]
Sides = list[tuple[str, str, np.ndarray, np.ndarray]]  # names of both sides, and their cases


def compare(
    table: pl.DataFrame,
    design: Design,
    item: Items,
    *,
    by: Sequence[str],
    this: Place | None,
    that: Place | None,
    against: str,
    statistic: str,
    where: pl.Expr | None,
    adjust: str,
    options: Mapping[str, Any],
) -> pl.DataFrame:
    """Differences between domains, each tested with t on the design's df less 1 (as R's svyttest).

    p is adjusted over the levels and pairs of one item.
    """
    check_adjust(adjust)
    inside = satisfies(table, where) & (design.weight > 0)
    sides = given_sides(table, this, that) if this else sides_of(cross(table, by, where), against)
    parts = []
    for name, score in ask(table, statistic, item, **options):
        made = [contrast(score.among(inside), a, b, design) for _, _, a, b in sides]
        parts.append(tabulate(name, score, sides, made, design, adjust))
    return pl.concat(parts)


def check_adjust(adjust: str) -> None:
    if adjust not in ADJUSTMENTS:
        raise fault("EST-17", what="adjust", asked=adjust, known=", ".join(ADJUSTMENTS))


def given_sides(table: pl.DataFrame, this: Place, that: Place | None) -> Sides:
    """Two domains by their levels; they may overlap. Without `that`, against everyone else."""
    a = one_cell(table, dict(this))
    b = ~a if that is None else one_cell(table, dict(that))
    said = [", ".join(f"{k}={v}" for k, v in (side or {}).items()) for side in (this, that)]
    return [(said[0], said[1] or "rest", a, b)]


def sides_of(domains: Domains, against: str) -> Sides:
    """Every cell against the rest, against each other, or against one by its level."""
    labels = [" x ".join(levels) for levels in domains.levels]
    at = {label: domains.cell == c for c, label in enumerate(labels)}
    known = domains.cell >= 0
    if against == "rest":
        return [(label, "rest", inside, known & ~inside) for label, inside in at.items()]
    if against == "each":
        return [(a, b, at[a], at[b]) for a, b in combinations(labels, 2)]
    if against not in at:
        words = ", ".join(("rest", "each", *labels))
        raise fault("EST-20", label=against, what="domain levels", known=words)
    return [(a, against, at[a], at[against]) for a in labels if a != against]


def tabulate(
    item: str, score: Score, sides: Sides, made: list[Contrast], design: Design, adjust: str
) -> pl.DataFrame:
    value, V = (np.stack([getattr(c, f) for c in made]) for f in ("value", "variance"))
    n = np.stack([c.n for c in made])
    cells = Domains(("domain", "against"), tuple((a, b) for a, b, _, _ in sides), np.zeros(0, int))
    tested = t_test(value, V, design.df - 1)
    return lay_out([(item, score.labels)], cells, {
        "difference": value, **tested, **adjusted(tested["p"], adjust),
        "df": np.full(value.shape, max(design.df - 1, 0)),
        "n": np.broadcast_to(n[:, :1], value.shape),
        "n_against": np.broadcast_to(n[:, 1:], value.shape),
        "note": np.array(notes_of(value, V), dtype=object).reshape(value.shape),
    })  # fmt: skip


def adjusted(p: Floats, adjust: str) -> dict[str, np.ndarray]:
    """p (C, K) adjusted over all of it, of several items (V, C, K) over each; and what is below
    .05."""
    family = np.repeat(np.arange(len(p)), p[0].size) if p.ndim > 2 and len(p) else None
    corrected = ADJUSTMENTS[adjust](p.ravel(), family).reshape(p.shape)
    return {"p_adjusted": corrected, "significant": np.nan_to_num(corrected, nan=1.0) < 0.05}


def notes_of(value: Floats, V: Floats) -> list[str]:
    return [
        "nobody answered on one side"
        if np.isnan(x)
        else "no error: not tested"
        if not v > 0
        else ""
        for x, v in zip(value.ravel(), V.ravel(), strict=True)
    ]


def paired(
    table: pl.DataFrame, design: Design, later: str, earlier: str, domains: Domains
) -> pl.DataFrame:
    """The mean of later - earlier among cases with both numbers, tested against 0."""
    from tempen.estimate.answer import answer

    both = table.select((pl.col(later) - pl.col(earlier)).cast(pl.Float64).alias("difference"))
    [(_, score)] = ask(both, "mean", "difference")
    made = answer(score, domains.cell, domains.C, design)
    n = made.n[:, None]
    tested = t_test(made.value, made.variance, design.df - 1)
    return lay_out([(f"{later} - {earlier}", score.labels)], domains, {
        "difference": made.value, **tested,
        "df": np.full(made.value.shape, max(design.df - 1, 0)), "n": n,
        "note": np.array(notes_of(made.value, made.variance), dtype=object).reshape(n.shape),
    })  # fmt: skip
