"""Withhold what would tell of single respondents, before anything is written.

Answers of public organisations are as a rule public documents; secrecy protects the circumstances
of single people and firms. So the study says what is to be protected. By default every group of
fewer than three answers is withheld whole; the small counts within large groups only of items
that the study protects. What would give a withheld figure back is withheld with it, over all
tables of the release: levels, domains, crossings, weightings, changes and differences.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

import numpy as np
import polars as pl

from tempen.disclose.attack import Target
from tempen.disclose.block import Block, View
from tempen.disclose.crowd import (
    Crowd,
    Flags,
    Floats,
    Group,
    Ints,
    Sheet,
    gather_crowds,
    make_sheet,
    read_codes,
)
from tempen.disclose.differencing import find_bared
from tempen.disclose.indices import hold_indices
from tempen.disclose.primary import answers_of, hold_sensitive
from tempen.disclose.secure import secure
from tempen.disclose.waves import secure_between
from tempen.terms.cases import Cases
from tempen.terms.estimate import ALL
from tempen.terms.item import Variable
from tempen.terms.study import Disclosure, Study
from tempen.terms.weight import Weights

HIDDEN = pl.Schema(
    {
        "variable": pl.String,
        "wave": pl.String,
        "domain": pl.String,
        "domain_level": pl.String,
        "level": pl.String,  # null: the distribution whole; "": the mean alone
        "reason": pl.String,
    }
)
LARGE = 20_000  # cases of a wave above which only what is small in the tables is looked at


class Held(Protocol):
    """What this room needs of estimates: their table, and a way to take numbers out."""

    @property
    def table(self) -> pl.DataFrame: ...

    def hide(self: E, hidden: pl.DataFrame) -> E: ...


E = TypeVar("E", bound=Held)


def release(estimates: E, study: Study, cases: Cases, weights: Sequence[Weights]) -> E:
    """Estimates that may leave the house.

    What is withheld has null numbers, status "withheld" and reason "disclosure", in estimates,
    changes and differences. Printed figures are public already and stay.
    """
    hidden = hold_indices(choose_hidden(estimates.table, study, cases, weights), study)
    return estimates if hidden.is_empty() else estimates.hide(hidden)


def choose_hidden(
    table: pl.DataFrame, study: Study, cases: Cases, weights: Sequence[Weights]
) -> pl.DataFrame:
    """What to withhold, and why: columns `HIDDEN`.

    reason  `few`, `small_cell`, `whole_group`, `dominance`: sensitive in itself; `difference`: it
            would bare a small group that no table shows; `complement`: it would give back another
    """
    rules, least = study.disclosure, least_of(study)
    if least < 2 and not rules.dominance and rules.p_percent is None:
        return pl.DataFrame(schema=HIDDEN)
    answered = table.filter(pl.col("source") == "answers")
    blocks = [
        block
        for wave in answered["wave"].unique(maintain_order=True)
        for block in secure_wave(answered, study, cases, weights, wave, least)
    ]
    secure_between(study, blocks, least)
    rows = [row for block in blocks for row in list_held(block, least)]
    return pl.DataFrame(rows, schema=HIDDEN, orient="row").unique(maintain_order=True)


def least_of(study: Study) -> int:
    """The answers that a group must have to be shown."""
    stated = study.disclosure.least
    return study.limits.disclose_n if stated is None else stated


def secure_wave(
    table: pl.DataFrame,
    study: Study,
    cases: Cases,
    weights: Sequence[Weights],
    wave: str,
    least: int,
) -> Iterator[Block]:
    """Every variable of a wave with what is held back of it; the items of domains first."""
    splits = {d.column or d.id for d in study.domains if d.source == "item"}
    chosen = [v for v in study.variables if v.item not in study.disclosure.public]
    if cases.table.height > LARGE:
        chosen = suspects(table.filter(pl.col("wave") == wave), study, chosen, least)
    if not chosen:
        return
    inside, own = read_wave(study, cases, weights, wave)
    crowds = gather_crowds(study, inside, own)
    codes = read_codes(study, chosen, inside)
    known: dict[bytes, list[Flags]] = {}
    gone: list[Group] = []
    for variable in sorted(chosen, key=lambda v: v.id not in splits):
        block = make_block(study, variable, wave, inside, crowds, codes)
        if block is not None:
            secure_block(block, study.disclosure, least, gone, known)
            gone += secret_groups(study, block)
            yield block


def secure_block(
    block: Block, rules: Disclosure, least: int, gone: list[Group], known: dict[bytes, list[Flags]]
) -> None:
    """Hold back what is sensitive, what gives it back, and groups whose size is a secret."""
    targets = hold_sensitive(block, rules, least)
    for group in gone:
        if group in block.bases:
            block.hold((group, None), "complement")
    if block.numbers is None:
        targets += bared_targets(block, known, least)
    secure(block, targets, rules, least)


def secret_groups(study: Study, block: Block) -> Iterator[Group]:
    """Groups whose size would tell a count held back of everybody: levels of a protected item."""
    shown = dict(zip(block.sheet.labels, block.shown[ALL, ALL], strict=False))
    yield from (group for group in block.own if not block.whole and not shown.get(group[1], True))


def suspects(
    table: pl.DataFrame, study: Study, variables: list[Variable], least: int
) -> list[Variable]:
    """Variables of which anything is small, or two groups nearly as large, in the tables."""
    rules = study.disclosure
    small = pl.col("n").is_between(1, least - 1)
    if rules.protect:
        small |= pl.col("count").is_between(1, least - 1) & pl.col("variable").is_in(
            [v.id for v in variables if v.item in rules.protect]
        )
    bases = table.group_by("variable", "domain", "domain_level").agg(pl.col("n").max())
    near = (
        bases.sort("variable", "n")
        .with_columns(gap=pl.col("n").diff().over("variable"))
        .filter(pl.col("gap").is_between(1, least - 1))
    )
    named = {*table.filter(small)["variable"], *near["variable"]}
    stated = rules.dominance or rules.p_percent is not None
    return [v for v in variables if v.id in named or (stated and v.scale == "number")]


def read_wave(
    study: Study, cases: Cases, weights: Sequence[Weights], wave: str
) -> tuple[pl.DataFrame, Floats]:
    """The cases of a wave that stand in its design, and (W, n) their weights."""
    there = cases.table["wave"] == wave
    if study.design != "open":
        there &= weights[0].table["stratum"].is_not_null()
    own = [one.table["weight"].filter(there).cast(pl.Float64).to_numpy() for one in weights]
    return cases.table.filter(there), np.array(own)


def make_block(
    study: Study,
    variable: Variable,
    wave: str,
    table: pl.DataFrame,
    crowds: Sequence[Crowd],
    codes: Mapping[str, Ints],
) -> Block | None:
    """The variable in the wave; None where it has nothing to show."""
    number = variable.scale == "number"
    asked = study.item(variable.item).part_asked_in(variable.part, wave)
    if variable.scale == "text" or not asked or variable.id not in codes:
        return None
    sheet = make_sheet(study, variable)
    if number:
        one = np.ones((1, 1), bool)
        sheet = Sheet(("",), one, None, one[0])
    own_codes, height = codes[variable.id], sheet.unions.shape[1]
    asks = [d for d in study.domains if d.source == "item" and (d.column or d.id) == variable.id]
    own = tuple((domain.id, level) for domain in asks for level in domain.levels)
    views = [
        View(crowd, crowd.count(own_codes, height))
        for crowd in crowds
        if set(own).isdisjoint(crowd.groups)
    ]
    values = table[f"{variable.id}:value"].to_numpy() if number else None
    numbers = None if values is None else np.where(own_codes >= 0, values.astype(float), np.nan)
    whole = number or variable.item not in study.disclosure.protect
    block = Block(variable.id, wave, sheet, views, whole, own, numbers=numbers)
    if study.item(variable.item).factual:
        block.units = np.where(own_codes >= 0, table["unit"].to_numpy(), "")
    return block


def bared_targets(block: Block, known: dict[bytes, list[Flags]], least: int) -> list[Target]:
    """Small groups that subtraction bares; found once for all variables with the same base."""
    targets: list[Target] = []
    for at, view in enumerate(block.views):
        shown = block.seen[view.rows].any(1)
        key = bytes([at, block.whole]) + view.truth.sum(1).tobytes() + shown.tobytes()
        if key not in known:
            known[key] = list(find_bared(block, view, least))
        targets += [one for who in known[key] for one in answers_of(view, who, "difference")]
    return targets


def list_own(block: Block, least: int) -> Iterator[tuple]:
    """The item by itself: how many gave an answer, and that all of them did."""
    counts = dict(zip(block.sheet.labels, block.columns[ALL, ALL].tolist(), strict=True))
    secret = not block.shown[ALL, ALL].all() and block.bases[ALL, ALL] > 0
    for group in block.own:
        few = 0 < counts.get(group[1], 0) < least
        if few or secret:
            why = "few" if few else "complement"
            yield block.variable, block.wave, *group, None, why


def list_held(block: Block, least: int) -> Iterator[tuple]:
    """Rows of `HIDDEN`: groups without a figure left as wholes."""
    for (group, k), why in block.held.items():
        if k is None:
            yield block.variable, block.wave, *group, None, why
        elif block.shown[group].any():
            labels = (*block.sheet.labels, "")
            yield block.variable, block.wave, *group, labels[k], why
        else:
            yield block.variable, block.wave, *group, None, why
    yield from list_own(block, least)
    if block.held and not block.shown[(ALL, ALL)].any():
        for domain in block.domains():  # against the rest, a level would tell the whole
            yield block.variable, block.wave, domain, "rest", None, "complement"
