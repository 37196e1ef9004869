"""What the kinds with levels share: their levels, their checks, and raw codes to codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pydantic import Field

from tempen.items.keys import Flag, Id, ItemKeys, Slip, slip
from tempen.locale import mark
from tempen.terms.item import Level, LevelKind

SPECIAL: Mapping[str, LevelKind] = {
    "dont_know": "dont_know",
    "not_applicable": "not_applicable",
}
NOT_APPLICABLE = "not_applicable"
DONT_KNOW = "dont_know"


class LevelKeys(ItemKeys):
    """The keys of items whose answer is a level."""

    dont_know: Flag = Field(False, description="Offers “don't know”, which stands in the base.")
    groups: dict[Id, list[Id]] = Field(
        default_factory=dict, description="Named unions of levels, used like a level."
    )
    scores: list[float | None] = Field(
        default_factory=list, description="A point per level, in their order, for means."
    )


def make_levels(ids: Sequence[str], dont_know: bool, scores: Sequence[float | None] = ()):
    """The levels in their own order, "don't know" last."""
    points = [*scores, *[None] * len(ids)]
    levels = [Level(id, score=point) for id, point in zip(ids, points, strict=False)]
    return (*levels, Level(DONT_KNOW, "dont_know")) if dont_know else tuple(levels)


def check_levels(key: str, ids: Sequence[str], keys: LevelKeys) -> Iterator[Slip]:
    """Doubles, reserved ids, groups of what is not there, and scores that do not fit."""
    yield from check_ids(key, ids)
    known = [*ids, DONT_KNOW] if keys.dont_know else list(ids)
    yield from check_groups(keys.groups, known)
    if keys.scores and len(keys.scores) != len(ids):
        yield slip("ITEM-05", "scores", id=keys.id, scores=len(keys.scores), levels=len(ids))


def check_ids(key: str, ids: Sequence[str]) -> Iterator[Slip]:
    """Ids of levels, options or rows: each once, and none that has a meaning of its own."""
    for at, id in enumerate(ids):
        if id in ids[:at]:
            yield slip("STUDY-07", key, at, what=mark("level"), id=id)
        if id in SPECIAL:
            yield slip("ITEM-08", key, at, id=id)


def check_groups(groups: Mapping[str, Sequence[str]], known: Sequence[str]) -> Iterator[Slip]:
    for name, levels in groups.items():
        if name in known:
            yield slip("ITEM-07", "groups", name, group=name)
        if not levels:
            yield slip("STUDY-08", "groups", name, key=name)
        for at, level in enumerate(levels):
            if level not in known:
                yield slip(
                    "ITEM-01", "groups", name, at, group=name, level=level, known=", ".join(known)
                )


def freeze(groups: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(levels) for name, levels in groups.items()}
