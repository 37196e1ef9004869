"""Two waves of one population: changes, how gaps changed, and who moved where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl

from tempen.design.comparisons import adjusted, check_adjust
from tempen.design.contrasts import t_test
from tempen.design.domains import Domains, cross
from tempen.design.figures import in_words, lay_out
from tempen.design.phases import Drawn
from tempen.design.questions import Asked, Items, ask
from tempen.design.read import column, fault, levels_of, names_of
from tempen.design.tell import alike, in_order
from tempen.estimate.answer import Answer, influence
from tempen.estimate.change import less, put_together
from tempen.estimate.design import Design, Floats, Overlap, all_drawn, overlap, phases_of
from tempen.estimate.score import Flags, Score
from tempen.estimate.twice import Designs, Twice, answer_twice, in_both
from tempen.estimate.variance import covariances_each, variances
from tempen.locale import mark

Question = tuple[str, Score, Score]  # a name, and what is asked of the earlier and the later wave
FEW = 20  # answers a wave: below, a change's interval covers too little to test (simulated)
Both = Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class Wave:
    """A wave as its design and table; `strata` are the labels of the design's strata (of two
    phases those of the first), `drawn` everyone who was drawn, where not all of them answered;
    `blind` where replicate weights came without a word of strata or clusters."""

    table: pl.DataFrame
    design: Design
    strata: tuple[str, ...]
    drawn: Drawn | None = None
    blind: bool = False


def match(earlier: Wave, later: Wave, unit: str, in_both_frames: Both | None) -> Overlap:
    """The units (PSUs, where there are any) that are in both samples.

    in_both_frames  (stratum then, stratum now) -> units in both frames; None: the frames have the
                    same units in strata of the same name
    """
    if any(wave.design.probability is not None for wave in (earlier, later)):
        need = mark("equal probabilities in a stratum.")
        raise fault("EST-19", what=mark("A change with overlap"), need=need)
    if any(wave.blind for wave in (earlier, later)):
        need = mark("strata or clusters beside the replicate weights (of single units psu=“id”).")
        raise fault("EST-19", what=mark("A change with overlap"), need=need)
    N = [phases_of(wave.design).N for wave in (earlier, later)]
    N12 = np.zeros((len(N[0]), len(N[1])))
    if in_both_frames is None:
        for h1, label in enumerate(earlier.strata):
            if label in later.strata:
                h2 = later.strata.index(label)
                N12[h1, h2] = min(N[0][h1], N[1][h2])
    else:
        for (old, new), count in in_both_frames.items():
            N12[place(earlier, old), place(later, new)] = count
    units = units_of(earlier, unit), units_of(later, unit)
    if units[0].dtype != units[1].dtype:
        units = units[0].cast(pl.String), units[1].cast(pl.String)
    drawn = None
    if any(wave.design.phases is not None for wave in (earlier, later)):
        if any(wave.design.psu is not None for wave in (earlier, later)):
            need = mark("single units that were drawn, not clusters, in both waves.")
            raise fault("EST-19", what=mark("A change with two phases"), need=need)
        drawn = drawn_in(earlier, unit), drawn_in(later, unit)
    return overlap(selected(earlier.design), selected(later.design), units, N12, drawn)


def drawn_in(wave: Wave, unit: str) -> pl.DataFrame:
    """`unit`, `stratum`, `group` of all that a wave drew; raises EST-18 for one that is twice."""
    if wave.drawn is None:
        return all_drawn(wave.design, units_of(wave, unit))
    everyone = wave.drawn
    ids = units_of(Wave(everyone.table, selected_cases(wave.design), ()), unit)
    ids = ids.cast(pl.String)
    return pl.DataFrame({"unit": ids, "stratum": everyone.stratum, "group": everyone.group})


def place(wave: Wave, label: str) -> int:
    if label not in wave.strata:
        raise fault("EST-20", label=label, what=mark("strata"), known=", ".join(wave.strata))
    return wave.strata.index(label)


def units_of(wave: Wave, name: str) -> pl.Series:
    """(M,) the ids of a wave's units, or of its PSUs, null where not known; raises EST-18 for one
    that stands twice."""
    found = column(wave.table, name)
    if not found.dtype.is_integer():
        text = found.cast(pl.String)
        found = text.set(text == "", None)
    if wave.design.psu is not None:
        found = found[np.unique(wave.design.psu, return_index=True)[1]]
    known = found.drop_nulls()
    if known.n_unique() < len(known):
        raise fault("EST-18", column=name, unit=str(known.filter(known.is_duplicated()).min()))
    return found


def selected(design: Design) -> Design:
    """The design of what was selected first: PSUs as cases."""
    if design.psu is None:
        return design
    stratum = design.stratum_of_psu
    return Design(stratum, np.ones(len(stratum)), design.N)


def same_question(
    earlier: Wave, later: Wave, statistic: str, item: Items, options: Mapping[str, Any]
) -> list[Question]:
    """The scores of both waves with the same columns: levels of either wave are in both."""
    asked = ask_alike([earlier, later], statistic, item, options)
    return [(name, old, new) for name, (old, new) in asked]


def ask_alike(
    waves: Sequence[Wave], statistic: str, item: Items, options: Mapping[str, Any]
) -> list[tuple[str, list[Score]]]:
    """The scores of every wave with the same columns: levels of any wave are in all."""
    if statistic != "share" or "levels" in options:
        made = [ask(wave.table, statistic, item, **options) for wave in waves]
        return [(one[0][0], [score for _, score in one]) for one in zip(*made, strict=True)]
    asked = []
    for name in names_of(item):
        known = [levels_of(wave.table, name)[1] for wave in reversed(waves)]
        levels = list(dict.fromkeys(level for one in known for level in one))
        made = [ask(wave.table, statistic, name, levels=levels, **options) for wave in waves]
        asked.append((name, [score for [(_, score)] in made]))
    return asked


def same_domains(earlier: Wave, later: Wave, by: Sequence[str]) -> tuple[Domains, Domains]:
    """The same cells in both waves: levels of either are in both."""
    levels = {
        name: list(dict.fromkeys(x for w in (later, earlier) for x in levels_of(w.table, name)[1]))
        for name in by
    }
    tables = [
        wave.table.with_columns(
            pl.col(name).cast(pl.String).cast(pl.Enum(known)) for name, known in levels.items()
        )
        for wave in (earlier, later)
    ]
    first, second = (
        cross(table, by).among(wave.design.weight != 0)
        for table, wave in zip(tables, (earlier, later), strict=True)
    )
    return first, second


def change(
    earlier: Wave,
    later: Wave,
    item: Items,
    *,
    unit: str,
    by: Sequence[str],
    statistic: str,
    adjust: str,
    in_both_frames: Both | None,
    options: Mapping[str, Any],
    engine: str,
) -> pl.DataFrame:
    """Later less earlier in every domain, V = V1 + V2 - 2 C over the units in both samples."""
    check_adjust(adjust)
    shared = match(earlier, later, unit, in_both_frames)
    domains = same_domains(earlier, later, by)
    questions = same_question(earlier, later, statistic, item, options)
    designs = earlier.design, later.design
    cells, C = (domains[0].cell, domains[1].cell), domains[0].C

    def tell_alike(some: Sequence[Question]) -> pl.DataFrame:
        made = answer_twice([pair[1:] for pair in some], cells, C, designs, shared, engine)
        return tabulate_change(some, made, domains[1], designs, adjust)

    banks = alike([question[1:] for question in questions], designs, C)
    return in_order(questions, banks, tell_alike)


def tabulate_change(
    questions: Sequence[Question], made: Twice, domains: Domains, designs: Designs, adjust: str
) -> pl.DataFrame:
    first, second = made.earlier, made.later
    V1, V2 = (without_error(one, questions[0][2]) for one in (first, second))
    V, used, negative = put_together(V1, V2, made.covariance, made.both)
    n1, n2, both = (
        np.broadcast_to(n, V.shape) for n in (first.n[..., None], second.n[..., None], made.both)
    )
    return tabulate([(name, new) for name, _, new in questions], domains, adjust, designs, {
        "earlier": first.value, "later": second.value, "change": less(second.value, first.value),
    }, V, n1, n2, both, used, negative)  # fmt: skip


def without_error(made: Answer, score: Score) -> Floats:
    """The variances; NaN for a mean of one answer, which has none."""
    alone = (made.n[..., None] == 1) & ~made.exact[..., None] & (not score.share)
    return np.where(alone, np.nan, made.variance)


def linear(score: Score, inside: Flags, wave: Wave) -> Floats:
    """u (n, K); zeros where there is no estimate."""
    return np.nan_to_num(influence(score, inside, wave.design.weight)[1])


def tabulate(
    asked: Sequence[Asked],
    domains: Domains,
    adjust: str,
    designs: Designs,
    values: dict[str, Floats],
    V: Floats,
    n1: Floats,
    n2: Floats,
    both: Floats,
    used: Flags,
    negative: Flags,
) -> pl.DataFrame:
    """Values, the test of the last of them, bases and notes; too few answers are not tested."""
    value = list(values.values())[-1]
    df = min(design.df for design in designs)
    tested = t_test(value, V, df)
    few = (n1 < FEW) | (n2 < FEW)
    p = np.where(few, np.nan, tested["p"])
    tested = {k: v for k, v in tested.items() if k != "p"}
    said = {
        "nobody answered in one wave": np.isnan(value),
        "one answer in a wave: no error": np.isnan(V) & ~np.isnan(value),
        "fewer than 20 answers in a wave: not tested": few & ~np.isnan(value),
        "variance without the overlap: it came out negative": negative,
        "fewer than two in both waves: variance without the overlap": ~used & ~negative,
    }
    return lay_out([(name, score.labels) for name, score in asked], domains, {
        **values, **tested, "p": p, **adjusted(p, adjust), "df": np.full(value.shape, max(df, 0)),
        "n_earlier": n1, "n_later": n2, "both": both,
        "note": in_words(said, value.shape),
    })  # fmt: skip


def gap_change(
    earlier: Wave,
    later: Wave,
    item: Items,
    *,
    unit: str,
    by: str,
    against: Literal["rest", "each"],
    statistic: str,
    adjust: str,
    in_both_frames: Both | None,
    options: Mapping[str, Any],
) -> pl.DataFrame:
    """Whether domains came closer: the later gap between two domains less the earlier one."""
    check_adjust(adjust)
    shared = match(earlier, later, unit, in_both_frames)
    domains = same_domains(earlier, later, [by])
    labels = [levels[0] for levels in domains[0].levels]
    pairs = [(a, "rest" if against == "rest" else b) for a in labels for b in labels
             if (a < b if against == "each" else a == b)]  # fmt: skip
    if not pairs:
        raise fault("EST-26", column=by)
    cells = Domains(("domain", "against"), tuple(pairs), np.zeros(0, int))
    parts = []
    for name, old, new in same_question(earlier, later, statistic, item, options):
        made = [gap_of(earlier, later, old, new, domains, labels, pair, shared) for pair in pairs]
        values = {
            k: np.stack([gap[k] for gap in made]) for k in ("gap_earlier", "gap_later", "change")
        }
        rest = [
            np.stack([gap[k] for gap in made]) for k in ("V", "n1", "n2", "both", "used", "neg")
        ]
        designs = earlier.design, later.design
        parts.append(tabulate([(name, new)], cells, adjust, designs, values, *rest))
    return pl.concat(parts)


def gap_of(
    earlier: Wave,
    later: Wave,
    old: Score,
    new: Score,
    domains: tuple[Domains, Domains],
    labels: list[str],
    pair: tuple[str, str],
    shared: Overlap,
) -> dict[str, np.ndarray]:
    """Both gaps (K,), their difference, and its variance with the overlap."""
    gaps, us, n, bases = [], [], [], []
    for wave, score, parts in ((earlier, old, domains[0]), (later, new, domains[1])):
        a = parts.cell == labels.index(pair[0])
        b = (parts.cell >= 0) & ~a if pair[1] == "rest" else parts.cell == labels.index(pair[1])
        (va, ua), (vb, ub) = (influence(score, side, wave.design.weight) for side in (a, b))
        gaps.append(va - vb)
        us.append(np.nan_to_num(ua - ub))
        n.append(min((score.base & a).sum(), (score.base & b).sum()))
        bases.append(score.base & (a | b))
    V1, V2 = variances(us[0], earlier.design), variances(us[1], later.design)
    C = covariances_each(us[0], us[1], earlier.design, later.design, shared)
    sides = [np.where(base, 0, -1) for base in bases]
    both = np.full(len(C), in_both(sides, 1, (earlier.design, later.design), shared)[0, 0])
    V, used, negative = put_together(V1, V2, C, both)
    V = np.where(np.isnan(gaps[1] - gaps[0]), np.nan, V)
    K = len(C)
    return {"gap_earlier": gaps[0], "gap_later": gaps[1], "change": gaps[1] - gaps[0], "V": V,
            "n1": np.full(K, n[0]), "n2": np.full(K, n[1]), "both": both,
            "used": used, "neg": negative}  # fmt: skip


def answered_twice(earlier: Wave, later: Wave, item: str, unit: str) -> pl.DataFrame:
    """The later table with `§before`, the earlier answer of the same unit; null without one."""
    units_of(Wave(earlier.table, selected_cases(earlier.design), ()), unit)
    known = levels_of(earlier.table, item)[1]
    before = earlier.table.select(
        pl.col(unit).cast(pl.String).alias("§unit"),
        pl.col(item).cast(pl.String).cast(pl.Enum(known)).alias("§before"),
    ).drop_nulls("§unit")
    keyed = later.table.with_columns(pl.col(unit).cast(pl.String).alias("§unit"))
    return keyed.join(before, on="§unit", how="left", maintain_order="left").drop("§unit")


def selected_cases(design: Design) -> Design:
    return Design(design.stratum, design.weight, design.N)
