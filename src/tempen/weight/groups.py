"""Response groups: who stands in which, and how small ones are collapsed.

A group's label is its frame values joined by "/", e.g. "agency/small". A group is too small when
it has fewer than `least` answers and not every unit in it answered: a fully answered group has
no nonresponse to adjust for, whatever its size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from tempen.terms.estimate import ALL

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Counts:
    """One group: N eligible units, n answers, and the declared groups it is made of."""

    N: int
    n: int
    from_groups: tuple[str, ...]

    def __add__(self, other: Counts) -> Counts:
        parts = tuple(sorted({*self.from_groups, *other.from_groups}))
        return Counts(self.N + other.N, self.n + other.n, parts)


@dataclass
class Groups:
    """The groups of a wave while they are collapsed.

    counts  label -> Counts
    moved   label of a declared group -> label of the group it is in now
    """

    counts: dict[str, Counts]
    moved: dict[str, str] = field(default_factory=dict)

    def merge(self, label: str, target: str) -> None:
        """Put a whole group into another, which may be new."""
        gone = self.counts.pop(label)
        for part in gone.from_groups:
            self.moved[part] = target
        there = self.counts.get(target)
        self.counts[target] = gone if there is None else there + gone

    def too_small(self, least: int) -> list[str]:
        return sorted(label for label, c in self.counts.items() if c.n < least and c.n < c.N)


def label_of(columns: tuple[str, ...]) -> pl.Expr:
    """The group of a row; null where any part of it is not known. Without columns all are one."""
    if not columns:
        return pl.repeat(ALL, pl.len(), dtype=pl.String)
    return pl.concat_str([pl.col(c).cast(pl.String) for c in columns], separator="/")


def count_groups(frame: pl.Series, cases: pl.Series) -> Groups:
    """Count eligible units (labels of `frame`) and answers (labels of `cases`) by group."""
    N = dict(frame.drop_nulls().value_counts().iter_rows())
    n = dict(cases.drop_nulls().value_counts().iter_rows())
    labels = sorted({*N, *n})
    counts = {g: Counts(N.get(g, 0), n.get(g, 0), (g,)) for g in labels}
    return Groups(counts, {g: g for g in labels})


def collapse(groups: Groups, declared: Mapping[str, str], least: int) -> None:
    """Merge groups that are too small by the declared map, in place.

    When one group moves, every group that the map sends to the same place moves with it: a
    target is a whole, not whatever happened to be small. Only what the wave needs is collapsed,
    so that answers to a later wave never move an earlier wave's weights.
    """
    waiting = [g for g in groups.too_small(least) if declared.get(g, g) != g]
    done: set[str] = set()
    while waiting:
        target = declared[waiting[0]]
        for label in [g for g in groups.counts if declared.get(g) == target and g != target]:
            groups.merge(label, target)
            done.add(label)
        waiting = [
            g
            for g in groups.too_small(least)
            if g not in done and declared.get(g, g) not in {g, *done}
        ]


@dataclass(frozen=True)
class Join:
    """A group too small for a weight of its own; target None: there is no other to join."""

    label: str
    n: int
    N: int
    target: str | None

    @property
    def code(self) -> str:
        return "WEIGHT-23" if self.target is None else "WEIGHT-02"

    @property
    def facts(self) -> dict[str, object]:
        """Its size, and a line of `collapse` that mends it."""
        told: dict[str, object] = {"group": self.label, "n": self.n, "N": self.N}
        if self.target is not None:
            told["proposal"] = f'"{self.label}": "{self.target}"'
        return told


def propose_joins(groups: Groups, least: int) -> list[Join]:
    """Joins that together leave no group too small: each group's target is a group that stays.

    One after the other on a copy, so that no two are proposed to join each other.
    """
    there, steps = Groups(dict(groups.counts), dict(groups.moved)), dict[str, str | None]()
    sizes: dict[str, Counts] = {}
    while small := [label for label in there.too_small(least) if label not in steps]:
        label = small[0]
        target = steps[label] = propose(there, label)
        sizes[label] = groups.counts.get(label, there.counts[label])
        if target is not None:
            there.merge(label, target)
    return [Join(label, c.n, c.N, follow(steps, label)) for label, c in sizes.items()]


def follow(steps: Mapping[str, str | None], label: str) -> str | None:
    """Where a group is in the end."""
    target = steps[label]
    while target is not None and steps.get(target) is not None:
        target = steps[target]
    return target


def propose(groups: Groups, label: str) -> str | None:
    """The group that a too small one had best join: the same sector before the same size (in the
    order of the columns), then the fewest answers."""
    others = [g for g in groups.counts if g != label]
    if not others:
        return None
    parts = label.split("/")

    def unlike(other: str) -> tuple[tuple[bool, ...], int, str]:
        apart = tuple(a != b for a, b in zip(parts, other.split("/"), strict=False))
        return (apart, groups.counts[other].n, other)

    return min(others, key=unlike)
