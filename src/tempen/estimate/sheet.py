"""Answers of a wave as arrays: what every variable's codes and numbers mean to the sums.

Variables with about as many columns (levels and groups) lie together in a bank, so that one
array holds them without much padding.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tempen.estimate.design import Floats, Ints
from tempen.terms.item import Asked, Missing, Variable
from tempen.terms.study import Study

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Bank:
    """Variables of one kind of estimate, and the columns their estimates are asked of.

    variables  V of them; `order` (V,) their places in the study
    labels     per variable the ids of its columns: levels in order, then groups
    unions     (V, L, K) 0/1: the levels in each column (K is the most; the rest is padding)
    offered    wave -> (V, K): columns that the wave asked about
    levels     (V, K): columns that are levels, not groups; they make up the distribution
    """

    statistic: str
    variables: tuple[Variable, ...]
    order: Ints
    labels: tuple[tuple[str, ...], ...]
    unions: Floats
    levels: Flags
    offered: dict[str, Flags]

    @cached_property
    def label_table(self) -> tuple[list[str], Ints]:
        """All labels in one list, and where each variable's begin."""
        starts = np.cumsum([0] + [len(ids) for ids in self.labels])[:-1]
        return [id for ids in self.labels for id in ids], starts


def share_banks(study: Study) -> list[Bank]:
    """Every variable with levels or ranks, in banks of 2, 4, 8, 16 ... columns."""
    sizes: dict[int, list[int]] = {}
    for place, variable in enumerate(study.variables):
        columns = len(levels_of(study, variable)) + len(variable.groups)
        if variable.scale in ("levels", "mark", "rank") and columns:
            sizes.setdefault((columns - 1).bit_length(), []).append(place)
    return [share_bank(study, np.array(places)) for _, places in sorted(sizes.items())]


def share_bank(study: Study, order: Ints) -> Bank:
    variables = tuple(study.variables[i] for i in order)
    ids = [levels_of(study, v) for v in variables]
    shown = [
        [i for i in levels if not hidden(study, v, i)]
        for v, levels in zip(variables, ids, strict=True)
    ]
    labels = tuple((*a, *v.groups) for a, v in zip(shown, variables, strict=True))
    V, L, K = len(variables), max(map(len, ids)), max(map(len, labels))
    unions, levels = np.zeros((V, L, K)), np.zeros((V, K), bool)
    for v, variable in enumerate(variables):
        levels[v, : len(shown[v])] = True
        for k, label in enumerate(labels[v]):
            members = (label,) if levels[v, k] else variable.groups[label]
            unions[v, [ids[v].index(m) for m in members], k] = 1
    waves = {w.id: offered(study, variables, ids, unions, labels, w.id) for w in study.waves}
    return Bank("share", variables, order, labels, unions, levels, waves)


def levels_of(study: Study, variable: Variable) -> tuple[str, ...]:
    """Level ids by code; of a ranking the ranks "1", "2", ... up to the number of things ranked."""
    if variable.scale != "rank":
        return variable.levels
    ranked = sum(1 for v in study.variables if v.item == variable.item and v.scale == "rank")
    return tuple(str(rank) for rank in range(1, ranked + 1))


def hidden(study: Study, variable: Variable, level: str) -> bool:
    """Whether a level is outside every base: "not applicable" is stored as missing."""
    if variable.scale != "levels":
        return False
    kinds = {known.id: known.kind for known in study.item(variable.item).levels}
    return kinds.get(level) == "not_applicable"


def offered(
    study: Study,
    variables: tuple[Variable, ...],
    ids: list[tuple[str, ...]],
    unions: Floats,
    labels: tuple[tuple[str, ...], ...],
    wave: str,
) -> Flags:
    """(V, K) columns that a wave asked about: a level it did not offer has no share of 0."""
    there = np.zeros(unions.shape[::2], bool)
    for v, variable in enumerate(variables):
        asked = asked_of(study, variable, wave)
        if asked is None:
            continue
        given = [
            not asked.levels or variable.scale != "levels" or i in asked.levels for i in ids[v]
        ]
        some = unions[v, : len(given)][np.array(given)].any(0)
        there[v] = some & (np.arange(unions.shape[2]) < len(labels[v]))
    return there


