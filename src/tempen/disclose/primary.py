"""What is sensitive in itself, before anybody subtracts anything."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tempen.disclose.attack import Target
from tempen.disclose.block import Block, View
from tempen.disclose.crowd import Flags, Floats, Group
from tempen.terms.study import Disclosure


def hold_sensitive(block: Block, rules: Disclosure, least: int) -> list[Target]:
    """Hold back what the rules call sensitive; gives what nobody may be able to tell.

    few          a group of 1 to least - 1 answers, whole
    small_cell   1 to least - 1 units in a level, of a protected item
    whole_group  everybody in one level, of a protected item where the study says so
    dominance    a mean or total that a few units make
    source       Hundepool et al. 2012, chapter 4
    """
    for group, n in block.bases.items():
        if 0 < n < least:
            block.hold((group, None), "few")
        elif 0 < block.scored[group] < least:  # "don't know" has no points: a mean of fewer
            block.hold((group, len(block.sheet.labels)), "few")
        elif block.numbers is not None:
            if is_dominated(contributions(block, group), rules):
                block.hold((group, None), "dominance")
        elif not block.whole:
            hold_small_cells(block, group, least)
            if rules.whole_groups:
                hold_unanimous(block, group)
    return [] if block.numbers is not None else list(find_targets(block, least))


def find_targets(block: Block, least: int) -> Iterator[Target]:
    """Of a group held back whole no answer may be told; a small cell must possibly be large."""
    for (group, k), why in list(block.held.items()):
        for view in block.views_of(group):
            who = view.mask(group)
            if k is None:
                yield from answers_of(view, who)
            elif why == "small_cell" and block.sheet.levels[k]:
                yield Target(view, who, k, (least,))


def answers_of(view: View, who: Flags, why: str = "complement") -> Iterator[Target]:
    """Of each answer given by these, it must be possible that fewer or more gave it."""
    given = view.truth[who].sum(0)
    for code in np.flatnonzero(given):
        true = int(given[code])
        others = (true - 1, true + 1) if true < given.sum() else (true - 1,)
        yield Target(view, who, int(code), others, why)


def hold_small_cells(block: Block, group: Group, least: int) -> None:
    for k, count in enumerate(block.columns[group]):
        if 0 < count < least:
            block.hold((group, k), "small_cell")


def hold_unanimous(block: Block, group: Group) -> None:
    levels = block.columns[group][block.sheet.levels]
    if (levels == block.bases[group]).any():
        block.hold((group, None), "whole_group")


def contributions(block: Block, *groups: Group) -> Floats:
    """What the units of the groups add to a total, the largest first."""
    view = block.views_of(groups[0])[0]
    who = np.any([view.mask(group) for group in groups], axis=0)
    values = np.abs(block.numbers[who[view.crowd.atom]])  # type: ignore[index]
    return np.sort(values[~np.isnan(values)])[::-1]


def is_dominated(values: Floats, rules: Disclosure) -> bool:
    """Whether the n largest hold too much of a total, or the second can reckon the first."""
    total = values.sum()
    if total == 0:
        return False
    if rules.dominance and values[: rules.dominance[0]].sum() > rules.dominance[1] * total:
        return True
    if rules.p_percent is None:
        return False
    return total - values[:2].sum() < rules.p_percent / 100 * values[0]
