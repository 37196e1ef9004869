"""The nonresponse analysis of a wave: who answered, when, and what the weights cost and mend.

Nothing made up is told of: made-up divisions of the frame and made-up answers stand outside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from tempen.terms.cases import Cases, Frame
from tempen.terms.item import Variable
from tempen.terms.nonresponse import Arrivals, Nonresponse, Representativity
from tempen.terms.study import Study
from tempen.terms.weight import Weights
from tempen.weight.diagnose import compare_margins, diagnose
from tempen.weight.margins import Floats
from tempen.weight.nonresponse import judge_response
from tempen.weight.timing import Z, compare_halves, divide

ARRIVALS = pl.Schema(
    {
        "variable": pl.String,
        "level": pl.String,
        "n_early": pl.Int64,
        "n_late": pl.Int64,
        "early": pl.Float64,
        "late": pl.Float64,
        "difference": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "p": pl.Float64,
        "as_late": pl.Float64,
    }
)
Adjust = Callable[[Sequence[float]], Sequence[float]]


def analyse_response(
    study: Study,
    frames: Mapping[str, Frame],
    cases: Cases,
    weights: Sequence[Weights],
    wave: str,
    *,
    adjust: Adjust,
    withheld: Sequence[str] = (),
) -> Nonresponse:
    """What is known of who answered a wave.

    adjust    p-values -> p-values adjusted for their number
    withheld  variables of which early and late answers are not told
    """
    if study.design == "open":
        return Nonresponse(wave, why=dict.fromkeys(("representativity", "arrivals"), "open"))
    why: dict[str, str] = {}
    frame, columns = frames.get(wave), divisions(study)
    asked = asked_of(frame)
    why["representativity"] = find_obstacle(study, asked, cases, columns)
    judged = None
    if asked is not None and not why["representativity"]:
        judged = name_domains(judge_response(asked, cases, list(columns)), columns)
    arrivals, why["arrivals"] = find_arrivals(study, asked, cases, weights[0], wave, withheld)
    return Nonresponse(
        wave,
        judged,
        None if arrivals is None else adjusted(arrivals, adjust),
        diagnoses={w.name: d for w in weights for d in diagnose(w) if d.wave == wave},
        margins=pl.DataFrame()
        if study.weightings[0].size  # its weights are not of units
        else find_margins(frame, cases, weights[0], columns),
        unlinked=count_unlinked(frame, cases, wave),
        why={what: reason for what, reason in why.items() if reason},
    )


def asked_of(frame: Frame | None) -> Frame | None:
    """The units that were asked: of a sample those drawn, each counted once."""
    if frame is None or frame.table.schema.get("drawn") != pl.Boolean:
        return frame
    return replace(frame, table=frame.table.filter("drawn"))


def divisions(study: Study) -> dict[str, str]:
    """Frame column -> the domain that it makes, made-up ones left out."""
    frame = [d for d in study.domains if d.source == "frame" and not d.made_up]
    return {domain.column or domain.id: domain.id for domain in frame}


def find_obstacle(
    study: Study, frame: Frame | None, cases: Cases, columns: Mapping[str, str]
) -> str:
    """Why a wave has no R-indicator, by code; "" where it has one."""
    if frame is None:
        return "no_frame"
    if study.design == "sample" and "drawn" not in frame.table.columns:
        return "sample"
    if not columns:
        return "no_columns"
    here = cases.table.filter(pl.col("wave") == frame.wave)["unit"]
    return "" if eligible(frame)["unit"].is_in(here.implode()).any() else "nobody"


def eligible(frame: Frame) -> pl.DataFrame:
    return frame.table.filter(pl.col("eligible").fill_null(True))


def count_unlinked(frame: Frame | None, cases: Cases, wave: str) -> int:
    own = cases.table.filter(pl.col("wave") == wave)["unit"]
    return 0 if frame is None else int((~own.is_in(frame.table["unit"].implode())).sum())


def name_domains(judged: Representativity, columns: Mapping[str, str]) -> Representativity:
    """Its variables by the names of their domains."""
    named = judged.partial.with_columns(pl.col("variable").replace(dict(columns)))
    return replace(judged, partial=named)


def find_margins(
    frame: Frame | None, cases: Cases, weights: Weights, columns: Mapping[str, str]
) -> pl.DataFrame:
    if frame is None or not columns:
        return pl.DataFrame()
    found = compare_margins(weights, cases, {frame.wave: frame}, list(columns))
    return found.drop("wave").with_columns(pl.col("margin").replace(dict(columns)))


# --- early and late ---------------------------------------------------------------------------


def find_arrivals(
    study: Study,
    frame: Frame | None,
    cases: Cases,
    weights: Weights,
    wave: str,
    withheld: Sequence[str],
) -> tuple[Arrivals | None, str]:
    """Early and late answers of a wave; or why they are not told apart.

    A half has at least as many answers as a test needs, whole and in the base of every question.
    """
    own = pl.Series(cases.table["wave"] == wave)
    table = cases.table.filter(own)
    weight = weights.table["weight"].filter(own).fill_null(0).cast(pl.Float64).to_numpy()
    dates = table["submitted"] if "submitted" in table.columns else None
    if dates is None or not dates.is_not_null().any():
        return None, "no_dates"
    dated = dates.is_not_null().to_numpy() & (weight > 0)
    part = np.zeros(table.height, np.int64)
    part[dated] = divide(dates.filter(pl.Series(dated))).to_numpy()
    sizes = np.bincount(part, minlength=3)[1:]
    if not sizes[1]:
        return None, "one_day"
    if sizes.min() < least_of(study):
        return None, "few"
    rate = float((weight > 0).sum()) / eligible(frame).height if frame is not None else 1.0
    rows = [
        row
        for variable in told_of(study, wave, withheld)
        for row in compare_levels(study, variable, table, part, weight, min(rate, 1.0))
    ]
    compared = pl.DataFrame(rows, schema=ARRIVALS, orient="row")
    return Arrivals(tell_halves(dates, part), int((~dated & (weight > 0)).sum()), compared), ""


def least_of(study: Study) -> int:
    """The answers that a half must have: for a test, and so that nobody is told of."""
    shown = study.disclosure.least
    return max(study.limits.test_n, study.limits.disclose_n if shown is None else shown, 2)


def told_of(study: Study, wave: str, withheld: Sequence[str]) -> Iterator[Variable]:
    """The variables whose early and late answers may be told: neither protected nor withheld."""
    for variable in study.variables:
        item = study.item(variable.item)
        if (
            variable.scale in ("levels", "mark")
            and item.part_asked_in(variable.part, wave)
            and item.id not in study.disclosure.protect
            and variable.id not in withheld
        ):
            yield variable


def compare_levels(
    study: Study,
    variable: Variable,
    table: pl.DataFrame,
    part: np.ndarray,
    weight: Floats,
    rate: float,
) -> Iterator[tuple]:
    """Rows of `ARRIVALS` of a variable; of an option only that it was marked."""
    codes = table[variable.id].cast(pl.Int64).fill_null(-1).to_numpy()
    whole = share_in(codes, len(variable.levels), part > 0, weight)
    item = study.item(variable.item)
    for at, half in enumerate(compare_halves(codes, len(variable.levels), part, weight)):
        level = variable.levels[at]
        if variable.scale == "mark" and level != variable.levels[-1]:
            continue
        few = min(half.n_early, half.n_late) < least_of(study)
        if few or item.invents(level, variable.part):
            continue
        gap, reach = half.late - half.early, Z * half.se
        as_late = rate * whole[at] + (1 - rate) * half.late
        sizes = (half.n_early, half.n_late)
        ends = (max(gap - reach, -1.0), min(gap + reach, 1.0))
        yield variable.id, level, *sizes, half.early, half.late, gap, *ends, half.p, as_late


def share_in(codes: np.ndarray, levels: int, chosen: np.ndarray, weight: Floats) -> Floats:
    inside = (codes >= 0) & chosen
    total = weight[inside].sum() or 1.0
    return np.bincount(codes[inside], weight[inside], minlength=levels) / total


def tell_halves(dates: pl.Series, part: np.ndarray) -> pl.DataFrame:
    table = pl.DataFrame({"part": part, "arrived": dates}).filter(pl.col("part") > 0)
    day = pl.col("arrived")
    return (
        table.group_by("part")
        .agg(first=day.min(), last=day.max(), n=pl.len().cast(pl.Int64))
        .sort("part")
    )


def adjusted(arrivals: Arrivals, adjust: Adjust) -> Arrivals:
    """With `p_adjusted`, the largest differences first."""
    p = arrivals.table["p"].to_list()
    told = arrivals.table.with_columns(
        p_adjusted=pl.Series(list(adjust(p)) if p else [], dtype=pl.Float64)
    )
    size = pl.col("difference").abs()
    return replace(arrivals, table=told.sort(size, descending=True, maintain_order=True))
