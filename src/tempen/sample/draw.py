"""Draw the sample of a wave from its frame, by strata, coordinated with that of another wave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from tempen.errors import Fault, TempenError
from tempen.sample.select import move_start, number_units, select
from tempen.terms.cases import Frame
from tempen.terms.sample import Sample


def draw(
    frame: Frame,
    columns: Sequence[str],
    sizes: Mapping[str, int],
    seed: str | int,
    *,
    earlier: Frame | None = None,
    keep: float = 1.0,
) -> Sample:
    """Choose units of a frame, so many of each stratum (its values joined by "/").

    seed     any text or number; it and a unit's id make its permanent random number
    earlier  the frame of an earlier wave with its column `drawn`, drawn with the same seed: the
             part `keep` of each of its strata's samples is asked again (1 all, 0 none while the
             stratum has others), as far as the units are still there
    raises   SAMPLE-01 more than a stratum has, SAMPLE-02 keep outside 0..1, SAMPLE-08 an earlier
             frame that does not say who was drawn, or whose draw was not made with this seed
    """
    if not 0 <= keep <= 1:
        facts = {"name": "keep", "value": f"{keep:g}", "low": "0", "high": "1"}
        raise TempenError([Fault("SAMPLE-02", facts=facts)])
    start: Mapping[str, float] | float = 0.0
    if earlier is not None:
        start = move_start(find_sample(earlier, columns, seed), keep)
    return select(units_of(frame, columns), sizes, seed, start=start)


def units_of(frame: Frame, columns: Sequence[str]) -> pl.DataFrame:
    """`unit`, `stratum` of the eligible units."""
    stratum = pl.concat_str([pl.col(c).cast(pl.String) for c in columns], separator="/")
    if not columns:
        stratum = pl.lit("all")
    return frame.table.filter(pl.col("eligible").fill_null(True)).select(
        unit=pl.col("unit").cast(pl.String), stratum=stratum
    )


def find_sample(frame: Frame, columns: Sequence[str], seed: str | int) -> Sample:
    """The sample that a frame's column `drawn` tells of: where on the circle each stratum began.

    A draw takes units in the order of their numbers from a start, round the circle; it is found
    again behind the one unit that was not drawn before one that was.
    """
    unknown = TempenError([Fault("SAMPLE-08", facts={"wave": frame.wave, "seed": str(seed)})])
    if "drawn" not in frame.table.columns:
        raise unknown
    units = units_of(frame, columns).join(drawn_in(frame), on="unit")
    units = units.with_columns(number=pl.Series(number_units(units["unit"].to_list(), seed)))
    parts, starts = [], {}
    for (stratum,), part in units.sort("number", "unit").group_by("stratum", maintain_order=True):
        begins = (part["drawn"] & ~part["drawn"].shift(1, fill_value=part["drawn"][-1])).arg_true()
        if len(begins) > 1:
            raise unknown
        if not part["drawn"].any():
            continue
        at = int(begins[0]) if len(begins) else 0
        turned = pl.concat([part[at:], part[:at]]).filter("drawn")
        starts[str(stratum)] = float(turned["number"][0]) if len(begins) else 0.0
        rate = pl.lit(turned.height / part.height)
        parts.append(turned.select("unit", "stratum", "number", probability=rate))
    table = pl.concat(parts) if parts else units.clear().select(
        "unit", "stratum", "number", probability=pl.lit(0.0)
    )  # fmt: skip
    return Sample(table, str(seed), starts)


def drawn_in(frame: Frame) -> pl.DataFrame:
    """`unit`, `drawn` of a frame; a census reads the column as text."""
    drawn = pl.col("drawn")
    if frame.table.schema["drawn"] != pl.Boolean:
        drawn = drawn.cast(pl.String).str.to_lowercase().eq_missing("true").alias("drawn")
    return frame.table.select(pl.col("unit").cast(pl.String), drawn)


def mark_drawn(frame: Frame, sample: Sample) -> pl.DataFrame:
    """The frame as a file: its columns as text, and `drawn` true or false."""
    chosen = pl.col("unit").cast(pl.String).is_in(sample.table["unit"].implode())
    kept = frame.table.with_columns(pl.col("predecessors").list.join(" "), drawn=chosen)
    logical = [name for name, dtype in kept.schema.items() if dtype == pl.Boolean]
    words = pl.col(logical).replace_strict({True: "true", False: "false"}, return_dtype=pl.String)
    return kept.with_columns(words)


def tell_draw(
    frame: Frame, sample: Sample, columns: Sequence[str], earlier: Frame | None
) -> pl.DataFrame:
    """`group` (stratum), `units`, `drawn`, `again` (in the earlier wave too; null without one)."""
    units = units_of(frame, columns)
    chosen = sample.table["unit"]
    before = pl.Series("unit", [], dtype=pl.String)
    if earlier is not None:
        before = drawn_in(earlier).filter("drawn")["unit"]
    is_drawn = pl.col("unit").is_in(chosen.implode())
    again = is_drawn & pl.col("unit").is_in(before.implode())
    table = units.group_by("stratum").agg(
        units=pl.len().cast(pl.Int64),
        drawn=is_drawn.sum().cast(pl.Int64),
        again=again.sum().cast(pl.Int64),
    )
    table = table.sort("stratum").rename({"stratum": "group"})
    total = table.select(pl.lit("all").alias("group"), pl.exclude("group").sum())
    made = pl.concat([table, total])
    return made if earlier is not None else made.with_columns(again=pl.lit(None, pl.Int64))
