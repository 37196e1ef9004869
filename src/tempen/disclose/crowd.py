"""Who is in which group of a release: what somebody who adds and subtracts tables knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tempen.terms.estimate import ALL
from tempen.terms.item import Missing, Variable
from tempen.terms.study import Domain, Study

Flags: TypeAlias = NDArray[np.bool_]
Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Group = tuple[str, str]  # domain, level


@dataclass(frozen=True)
class Alike:
    """Atoms as figures tell them apart.

    of    (A,) the same number, 0..n-1, for atoms with the same groups and weights
    free  (n,) whether they are in no group at all: nothing is shown of them
    mark  (A,) a number for each atom, so that sums are the same where all their figures are
    """

    of: Ints
    free: Flags
    mark: Ints


@dataclass(frozen=True)
class Crowd:
    """The cases of one wave; those who are alike in every group and weight make an atom.

    groups   G of them, `all` first
    inside   (G, A) whether a group holds an atom
    atom     (n,) the atom of each case
    weights  (W, A) the weights of each weighting in which they differ
    joint    whether several domains cross in it
    frame    whether its groups are known outside
    """

    groups: tuple[Group, ...]
    inside: Flags
    atom: Ints
    weights: Floats
    joint: bool
    frame: bool
    kept: dict[tuple[bytes, bool], Alike] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def place(self) -> dict[Group, int]:
        return {group: at for at, group in enumerate(self.groups)}

    @cached_property
    def overlapping(self) -> bool:
        """Whether some are in several groups beside `all`."""
        return bool((self.inside[1:].sum(0) > 1).any())

    def alike(self, shown: Flags, *, weighted: bool) -> Alike:
        """The atoms as the groups shown tell them apart; many variables show the same ones."""
        key = (shown.tobytes(), weighted)
        if key not in self.kept:
            weights = self.weights if weighted else self.weights[:0]
            self.kept[key] = find_alike(self.inside[shown], weights)
        return self.kept[key]

    @property
    def A(self) -> int:  # noqa: N802
        return self.inside.shape[1]

    def count(self, codes: Ints, height: int) -> Ints:
        """(A, height) cases by atom and code; negative codes stand outside."""
        there = codes >= 0
        index = self.atom[there] * height + codes[there]
        return np.bincount(index, minlength=self.A * height).reshape(self.A, height)


def find_alike(inside: Flags, weights: Floats) -> Alike:
    """inside (G, A) of the groups shown; weights (W, A) whose sums count."""
    rows = np.concatenate([np.packbits(inside, axis=0).astype(float), weights]).T
    of = np.zeros(len(rows), np.int64)
    if rows.shape[1]:
        rows = np.ascontiguousarray(rows)
        keys = rows.view(np.dtype((np.void, rows.itemsize * rows.shape[1]))).ravel()
        of = np.unique(keys, return_inverse=True)[1].ravel()
    free = np.bincount(of, ~inside.any(0), minlength=1) > 0
    return Alike(of, free, mark_atoms(inside, weights))


def mark_atoms(inside: Flags, weights: Floats) -> Ints:
    """(A,) a number for each atom, so that sums are the same where all their figures are.

    Each figure has a large number of its own, the same in every run.
    """
    rows = np.concatenate([inside, *(np.round(inside * w * 1e9) for w in weights)])
    own = np.random.default_rng(len(rows)).integers(-(2**62), 2**62, len(rows))
    return own @ rows.astype(np.int64)


def gather_crowds(study: Study, table: pl.DataFrame, weights: Floats) -> list[Crowd]:
    """Everyone as an attacker may split them: by each domain, and by the whole frame at once.

    The frame is known outside; what units answered to a domain's item is not, so that tables by
    two items meet only in `all`.
    weights  (W, n) of each weighting
    """
    frame = [domain for domain in study.domains if domain.of_frame]
    ways: list[list[Domain]] = [[], *([domain] for domain in study.domains)]
    if len(frame) > 1:
        ways.append(frame)
    return [gather_crowd(study, table, weights, domains) for domains in ways]


def gather_crowd(
    study: Study, table: pl.DataFrame, weights: Floats, domains: Sequence[Domain]
) -> Crowd:
    members: dict[Group, Flags] = {(ALL, ALL): np.ones(table.height, bool)}
    for domain in domains:
        for level in domain.levels:
            members[domain.id, level] = find_members(study, table, domain, level)
    whole = np.stack(list(members.values()))
    varying = [w for w in weights if len(w) and np.ptp(w) > 1e-9]
    first, atom = find_atoms(whole, varying)
    kept = np.array([w[first] for w in varying]).reshape(len(varying), len(first))
    frame = all(domain.of_frame for domain in domains)
    return Crowd(tuple(members), whole[:, first], atom, kept, len(domains) > 1, frame)


def find_atoms(whole: Flags, weights: Sequence[Floats]) -> tuple[Ints, Ints]:
    """A case of each atom, and the atom of each case."""
    bits = np.packbits(whole, axis=0).T
    parts = [bits, *(np.round(w, 9)[:, None].view(np.uint8) for w in weights)]
    rows = np.ascontiguousarray(np.concatenate(parts, axis=1))
    keys = rows.view(np.dtype((np.void, rows.shape[1]))).ravel()
    _, first, atom = np.unique(keys, return_index=True, return_inverse=True)
    return first, atom.astype(np.int64)


def find_members(study: Study, table: pl.DataFrame, domain: Domain, level: str) -> Flags:
    """(n,) who is in a level (or group of levels) of a domain."""
    if domain.parts:
        own = zip(domain.parts, level.split("/"), strict=True)
        return np.all([find_members(study, table, part, name) for part, name in own], axis=0)
    column = domain.column or domain.id
    if column not in table.columns:
        return np.zeros(table.height, bool)
    if domain.source == "frame":
        return (table[column].cast(pl.String) == level).fill_null(False).to_numpy()
    variable = study.variable(column)
    wanted = variable.groups.get(level, (level,))
    codes = [code for code, id in enumerate(variable.levels) if id in wanted]
    return table[column].is_in(codes).fill_null(False).to_numpy()


@dataclass(frozen=True)
class Sheet:
    """What the tables say of one variable.

    labels  K columns: levels in order, then groups, as estimates name them
    unions  (K, L + 1) which codes each counts; the last code is in the base without a level
    scores  (L + 1,) points of the mean, NaN where a code has none; None: there is no mean
    levels  (K,) columns that are levels
    """

    labels: tuple[str, ...]
    unions: Flags
    scores: Floats | None
    levels: Flags


def make_sheet(study: Study, variable: Variable) -> Sheet:
    ids = levels_of(study, variable)
    L = len(ids)
    labels = (*ids, *variable.groups)
    unions = np.zeros((len(labels), L + 1), bool)
    unions[:L, :L] = np.eye(L, dtype=bool)
    for k, members in enumerate(variable.groups.values(), L):
        unions[k, [ids.index(member) for member in members]] = True
    return Sheet(labels, unions, scores_of(variable, L), np.arange(len(labels)) < L)


def levels_of(study: Study, variable: Variable) -> tuple[str, ...]:
    """The levels by code; of a ranking its ranks."""
    if variable.scale != "rank":
        return variable.levels
    ranked = sum(v.item == variable.item and v.scale == "rank" for v in study.variables)
    return tuple(str(rank) for rank in range(1, ranked + 1))


def scores_of(variable: Variable, L: int) -> Floats | None:
    if variable.scale == "rank":
        return np.array([*range(1, L + 1), np.nan], float)
    if variable.scale == "levels" and any(score is not None for score in variable.scores):
        return np.array([*variable.scores, None], float)
    return None


def read_codes(study: Study, variables: Iterable[Variable], table: pl.DataFrame) -> dict[str, Ints]:
    """Per variable (n,) codes 0..L-1, L for the base without a level, negative outside it."""
    there = [variable for variable in variables if variable.id in table.columns]
    ids = [variable.id for variable in there]
    raw = table.select(pl.col(ids).cast(pl.Int64).fill_null(int(Missing.NOT_ASKED)))
    return {v.id: place_codes(study, v, raw[v.id].to_numpy()) for v in there}


def place_codes(study: Study, variable: Variable, raw: Ints) -> Ints:
    L = len(levels_of(study, variable))
    everyone = study.item(variable.item).base == "all"
    if variable.scale == "number":
        return np.where(raw >= 0, 0, -1)
    if variable.scale == "rank":
        raw = np.where(raw == 0, L, raw - (raw > 0))
    return np.where((raw == Missing.SKIPPED) & everyone, L, np.where(raw >= 0, raw, -1))
