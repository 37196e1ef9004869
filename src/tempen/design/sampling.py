"""How the cases were sampled, read from columns of the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import polars as pl

from tempen.design.read import crossing, fault, names_of, numbers, whole
from tempen.errors import Fault
from tempen.estimate.design import (
    Design,
    Floats,
    Ints,
    Lonely,
    Replicates,
    Stage,
    Together,
    stage_factors,
)
from tempen.estimate.engines import SUMS
from tempen.estimate.fpc import READ_AS, read_fpc
from tempen.locale import mark
from tempen.terms.weight import Calibration

LONELY = ("adjust", "average", "certainty", "fail")
KEPT_ALONE: dict[str, Lonely] = {"average": "average", "certainty": "certainty"}
PPS = ("brewer", "hartley_rao")
LARGEST = 1e100  # a larger weight has a square that is no number
Fpc = str | float | Sequence[str | float]


@dataclass(frozen=True)
class Stated:
    """What a user says of the sampling; the arguments of `tempen.Design`."""

    weights: str | None = None
    strata: str | Sequence[str] | None = None
    psu: str | Sequence[str] | None = None
    fpc: Fpc | None = None
    fpc_as: str | None = None
    strata_below: Sequence[str | None] = ()
    lonely: str = "adjust"
    collapse: Mapping[str, str] = field(default_factory=dict)
    probability: str | None = None
    pps: str = "brewer"
    pps_sum: float | None = None
    replicates: Replicates | Sequence[str] | None = None
    replicate_kind: str = "bootstrap"
    calibration: Calibration | None = None
    answered: str | None = None
    response_groups: str | Sequence[str] | None = None

    @property
    def plain(self) -> bool:
        """Cases in strata and nothing else: sums by stratum are all that a variance needs."""
        special = (
            self.probability, self.replicates, self.calibration, self.answered,
            self.response_groups,
        )  # fmt: skip
        stages = max(len(one_or_more(self.fpc)), len(names_of(self.psu)) + 1)
        return stages == 1 and all(part is None for part in special)

    @property
    def keys(self) -> list[str]:
        """The columns that say where a case stands, without its weight."""
        fpc = [one for one in one_or_more(self.fpc) if isinstance(one, str)]
        below = [one for one in self.strata_below if one is not None]
        return list(dict.fromkeys((*names_of(self.strata), *fpc, *names_of(self.psu), *below)))

    @property
    def columns(self) -> list[str]:
        """All columns of the design."""
        given = () if isinstance(self.replicates, Replicates) else self.replicates
        more = (self.weights, self.probability, self.answered, *(given or ()))
        more += names_of(self.response_groups)
        return list(dict.fromkeys((*self.keys, *(name for name in more if name is not None))))


@dataclass(frozen=True)
class Level:
    """One stage as it is read: codes of cases, and the units in each stratum's population."""

    stratum: Ints  # (n,) of cases
    unit: Ints | None  # (n,); None: cases
    N: Floats  # (H,)
    n_h: Ints  # (H,)

    @property
    def rate(self) -> Floats:
        """(n,) the sampling fraction of each case's unit; 0 where N is not known."""
        return (self.n_h / self.N)[self.stratum]


def read_sampling(
    table: pl.DataFrame, stated: Stated
) -> tuple[Design, tuple[str, ...], tuple[Fault, ...]]:
    """The design, the labels of its strata, and what must be said of it.

    table   the cases; or several a row, with `SUMS` of their number and weights
    raises  EST-05 to EST-10, EST-14 to EST-17, EST-20, EST-22,
            EST-25, EST-27
    """
    check_words(stated)
    check_rows(table)
    codes, labels = crossing(table, names_of(stated.strata))
    levels = read_levels(table, stated, codes, labels)
    first, labels = collapse(levels[0], labels, stated.collapse)
    weight, faults = read_weights(table, stated, levels)
    together = None
    if counted(table):
        n = numbers(table, SUMS[0])
        if stated.weights is None:
            together, weight = Together(n.astype(np.int64), n * weight**2), n * weight
        else:
            together = Together(n.astype(np.int64), numbers(table, SUMS[2]))
    design = Design(
        first.stratum,
        weight,
        first.N,
        first.unit,
        below=read_below(levels),
        lonely=KEPT_ALONE.get(stated.lonely, "adjust"),
        calibration=check_calibration(stated.calibration, table.height),
        probability=read_probability(table, stated.probability),
        pps="hartley_rao" if stated.pps == "hartley_rao" else "brewer",
        pps_sum=stated.pps_sum,
        together=together,
    )
    faults += tell_lonely(design, labels, stated.lonely)
    return replace(design, replicates=read_replicates(table, stated, weight)), labels, faults


