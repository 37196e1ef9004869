"""Response groups that cross the strata of a sample: weights of two phases.

A unit of stratum h and group g that answered stands for N_h / n_h units of the frame by how the
sample was drawn, times n_g / m_g by who of the n_g units drawn in its group answered. Source:
Särndal, Swensson & Wretman 1992, ch. 15.6; the variance is in `estimate.phases`.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from tempen.errors import Faults
from tempen.terms.cases import Frame
from tempen.terms.study import Study, Wave, Weighting
from tempen.weight.gather import DRAWN, PHASES, ROW, STRATA, UNITS, Weighed
from tempen.weight.groups import Groups, count_groups, label_of

BETWEEN = " · "  # a stratum and a group, as a label


def crosses(study: Study, weighting: Weighting) -> bool:
    """Whether response groups cross the strata of a sample."""
    if study.design != "sample" or weighting.method in ("none", "base") or not weighting.groups:
        return False
    inside = set(study.stratum) <= set(weighting.groups)
    depth = len(study.stratum)
    joined = any(
        source.split("/")[:depth] != target.split("/")[:depth]
        for source, target in weighting.collapse.items()
    )
    return not inside or joined


def knows_drawn(
    study: Study, frame: Frame, weighting: Weighting, wave: Wave, faults: Faults
) -> bool:
    """WEIGHT-04 where the frame does not say who was drawn, WEIGHT-28 where a stratum has none."""
    if "drawn" not in frame.table.columns:
        strata = ", ".join(study.stratum)
        named = weighting.name
        faults.add("WEIGHT-04", wave.place, wave=wave.id, weighting=named, strata=strata)
        return False
    for label, (N, n) in count_draw(study, frame).items():
        if not n:
            faults.add("WEIGHT-28", wave.place, wave=wave.id, stratum=label, N=N)
            return False
    return True


def drawn_units(study: Study, frame: Frame, weighting: Weighting) -> pl.DataFrame:
    """`unit`, `first` (stratum), `stratum` (group) of the eligible units that were drawn."""
    return frame.table.filter(pl.col("eligible").fill_null(True) & pl.col("drawn")).select(
        unit=pl.col("unit").cast(pl.String),
        first=label_of(study.stratum),
        stratum=label_of(weighting.groups),
    )


def count_draw(study: Study, frame: Frame) -> dict[str, tuple[int, int]]:
    """Stratum -> eligible units, and those of them that were drawn."""
    units = frame.table.filter(pl.col("eligible").fill_null(True))
    counts = units.group_by(label_of(study.stratum).alias("first")).agg(
        N=pl.len(), n=pl.col("drawn").sum()
    )
    return {label: (N, n) for label, N, n in counts.sort("first").iter_rows()}


def place_answers(
    cases: pl.DataFrame, drawn: pl.DataFrame, wave: Wave, faults: Faults
) -> pl.DataFrame:
    """Cases with `first` and `stratum` from the frame; `eligible` is False of what was not drawn.

    warns  WEIGHT-27 answers of units that were not drawn, or of none that is known
    """
    cases = cases.drop("first", "stratum", strict=False)
    placed = cases.join(drawn, on="unit", how="left", maintain_order="left")
    strange = placed.filter(pl.col("eligible") & pl.col("first").is_null())
    if strange.height:
        names = strange["unit"].drop_nulls().head(5).to_list()
        told = {"wave": wave.id, "count": strange.height, "units": ", ".join(names) or "–"}
        faults.add("WEIGHT-27", wave.place, severity="warning", **told)
    return placed.with_columns(eligible=pl.col("eligible") & pl.col("first").is_not_null())


def count_phases(cases: pl.DataFrame, drawn: pl.DataFrame) -> Groups:
    """Units drawn and answers by group: what `settle` collapses."""
    answered = cases.filter(pl.col("eligible"))
    return count_groups(drawn["stratum"], answered["stratum"])


def spell_out_phases(
    study: Study,
    frame: Frame,
    groups: Groups,
    cases: pl.DataFrame,
    drawn: pl.DataFrame,
    wave: Wave,
) -> Weighed:
    """Weights, cells and phases of a wave from its settled groups."""
    moved, counts = groups.moved, groups.counts
    draw = count_draw(study, frame)
    drawn = drawn.with_columns(group=pl.col("stratum").replace(moved))
    cases = cases.with_columns(group=pl.col("stratum").replace(moved))
    cells = (
        cases.filter(pl.col("eligible"))
        .group_by("first", "group")
        .agg(n=pl.len().cast(pl.Int64))
        .sort("first", "group")
    )
    rows = [
        row_of(first, group, draw, groups)
        for first, group in cells.select("first", "group").iter_rows()
    ]
    phases = pl.DataFrame(rows, schema=PHASES, orient="row").with_columns(wave=pl.lit(wave.id))
    weight = pl.col("N") / pl.col("drawn") * pl.col("asked") / pl.col("answered")
    weights = phases.select("first", "group", "stratum", weight=weight)
    at = cases.select("row", "eligible", "first", "group").join(
        weights, on=["first", "group"], how="left", maintain_order="left"
    )
    inside = pl.col("eligible")
    made = at.select(
        "row",
        weight=pl.when(inside).then(pl.col("weight")).otherwise(0.0),
        stratum=pl.when(inside).then(pl.col("stratum")),
    )
    strata = phases.select(
        "wave", "stratum", N=pl.lit(None, pl.Float64), n=cells["n"],
        from_groups=pl.Series([list(counts[g].from_groups) for g in phases["group"]],
                              dtype=pl.List(pl.String)),
    )  # fmt: skip
    everyone = frame.table.filter(pl.col("eligible").fill_null(True)).select(
        wave=pl.lit(wave.id), unit=pl.col("unit").cast(pl.String), stratum=label_of(study.stratum)
    )
    return Weighed(
        made.select(*ROW), strata.select(*STRATA), everyone.select(*UNITS), None, phases,
        drawn.select("unit", "first", "group", wave=pl.lit(wave.id)).select(*DRAWN),
    )  # fmt: skip


def row_of(
    first: str, group: str, draw: Mapping[str, tuple[int, int]], groups: Groups
) -> tuple[object, ...]:
    """One row of PHASES."""
    N, n = draw[first]
    asked = groups.counts[group]
    return ("", f"{first}{BETWEEN}{group}", first, group, float(N), n, asked.N, asked.n)
