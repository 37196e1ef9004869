"""Two waves of the same respondents: what a fact had in one is told by what it has in the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from tempen.disclose.block import Block
from tempen.disclose.crowd import Group
from tempen.disclose.primary import find_targets
from tempen.disclose.secure import secure
from tempen.terms.study import Study


def secure_between(study: Study, blocks: Sequence[Block], least: int) -> None:
    """Hold back groups of facts that gained or lost only a few answers since the wave before.

    Facts stay (`factual` items): the difference of the two tables is those few. What is a
    judgement may have changed with everybody, and is not told so.
    """
    facts = {item.id for item in study.items if item.factual}
    for variable in study.variables:
        if variable.item in facts:
            own = [block for block in blocks if block.variable == variable.id]
            for earlier, later in pairwise(own):
                changed = list(few_changed(earlier, later, least))
                for group in changed:
                    later.hold((group, None), "difference")
                if changed:
                    targets = find_targets(later, least) if later.numbers is None else ()
                    secure(later, targets, study.disclosure, least)


def few_changed(earlier: Block, later: Block, least: int) -> Iterator[Group]:
    """Groups shown in both waves whose respondents are all but a few the same."""
    for group in later.bases:
        if group in earlier.bases and later.shown[group].any() and earlier.shown[group].any():
            before, after = (who_answered(block, group) for block in (earlier, later))
            if 0 < len(before ^ after) < least and (before < after or after < before):
                yield group


def who_answered(block: Block, group: Group) -> set[str]:
    view = block.views_of(group)[0]
    inside = view.mask(group)[view.crowd.atom]
    return set(block.units[inside].tolist()) - {""}
