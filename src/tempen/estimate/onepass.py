"""All estimates of one wave with one weighting: one grouped aggregation, then linear algebra."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tempen.errors import Fault, TempenError
from tempen.estimate.design import Design, Floats, Ints
from tempen.estimate.engines import Engine
from tempen.estimate.intervals import INTERVALS, effective_n, t_quantile
from tempen.estimate.partition import Partition, place_of, read_cells
from tempen.estimate.phases import Phases
from tempen.estimate.reach import residual_sums
from tempen.estimate.reliability import Bits, decide, judge_shares, to_bits
from tempen.estimate.sheet import Bank, Flags, read_codes, read_values
from tempen.estimate.variance import Linear, Moments, linearise, ratio_of, variance_of
from tempen.locale import mark
from tempen.terms.study import Limits, Study
from tempen.terms.weight import Calibration, Weights


@dataclass(frozen=True)
class Sample:
    """The cases of a wave that stand in its design.

    open    no design is known: weights 1, one stratum, and no error may be told
    units   (n,) ids, null or empty where not known; cells (P, n); table the cases themselves
    strata  labels of the design's strata, by code
    """

    wave: str
    weighting: str
    open: bool
    design: Design
    units: pl.Series
    cells: Ints
    table: pl.DataFrame
    strata: tuple[str, ...]


@dataclass(frozen=True)
class Results:
    """Estimates of a bank, arrays (V, C, K); NaN: not there to be had."""

    bank: Bank
    answers: Any  # V arrays (n,) of codes; or (V, n) values, as the engine had them
    center: Floats  # (V, 1, 1) taken from numbers before they are squared; shares 0
    moments: Moments
    linear: Linear
    value: Floats
    variance: Floats
    low: Floats
    high: Floats
    count: Floats
    n: Floats
    base: Floats
    n_eff: Floats
    df_domain: Floats
    exact: Flags  # (V, C)
    bits: Bits
    status: NDArray[np.int8]


@dataclass(frozen=True)
class Pass:
    """One wave with one weighting."""

    sample: Sample
    df: int
    results: tuple[Results, ...]  # by bank


def read_sample(
    study: Study, parts: Partition, cases: pl.DataFrame, weights: Weights, wave: str
) -> Sample:
    """Put cases and weights of a wave together; cases without a stratum stand aside.

    raises  EST-04 the weights are not of these cases
    """
    if not weights.table.select("wave", "unit").equals(cases.select("wave", "unit")):
        facts = {"weighting": weights.name, "problem": mark("the rows are not the same.")}
        raise TempenError([Fault("EST-04", facts=facts)])
    rows = cases.with_columns(
        weights.table["weight"].alias("§weight"),
        weights.table["stratum"].alias("§stratum"),
    )
    if weights.calibration is not None:
        rows = rows.with_columns(pl.int_range(pl.len(), dtype=pl.Int32).alias("§row"))
    rows = rows_of(rows, wave)
    if study.design == "open":
        n = rows.height
        labels, design = (), Design(np.zeros(n, np.int64), np.ones(n), np.array([np.inf]))
    else:
        if rows["§stratum"].null_count():
            rows = rows.filter(pl.col("§stratum").is_not_null())
        labels, design = read_design(rows, weights.strata.filter(pl.col("wave") == wave))
        design = replace(design, phases=read_phases(weights, wave, labels))
        design = replace(design, calibration=calibration_of(weights, rows))
    units = rows["unit"].cast(pl.String)
    cells = read_cells(study, parts, rows)
    if (none := design.weight == 0).any():  # it stands for nothing, but in its stratum it counts
        cells = np.where(none, -1, cells)
    return Sample(wave, weights.name, study.design == "open", design, units, cells, rows, labels)


def rows_of(table: pl.DataFrame, wave: str) -> pl.DataFrame:
    """The rows of a wave; those that lie together are not copied."""
    here = (table["wave"] == wave).arg_true()
    if len(here) and here[-1] - here[0] + 1 == len(here):
        return table.slice(here[0], len(here))
    return table[here]


def calibration_of(weights: Weights, table: pl.DataFrame) -> Calibration | None:
    """What the weights of some cases were calibrated to; None where they were not."""
    made = weights.calibration
    if made is None:
        return None
    rows = table["§row"].to_numpy()
    if not made.x[rows].any():
        return None
    return replace(made, x=made.x[rows], w0=made.w0[rows], q=made.q[rows])


def read_design(rows: pl.DataFrame, strata: pl.DataFrame) -> tuple[tuple[str, ...], Design]:
    """The design of a wave's rows, strata in the order of their table."""
    labels = tuple(strata["stratum"].to_list())
    stratum = place_of(rows["§stratum"], labels).astype(np.int32, copy=False)
    N = strata["N"].fill_null(np.inf).to_numpy().astype(float)
    return labels, Design(stratum, np.asarray(rows["§weight"].to_numpy(), float), N)


