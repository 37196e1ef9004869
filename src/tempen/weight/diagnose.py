"""What weights cost and what they mend: their spread, and margins before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from tempen.terms.cases import Cases, Frame
from tempen.terms.weight import Diagnosis, Weights
from tempen.weight.groups import label_of
from tempen.weight.margins import Floats

PROBABILITIES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


def diagnose(weights: Weights) -> tuple[Diagnosis, ...]:
    """The spread of the weights of every wave, cases of weight 0 left out."""
    waves = weights.table["wave"].to_numpy()
    weight = weights.table["weight"].to_numpy()
    kept = weights.calibration
    return tuple(
        diagnose_wave(wave, weight[here], kept.w0[here] if kept is not None else None)
        for wave in weights.table["wave"].unique(maintain_order=True)
        for here in [(waves == wave) & (weight != 0)]
        if here.any()
    )


def diagnose_wave(wave: str, weight: Floats, w0: Floats | None = None) -> Diagnosis:
    """The spread of n weights, and of g = weight / w0 where base weights are given.

    source  Kish 1965, section 11.2 C; Kish 1992: n sum(w²) / sum(w)²
    """
    n, half = len(weight), count_half(weight)
    effect = n * float((weight**2).sum()) / float(weight.sum()) ** 2
    least = float(weight.min())
    return Diagnosis(
        wave=wave,
        n=n,
        total=float(weight.sum()),
        design_effect=effect,
        n_eff=n / effect,
        quantiles=quantiles(weight),
        ratio=float(weight.max()) / least if least > 0 else None,
        half=half,
        half_share=half / n,
        g=None if w0 is None else quantiles(weight / w0),
    )


def quantiles(values: Floats) -> Mapping[float, float]:
    return dict(zip(PROBABILITIES, np.quantile(values, PROBABILITIES).tolist(), strict=True))


def count_half(weight: Floats) -> int:
    """The smallest number of cases that together hold half of the weight or more."""
    held = np.cumsum(np.sort(weight)[::-1])
    return int(np.searchsorted(held, held[-1] / 2 * (1 - 1e-12)) + 1)


def tabulate(found: Sequence[Diagnosis]) -> pl.DataFrame:
    """One row a wave: `wave`, `n`, `total`, `design_effect`, `n_eff`, `least`, `median`, `most`,
    `ratio`, `half`, `half_share`, `g_least`, `g_most`."""
    rows = [
        {
            "wave": one.wave,
            "n": one.n,
            "total": one.total,
            "design_effect": one.design_effect,
            "n_eff": one.n_eff,
            "least": one.quantiles[0.0],
            "median": one.quantiles[0.5],
            "most": one.quantiles[1.0],
            "ratio": one.ratio,
            "half": one.half,
            "half_share": one.half_share,
            "g_least": one.g[0.0] if one.g else None,
            "g_most": one.g[1.0] if one.g else None,
        }
        for one in found
    ]
    floats = ("ratio", "g_least", "g_most")
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys(floats, pl.Float64))


def compare_margins(
    weights: Weights, cases: Cases, frames: Mapping[str, Frame], columns: Sequence[str]
) -> pl.DataFrame:
    """Frame columns, or crossings of them ("sector/size"), before and after weighting.

    returns  `wave`, `margin`, `level`, `units` (eligible, of the frame), `answers`, and shares:
             `frame` (of units), `before` (of answers, unweighted), `after` (of weights)
    """
    table = cases.table.with_columns(weights.table["weight"].alias("§weight"))
    rows = [
        compare(wave, margin, frames[wave], table.filter(pl.col("wave") == wave))
        for wave in table["wave"].unique(maintain_order=True)
        if wave in frames
        for margin in columns
    ]
    return pl.concat(rows) if rows else pl.DataFrame()


def compare(wave: str, margin: str, frame: Frame, cases: pl.DataFrame) -> pl.DataFrame:
    """One margin of one wave; answers of weight 0 or unknown level are left out."""
    level = label_of(tuple(margin.split("/"))).alias("level")
    units = frame.table.filter(pl.col("eligible").fill_null(True)).group_by(level)
    inside = cases.filter(pl.col("§weight") != 0).group_by(level)
    answers = inside.agg(answers=pl.len().cast(pl.Int64), weight=pl.col("§weight").sum())
    joined = units.agg(units=pl.len().cast(pl.Int64)).join(answers, on="level", how="left")
    return (
        joined.filter(pl.col("level").is_not_null())
        .with_columns(pl.col("answers", "weight").fill_null(0))
        .sort("level")
        .select(
            pl.lit(wave).alias("wave"),
            pl.lit(margin).alias("margin"),
            "level",
            "units",
            "answers",
            frame=pl.col("units") / pl.col("units").sum(),
            before=pl.col("answers") / pl.col("answers").sum(),
            after=pl.col("weight") / pl.col("weight").sum(),
        )
    )
