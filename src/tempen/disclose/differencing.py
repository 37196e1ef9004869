"""Small groups that nobody shows, and that subtraction of larger ones lays bare."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tempen.disclose.block import Block, View
from tempen.disclose.crowd import Crowd, Flags, Floats, Ints
from tempen.terms.estimate import ALL

MOST_ATOMS = 2000  # above it sums of many groups are not looked through, only pairs


def find_bared(block: Block, view: View, least: int) -> Iterator[Flags]:
    """(A,) each group of 1 to least - 1 answers that shown groups give by adding and subtracting.

    Pairs of groups one within the other; everybody but the levels of a domain; and, by the
    leverage of atoms in the space that the groups span, single atoms and pairs of them. Who is
    in no level of any domain is known to nobody.
    """
    base = view.truth.sum(1)
    shown = block.seen[view.rows].any(1)
    inside = view.crowd.inside[shown] & (base > 0)
    known = view.crowd.inside[1:].any(0)
    small = list(nested(inside, base, least))
    weights = view.crowd.weights[:0] if block.whole else view.crowd.weights
    if view.crowd.overlapping or len(weights):  # else a domain divides all: no other sums
        small += spanned(np.concatenate([inside, *(inside * w for w in weights)]), base, least)
    small += left_over(view.crowd, base) if view.crowd.frame else ()
    small = [who for who in small if 0 < base[who].sum() < least and not (who & ~known).any()]
    yield from {who.tobytes(): who for who in small}.values()


def nested(inside: Flags, base: Ints, least: int) -> Iterator[Flags]:
    """What a group holds beyond another that is all within it."""
    both = (inside * base).astype(float) @ inside.T
    n = np.diag(both)
    gap = n[None, :] - n[:, None]
    pairs = (both == n[:, None]) & (gap > 0) & (gap < least) & (n[:, None] > 0)
    for small, large in zip(*np.nonzero(pairs), strict=True):
        yield inside[large] & ~inside[small]


def left_over(crowd: Crowd, base: Ints) -> Iterator[Flags]:
    """Who is in no level of a domain."""
    domains = np.array([domain for domain, _ in crowd.groups])
    for domain in dict.fromkeys(domains.tolist()):
        if domain != ALL:
            yield ~crowd.inside[domains == domain].any(0) & (base > 0)


def spanned(sums: Floats, base: Ints, least: int) -> Iterator[Flags]:
    """Atoms, or pairs of them, whose indicator is a sum of those shown: their leverage is whole.

    sums  (m, A) what each shown sum counts an atom as: 1 or 0, or its weight
    """
    few = np.flatnonzero((base > 0) & (base < least))
    if not len(few) or len(base) > MOST_ATOMS or len(sums) < 2:
        return
    n, root = base[few], np.sqrt(base[few])
    rows, part = sums * np.sqrt(base), sums[:, few] * root
    hat: Floats = part.T @ np.linalg.pinv(rows @ rows.T, hermitian=True, rcond=1e-10) @ part
    lever = np.diag(hat)
    alone = lever > 1 - 1e-7
    total = n + n[:, None]
    joint = n * lever + (n * lever)[:, None] + 2 * hat * root * root[:, None]
    pairs = np.triu((total < least) & (joint > total - 1e-6) & ~alone & ~alone[:, None], 1)
    for atoms in (*few[alone, None], *few[np.argwhere(pairs)]):
        who = np.zeros(len(base), bool)
        who[atoms] = True
        yield who
