"""From frames and cases to weights: the sentence of this room.

Source of the model: response homogeneity groups, Särndal, Swensson & Wretman 1992, ch. 15.6.
Within a group everyone is taken to answer with the same chance, so a census with nonresponse is
estimated as a stratified sample whose strata are the groups.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import polars as pl

from tempen.errors import Faults
from tempen.terms.cases import Cases, Frame
from tempen.terms.study import Study, Wave, Weighting
from tempen.terms.weight import Weights
from tempen.weight.adjust import adjust, at
from tempen.weight.gather import ROW, STRATA, UNITS, Weighed, gather
from tempen.weight.groups import (
    UNKNOWN,
    Groups,
    collapse,
    count_groups,
    label_of,
    propose_joins,
)
from tempen.weight.phases import (
    count_phases,
    crosses,
    drawn_units,
    knows_drawn,
    place_answers,
    spell_out_phases,
)
from tempen.weight.trim import trim


def weigh(
    study: Study,
    frames: Mapping[str, Frame],
    cases: Cases,
    weighting: Weighting,
    *,
    preliminary: bool = False,
) -> Weights:
    """Give every case its weight and its stratum.

    none    weight 1; the strata carry N, so that errors are corrected for the finite population
    groups  N_h / n_h within response groups (frame columns `weighting.groups`), collapsed
    base    N_h / n_h within the strata of the design (`study.stratum`)
    rake, calibrate  the weights of `groups` (or of the strata), fitted to margins of the frame:
            see `adjust`; `Weights.calibration` keeps what they were fitted to
    With `trim`, no weight is beyond its limits, and their sum is kept. With `size`, each is
    multiplied by its unit's size (see `by_size`).

    Answers whose group is not known, `unknown`:
    own_group  a stratum of their own with the mean weight of the others and no known N, so no
               finite population correction. Every sector keeps its weights; the base of the
               whole exceeds the frame by their weight
    spread     the frame is shared between known and unknown answers in proportion to their
               number: weights sum to the frame, N of each stratum shrinks by the part given up
    Both give the same shares; they differ in base and in the correction.

    returns  rows in the order of `cases.table`
    raises   WEIGHT-01 no frame, WEIGHT-02 groups too small, WEIGHT-03 more answers than units,
             WEIGHT-04 groups that cross the strata of a sample and a frame that does not say who
             was drawn, WEIGHT-28 a stratum of which nobody was, WEIGHT-23 one group that is too
             small, WEIGHT-29 no answer of an eligible unit, WEIGHT-26 units without a size, those
             of `adjust`; all at once
    warns    WEIGHT-05 a unit answered that is not eligible (weight 0), WEIGHT-06 groups of a
             wave in the field, or of the latest wave in a preliminary report, collapsed for it,
             WEIGHT-07 a stratum with one answer
    """
    faults = Faults()
    if preliminary:
        study = replace(study, waves=tuple(unsettle(wave, study.latest) for wave in study.waves))
    table = cases.table.with_row_index("row")
    parts = [
        weigh_wave(study, study.wave(wave), frames.get(wave), part, weighting, faults)
        for wave in table["wave"].unique(maintain_order=True)
        for part in [table.filter(pl.col("wave") == wave)]
    ]
    faults.stop()
    return gather(cases, weighting, parts, faults.warnings)


def unsettle(wave: Wave, latest: Wave) -> Wave:
    """The latest wave as if it were still in the field."""
    return replace(wave, status="open") if wave is latest and wave.status == "closed" else wave


def columns_of(study: Study, weighting: Weighting) -> tuple[str, ...]:
    """The frame columns whose crossing makes the strata."""
    if weighting.method == "base":
        return study.stratum
    return weighting.groups or study.stratum


def weigh_wave(
    study: Study,
    wave: Wave,
    frame: Frame | None,
    cases: pl.DataFrame,
    weighting: Weighting,
    faults: Faults,
) -> Weighed:
    """Weigh one wave; on a fault, collect it and leave the wave without strata."""
    if study.design == "open":
        return without_design(cases)
    if frame is None and (weighting.method != "none" or weighting.size):
        faults.add("WEIGHT-01", wave.place, wave=wave.id, weighting=weighting.name)
        return without_design(cases)
    if frame is not None and crosses(study, weighting):
        cases, made = weigh_phases(study, wave, frame, cases, weighting, faults)
        return finish_all(made, cases, frame, weighting, wave, faults)
    columns = columns_of(study, weighting)
    units = eligible_units(frame, columns, cases)
    cases = group_cases(cases, frame, columns)
    cases = set_aside_ineligible(cases, frame, wave, faults)
    inside = cases.filter(pl.col("eligible"))
    if inside.is_empty():
        faults.add("WEIGHT-29", wave.place, wave=wave.id)
        return without_design(cases)
    groups = count_groups(units["stratum"], inside["stratum"])
    settle(groups, weighting, wave, faults, known=frame is not None)
    made = spell_out(wave.id, groups, cases, units, weighting, frame is not None)
    if faults.errors or frame is None:
        return made
    return finish_all(made, cases, frame, weighting, wave, faults)


def weigh_phases(
    study: Study,
    wave: Wave,
    frame: Frame,
    cases: pl.DataFrame,
    weighting: Weighting,
    faults: Faults,
) -> tuple[pl.DataFrame, Weighed]:
    """A sample whose response groups cross its strata: see `weight.phases`."""
    if not knows_drawn(study, frame, weighting, wave, faults):
        return cases, without_design(cases)
    cases = set_aside_ineligible(cases, frame, wave, faults)
    drawn = drawn_units(study, frame, weighting)
    cases = place_answers(cases, drawn, wave, faults)
    groups = count_phases(cases, drawn)
    settle(groups, weighting, wave, faults, known=True)
    return cases, spell_out_phases(study, frame, groups, cases, drawn, wave)


def finish_all(
    made: Weighed,
    cases: pl.DataFrame,
    frame: Frame,
    weighting: Weighting,
    wave: Wave,
    faults: Faults,
) -> Weighed:
    """What comes after the weights of groups: margins, trimming, sizes."""
    if faults.errors:
        return made
    cases = look_up(cases, frame, weighting.columns)
    made = finish(made, cases, frame, weighting, wave, faults)
    return by_size(made, cases, frame, weighting, wave, faults) if weighting.size else made


def finish(
    made: Weighed,
    cases: pl.DataFrame,
    frame: Frame,
    weighting: Weighting,
    wave: Wave,
    faults: Faults,
) -> Weighed:
    """Fit the weights of a wave to its margins, or trim them, where the weighting says so."""
    base = made.rows["weight"].to_numpy()
    if weighting.adjusted:
        adjusted = adjust(base, cases, frame, weighting, wave, faults)
        if adjusted is None:
            return made
        rows = made.rows.with_columns(weight=pl.Series(adjusted.weight))
        return replace(made, rows=rows, adjusted=adjusted)
    if weighting.trim is not None:
        with at(wave.place, faults):
            weight, inside = base.copy(), base > 0
            low, high = (end * float(base[inside].mean()) for end in weighting.trim)
            weight[inside] = trim(base[inside], low, high).weight
            return replace(made, rows=made.rows.with_columns(weight=pl.Series(weight)))
    return made


def by_size(
    made: Weighed,
    cases: pl.DataFrame,
    frame: Frame,
    weighting: Weighting,
    wave: Wave,
    faults: Faults,
) -> Weighed:
    """Each weight times its unit's size: shares are then of what the units hold.

    Strata and their N stay, for it is units that answered or did not; a share is a ratio of two
    totals of the size. An answer without a unit has no size: weight 0, and it stands in no stratum.
    """
    number = pl.col(weighting.size).cast(pl.Float64, strict=False)
    sizes = frame.table.select("unit", "eligible", given=weighting.size, size=number)
    good = (pl.col("size").is_finite() & (pl.col("size") >= 0)).fill_null(False)
    wrong = sizes.filter(pl.col("eligible").fill_null(True) & ~good)
    if not wrong.is_empty():
        told = {"unit": wrong["unit"][0], "value": wrong["given"][0] or "–", "count": wrong.height}
        told |= {"wave": wave.id, "column": weighting.size, "weighting": weighting.name}
        faults.add("WEIGHT-26", wave.place, **told)
        return made
    own = cases.select("row", "unit").join(sizes, on="unit", how="left", maintain_order="left")
    rows = made.rows.join(own.select("row", "size"), on="row", how="left", maintain_order="left")
    rows = rows.with_columns(
        weight=pl.col("weight") * pl.col("size").fill_null(0.0),
        stratum=pl.when(pl.col("size").is_not_null()).then(pl.col("stratum")),
    )
    return replace(made, rows=rows.drop("size"))


def without_design(cases: pl.DataFrame) -> Weighed:
    """Weight 1 and no strata: nothing is known of how these came to answer."""
    rows = cases.select("row", weight=pl.lit(1.0), stratum=pl.lit(None, pl.String))
    return Weighed(rows, pl.DataFrame(schema=STRATA), pl.DataFrame(schema=UNITS))


def eligible_units(
    frame: Frame | None, columns: tuple[str, ...], cases: pl.DataFrame
) -> pl.DataFrame:
    """`wave`, `unit`, `stratum` of every eligible unit; empty without a frame."""
    if frame is None:
        return pl.DataFrame(schema=UNITS)
    return frame.table.filter(pl.col("eligible").fill_null(True)).select(
        wave=pl.lit(frame.wave), unit=pl.col("unit").cast(pl.String), stratum=label_of(columns)
    )


def group_cases(cases: pl.DataFrame, frame: Frame | None, columns: tuple[str, ...]) -> pl.DataFrame:
    """Add `stratum` (null: not known) from the cases' own frame columns.

    A column that cases lack is looked up in the frame by unit; one that they have is trusted,
    nulls included: `edit` decided that the answer does not say.
    """
    return look_up(cases, frame, columns).with_columns(stratum=label_of(columns))


def look_up(cases: pl.DataFrame, frame: Frame | None, columns: tuple[str, ...]) -> pl.DataFrame:
    """Cases with all the columns: those that they lack are the frame's, by unit."""
    lacking = [c for c in columns if c not in cases.columns]
    if lacking and frame is not None:
        found = frame.table.select("unit", *lacking)
        return cases.join(found, on="unit", how="left", maintain_order="left")
    return cases.with_columns(pl.lit(None, pl.String).alias(c) for c in lacking)