def read_phases(weights: Weights, wave: str, labels: tuple[str, ...]) -> Phases | None:
    """The two phases of a wave whose response groups cross the strata of a sample, if it has."""
    if weights.phases.is_empty():
        return None
    rows = weights.phases.filter(pl.col("wave") == wave)
    rows = pl.DataFrame({"stratum": labels}).join(rows, on="stratum", maintain_order="left")
    first, group = (rows[name].unique(maintain_order=True) for name in ("first", "group"))
    h, g = (place_of(rows[name], tuple(of)) for name, of in (("first", first), ("group", group)))
    each = [rows.unique(name, maintain_order=True) for name in ("first", "group")]
    N, drawn, asked, answered = (
        of[name].cast(pl.Float64).to_numpy()
        for of, name in ((each[0], "N"), (each[0], "drawn"), (each[1], "asked"),
                         (each[1], "answered"))
    )  # fmt: skip
    n = weights.strata.filter(pl.col("wave") == wave)["n"].cast(pl.Float64).to_numpy()
    names = tuple(first), tuple(group)
    return Phases(h, g, n, N, drawn, asked, answered, strata=names[0], groups=names[1])


def run(
    study: Study, banks: list[Bank], parts: Partition, sample: Sample, engine: Engine, interval: str
) -> Pass:
    """Every estimate of a wave with one weighting."""
    how = (study, parts, sample, engine)
    results = [
        run_shares(*how, bank, interval) if bank.statistic == "share" else run_means(*how, bank)
        for bank in banks
    ]
    return Pass(sample, sample.design.df, tuple(results))


def run_shares(
    study: Study, parts: Partition, sample: Sample, engine: Engine, bank: Bank, interval: str
) -> Results:
    codes = read_codes(study, bank, sample.table)
    moments, skipped = engine.level_sums(codes, sample.cells, parts.C, bank.unions, sample.design)
    p, base = ratio_of(moments)
    n, count = moments.n.sum(0), moments.count.sum(0)
    p = np.where(count == n, np.where(n > 0, 1.0, np.nan), np.where(count == 0, 0.0, p))
    linear = linear_sums(moments, bank, codes, sample, parts.C)
    V = np.where((count == n) | (count == 0), np.where(n > 0, 0.0, np.nan), 1.0)
    V = np.where(V > 0, variance_of(linear, sample.design), V)
    df, exact = domain_df(moments, sample.design), fully_answered(moments, skipped, sample.design)
    n_eff = np.where(n > 0, effective_n(p, V, np.broadcast_to(n, p.shape)), np.nan)
    low, high = bounds(p, n_eff, n, sample, exact, interval)
    bits, status = judge(study.limits, bank, parts, sample, p, low, high, n_eff, n, df, exact)
    if sample.open:
        V, n_eff = np.full(p.shape, np.nan), np.full(p.shape, np.nan)
    return Results(
        bank, codes, np.zeros((len(codes), 1, 1)), moments, linear, p, V, low, high, count, n,
        base, n_eff, df, exact, bits, status,
    )  # fmt: skip


