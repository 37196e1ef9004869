"""Made-up answers, for tests and trial runs; chance comes in as a seeded generator."""

from __future__ import annotations

import numpy as np

from tempen.terms.item import Asked, Item


def fake_levels(item: Item, asked: Asked, rng: np.random.Generator, n: int) -> list[str]:
    """Levels that the wave offered, the first the most often, and now and then a blank."""
    ids = [level.id for level in item.levels if not asked.levels or level.id in asked.levels]
    weights = np.linspace(2, 1, len(ids))
    return sprinkle(item, rng.choice(ids, n, p=weights / weights.sum()).tolist(), rng)


def sprinkle(item: Item, cells: list[str], rng: np.random.Generator) -> list[str]:
    """Some answers become blank, and some "not applicable" where the item offers it."""
    chance = rng.random(len(cells))
    other = "not_applicable" if item.not_applicable else ""
    return [
        "" if p < 0.05 else other if other and p < 0.1 else str(cell)
        for cell, p in zip(cells, chance, strict=True)
    ]
