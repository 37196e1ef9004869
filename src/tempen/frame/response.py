"""Who answered of whom was asked: counts of dispositions, after AAPOR's definitions."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from tempen.frame.columns import sector_column
from tempen.terms.cases import Cases, Frame
from tempen.terms.estimate import ALL, ResponseRate
from tempen.terms.study import Study, Wave

NOT_STATED = "not_stated"
PARTIAL = 0.5  # of the variables that the respondent reached: fewer answered is a partial response


def response_rates(
    study: Study, wave: Wave, frame: Frame | None, cases: Cases, domain: str | None = None
) -> tuple[ResponseRate, ...]:
    """Counts per level of a frame domain (default: the first), then `not_stated`, then `all`.

    Answers whose sector is not stated stand in a row of their own, with nobody invited and so no
    rate, and in the row of all. `answered` counts complete and partial answers (RR2). Counts
    only: with everyone asked there is no sampling error to give an interval to.
    source  AAPOR Standard Definitions, 10th edition 2023: RR1 leaves partial answers out, RR2
            counts them; units not found eligible leave the denominator
    """
    column = study.domain(domain).column or domain if domain else sector_column(study)
    units = mark_units(asked_of(frame), column)
    answers = mark_answers(study, wave, cases, column, units.filter(~pl.col("eligible"))["unit"])
    levels = list(study.domain(domain).levels) if domain else level_ids(study, column)
    rates = [count(wave, level, units, answers) for level in levels]
    if answers["level"].null_count():
        rates.append(count(wave, None, units, answers))
    return (*rates, count(wave, ALL, units, answers))


def asked_of(frame: Frame | None) -> Frame | None:
    """The units that were asked: of a sample those drawn, where the frame says so."""
    if frame is None or frame.table.schema.get("drawn") != pl.Boolean:
        return frame
    return replace(frame, table=frame.table.filter("drawn"))


def level_ids(study: Study, column: str | None) -> list[str]:
    found = (
        d.levels for d in study.domains if d.source == "frame" and (d.column or d.id) == column
    )
    return list(next(found, ()))


def mark_answers(
    study: Study, wave: Wave, cases: Cases, column: str | None, not_eligible: pl.Series
) -> pl.DataFrame:
    """`level`, `partial` per eligible case: partial by the share answered of what was reached."""
    asked_for = ~pl.col("unit").is_in(not_eligible.implode())
    own = cases.table.filter(pl.col("wave") == wave.id, asked_for)
    asked = [v.id for v in study.variables if v.id in own.columns and v.scale != "text"]
    level = pl.col(column) if column and column in own.columns else pl.lit(None, pl.String)
    if not asked:
        return own.select(level=level, partial=pl.lit(False))
    reached = pl.sum_horizontal(pl.col(asked).is_in([-1, -2]).not_())
    answered = pl.sum_horizontal(pl.col(asked) >= -5) - pl.sum_horizontal(
        pl.col(asked).is_in([-1, -2, -3])
    )
    return own.select(level=level, partial=answered < PARTIAL * reached)


def mark_units(frame: Frame | None, column: str | None) -> pl.DataFrame:
    """`unit`, `level`, `eligible`, `declined` per frame unit."""
    if frame is None:
        flags = {"eligible": pl.Boolean, "declined": pl.Boolean}
        return pl.DataFrame(schema={"unit": pl.String, "level": pl.String, **flags})
    return frame.table.select(
        "unit",
        "eligible",
        level=pl.col(column) if column else pl.lit(None, pl.String),
        declined=pl.col("disposition").eq_missing("declined"),
    )


def count(
    wave: Wave, level: str | None, units: pl.DataFrame, answers: pl.DataFrame
) -> ResponseRate:
    """The row of one level; None is the row of answers that state none."""
    if level != ALL:
        answers = answers.filter(pl.col("level").eq_missing(pl.lit(level, pl.String)))
        units = units.filter(pl.col("level").eq_missing(pl.lit(level, pl.String)))
    return ResponseRate(
        wave=wave.id,
        domain_level=NOT_STATED if level is None else level,
        invited=units.height,
        eligible=int(units["eligible"].sum()),
        answered=answers.height,
        partial=int(answers["partial"].sum()),
        declined=int(units["declined"].sum()),
    )