def counted(table: pl.DataFrame) -> bool:
    """Whether the rows are cases counted together."""
    return SUMS[0] in table.columns


def check_words(stated: Stated) -> None:
    words = (
        ("lonely", stated.lonely, LONELY),
        ("pps", stated.pps, PPS),
        ("fpc_as", stated.fpc_as or "count", READ_AS),
        ("replicate_kind", stated.replicate_kind, tuple(KINDS)),
    )
    for what, asked, known in words:
        if asked not in known:
            raise fault("EST-17", what=what, asked=asked, known=", ".join(known))


def check_rows(table: pl.DataFrame) -> None:
    if not (table[SUMS[0]].sum() if counted(table) else table.height):
        raise fault("EST-25")


def read_levels(
    table: pl.DataFrame, stated: Stated, codes: Ints, labels: tuple[str, ...]
) -> list[Level]:
    """The stages from the first: the strata of each stand within the units of the one above."""
    units = names_of(stated.psu)
    fpcs = one_or_more(stated.fpc)
    stages = max(1, len(units), len(fpcs))
    if units and fpcs and len(units) > len(fpcs) > 1:
        raise fault("EST-15", stages=stages, given=len(fpcs), what="fpc")
    made: list[Level] = []
    for k in range(stages):
        if k:
            below = names_of(stated.strata_below[k - 1] if k <= len(stated.strata_below) else None)
            codes = within(unit_codes(made[-1]), crossing(table, below)[0])
        unit = within(codes, crossing(table, [units[k]])[0]) if k < len(units) else None
        made.append(read_level(table, codes, unit, fpcs[k] if k < len(fpcs) else None, stated))
    return made


def read_level(
    table: pl.DataFrame, codes: Ints, unit: Ints | None, fpc: str | float | None, stated: Stated
) -> Level:
    of_unit = codes if unit is None else codes[np.unique(unit, return_index=True)[1]]
    number = numbers(table, SUMS[0]) if counted(table) else None
    n_h = np.bincount(of_unit, number).astype(np.int64)
    if fpc is None:
        return Level(codes, unit, np.full(len(n_h), np.inf), n_h)
    name = fpc if isinstance(fpc, str) else f"fpc={fpc:g}"
    given = (
        numbers(table, fpc, finite=False)
        if isinstance(fpc, str)
        else np.full(table.height, float(fpc))
    )
    return Level(codes, unit, read_fpc(given, codes, n_h, name, stated.fpc_as), n_h)


def one_or_more(given: Fpc | None) -> list[str | float]:
    if given is None:
        return []
    return [given] if isinstance(given, str | int | float) else list(given)


def within(outer: Ints, inner: Ints) -> Ints:
    """Codes of the inner parts within the outer ones, 0, 1, ... unique over both."""
    key = outer * (int(inner.max(initial=0)) + 1) + inner
    return np.unique(key, return_inverse=True)[1].astype(np.int64)


def unit_codes(level: Level) -> Ints:
    return np.arange(len(level.stratum)) if level.unit is None else level.unit


def read_below(levels: list[Level]) -> tuple[Stage, ...]:
    """The stages after the first; without a correction above them they add nothing to it."""
    made, carry = [], levels[0].rate
    for level in levels[1:]:
        if not (carry > 0).any():
            break
        scale, centre = stage_factors(level.n_h, level.N, "adjust")
        first = np.unique(unit_codes(level), return_index=True)[1]
        stratum = level.stratum[first]
        made.append(Stage(level.unit, stratum, scale[stratum] * carry[first], centre))
        carry = carry * level.rate
    return tuple(made)


def collapse(
    level: Level, labels: tuple[str, ...], moved: Mapping[str, str]
) -> tuple[Level, tuple[str, ...]]:
    """Join strata as declared; their populations add up."""
    for label in moved:
        if label not in labels:
            raise fault("EST-20", label=label, what=mark("strata"), known=", ".join(labels))
    goal = [moved.get(label, label) for label in labels]
    kept = tuple(dict.fromkeys(goal))
    place = np.array([kept.index(label) for label in goal])
    N = np.bincount(place, level.N, len(kept)).astype(float)
    n_h = np.bincount(place, level.n_h, len(kept)).astype(np.int64)
    return Level(place[level.stratum], level.unit, N, n_h), kept


