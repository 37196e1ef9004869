"""Changes between two waves, whole arrays at a time, with the covariance of their overlap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tempen.estimate.design import Floats, Overlap, all_drawn, overlap
from tempen.estimate.engines import Engine
from tempen.estimate.intervals import t_quantile, two_sided_p
from tempen.estimate.onepass import Pass, Results, Sample, rows_of
from tempen.estimate.partition import Partition, place_of
from tempen.estimate.reach import change_covariances
from tempen.estimate.reliability import BIT, CAUTION
from tempen.estimate.sheet import Flags, invented
from tempen.estimate.variance import covariance_of_change
from tempen.terms.item import Comparable, Item
from tempen.terms.study import Study
from tempen.terms.weight import Weights

WHY = ("", "open", "made_up", "not_comparable", "small", "no_error")


@dataclass(frozen=True)
class ChangeArrays:
    """Changes of a bank, arrays (V, C, K).

    why      codes into WHY; 0: tested
    overlap  True: the covariance is in `variance`; False: V1 + V2 (`flag` says why not)
    """

    value: Floats
    variance: Floats
    low: Floats
    high: Floats
    p: Floats
    why: NDArray[np.int8]
    both: Floats
    overlap: Flags
    negative: Flags
    comparable: tuple[Comparable, ...]  # (V,)
    bits: NDArray[np.int64]
    status: NDArray[np.int8]


def match(earlier: Sample, later: Sample, weights: Weights) -> Overlap:
    """The units that answered both waves; N12 from the strata of both frames."""
    drawn = None
    if any(sample.design.phases is not None for sample in (earlier, later)):
        drawn = drawn_in(earlier, weights.drawn), drawn_in(later, weights.drawn)
    N12 = count_in_both_frames(earlier, later, weights.frame_strata)
    return overlap(earlier.design, later.design, (earlier.units, later.units), N12, drawn)


def drawn_in(sample: Sample, drawn: pl.DataFrame) -> pl.DataFrame:
    """`unit`, `stratum`, `group` (codes) of all that a wave drew."""
    phases = sample.design.phases
    if phases is None:
        return all_drawn(sample.design, sample.units)
    rows = rows_of(drawn, sample.wave)
    codes = {
        "stratum": place_of(rows["first"], phases.strata),
        "group": place_of(rows["group"], phases.groups),
    }
    known = (codes["stratum"] >= 0) & (codes["group"] >= 0)
    return pl.DataFrame({"unit": rows["unit"], **codes}).filter(pl.Series(known))


def first_strata(sample: Sample) -> tuple[str, ...]:
    """The labels of the strata that the frame is divided into."""
    phases = sample.design.phases
    return sample.strata if phases is None else phases.strata


def count_in_both_frames(earlier: Sample, later: Sample, frame: pl.DataFrame) -> Floats:
    """(H1, H2) units that stand in old stratum h1 of one frame and new stratum h2 of the other."""
    old, new = (
        rows_of(frame, sample.wave).select("unit", "stratum") for sample in (earlier, later)
    )
    strata = first_strata(earlier), first_strata(later)
    N12 = np.zeros((max(1, len(strata[0])), max(1, len(strata[1]))))  # an open study has no labels
    if old.equals(new):  # the same frame: nobody has moved
        pairs = old.select("stratum", stratum_new="stratum")
    else:
        pairs = old.join(new, on="unit", suffix="_new")
    pairs = pairs.group_by("stratum", "stratum_new").len()
    place1 = {label: h for h, label in enumerate(strata[0])}
    place2 = {label: h for h, label in enumerate(strata[1])}
    for h1, h2, units in pairs.iter_rows():
        if h1 in place1 and h2 in place2:
            N12[place1[h1], place2[h2]] = units
    return N12


def compare(
    study: Study,
    parts: Partition,
    earlier: Pass,
    later: Pass,
    first: Results,
    second: Results,
    shared: Overlap,
    engine: Engine,
) -> ChangeArrays:
    """All changes of a bank between two waves.

    V = V1 + V2 - 2 C (see `variance.covariance_of_change`); V1 + V2 where fewer than two
    answered both, or V comes out negative. t has the smaller of both waves' degrees of freedom.
    Tested only where the item is the same in both waves: a difference that wording may have made
    is shown, with its note, but a p-value would say more than is known (so `not_known` is not
    tested either).
    """
    C = covariance_between(parts, earlier, later, first, second, shared, engine)
    both, C = C[1], C[0]
    V, used, negative = put_together(first.variance, second.variance, C, both)
    value = less(second.value, first.value)
    comparable: tuple[Comparable, ...] = tuple(
        comparable_between(study, study.item(v.item), earlier.sample.wave, later.sample.wave)
        for v in first.bank.variables
    )
    bits, status = first.bits | second.bits, np.maximum(first.status, second.status)
    why = why_not(study, parts, earlier, later, first, second, comparable, V, value, bits)
    small = why == WHY.index("small")
    bits = np.where(small, bits | BIT["small"], bits)
    status = np.where(small, np.maximum(status, CAUTION), status)
    df = min(earlier.df, later.df)
    low, high, p = test(value, V, df, why, bound=first.bank.statistic == "share")
    return ChangeArrays(value, V, low, high, p, why, both, used, negative, comparable, bits, status)


def covariance_between(
    parts: Partition,
    earlier: Pass,
    later: Pass,
    first: Results,
    second: Results,
    shared: Overlap,
    engine: Engine,
) -> tuple[Floats, Floats]:
    """Covariances (V, C, K), and (V, C, 1) how many are in both bases."""
    samples = earlier.sample, later.sample
    cells = samples[0].cells, samples[1].cells
    designs = samples[0].design, samples[1].design
    if first.bank.statistic == "share":
        codes = first.answers, second.answers
        sums = engine.level_crossings(codes, cells, parts.C, first.bank.unions, designs, shared)
    else:
        values = first.answers - first.center[..., 0], second.answers - second.center[..., 0]
        sums = engine.value_crossings(values, cells, parts.C, designs, shared)
    C = covariance_of_change(sums, shared, first.moments, second.moments)
    if any(design.calibration is not None for design in designs):
        banks, answers = (first.bank, second.bank), (first.answers, second.answers)
        plain = sums, first.moments, second.moments
        C = change_covariances(banks, answers, cells, parts.C, designs, shared, plain)
    return C, sums.both.sum(0)


def less(later: Floats, earlier: Floats) -> Floats:
    """later - earlier; 0 where they differ by less than what adding up in another order does."""
    value = later - earlier
    noise = 1e-15 * np.maximum(np.abs(later), np.abs(earlier))
    return np.where(np.abs(value) <= noise, 0.0, value)


def put_together(V1: Floats, V2: Floats, C: Floats, both: Floats) -> tuple[Floats, Flags, Flags]:
    """V, whether the covariance is in it, and whether it made V negative."""
    apart = V1 + V2
    V = apart - 2 * C
    noise = 1e-13 * apart  # a unit against itself: V1 + V2 - 2 C is 0 but for rounding
    V = np.where(np.abs(V) <= noise, 0.0, V)
    negative = V < 0
    used = np.broadcast_to(both > 1, V.shape) & ~negative & ~np.isnan(V)
    return np.where(used, V, apart), used, negative


def comparable_between(study: Study, item: Item, earlier: str, later: str) -> Comparable:
    """The worst of what is said of the item in each wave after `earlier`, up to `later`."""
    order = [wave.id for wave in study.waves]
    between = order[order.index(earlier) + 1 : order.index(later) + 1]
    said = {item.waves[wave].comparable for wave in between if item.asked_in(wave)}
    if "changed" in said:
        return "changed"
    return "not_known" if "not_known" in said else "same"


def why_not(
    study: Study,
    parts: Partition,
    earlier: Pass,
    later: Pass,
    first: Results,
    second: Results,
    comparable: tuple[Comparable, ...],
    V: Floats,
    value: Floats,
    bits: NDArray[np.int64],
) -> NDArray[np.int8]:
    """Why a change is not tested, codes into WHY; the first that holds."""
    least = study.limits.test_n
    exact = (first.exact & second.exact)[..., None]
    reasons = {
        "open": np.array(earlier.sample.open or later.sample.open),
        "made_up": invented(study, first.bank)[:, None, :] | parts.flag("made_up")[None, :, None],
        "not_comparable": np.array([word != "same" for word in comparable])[:, None, None]
        | domains_not_comparable(study, parts, earlier, later)[None, :, None],
        "small": (first.n < least) | (second.n < least) | ((bits & BIT["small"]) > 0),
        "no_error": np.isnan(value) | (~(V > 0) & ~exact),
    }
    why = np.zeros(V.shape, np.int8)
    for reason in reversed(WHY[1:]):
        why = np.where(reasons[reason], np.int8(WHY.index(reason)), why)
    return why


def domains_not_comparable(study: Study, parts: Partition, earlier: Pass, later: Pass) -> Flags:
    """(C,) cells of a domain whose item is not the same in both waves."""
    waves = earlier.sample.wave, later.sample.wave
    differ = {
        domain.id: any(
            comparable_between(study, study.item(study.variable(v).item), *waves) != "same"
            for v in domain.items
        )
        for domain in study.domains
    }
    return np.array([differ.get(cell.domain, False) for cell in parts.cells])


def test(
    value: Floats, V: Floats, df: int, why: NDArray[np.int8], *, bound: bool
) -> tuple[Floats, Floats, Floats]:
    """Interval and p-value where tested, else NaN; without error a difference is certain."""
    tested = why == 0
    se = np.sqrt(V)
    half = t_quantile(df) * se
    with np.errstate(invalid="ignore", divide="ignore"):
        p = np.where(se > 0, two_sided_p(value / se, df), np.where(value == 0, 1.0, 0.0))
    low, high = value - half, value + half
    if bound:
        low, high = np.maximum(low, -1.0), np.minimum(high, 1.0)
    blank = np.nan
    return np.where(tested, low, blank), np.where(tested, high, blank), np.where(tested, p, blank)
