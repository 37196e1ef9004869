"""What all finders look at: figures, tables, the survey's size, its weights, its rounding.

Made once for a report and kept with the `Look`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tempen.audit.find.figures import Figure, figures_of
from tempen.audit.find.pairs import Pair, pairs_of
from tempen.audit.find.rounding import Way, Worked, habit_of
from tempen.audit.find.runs import Run, runs_of
from tempen.audit.find.sheet import Sheet, holds, sheets_of
from tempen.audit.finder import Look
from tempen.audit.reading import Block, Reading, Text

PROSE = ("paragraph", "item", "caption", "footnote", "heading", "quote", "image", "chart")


@dataclass(frozen=True, slots=True)
class Prose:
    """A block of running text with what was read out of it."""

    block: Block
    text: Text
    figures: tuple[Figure, ...]
    pairs: tuple[Pair, ...]


class Sight:
    """One report."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.lang = reading.lang
        self.kept: dict[str, Any] = {}  # what finders share, worked out once

    @cached_property
    def prose(self) -> tuple[Prose, ...]:
        return tuple(self.read_prose())

    def read_prose(self) -> Iterator[Prose]:
        for block in self.reading.blocks:
            if block.kind in PROSE and block.text.text:
                text = block.text
                yield Prose(block, text, figures_of(text), tuple(pairs_of(text)))

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        return sheets_of(self.reading)

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        return tuple(runs_of(self.reading))

    @cached_property
    def counts(self) -> tuple[Figure, ...]:
        """Every count in running text that could be a number of answers."""
        return tuple(
            one
            for prose in self.prose
            for one in prose.figures
            if one.unit == "count" and one.number.decimals == 0 and one.value >= 10
            if len(prose.text.text) > 30
        )

    @cached_property
    def weighted(self) -> bool:
        """Whether the report says that its figures are weighted."""
        return any(
            holds(block.text.text, block.text.lang, "weighted")
            for block in self.reading.blocks
            if block.text.text
        )

    def is_weighted(self, sheet: Sheet) -> bool:
        return self.weighted and not sheet.says("unweighted")

    @cached_property
    def census(self) -> bool:
        return any(holds(one.text.text, one.text.lang, "census") for one in self.prose)

    @cached_property
    def habit(self) -> Way:
        """How the report rounds, judged by the shares whose part and whole it prints."""
        return habit_of(worked(pair) for one in self.prose for pair in one.pairs if pair.share)

    def near(self, block: Block, before: int = 3, after: int = 2) -> str:
        """Text round a block."""
        blocks = self.reading.blocks[max(0, block.index - before) : block.index + after + 1]
        return "\n".join(one.text.text for one in blocks)


def worked(pair: Pair) -> Worked:
    """A pair's share, worked out: part and whole may be rounded or hedged themselves."""
    assert pair.share is not None
    return work(pair.part, pair.whole, pair.share)


def work(part: Figure, whole: Figure, share: Figure) -> Worked:
    low, high = ratio(part, whole)
    return Worked(share.value, low, high, share.half)


def ratio(part: Figure, whole: Figure) -> tuple[float, float]:
    """The share that a part is of its whole, in per cent, from and to: whole numbers are exact."""
    p_low, p_high = ends(part)
    w_low, w_high = ends(whole)
    return (
        100.0 * p_low / w_high if w_high else 0.0,
        100.0 * p_high / w_low if w_low > 0 else float("inf"),
    )


def ends(figure: Figure) -> tuple[float, float]:
    if figure.hedge or figure.number.decimals < 0:
        return max(figure.low, 0.0), figure.high
    return figure.value, figure.value


def sight_of(look: Look) -> Sight:
    """What is seen of a report; made once."""
    kept = look.__dict__
    if "sight" not in kept:
        kept["sight"] = Sight(look.reading)
    return kept["sight"]
