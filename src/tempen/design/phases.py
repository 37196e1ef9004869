"""Samples of which not all answered, read from a table of everyone who was drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from tempen.design.read import crossing, fault, names_of, whole
from tempen.design.sampling import (
    Level,
    Stated,
    check_calibration,
    check_rows,
    check_words,
    collapse,
    read_levels,
    read_weights,
)
from tempen.errors import Fault
from tempen.estimate.design import Design, Floats, Ints
from tempen.estimate.phases import Phases
from tempen.locale import mark

YES, NO = ("true", "1", "1.0", "yes", "ja"), ("false", "0", "0.0", "no", "nej")


@dataclass(frozen=True)
class Drawn:
    """Everyone who was drawn: the table, and the codes of strata and groups (n,)."""

    table: pl.DataFrame
    stratum: Ints
    group: Ints


def read_phases(
    table: pl.DataFrame, stated: Stated
) -> tuple[Drawn, pl.DataFrame, Design, tuple[str, ...], tuple[Fault, ...]]:
    """Who was drawn, those of them who answered, their design, its strata, what must be said.

    raises  EST-05 to EST-10, EST-17, EST-19, EST-20, EST-22, EST-23 nobody of a group answered,
            EST-24 a word that is neither yes nor no
    """
    check_words(stated)
    check_rows(table)
    check_one_stage(stated)
    came = read_answered(table, stated.answered)
    codes, labels = crossing(table, names_of(stated.strata))
    level = read_levels(table, stated, codes, labels)[0]
    first, labels = collapse(level, labels, stated.collapse)
    group, groups = first.stratum, labels
    if stated.response_groups is not None:
        group, groups = crossing(table, names_of(stated.response_groups))
    asked = np.bincount(group, minlength=len(groups)).astype(float)
    answered = np.bincount(group[came], minlength=len(groups)).astype(float)
    check_answered(asked, answered, groups)
    psu = None if first.unit is None else np.unique(first.unit[came], return_inverse=True)[1]
    cell, phases = cross_phases(first, group, came, psu, asked, answered)
    phases = replace(phases, lonely=stated.lonely, strata=labels, groups=groups)
    kept = table.filter(pl.Series(came))
    weight, faults = weigh(kept, stated, phases, first.stratum[came], group[came])
    design = Design(
        cell, weight, np.full(phases.X, np.inf), psu,
        calibration=check_calibration(stated.calibration, kept.height), phases=phases,
    )  # fmt: skip
    faults += tell_alone(phases, stated.lonely)
    return Drawn(table, first.stratum, group), kept, design, labels, faults


def check_one_stage(stated: Stated) -> None:
    several = len(names_of(stated.psu)) > 1 or not isinstance(stated.fpc, str | float | int | None)
    if several or stated.probability is not None or stated.replicates is not None:
        need = "one stage of selection with equal probabilities in a stratum, without replicates."
        what = mark("The variance of response as a second phase")
        raise fault("EST-19", what=what, need=mark(need))


def read_answered(table: pl.DataFrame, name: str | None) -> np.ndarray:
    """(n,) who answered; raises EST-05, EST-22, EST-24."""
    if name is None:
        raise fault("EST-24", column="answered", value="–")
    words = whole(table, name).cast(pl.String).str.to_lowercase()
    strange = words.filter(~words.is_in([*YES, *NO]))
    if len(strange):
        raise fault("EST-24", column=name, value=str(strange[0]))
    return words.is_in(YES).to_numpy()


def check_answered(asked: Floats, answered: Floats, groups: tuple[str, ...]) -> None:
    silent = np.flatnonzero((answered == 0) & (asked > 0))
    if len(silent):
        label, count = groups[silent[0]], int(asked[silent[0]])
        raise fault("EST-23", group=label, asked=count, groups=len(silent))


def cross_phases(
    first: Level,
    group: Ints,
    came: np.ndarray,
    psu: Ints | None,
    asked: Floats,
    answered: Floats,
) -> tuple[Ints, Phases]:
    """The cell of each answer, strata (PSUs) by groups, and the phases."""
    outer = first.stratum[came] if psu is None else psu
    pairs = np.stack([outer, group[came]])
    (_, groups), at, cell = np.unique(pairs, axis=1, return_index=True, return_inverse=True)
    cell = cell.reshape(-1)
    phases = Phases(
        first.stratum[came][at], groups, np.bincount(cell).astype(float), first.N,
        first.n_h.astype(float), asked, answered, None if psu is None else psu[at],
    )  # fmt: skip
    return cell, phases


def weigh(
    kept: pl.DataFrame,
    stated: Stated,
    phases: Phases,
    stratum: Ints,
    group: Ints,
) -> tuple[Floats, tuple[Fault, ...]]:
    """(n,) the weights given; else N / n of the stratum times drawn / answered of the group."""
    if stated.weights is not None:
        return read_weights(kept, stated, [])
    known = np.isfinite(phases.N)
    design = np.where(known, phases.N, 1.0) / np.where(known, phases.drawn, 1.0)
    return design[stratum] / phases.response[group], ()


def tell_alone(phases: Phases, rule: str) -> tuple[Fault, ...]:
    """Strata of one drawn unit, groups of one answer: a warning, or with "fail" a fault."""
    pairs = zip(phases.alone, (phases.strata, phases.groups), strict=True)
    names = [labels[i] for alone, labels in pairs for i in np.flatnonzero(alone)]
    if not names:
        return ()
    facts = {"count": len(names), "names": ", ".join(names[:10])}
    if rule == "fail":
        raise fault("EST-10", **facts)
    return (Fault("EST-10", facts=facts, severity="warning"),)