def run_means(
    study: Study, parts: Partition, sample: Sample, engine: Engine, bank: Bank
) -> Results:
    values = read_values(bank, sample.table)
    there = ~np.isnan(values)
    center = np.nan_to_num(np.nansum(values, axis=1) / np.maximum(there.sum(1), 1))[:, None, None]
    moments = engine.value_sums(values - center[..., 0], sample.cells, parts.C, sample.design)
    m, base = ratio_of(moments)
    linear, n = linear_sums(moments, bank, values, sample, parts.C), moments.n.sum(0)
    V = variance_of(linear, sample.design)
    df = domain_df(moments, sample.design)
    exact = fully_answered(moments, np.zeros(moments.n.shape[:3]), sample.design)
    half = t_quantile(sample.design.df) * np.sqrt(V)
    if sample.open:
        V = half = np.full(m.shape, np.nan)
    bits, status = judge_means(study.limits, bank, parts, sample, n, df, exact)
    return Results(
        bank, values, center, moments, linear, m + center, V, m + center - half, m + center + half,
        n, n, base, np.where(n > 0, n, np.nan), df, exact, bits, status,
    )  # fmt: skip


def linear_sums(moments: Moments, bank: Bank, answers: Any, sample: Sample, C: int) -> Linear:
    """Sums by stratum of linearised values: from the moments, or of a calibration's residuals."""
    made = linearise(moments)
    if sample.design.calibration is None:
        return made
    return residual_sums(bank, answers, sample.cells, C, sample.design, made)


def domain_df(moments: Moments, design: Design) -> Floats:
    """(V, C, 1) answers in the base less the strata (and response groups) they stand in."""
    there = moments.n > 0
    return moments.n.sum(0) - (design.phases.lost(there) if design.phases else there.sum(0))


def fully_answered(moments: Moments, skipped: Floats, design: Design) -> Flags:
    """(V, C) whether every stratum of the base answered in full and nobody skipped the item."""
    inside = moments.n[..., 0] > 0
    full = design.full[:, None, None]
    return (full | ~inside).all(0) & (skipped.sum(0) == 0) & inside.any(0)


def bounds(
    p: Floats, n_eff: Floats, n: Floats, sample: Sample, exact: Flags, interval: str
) -> tuple[Floats, Floats]:
    """The intervals; a point where everybody answered, none in an open study."""
    if sample.open:
        return np.full(p.shape, np.nan), np.full(p.shape, np.nan)
    low, high = INTERVALS[interval](p, n_eff, n, np.asarray(float(sample.design.df)))
    return np.where(exact[..., None], p, low), np.where(exact[..., None], p, high)


def judge(
    limits: Limits,
    bank: Bank,
    parts: Partition,
    sample: Sample,
    p: Floats,
    low: Floats,
    high: Floats,
    n_eff: Floats,
    n: Floats,
    df: Floats,
    exact: Flags,
) -> tuple[Bits, NDArray[np.int8]]:
    """Reliability of shares; of an open study by the number of answers alone."""
    used = bank.offered[sample.wave] & bank.levels
    if sample.open:
        bits = to_bits({"n_eff": np.broadcast_to(n < limits.n_eff, p.shape)}, p.shape)
    else:
        bits = judge_shares(p, low, high, n_eff, n, df, limits)
    certain = (np.where(used[:, None, :], p, 0) == 1).any(-1)
    return decide(bits, used, certain, exact, parts.flag("frame"), n)


def judge_means(
    limits: Limits,
    bank: Bank,
    parts: Partition,
    sample: Sample,
    n: Floats,
    df: Floats,
    exact: Flags,
) -> tuple[Bits, NDArray[np.int8]]:
    """Reliability of means: the answers and the degrees of freedom must be enough."""
    tests = {"n_eff": n < limits.n_eff}
    if not sample.open:
        tests["df"] = df < limits.df
    bits = to_bits(tests, n.shape)
    certain = np.zeros(exact.shape, bool)
    return decide(bits, bank.levels, certain, exact, parts.flag("frame"), n)
