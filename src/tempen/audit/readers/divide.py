"""Divides what is too long to be a paragraph or a cell, so that the time of an audit grows with a
document's length and not with its square."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from tempen.audit.build import Draft

LONGEST = 4_000  # characters of a block: a longer paragraph is read as several
LONGEST_CELL = 1_000  # of a cell: the rest is read as paragraphs after its table
MOST_NUMBERS = 50  # in a block or a cell: some of what is looked for grows with their cube
FIGURES = re.compile(r"\d+")
STOP = re.compile(r"[.!?]\s")


@dataclass(frozen=True)
class Whole:
    """A text that is to be divided: a draft's, or a cell's, with where its letters came from."""

    draft: Draft
    text: str
    pieces: list[Any]
    links: list[tuple[int, int]]

    def part(self, start: int, end: int) -> Draft:
        """A draft of some of it; its pieces begin before 0 where they began before `start`."""
        links = [
            (max(a, start) - start, min(b, end) - start)
            for a, b in self.links
            if a < end and b > start
        ]
        made = replace(self.draft, text=self.text[start:end].rstrip(" "), links=links)
        if self.pieces:
            starts = [piece.start for piece in self.pieces]
            first, last = max(bisect_right(starts, start) - 1, 0), bisect_left(starts, end)
            found = [replace(one, start=one.start - start) for one in self.pieces[first:last]]
            made = replace(made, **{"pieces": found})  # noqa: PIE804
        return made


def divide_long(drafts: Iterable[Draft]) -> list[Draft]:
    """The same drafts, none with a longer text than is looked at as one."""
    return [one for draft in drafts for one in divided(draft)]


def divided(draft: Draft) -> Iterator[Draft]:
    if is_long(draft.text, LONGEST) and not draft.cells:
        whole = Whole(draft, draft.text, getattr(draft, "pieces", []), draft.links)
        yield from (whole.part(*cut) for cut in cuts(draft.text, 0))
        return
    yield draft
    for cell in draft.cells:
        if is_long(cell.text, LONGEST_CELL):
            place = {"page": cell.page or draft.page, "line": cell.line or draft.line}
            rest = replace(draft, kind="paragraph", text="", cells=[], **place)
            whole = Whole(rest, cell.text, getattr(cell, "pieces", []), [])
            first, *others = cuts(cell.text, LONGEST_CELL)
            yield from (whole.part(*cut) for cut in others)
            cell.text = cell.text[: first[1]].rstrip(" ")


def is_long(text: str, most: int) -> bool:
    return farthest(text, 0, most) < len(text)


def cuts(text: str, first: int) -> Iterator[tuple[int, int]]:
    """Stretches of a text that end where a sentence ends, else a word, else where they must.

    first  the most characters of the first stretch; 0 for as many as of the others
    """
    start, most = 0, first or LONGEST
    while (reach := farthest(text, start, most)) < len(text):
        half = start + (reach - start) // 2
        stops = [match.end() for match in STOP.finditer(text, half, reach)]
        blank = text.rfind(" ", half, reach) + 1
        end = stops[-1] if stops else blank or reach
        yield start, end
        start, most = end, LONGEST
    yield start, len(text)


def farthest(text: str, start: int, most: int) -> int:
    """Where a stretch must end: after so many characters, or so many numbers."""
    end = min(start + most, len(text))
    beyond = next(islice(FIGURES.finditer(text, start, end), MOST_NUMBERS, None), None)
    return beyond.start() if beyond else end
