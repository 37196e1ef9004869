"""Estimates as a Polars table.

Columns: `item`, `level`, one a domain, `estimate`, `se`, `low`, `high` (95 %), `n` (unweighted
base), `base` (weighted), `n_eff` (the simple random sample that would be as precise), `deff` (the
variance over that of a simple random sample without replacement), `df`, `note`. What is not there
to be had is null, and `note` says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from tempen.design.domains import Domains
from tempen.design.questions import Asked
from tempen.estimate.answer import Answer
from tempen.estimate.design import Design, Floats
from tempen.estimate.intervals import INTERVALS, effective_n, t_quantile
from tempen.estimate.score import Score

FEW = 30  # effective answers, after NCHS's standards for proportions
SCHEMA_BEFORE = {"item": pl.String, "level": pl.String}
SCHEMA_AFTER = {
    "estimate": pl.Float64,
    "se": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "n": pl.Int64,
    "base": pl.Float64,
    "n_eff": pl.Float64,
    "deff": pl.Float64,
    "df": pl.Int64,
    "note": pl.String,
}


def figures(
    asked: Sequence[Asked], made: Answer, domains: Domains, design: Design, interval: str
) -> pl.DataFrame:
    """One row an item, cell and level: cells in the order of their domains, levels within them.

    made  the answers (V, C, K) of the V that are asked, all shares or none; or (C, K) of one
    """
    score, shape = asked[0][1], made.value.shape
    n, base = (np.broadcast_to(of[..., None], shape) for of in (made.n, made.base))
    V = np.where(n > 1, made.variance, np.nan) if not score.share else made.variance
    V = np.where(made.exact[..., None] & (n > 0), 0.0, V)
    n_eff = effective_numbers(score, made, V, n)
    low, high = ends(score, made, V, n_eff, n, design, interval)
    columns = {
        "estimate": made.value,
        "se": np.sqrt(V),
        "low": low,
        "high": high,
        "n": n,
        "base": base,
        "n_eff": n_eff,
        "deff": design_effects(made, V, n, base),
        "df": np.full(shape, max(design.df, 0)),
        "note": notes(score, made, V, n, n_eff, domains, design),
    }
    return lay_out([(name, score.labels) for name, score in asked], domains, columns)


def effective_numbers(score: Score, made: Answer, V: Floats, n: Floats) -> Floats:
    """n for an error of 0; else S² over the variance (of a share p (1 - p))."""
    if score.share:
        made_of = effective_n(made.value, np.nan_to_num(V), n)
    else:
        some = V > 0
        made_of = np.where(some, made.spread / np.where(some, V, 1), n)
    return np.where((n > 0) & ~np.isnan(V), made_of, np.nan)


def ends(
    score: Score, made: Answer, V: Floats, n_eff: Floats, n: Floats, design: Design, interval: str
) -> tuple[Floats, Floats]:
    """95 % intervals: of shares within 0..1; t for the rest; a point where nothing is uncertain."""
    df = np.asarray(float(design.df))
    exact = np.broadcast_to(made.exact[..., None], V.shape)
    if score.share:
        low, high = INTERVALS[interval](made.value, n_eff, n, df)
    else:
        half = t_quantile(df) * np.sqrt(V)
        low, high = made.value - half, made.value + half
    return np.where(exact, made.value, low), np.where(exact, made.value, high)


def design_effects(made: Answer, V: Floats, n: Floats, base: Floats) -> Floats:
    """V over S² / n (1 - n / N), N the weighted base where it exceeds n; as R's deff = TRUE."""
    left = np.where(base > n, 1 - n / np.where(base > 0, base, 1), 1.0)
    simple = made.spread / np.where(n > 0, n, 1) * left
    return np.divide(V, simple, out=np.full(V.shape, np.nan), where=simple > 0)


def notes(
    score: Score,
    made: Answer,
    V: Floats,
    n: Floats,
    n_eff: Floats,
    domains: Domains,
    design: Design,
) -> np.ndarray:
    """What a reader must know of each number, in words."""
    alone = design.lonely_strata and design.replicates is None
    exact = made.exact[..., None]
    said = {
        "nobody answered here": n == 0,
        "its denominator is 0": np.isnan(made.value) & (n > 0),
        "nobody": score.share & (made.count == 0) & (n > 0),
        "everybody": score.share & (made.count == n) & (n > 0),
        "no variation": (not score.share) & (made.spread == 0) & (n > 1),
        "one answer: no error": (n == 1) & ~exact,
        "all answered": exact & (n > 0),
        "few answers": (np.fmin(n, n_eff) < FEW) & (n > 1) & ~exact,
        f"strata of one unit: {design.lonely}": alone & (n > 0),
        "variance of the draw came out negative: bounded": made.bounded & (n > 0),
        "no degrees of freedom": (design.df < 1) & (n > 0) & ~exact,
        "of those who answered: some did not": blank_in(score, n, domains, design) & (n > 0),
    }
    return in_words(said, V.shape)


def blank_in(score: Score, n: Floats, domains: Domains, design: Design) -> np.ndarray:
    """Where a total lacks the numbers of cases who left it blank: nothing is put in for them."""
    if not score.total:
        return np.zeros(n.shape, bool)
    there = np.flatnonzero(domains.cell >= 0)
    cases = design.count(there, domains.cell[there], domains.C)
    return n < np.broadcast_to(cases[:, None], n.shape)


def in_words(said: Mapping[str, np.ndarray], shape: tuple[int, ...]) -> np.ndarray:
    """Of every place, the texts that hold there, joined by "; "."""
    code = np.zeros(shape, np.int64)
    for bit, held in enumerate(said.values()):
        code |= np.left_shift(held, bit, dtype=np.int64)
    known, place = np.unique(code, return_inverse=True)
    words = ["; ".join(t for k, t in enumerate(said) if one >> k & 1) for one in known.tolist()]
    return np.array(words, dtype=object)[place].reshape(shape)


def lay_out(
    rows: Sequence[tuple[str, Sequence[str]]], domains: Domains, columns: Mapping[str, np.ndarray]
) -> pl.DataFrame:
    """Arrays (V, C, K), or (C, K) of one, as rows; NaN becomes null.

    rows  what stands in `item`, and its K labels
    """
    C, V = domains.C, len(rows)
    K = len(rows[0][1])
    keys = {
        "item": repeat([name for name, _ in rows], C * K),
        "level": [label for _, labels in rows for _ in range(C) for label in labels],
    }
    for d, name in enumerate(domains.names):
        keys[name] = repeat([cell[d] for cell in domains.levels], K) * V
    frame = pl.DataFrame(keys, schema=dict.fromkeys(keys, pl.String))
    made = [series(name, values.ravel()) for name, values in columns.items()]
    return frame.hstack(made)


def repeat(values: Sequence[str], times: int) -> list[str]:
    """Each value so many times in a row."""
    return [value for value in values for _ in range(times)]


def series(name: str, values: np.ndarray) -> pl.Series:
    """A column of its type; NaN and infinities become null."""
    if values.dtype == object:
        return pl.Series(name, values.tolist(), dtype=pl.String)
    if values.dtype == bool:
        return pl.Series(name, values)
    clean = np.where(np.isfinite(values), values, np.nan)
    made = pl.Series(name, clean.astype(float), nan_to_null=True)
    return made.cast(pl.Int64) if name in COUNTS else made


COUNTS = ("n", "df", "n_against", "n_earlier", "n_later", "both")
