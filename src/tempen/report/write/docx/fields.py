"""Fields (page numbers, sequences, references) with their cached text, and bookmarks.

Word shows the cached text until a reader updates the fields (Ctrl+A, F9): so it must be right.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

from tempen.report.write.docx.elements import Element, run, w, words
from tempen.terms.document import Block, Box, Document, Figure, Heading, ItemList, TableBlock

LONGEST = 40  # characters of a bookmark's name that Word accepts


def field(instruction: str, *cached: Element) -> list[Element]:
    """The runs of a field that shows `cached` until it is updated."""
    return [*open_field(instruction), *cached, close_field()]


def open_field(instruction: str) -> list[Element]:
    return [
        w("r", w("fldChar", fldCharType="begin")),
        w("r", words(f" {instruction} ", "instrText")),
        w("r", w("fldChar", fldCharType="separate")),
    ]


def close_field() -> Element:
    return w("r", w("fldChar", fldCharType="end"))


def text_field(instruction: str, cached: str) -> list[Element]:
    return field(instruction, run(cached))


def bookmark_name(id: str) -> str:
    """A name that Word accepts: letters, digits and underscores; hidden by its first one."""
    name = "_Ref_" + re.sub(r"\W", "_", id, flags=re.ASCII)
    if len(name) <= LONGEST and "_" not in id:
        return name
    # “a-b” and “a_b” are two ids, and long ids may differ only in their end.
    mark = hashlib.blake2b(id.encode("utf-8", "replace"), digest_size=4).hexdigest()
    return f"{name[: LONGEST - 9]}_{mark}"


def collect_targets(blocks: Iterable[Block]) -> Iterable[tuple[str, Heading | Figure | TableBlock]]:
    """Everything that a reference can point to, by id, in reading order."""
    for block in blocks:
        match block:
            case Heading():
                yield block.id, block
            case Figure():
                yield block.chart.id, block
            case TableBlock():
                yield block.table.id, block
            case Box():
                yield from collect_targets(block.blocks)
            case ItemList():
                for entry in block.entries:
                    yield from collect_targets(entry)
            case _:
                pass


class Bookmarks:
    """Bookmarks of one document: a name per target, and the running number each one needs.

    A chart and a heading may share an id; then the first keeps it, as in the other writers.
    """

    def __init__(self, document: Document) -> None:
        self.targets: dict[str, Heading | Figure | TableBlock] = {}
        for id, block in collect_targets(document.blocks):
            self.targets.setdefault(id, block)
        self._set: set[str] = set()

    def name(self, id: str) -> str | None:
        return bookmark_name(id) if id in self.targets else None

    def mark(self, id: str, elements: Sequence[Element]) -> list[Element]:
        """The elements between a bookmark's start and end; bare if the name is taken."""
        if id in self._set:
            return list(elements)
        self._set.add(id)
        number = len(self._set)
        return [
            w("bookmarkStart", id=number, name=bookmark_name(id)),
            *elements,
            w("bookmarkEnd", id=number),
        ]
