"""What is asked of a wave beyond shares and means: nets, quantiles, totals, ratios, alpha.

Each measure becomes one number with the linearised values of the cases, whose variance is the one
of `variance`; so that changes, gaps and trends of any measure are sums of such values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from tempen.estimate.answer import exact_cells, influence, linear_values
from tempen.estimate.design import Design, Floats
from tempen.estimate.estimators import ALPHA, ESTIMATORS, QUANTILE
from tempen.estimate.intervals import t_quantile
from tempen.estimate.onepass import Sample
from tempen.estimate.score import Flags, Score, answers_all
from tempen.estimate.sheet import levels_of, read_column, read_value
from tempen.estimate.variance import variances
from tempen.items.points import points_of
from tempen.terms.estimate import Measure
from tempen.terms.item import Variable
from tempen.terms.study import Study


@dataclass(frozen=True)
class Point:
    """A number of one group of cases.

    value   NaN: not there to be had
    u       (n,) linearised values of all the cases of the wave; 0 without an estimate
    base    (n,) who it rests on
    spread  S² of what it is made of, for effective numbers; NaN where there is none
    exact   every case of the group stands in a stratum counted in full, and answered
    ends    the interval, where it is not the usual one
    """

    value: float
    u: Floats
    base: Flags
    spread: float = np.nan
    exact: bool = False
    ends: tuple[float, float] | None = None

    @property
    def n(self) -> int:
        return int(self.base.sum())


def point_of(study: Study, measure: Measure, sample: Sample, inside: Flags) -> Point:
    """The measure among the cases inside (n,)."""
    if measure.kind == "quantile":
        return quantile_point(study, measure, sample, inside)
    if measure.kind == "alpha":
        return alpha_point(study, measure, sample, inside)
    return score_point(score_of(study, measure, sample.table), sample.design, inside)


def score_point(score: Score, design: Design, inside: Flags) -> Point:
    """A ratio of totals, or a total."""
    value, u = influence(score, inside, design.weight)
    base = score.base & inside
    cell, total = np.where(base, 0, -1), np.array([design.weight[base].sum()])
    squares = linear_values(
        score, score.rows(), score.sizes(), design.weight, cell, value[None], total
    )[1]
    n = int(base.sum())
    spread = squares.sum() / total[0] * n / (n - 1) if n > 1 and total[0] > 0 else np.nan
    exact = bool(exact_cells(np.where(inside, 0, -1), 1, score, design)[0])
    return Point(float(value[0]), np.nan_to_num(u[:, 0]), base, float(spread), exact)


def quantile_point(study: Study, measure: Measure, sample: Sample, inside: Flags) -> Point:
    """A quantile with Woodruff's interval.

    Its linearised values are those of the share below it, turned and scaled by the slope that the
    interval implies: u_q = -u_p se(q) / se(p). Source: Woodruff 1952; Francisco & Fuller 1991.
    """
    design = sample.design
    y = read_value(study.variable(measure.variables[0]), sample.table)
    base = inside & ~np.isnan(y)
    kept: list[Floats] = []

    def error(below: Floats) -> tuple[Floats, Floats]:
        value, u = influence(Score(("",), base, y=below), inside, design.weight)
        kept.append(np.nan_to_num(u[:, 0]))
        return value, np.sqrt(variances(kept[0][:, None], design))

    t = float(t_quantile(design.df))
    [found] = QUANTILE(np.where(base, y, np.nan), design.weight, (measure.p,), error, t)
    if not kept:
        return Point(np.nan, np.zeros(len(y)), base)
    u, se = kept[0], float(np.sqrt(variances(kept[0][:, None], design)[0]))
    slope = found.se / se if se > 0 and np.isfinite(found.se) else 0.0
    exact = bool(
        exact_cells(np.where(inside, 0, -1), 1, Score(("",), base, y=u[:, None]), design)[0]
    )
    return Point(found.value, -u * slope, base, exact=exact, ends=(found.low, found.high))


def alpha_point(study: Study, measure: Measure, sample: Sample, inside: Flags) -> Point:
    points = points_of(study, study.index(measure.variables[0]), sample.table)
    value, u = ALPHA(points, sample.design.weight, inside)
    return Point(value, np.nan_to_num(u), answers_all(points) & inside)


# --- scores -----------------------------------------------------------------------------------


def score_of(study: Study, measure: Measure, table: pl.DataFrame) -> Score:
    """What is added up of each case."""
    return SCORES[measure.kind](study, measure, table)


def coded(study: Study, measure: Measure, table: pl.DataFrame) -> tuple[np.ndarray, Variable]:
    """(n,) levels of the variable, L in the base without one, negative outside."""
    variable = study.variable(measure.variables[0])
    L = len(levels_of(study, variable))
    codes = read_column(study, variable, table, L)
    return np.where(codes > L, -1, codes).astype(np.int64), variable


def ids_of(study: Study, variable: Variable) -> tuple[str, ...]:
    """The levels by code, and one more for the base without a level."""
    return (*levels_of(study, variable), "")


def spelt_out(variable: Variable, levels: tuple[str, ...]) -> tuple[str, ...]:
    """Levels, with groups as what they are made of."""
    found = (one for level in levels for one in variable.groups.get(level, (level,)))
    return tuple(dict.fromkeys(found))


def share(study: Study, measure: Measure, table: pl.DataFrame) -> Score:
    codes, variable = coded(study, measure, table)
    ids = ids_of(study, variable)
    return ESTIMATORS["top_box"](codes, ids, spelt_out(variable, measure.levels))


def net(study: Study, measure: Measure, table: pl.DataFrame) -> Score:
    codes, variable = coded(study, measure, table)
    plus, minus = (spelt_out(variable, side) for side in (measure.levels, measure.others))
    return ESTIMATORS["net"](codes, ids_of(study, variable), plus, minus)


def mean(study: Study, measure: Measure, table: pl.DataFrame) -> Score:
    return ESTIMATORS["mean"](read_value(study.variable(measure.variables[0]), table))


def total(study: Study, measure: Measure, table: pl.DataFrame) -> Score:
    """Of a number; with levels, of the units in them. Nothing is put in for who left it blank."""
    if not measure.levels:
        return ESTIMATORS["total"](read_value(study.variable(measure.variables[0]), table))
    made = share(study, measure, table)
    return ESTIMATORS["total"](np.where(made.base, made.rows()[:, 0], np.nan))


def ratio(study: Study, measure: Measure, table: pl.DataFrame) -> Score:
    y, x = (read_value(study.variable(id), table) for id in measure.variables)
    return ESTIMATORS["ratio"](y, x)


SCORES: dict[str, Callable[[Study, Measure, pl.DataFrame], Score]] = {
    "share": share,
    "mean": mean,
    "net": net,
    "total": total,
    "ratio": ratio,
}