def read_weights(
    table: pl.DataFrame, stated: Stated, levels: list[Level]
) -> tuple[Floats, tuple[Fault, ...]]:
    """(n,) weights: a column, else 1 over the sampling fractions of all stages, else 1."""
    if stated.weights is None:
        if stated.probability is not None:
            return 1 / check_probability(table, stated.probability), ()
        rates = [np.where(level.rate > 0, level.rate, 1.0) for level in levels]
        return 1 / np.prod(rates, axis=0), ()
    if counted(table):
        return numbers(table, SUMS[1]), ()
    weight, name = numbers(table, stated.weights, finite=False), stated.weights
    for problem, bad in (
        (mark("missing"), np.isnan(weight)),
        (mark("negative"), weight < 0),
        (mark("infinite"), weight > LARGEST),
    ):
        if bad.any():
            raise fault("EST-06", **weight_facts(name, problem, bad))
    zero = weight == 0
    facts = weight_facts(name, mark("zero"), zero)
    if zero.all():
        raise fault("EST-06", **facts)
    return weight, (Fault("EST-06", facts=facts, severity="warning"),) if zero.any() else ()


def weight_facts(name: str, problem: str, bad: Any) -> dict[str, object]:
    row = int(np.argmax(bad)) + 1
    return {"column": name, "count": int(bad.sum()), "problem": problem, "row": row}


def read_probability(table: pl.DataFrame, name: str | None) -> Floats | None:
    return None if name is None else check_probability(table, name)


def check_probability(table: pl.DataFrame, name: str) -> Floats:
    """(n,) probabilities of selection; raises EST-05, EST-12, EST-14, EST-22."""
    numbers(table, name)
    p = whole(table, name).cast(pl.Float64).to_numpy()
    bad = ~((p > 0) & (p <= 1))
    if bad.any():
        raise fault("EST-14", column=name, row=int(np.argmax(bad)) + 1)
    return p


def tell_lonely(design: Design, labels: tuple[str, ...], rule: str) -> tuple[Fault, ...]:
    """Strata of one PSU that are not counted in full: a warning, or with "fail" a fault."""
    alone = np.flatnonzero((design.n_h == 1) & ~design.full)
    if not len(alone):
        return ()
    names = ", ".join(labels[h] for h in alone[:10])
    facts = {"count": len(alone), "names": names}
    if rule == "fail":
        raise fault("EST-10", **facts)
    return (Fault("EST-10", facts=facts, severity="warning"),)


def finite(table: pl.DataFrame, name: str) -> Floats:
    """(n,) numbers of the design; raises EST-05, EST-12, EST-22."""
    whole(table, name)
    return numbers(table, name, finite=False)


def check_calibration(made: Calibration | None, n: int) -> Calibration | None:
    """The calibration itself; raises EST-27 where it does not fit n cases."""
    if made is None:
        return None
    if made.x.ndim != 2 or {len(made.x), len(made.w0), len(made.q)} != {n}:
        raise fault("EST-27", problem=mark("x, w0 and q need one row for every case"))
    if not all(np.isfinite(part).all() for part in (made.x, made.w0, made.q)):
        raise fault("EST-27", problem=mark("some of its numbers are infinite or missing"))
    return made


KINDS = ("bootstrap", "brr", "fay", "jk1", "jkn")


def check_replicates(W: Floats, n: int) -> None:
    """EST-16 where they do not fit n cases, are no numbers, or fewer than two."""
    if W.shape[0] != n:
        raise fault("EST-16", problem=mark("they need one row for every case"))
    if not (np.abs(W) <= LARGEST).all():
        raise fault("EST-16", problem=mark("some are infinite or missing"))
    if W.shape[1] < 2:
        raise fault("EST-16", problem=mark("there must be two at least"))


def read_replicates(table: pl.DataFrame, stated: Stated, weight: Floats) -> Replicates | None:
    """Replicate weights that the data bring, as columns; or ready made."""
    given = stated.replicates
    if given is None:
        return None
    if isinstance(given, Replicates):
        check_replicates(given.weights, table.height)
        return given
    W = np.stack([finite(table, name) for name in given], axis=1)
    check_replicates(W, table.height)
    R = W.shape[1]
    scales = {"brr": 1 / R, "bootstrap": 1 / (R - 1), "jk1": (R - 1) / R, "jkn": 1.0, "fay": 4 / R}
    return Replicates(W, scales[stated.replicate_kind], np.ones(R))
