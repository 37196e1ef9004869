"""What is held back against the questionnaire: items that exist, each stated once."""

from __future__ import annotations

from typing import Any

from tempen.study.draft import Draft
from tempen.study.source import Path_
from tempen.study.validate import hint


def check_disclosure(draft: Draft) -> None:
    """DISCLOSE-01 no such item; DISCLOSE-02 an item both protected and public."""
    if draft.keys is None:
        return
    stated = draft.keys.disclosure
    protect = [] if stated.protect == "all" else stated.protect
    known = [found.item.id for found in draft.items]
    for key, names in (("protect", protect), ("public", stated.public)):
        for at, item in enumerate(names):
            path: Path_ = ("disclosure", key, at)
            if item not in known and item not in draft.lost:
                facts: dict[str, Any] = {"item": item, "hint": hint(item, known)}
                draft.faults.add("DISCLOSE-01", draft.study.place(*path), **facts)
            elif key == "public" and item in protect:
                draft.faults.add("DISCLOSE-02", draft.study.place(*path), item=item)
