"""More than two waves: the slope per unit of time, and whether anything changed at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from tempen.design.comparisons import adjusted, check_adjust
from tempen.design.contrasts import t_test
from tempen.design.domains import Domains
from tempen.design.figures import lay_out
from tempen.design.questions import Items
from tempen.design.read import fault, levels_of, names_of
from tempen.design.waves import Wave, ask_alike, linear, match, same_domains
from tempen.estimate.answer import answer
from tempen.estimate.design import Floats, Overlap
from tempen.estimate.score import Score
from tempen.estimate.trend import estimate_trend
from tempen.estimate.variance import covariances_each, variances
from tempen.locale import mark

if TYPE_CHECKING:
    from tempen.design.survey import Design


def trend(
    designs: Mapping[float, Design],
    item: Items,
    *,
    unit: str,
    by: str | Sequence[str] = (),
    statistic: str = "share",
    adjust: str = "benjamini_hochberg",
    **options: Any,
) -> pl.DataFrame:
    """The trend of an item over three waves or more.

    designs  time -> the design of that wave; unit: the column that names a unit in every wave
    returns  `item`, `level`, domains…, `slope` (per unit of time) with `se`, `low`, `high`, `t`,
             `p`, `p_adjusted`, `significant`, `df`; `f_any`, `p_any`: whether any wave differs;
             `p_curved`: whether a straight line leaves something out; `waves`
    The waves' estimates have a joint covariance from the units in both of each pair.
    """
    check_adjust(adjust)
    if len(designs) < 3:
        need = mark("three waves at least; use change for two.")
        raise fault("EST-19", what=mark("A trend"), need=need)
    times = np.array(sorted(designs), float)
    columns = (item, unit, by, options.get("over"))
    waves = [designs[time].wave_with(*columns) for time in sorted(designs)]
    shared = {(i, j): match(waves[i], waves[j], unit, None)
              for j in range(len(waves)) for i in range(j)}  # fmt: skip
    cells = cells_of(waves, names_of(by))
    asked = ask_alike(waves, statistic, item, options)
    parts = [trend_of(waves, times, name, scores, cells, shared, adjust) for name, scores in asked]
    return pl.concat(parts)


def cells_of(waves: list[Wave], by: tuple[str, ...]) -> list[Domains]:
    """The same cells in every wave."""
    levels = {name: pl.Enum(sorted({x for w in waves for x in levels_of(w.table, name)[1]}))
              for name in by}  # fmt: skip
    cast = [pl.col(name).cast(pl.String).cast(known) for name, known in levels.items()]
    whole = [Wave(w.table.with_columns(cast), w.design, w.strata) for w in waves]
    return [same_domains(wave, wave, by)[0] for wave in whole]


def trend_of(
    waves: list[Wave],
    times: Floats,
    name: str,
    scores: list[Score],
    cells: list[Domains],
    shared: Mapping[tuple[int, int], Overlap],
    adjust: str,
) -> pl.DataFrame:
    df = min(wave.design.df for wave in waves)
    got = [answer(s, d.cell, d.C, w.design) for s, d, w in zip(scores, cells, waves, strict=True)]
    shape = got[0].value.shape
    names = ("slope", "variance", "f_any", "p_any", "p_curved")
    out = {key: np.full(shape, np.nan) for key in names}
    for c in range(shape[0]):
        sigma = covariances(waves, scores, cells, shared, c)
        for k in range(shape[1]):
            values = np.array([one.value[c, k] for one in got])
            made = estimate_trend(values, times, sigma[k], df)
            for key in names:
                out[key][c, k] = getattr(made, key)
    tested = t_test(out["slope"], out.pop("variance"), df)
    note = np.where(np.isnan(out["slope"]), "nobody answered in one wave", "").astype(object)
    columns = {"slope": out.pop("slope"), **tested, **adjusted(tested["p"], adjust), **out,
               "df": np.full(shape, max(df, 0)), "note": note}  # fmt: skip
    return lay_out([(name, scores[0].labels)], cells[0], columns)


def covariances(
    waves: list[Wave],
    scores: list[Score],
    cells: list[Domains],
    shared: Mapping[tuple[int, int], Overlap],
    c: int,
) -> Floats:
    """(K, W, W) of the estimates of one cell in all waves."""
    us = [linear(s, d.cell == c, w) for s, d, w in zip(scores, cells, waves, strict=True)]
    W, K = len(waves), us[0].shape[1]
    sigma = np.zeros((K, W, W))
    for j in range(W):
        sigma[:, j, j] = variances(us[j], waves[j].design)
        for i in range(j):
            pair = covariances_each(us[i], us[j], waves[i].design, waves[j].design, shared[i, j])
            sigma[:, i, j] = sigma[:, j, i] = pair
    return sigma