def set_aside_ineligible(
    cases: pl.DataFrame, frame: Frame | None, wave: Wave, faults: Faults
) -> pl.DataFrame:
    """Add `eligible`: False for answers of units that the frame holds not to be eligible."""
    if frame is None:
        return cases.with_columns(eligible=pl.lit(True))
    out = frame.table.filter(~pl.col("eligible").fill_null(True))["unit"]
    cases = cases.with_columns(eligible=~pl.col("unit").is_in(out.implode()).fill_null(False))
    names = cases.filter(~pl.col("eligible"))["unit"].to_list()
    if names:
        faults.add(
            "WEIGHT-05", wave.place, severity="warning", wave=wave.id, units=", ".join(names)
        )
    return cases


def settle(
    groups: Groups, weighting: Weighting, wave: Wave, faults: Faults, *, known: bool
) -> None:
    """Collapse what is too small, and tell what the declared map leaves."""
    if not known:
        return
    collapse(groups, weighting.collapse, weighting.least)
    told = {"wave": wave.id, "weighting": weighting.name, "least": weighting.least}
    for label, c in groups.counts.items():
        if c.n > c.N:
            faults.add("WEIGHT-03", wave.place, group=label, n=c.n, N=c.N, **told)
    if weighting.method == "none":
        warn_of_lonely(groups, wave, faults)
    elif wave.status == "open":
        collapse_in_the_field(groups, weighting, wave, faults, told)
    else:
        for join in propose_joins(groups, weighting.least):
            faults.add(join.code, wave.place, **join.facts, **told)


