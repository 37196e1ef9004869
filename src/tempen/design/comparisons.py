"""Domains against each other, and pairs of numbers of the same cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl

from tempen.design.contrasts import REST, Contrast, contrast, contrast_cells, t_test
from tempen.design.domains import Domains, cross, one_cell, satisfies
from tempen.design.figures import lay_out
from tempen.design.questions import Asked, Items, ask
from tempen.design.read import fault, numbers
from tempen.design.tell import alike, in_order
from tempen.estimate.answer import answer, is_summed
from tempen.estimate.design import Design, Floats, Ints
from tempen.estimate.multiplicity import ADJUSTMENTS
from tempen.estimate.score import Flags
from tempen.locale import mark

Place = Mapping[str, str]


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
    engine: str,
) -> pl.DataFrame:
    """Differences between domains, each tested with t on the design's df less 1 (as R's svyttest).

    p is adjusted over the levels and pairs of one item.
    """
    check_adjust(adjust)
    inside = satisfies(table, where) & (design.weight != 0)
    asked = ask(table, statistic, item, **options)
    if this:
        names, a, b = given_sides(table, this, that)
        made = [contrast(score.among(inside), a, b, design) for _, score in asked]
        parts = [tabulate([one], [names], of_one([c]), design, adjust)
                 for one, c in zip(asked, made, strict=True)]  # fmt: skip
        return pl.concat(parts)
    domains = cross(table, by, where).among(inside)
    pairs = pairs_of(domains, against)
    if not pairs:
        raise fault("EST-26", column=" x ".join(by))

    def answer_alike(some: Sequence[Asked]) -> pl.DataFrame:
        scores = [score for _, score in some]
        if is_summed(scores[0], design):
            made = contrast_cells(scores, domains.cell, domains.C, list(pairs), design, engine)
        else:
            [score] = scores
            sides = [sides_in(domains.cell, *pair) for pair in pairs]
            made = of_one([contrast(score.among(inside), a, b, design) for a, b in sides])
        return tabulate(some, list(pairs.values()), made, design, adjust)

    return in_order(
        asked, alike([[score] for _, score in asked], [design], domains.C), answer_alike
    )


def check_adjust(adjust: str) -> None:
    if adjust not in ADJUSTMENTS:
        raise fault("EST-17", what="adjust", asked=adjust, known=", ".join(ADJUSTMENTS))


def of_one(made: Sequence[Contrast]) -> Contrast:
    """Several contrasts of one score as arrays (contrasts, K)."""
    value, V = (np.stack([getattr(c, name) for c in made]) for name in ("value", "variance"))
    return Contrast(value, V, np.stack([c.n for c in made], axis=1))


def given_sides(
    table: pl.DataFrame, this: Place, that: Place | None
) -> tuple[tuple[str, str], Flags, Flags]:
    """Two domains by their levels; they may overlap. Without `that`, against everyone else."""
    a = one_cell(table, dict(this))
    b = ~a if that is None else one_cell(table, dict(that))
    said = [", ".join(f"{k}={v}" for k, v in (side or {}).items()) for side in (this, that)]
    return (said[0], said[1] or "rest"), a, b


def pairs_of(domains: Domains, against: str) -> dict[tuple[int, int], tuple[str, str]]:
    """Every cell against the rest, against each other, or against one by its level: names."""
    labels = [" x ".join(levels) for levels in domains.levels]
    known = range(len(labels))
    if against == "rest":
        return {(c, REST): (labels[c], "rest") for c in known}
    if against == "each":
        return {(a, b): (labels[a], labels[b]) for a, b in combinations(known, 2)}
    if against not in labels:
        words = ", ".join(("rest", "each", *labels))
        raise fault("EST-20", label=against, what=mark("domain levels"), known=words)
    one = labels.index(against)
    return {(c, one): (labels[c], against) for c in known if c != one}


def sides_in(cell: Ints, a: int, b: int) -> tuple[Flags, Flags]:
    """(n,) the cases of each cell of a pair."""
    return cell == a, (cell >= 0) & (cell != a) if b == REST else cell == b


def tabulate(
    asked: Sequence[Asked],
    sides: Sequence[tuple[str, str]],
    made: Contrast,
    design: Design,
    adjust: str,
) -> pl.DataFrame:
    value, V = made.value, made.variance
    n, n_against = (np.broadcast_to(side[..., None], value.shape) for side in made.n)
    cells = Domains(("domain", "against"), tuple(sides), np.zeros(0, int))
    tested = t_test(value, V, design.df - 1)
    return lay_out([(name, score.labels) for name, score in asked], cells, {
        "difference": value, **tested, **adjusted(tested["p"], adjust),
        "df": np.full(value.shape, max(design.df - 1, 0)),
        "n": n,
        "n_against": n_against,
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
    less = numbers(table, later) - numbers(table, earlier)
    [(_, score)] = ask(pl.DataFrame({"difference": less}), "mean", "difference")
    made = answer(score, domains.cell, domains.C, design)
    n = made.n[:, None]
    tested = t_test(made.value, made.variance, design.df - 1)
    return lay_out([(f"{later} - {earlier}", score.labels)], domains, {
        "difference": made.value, **tested,
        "df": np.full(made.value.shape, max(design.df - 1, 0)), "n": n,
        "note": np.array(notes_of(made.value, made.variance), dtype=object).reshape(n.shape),
    })  # fmt: skip
