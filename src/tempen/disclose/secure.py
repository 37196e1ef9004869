"""Hold back more, until nothing sensitive can be had by subtraction: the least loss first."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tempen.disclose.attack import Target, can_chain, can_exchange, distinguish, rivals, solve
from tempen.disclose.block import Block, Piece
from tempen.disclose.crowd import Group
from tempen.disclose.numbers import secure_numbers
from tempen.disclose.primary import contributions, is_dominated
from tempen.terms.estimate import ALL
from tempen.terms.study import Disclosure


def secure(block: Block, targets: Iterable[Target], rules: Disclosure, least: int) -> None:
    """Hold back complements until every target is as uncertain as it must be.

    Domain by domain first, where a complement is found by trying; then all domains at once, by
    what hinders an attacker's uncertainty.
    """
    fill_domains(block, rules, least)
    if block.numbers is not None:
        secure_numbers(block, rules, least)
        return
    for target in sorted(targets, key=lambda target: target.view.crowd.joint):
        while not (is_exempt(block, target, least) or is_free(block, target)):
            pieces = () if target.view.crowd.joint else find_partner(block, target)
            pieces = pieces or find_hindrance(block, target)
            for piece in pieces:
                block.hold(piece, target.why)
            if not pieces:
                break


def is_free(block: Block, target: Target) -> bool:
    return can_exchange(block, target) or can_chain(block, target)


def find_hindrance(block: Block, target: Target) -> list[Piece]:
    """The cheapest shown piece that hinders uncertainty; none where there is no such."""
    reached, binding = solve(block, target)
    if reached:
        return []
    if block.whole:
        pieces: list[Piece] = [(group, None) for group, _ in binding]
    else:
        shown = block.shown
        pieces = [(g, int(k)) for g, columns in binding for k in columns if shown[g][k]]
    pieces = pieces or list(pieces_near(block, target))
    cheapest = min(pieces, key=lambda p: (p[0][0] == ALL, block.cost(p)), default=None)
    return [] if cheapest is None else [cheapest]


def find_partner(block: Block, target: Target) -> list[Piece]:
    """The cheapest pieces of one other group, of the same domain, that set the target free.

    Of a column's target also another column, in both groups: the corners of a rectangle.
    """
    own = [g for g in target.view.crowd.groups if (target.view.mask(g) == target.who).all()]
    found: list[tuple[float, list[Piece]]] = []
    for other in rivals(target):
        columns = distinguish(block, target.code, other)
        for partner in target.view.crowd.groups:
            corners: list[Piece] = [
                (g, None if block.whole else int(k))
                for g in dict.fromkeys((*own, partner))
                for k in columns
                if block.shown[g][k]
            ]
            if corners:
                cost = sum(block.cost(p) * (10 if p[0][0] == ALL else 1) for p in corners)
                found.append((cost, corners))
    for _, corners in sorted(found, key=lambda one: one[0]):
        if sets_free(block, target, corners):
            return corners
    return []


def sets_free(block: Block, target: Target, pieces: list[Piece]) -> bool:
    """Whether the target could be exchanged if the pieces were not shown."""
    before = {group: block.shown[group].copy() for group, _ in pieces}
    for group, k in pieces:
        block.shown[group][slice(None) if k is None else k] = False
    free = can_exchange(block, target)
    for group, columns in before.items():
        block.shown[group][:] = columns
    return free


def fill_domains(block: Block, rules: Disclosure, least: int) -> None:
    """What a domain withholds whole is two groups or more, and safe when taken as one.

    Together they are what the domain's total less the rest gives back.
    """
    for domain in block.domains():
        groups = [g for g in block.bases if g[0] == domain and block.bases[g]]
        gone = [group for group in groups if block.is_held(group)]
        left = sorted((g for g in groups if g not in gone), key=lambda g: block.bases[g])
        while gone and not is_safe_union(block, gone, rules, least):
            if not left:
                block.hold(((ALL, ALL), None), "complement")
                break
            gone.append(left.pop(0))
            block.hold((gone[-1], None), "complement")


def is_safe_union(block: Block, gone: list[Group], rules: Disclosure, least: int) -> bool:
    view = block.views_of(gone[0])[0]
    who = np.any([view.mask(group) for group in gone], axis=0)
    if len(gone) < 2 or view.truth[who].sum() < least:
        return False
    return block.numbers is None or not is_dominated(contributions(block, *gone), rules)


def is_exempt(block: Block, target: Target, least: int) -> bool:
    """Whether a large group that is shown says it of everybody in it: nobody chose a level.

    That tells of the whole group, not of the few in it.
    """
    if not block.whole:
        return False
    view = target.view
    n, count = view.counts.sum(1), view.counts[:, target.code]
    said = (n >= least) & ((count == 0) | (count == n)) & block.seen[view.rows].any(1)
    return bool(said.any() and view.crowd.inside[said][:, target.who].all(1).any())


def pieces_near(block: Block, target: Target) -> Iterable[Piece]:
    """Every shown piece of the target's view that could matter to it."""
    for group in target.view.crowd.groups:
        if block.whole:
            if block.shown[group].any():
                yield group, None
            continue
        for k in np.flatnonzero(block.shown[group]):
            if k == len(block.sheet.labels) or block.bases[group]:
                yield group, int(k)