def warn_of_lonely(groups: Groups, wave: Wave, faults: Faults) -> None:
    for label, c in groups.counts.items():
        if c.n == 1 and c.N > 1:
            faults.add(
                "WEIGHT-07", wave.place, severity="warning", wave=wave.id, group=label, N=c.N
            )


def collapse_in_the_field(
    groups: Groups,
    weighting: Weighting,
    wave: Wave,
    faults: Faults,
    told: Mapping[str, object],
) -> None:
    """Until the figures are final, small groups are no fault: join them, and say so."""
    for join in propose_joins(groups, weighting.least):
        if join.target is not None:
            faults.add("WEIGHT-06", wave.place, severity="warning", **join.facts, **told)
            groups.merge(join.label, join.target)


Rule = Callable[[float, float], float]
METHODS: dict[str, Rule] = {
    "none": lambda N, n: 1.0,
    "groups": lambda N, n: N / n,
    "base": lambda N, n: N / n,
    "rake": lambda N, n: N / n,
    "calibrate": lambda N, n: N / n,
}


def spell_out(
    wave: str,
    groups: Groups,
    cases: pl.DataFrame,
    units: pl.DataFrame,
    weighting: Weighting,
    known: bool,
) -> Weighed:
    """Weights and strata of a wave from its settled groups."""
    inside = cases.filter(pl.col("eligible"))
    unknown = inside["stratum"].null_count()
    strata = strata_table(wave, groups, unknown, weighting, known)
    weight = dict(strata.select("stratum", "weight").iter_rows())
    home = pl.col("stratum").replace(groups.moved)
    rows = cases.select(
        "row",
        stratum=pl.when(pl.col("eligible")).then(home.fill_null(UNKNOWN)),
    ).with_columns(
        weight=pl.col("stratum").replace_strict(weight, default=0.0, return_dtype=pl.Float64)
    )
    return Weighed(rows.select(*ROW), strata.select(*STRATA), units.with_columns(stratum=home))


def strata_table(
    wave: str, groups: Groups, unknown: int, weighting: Weighting, known: bool
) -> pl.DataFrame:
    """The strata with `weight`, the answers of unknown group last in a stratum of their own."""
    rule = METHODS[weighting.method]
    answered = {g: c for g, c in groups.counts.items() if c.n}
    N_all = sum(c.N for c in groups.counts.values())
    n_known = sum(c.n for c in answered.values())
    spread = weighting.unknown == "spread" and known
    kept = n_known / (n_known + unknown) if spread and unknown else 1.0
    rows: list[tuple[object, ...]] = [
        (wave, g, c.N * kept if known else None, c.n, list(c.from_groups), rule(c.N * kept, c.n))
        for g, c in answered.items()
    ]
    if unknown:
        N = N_all * (1 - kept) if spread and kept else None
        mean = rule(N_all * kept, n_known) if n_known else 1.0
        rows.append((wave, UNKNOWN, N, unknown, [], mean))
    return pl.DataFrame(rows, schema=STRATA | {"weight": pl.Float64}, orient="row")
