"""Quantiles in every domain, and Cronbach's alpha: what is not made of sums."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from tempen.design.domains import Domains
from tempen.design.figures import lay_out
from tempen.design.questions import values
from tempen.design.read import fault, names_of, numbers
from tempen.estimate.answer import by_cases, replicate_variances
from tempen.estimate.design import Design, Floats
from tempen.estimate.estimators import ALPHA, QUANTILE
from tempen.estimate.estimators.quantile import RULES, Quantile
from tempen.estimate.intervals import t_quantile
from tempen.estimate.score import Flags, Score
from tempen.estimate.variance import variances
from tempen.locale import mark


def estimate_quantiles(
    table: pl.DataFrame,
    design: Design,
    item: str | Sequence[str],
    probs: tuple[float, ...],
    domains: Domains,
    rule: str,
) -> pl.DataFrame:
    """One row an item, probability and domain; `level` is the probability."""
    if rule not in RULES:
        raise fault("EST-17", what="rule", asked=rule, known=", ".join(RULES))
    for p in probs:
        if not 0 < p < 1:
            known = mark("numbers between 0 and 1")
            raise fault("EST-17", what=mark("A probability"), asked=p, known=known)
    parts = []
    for name in names_of(item):
        y = numbers(table, name)
        if np.isnan(y).all():
            raise fault("EST-13", column=name)
        made = [in_cell(y, domains.cell == c, design, probs, rule) for c in range(domains.C)]
        parts.append(tabulate(name, y, made, probs, domains, design))
    return pl.concat(parts)


def in_cell(
    y: Floats, inside: Flags, design: Design, probs: tuple[float, ...], rule: str
) -> list[Quantile]:
    base = inside & ~np.isnan(y)

    def error(below: Floats) -> tuple[Floats, Floats]:
        score = Score(tuple(map(str, probs)), base, y=below)
        cell = np.where(base, 0, -1)
        made = by_cases(score, cell, 1, design, np.zeros(1, bool))
        return made.value[0], np.sqrt(made.variance[0])

    t = float(t_quantile(design.df))
    return QUANTILE(np.where(base, y, np.nan), design.weight, probs, error, t, rule)


def tabulate(
    name: str,
    y: Floats,
    made: list[list[Quantile]],
    probs: tuple[float, ...],
    domains: Domains,
    design: Design,
) -> pl.DataFrame:
    got = {f: np.array([[getattr(q, f) for q in row] for row in made])
           for f in ("value", "se", "low", "high")}  # fmt: skip
    shape = got["value"].shape
    base = ~np.isnan(y) & (domains.cell >= 0)
    n = np.bincount(domains.cell[base], minlength=domains.C)
    W = np.bincount(domains.cell[base], design.weight[base], domains.C)
    cut = np.array([[q.cut for q in row] for row in made])
    note = np.where(cut, "an end of its interval is the least or largest answer", "")
    note = np.where((design.df < 1) & (n > 1)[:, None], "no degrees of freedom", note)
    note = np.where((n == 1)[:, None], "one answer: no error", note)
    note = np.where((n == 0)[:, None], "nobody answered here", note).astype(object)
    columns = {"estimate": got["value"], **{f: got[f] for f in ("se", "low", "high")}}
    for f in ("se", "low", "high"):
        columns[f] = np.where((n > 1)[:, None], columns[f], np.nan)
    spread = {"n": n, "base": W, "df": np.full(len(n), max(design.df, 0))}
    columns |= {f: np.broadcast_to(values[:, None], shape) for f, values in spread.items()}
    return lay_out([(name, [f"{p:g}" for p in probs])], domains, columns)


def estimate_alphas(
    table: pl.DataFrame,
    design: Design,
    items: Sequence[str],
    points: dict[str, float] | None,
    domains: Domains,
) -> pl.DataFrame:
    """Cronbach's alpha of the items in every domain, with its error."""
    given = np.stack([values(table, name, points) for name in items], axis=1)
    inside = [domains.cell == c for c in range(domains.C)]
    made = [ALPHA(given, design.weight, cell) for cell in inside]
    alpha = np.array([[value] for value, _ in made])
    V = np.stack([variances(u[:, None], design) for _, u in made])
    if design.replicates is not None:

        def again(w: Floats) -> Floats:
            return np.array([[ALPHA(given, w, cell)[0]] for cell in inside])

        V = replicate_variances(again, alpha, design)
    V = np.where(np.isnan(alpha), np.nan, V)
    half = t_quantile(design.df) * np.sqrt(V)
    answered = ~np.isnan(given).any(1)
    n = np.stack([design.count(np.flatnonzero(answered & cell)) for cell in inside])
    note = np.where(np.isnan(half) & ~np.isnan(alpha), "no degrees of freedom", "")
    note = np.where(np.isnan(alpha), "nothing varies, or nobody answered all", note).astype(object)
    return lay_out([("alpha", ("",))], domains, {
        "estimate": alpha, "se": np.sqrt(V), "low": alpha - half, "high": alpha + half,
        "n": n, "df": np.full(n.shape, max(design.df, 0)), "note": note,
    })  # fmt: skip
