"""Two frames compared: births, deaths, mergers, splits, movers and new names."""

from __future__ import annotations

from collections import defaultdict

import polars as pl

from tempen.errors import Faults, Place
from tempen.frame.columns import domain_columns, stratum_columns
from tempen.terms.cases import Frame, FrameChanges
from tempen.terms.study import Study

Came = dict[str, tuple[str, ...]]
TOLD = 10


def compare_frames(study: Study, earlier: Frame, later: Frame) -> FrameChanges:
    """What became of the units between two waves; `predecessors` of the later frame tell.

    A unit that keeps its id is the same unit, also where it took others in.
    warns  FRAME-11 units gone with nothing after them, FRAME-12 a predecessor that was not
           there, FRAME-13 a name that went over to another unit, FRAME-14 no unit in common
    """
    faults = Faults()
    place = Place(study.wave(later.wave).frame or "")
    before, after = set(earlier.table["unit"]), set(later.table["unit"])
    came = came_from(earlier, later, place, faults)
    went = turn(came)
    deaths = tuple(sorted(unit for unit in before - after if unit not in went))
    tell_gone(deaths, earlier, later, place, faults)
    tell_names_gone_over(earlier, later, place, faults)
    both = earlier.table.join(later.table, on="unit", suffix=" after")
    columns = dict.fromkeys([*stratum_columns(study), *domain_columns(study)])
    return FrameChanges(
        earlier=earlier.wave,
        later=later.wave,
        births=tuple(sorted(unit for unit in after - before if unit not in came)),
        deaths=deaths,
        mergers={unit: origins for unit, origins in came.items() if len(origins) > 1},
        splits={unit: heirs for unit, heirs in went.items() if len(heirs) > 1},
        succeeded=succeed(came, went),
        moved=pl.concat([find_changed(both, column) for column in columns])
        if columns
        else find_changed(both, "name").clear(),
        renamed=find_changed(both, "name").drop("column"),
        faults=faults.warnings,
    )


def came_from(earlier: Frame, later: Frame, place: Place, faults: Faults) -> Came:
    """Later unit -> the earlier units it came from, itself included where it was there."""
    there = set(earlier.table["unit"])
    came: Came = {}
    named = later.table.filter(pl.col("predecessors").list.len() > 0)
    for unit, origins in named.select("unit", "predecessors").iter_rows():
        for stranger in (origin for origin in origins if origin not in there):
            waves = {"earlier": earlier.wave, "later": later.wave}
            facts = {"unit": unit, "predecessor": stranger}
            faults.add("FRAME-12", place, severity="warning", **facts, **waves)
        own = [unit] if unit in there else []
        known = dict.fromkeys([*own, *(origin for origin in origins if origin in there)])
        if known:
            came[unit] = tuple(known)
    return came


def turn(came: Came) -> Came:
    """Earlier unit -> the later units that came from it."""
    went: defaultdict[str, list[str]] = defaultdict(list)
    for unit, origins in came.items():
        for origin in origins:
            went[origin].append(unit)
    return {origin: tuple(units) for origin, units in went.items()}


def succeed(came: Came, went: Came) -> dict[str, str]:
    """One to one, under another id."""
    return {
        origins[0]: unit
        for unit, origins in came.items()
        if len(origins) == 1 and origins[0] != unit and len(went[origins[0]]) == 1
    }


def find_changed(both: pl.DataFrame, column: str) -> pl.DataFrame:
    """`unit`, `column`, `before`, `after` of the units in both frames whose value changed."""
    return both.filter(pl.col(column).ne_missing(pl.col(f"{column} after"))).select(
        "unit",
        column=pl.lit(column),
        before=pl.col(column),
        after=pl.col(f"{column} after"),
    )


def tell_gone(
    deaths: tuple[str, ...], earlier: Frame, later: Frame, place: Place, faults: Faults
) -> None:
    if not deaths:
        return
    if len(deaths) == earlier.table.height:  # anonymous ids, or another numbering
        faults.add("FRAME-14", place, severity="warning", earlier=earlier.wave, later=later.wave)
        return
    units = ", ".join(deaths[:TOLD]) + (", …" if len(deaths) > TOLD else "")
    facts = {"earlier": earlier.wave, "later": later.wave, "units": units}
    faults.add("FRAME-11", place, severity="warning", count=len(deaths), **facts)


def tell_names_gone_over(earlier: Frame, later: Frame, place: Place, faults: Faults) -> None:
    """An agency that takes another's name is easily taken for it when frames are matched."""
    before = earlier.table.select("name", before="unit").unique("name", keep="none")
    after = later.table.select("name", after="unit").unique("name", keep="none")
    swapped = before.join(after, on="name").filter(pl.col("before") != pl.col("after"))
    for name, old, new in swapped.sort("name").iter_rows():
        facts = {"name": name, "before": old, "after": new}
        waves = {"earlier": earlier.wave, "later": later.wave}
        faults.add("FRAME-13", place, severity="warning", **facts, **waves)
