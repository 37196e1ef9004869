"""Planning of a wave, asked of an opened study: how many answers are needed, and whom to ask.

study = tempen.open("examples/fiktiva-kommuner")
study.plan(precision=0.05)
study.draw({"municipality": 60, "region": 12}, seed="2028", after="2025", keep=0.5)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import polars as pl

from tempen.errors import Fault, TempenError
from tempen.estimate.design import Floats
from tempen.pipeline import WITH_ANSWERS, Estimated, read_answers, read_frames
from tempen.sample import (
    count_answers,
    draw,
    expect,
    mark_drawn,
    plan_change,
    plan_items,
    plan_precision,
    share_out,
    tell_draw,
)
from tempen.terms.cases import Frame
from tempen.terms.estimate import ALL
from tempen.terms.item import Variable
from tempen.terms.study import Study, Wave


class Asked(Protocol):
    """What is needed of an opened study: `tempen.session.Opened`."""

    @cached_property
    def study(self) -> Study: ...
    @cached_property
    def estimated(self) -> Estimated: ...
    def known(self, code: str, asked: str, there: tuple[str, ...]) -> str: ...
    def variables(self, item: str) -> list[Variable]: ...
    def frame_domain(self, by: str) -> str: ...
    def name_group(self, domain: str, level: str) -> str: ...


@dataclass(frozen=True)
class Drawn:
    """A sample of a wave.

    table   one row a stratum, and one of all: `group`, `units`, `drawn`, `again` (drawn in the
            earlier wave too; null without one)
    frame   the frame of the wave as a file, with its column `drawn`
    """

    table: pl.DataFrame
    frame: pl.DataFrame


def plan(
    opened: Asked,
    *,
    precision: float | None,
    change: float | None,
    overlap: float | None,
    by: str,
    wave: str,
    share: float,
    power: float,
    correlation: float,
    items: Sequence[str],
    total: int | None,
) -> pl.DataFrame:
    """As `tempen.session.Opened.plan`."""
    if precision is None and change is None and total is None:
        raise TempenError([Fault("SAMPLE-07")])
    counts = count_frame(opened, by, wave)
    tables = []
    if total is not None:
        tables.append(share_out(counts, expected(opened, counts, by, items), total))
    elif precision is not None and items:
        tables.append(plan_items(counts, expected(opened, counts, by, items), precision))
    elif precision is not None:
        tables.append(plan_precision(counts, precision, share=share))
    if change is not None:
        kept = overlap_of(counts) if overlap is None else overlap
        how = {"share": share, "power": power, "correlation": correlation}
        tables.append(plan_change(counts, change, kept, **how))
    table = tables[0]
    if len(tables) > 1:
        seen = tables[1].select("group", "smallest_change", needed_change="needed")
        table = table.join(seen, on="group", maintain_order="left")
        table = table.select(*FIRST, pl.exclude(*FIRST))
    domain = opened.frame_domain(by)
    labels = [opened.name_group(domain, group) for group in table["group"]]
    return table.with_columns(group=pl.Series(labels))


FIRST = ("group", "units", "needed", "needed_change")


def expected(opened: Asked, counts: pl.DataFrame, by: str, items: Sequence[str]) -> Floats:
    """(groups, shares) what to expect of every level of some items by what the latest wave with
    answers to them said; without items one share of one half. Raises ASK-02."""
    if not items:
        return np.full((counts.height, 1), 0.5)
    domain, columns = opened.frame_domain(by), []
    table = opened.estimated.estimates.table.filter(pl.col("statistic") == "share")
    weighting = opened.study.weightings[0].name if opened.study.weightings else "none"
    for variable in (one for item in items for one in opened.variables(item)):
        own = table.filter(
            pl.col("variable") == variable.id,
            pl.col("domain") == domain,
            pl.col("weighting") == weighting,
            pl.col("n").is_not_null(),
        )
        if own.is_empty():
            facts = {"asked": variable.item, "known": ", ".join(i.id for i in opened.study.items)}
            raise TempenError([Fault("ASK-02", facts=facts)])
        own = own.filter(pl.col("wave") == own["wave"].max())
        for level in own["level"].unique(maintain_order=True):
            if level in variable.groups:
                continue
            here = own.filter(pl.col("level") == level).select("domain_level", "value", "n")
            told = counts.select("group").join(
                here, left_on="group", right_on="domain_level", how="left", maintain_order="left"
            )
            p, n = (told[name].cast(pl.Float64).to_numpy() for name in ("value", "n"))
            columns.append(expect(p, n))
    return np.stack(columns, axis=1)


def count_frame(opened: Asked, by: str, wave: str) -> pl.DataFrame:
    """What a plan starts from: the planned wave's frame, and the last two with answers."""
    study, domain = opened.study, opened.study.domain(opened.frame_domain(by))
    framed = waves_with_frames(opened, wave)
    answered = [w for w in study.waves if w.status in WITH_ANSWERS and w.frame]
    wanted = {w.id for w in (*answered, framed[-1])}
    frames, _ = read_frames(study, [w for w in study.waves if w.id in wanted])
    cases, _, _ = read_answers(study, frames)
    earlier, latest = ([None, None] + [frames[w.id] for w in answered])[-2:]
    frame = frames[framed[-1].id]
    counts = count_answers(frame, domain.column or domain.id, cases, latest, earlier)
    order = pl.DataFrame({"group": domain.levels}, schema={"group": pl.String})
    return order.join(counts, on="group", how="inner", maintain_order="left")


def waves_with_frames(opened: Asked, wave: str) -> list[Wave]:
    if wave:
        opened.known("ASK-04", wave, tuple(w.id for w in opened.study.waves))
    framed = [w for w in opened.study.waves if w.frame and (not wave or w.id == wave)]
    if not framed:
        raise TempenError([Fault("SAMPLE-06")])
    return framed


def overlap_of(counts: pl.DataFrame) -> float:
    """The part of the latest answers that came from units that had answered before."""
    both, answered = (int(counts[name].sum()) for name in ("answered_both", "answered"))
    return both / max(answered, 1)


def read_sizes(given: Sequence[str]) -> dict[str, int]:
    """“stratum=60” as sizes; raises SAMPLE-09."""
    sizes = {}
    for text in given:
        stratum, _, number = text.rpartition("=")
        if not stratum or not number.strip().isdecimal():
            raise TempenError([Fault("SAMPLE-09", facts={"text": text})])
        sizes[stratum] = int(number)
    return sizes


def draw_wave(
    opened: Asked, sizes: Mapping[str, int], seed: str, wave: str, after: str, keep: float
) -> Drawn:
    """As `tempen.session.Opened.draw`."""
    study = opened.study
    one = waves_with_frames(opened, wave)[-1]
    earlier = waves_with_frames(opened, after)[-1] if after else None
    frames, _ = read_frames(study, [w for w in (one, earlier) if w is not None])
    before: Frame | None = None if earlier is None else frames[earlier.id]
    frame = frames[one.id]
    sample = draw(frame, study.stratum, sizes, seed, earlier=before, keep=keep)
    told = tell_draw(frame, sample, study.stratum, before)
    domains = {d.column or d.id: d.id for d in study.domains if d.source == "frame"}
    if len(study.stratum) == 1 and study.stratum[0] in domains:
        labels = [opened.name_group(domains[study.stratum[0]], g) for g in told["group"]]
    else:
        labels = [opened.name_group("", g) if g == ALL else g for g in told["group"]]
    return Drawn(told.with_columns(group=pl.Series(labels)), mark_drawn(frame, sample))