def invented(study: Study, bank: Bank) -> Flags:
    """(V, K) columns that the study marks as made up."""
    made_up = np.zeros(bank.levels.shape, bool)
    for v, variable in enumerate(bank.variables):
        item = study.item(variable.item)
        for k, label in enumerate(bank.labels[v]):
            made_up[v, k] = item.invents(label, variable.part)
    return made_up


def asked_of(study: Study, variable: Variable, wave: str) -> Asked | None:
    """How a wave asked a variable; None where it did not, or left out its row or option."""
    item = study.item(variable.item)
    if not item.asked_in(wave):
        return None
    asked = item.waves[wave]
    parts = asked.levels if variable.scale in ("mark", "rank") else asked.rows
    left_out = variable.part is not None and parts and variable.part not in parts
    return None if left_out else asked


def mean_bank(study: Study) -> Bank | None:
    """Numbers, ranks, and levels with points on a scale: one column each, "" by name."""
    order = [i for i, v in enumerate(study.variables) if has_mean(v)]
    if not order:
        return None
    variables = tuple(study.variables[i] for i in order)
    V = len(variables)
    waves = {
        w.id: np.array([[asked_of(study, v, w.id) is not None] for v in variables])
        for w in study.waves
    }
    ones = np.ones((V, 1))
    return Bank("mean", variables, np.array(order), (("",),) * V, ones[..., None], ones > 0, waves)


def has_mean(variable: Variable) -> bool:
    scored = any(score is not None for score in variable.scores)
    return variable.scale in ("number", "rank") or (variable.scale == "levels" and scored)


def read_codes(study: Study, bank: Bank, cases: pl.DataFrame) -> list[Ints]:
    """V arrays (n,) of codes: 0..L-1, L hidden in the base, L+1 skipped, -1 out.

    As small numbers as hold them, and the cases' own columns where they are such codes already.
    """
    L = bank.unions.shape[1]
    small = np.min_scalar_type(-L - 2)
    columns = (read_column(study, variable, cases, L) for variable in bank.variables)
    return [c if c.dtype.itemsize <= 2 else c.astype(small) for c in columns]


def read_column(study: Study, variable: Variable, cases: pl.DataFrame, L: int) -> Ints:
    """One variable's codes; skipped answers are in the base where the item says base `all`."""
    if variable.id not in cases.columns:
        return np.full(cases.height, -1, np.int8)
    given = raw = read_numbers(cases[variable.id])
    if variable.scale == "rank":
        raw = np.where(raw == 0, L, raw - (raw > 0)).astype(np.int16)  # 0: in the base, not ranked
    if given.min(initial=0) >= 0:
        return raw
    everyone = study.item(variable.item).base == "all"
    blank = np.where(given == Missing.SKIPPED, L if everyone else L + 1, -1)
    return np.where(given >= 0, raw, blank).astype(np.int16)


def read_numbers(column: pl.Series) -> Ints:
    """Codes as they are stored; what is null was not asked."""
    if column.dtype.is_signed_integer() and not column.null_count():
        return column.to_numpy()
    return column.cast(pl.Int64).fill_null(int(Missing.NOT_ASKED)).to_numpy()


def read_values(bank: Bank, cases: pl.DataFrame) -> Floats:
    """(V, n) numbers, NaN outside the base."""
    return np.stack([read_value(variable, cases) for variable in bank.variables])


def read_value(variable: Variable, cases: pl.DataFrame) -> Floats:
    """A number as answered, a rank given, or the points of a level ("don't know" has none)."""
    if variable.id not in cases.columns:
        return np.full(cases.height, np.nan)
    code = read_numbers(cases[variable.id])
    if variable.scale == "number":
        value = cases[f"{variable.id}:value"].cast(pl.Float64).fill_null(np.nan).to_numpy()
        return np.where(code >= 0, value, np.nan)
    if variable.scale == "rank":
        return np.where(code >= 1, code, np.nan)
    points = np.array([np.nan if s is None else float(s) for s in variable.scores])
    return np.where(code >= 0, points[np.clip(code, 0, len(points) - 1)], np.nan)
