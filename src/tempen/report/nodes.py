"""What a report source says, before any data: blocks and inlines that know their places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tempen.errors import Place

# --- inlines ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Words:
    """Words as written: a line break is kept, for places, and printed as a space."""

    text: str
    place: Place


@dataclass(frozen=True)
class Styled:
    style: str  # "strong" or "emphasis"
    inlines: Inlines


@dataclass(frozen=True)
class Hyperlink:
    inlines: Inlines
    url: str


@dataclass(frozen=True)
class Reference:
    """`{{ … }}`: the text between the braces."""

    text: str
    place: Place


@dataclass(frozen=True)
class Guard:
    """`[[words | neutral: condition]]`; `neutral` is None where the author gave none."""

    words: Inlines
    neutral: Inlines | None
    condition: str
    place: Place
    condition_place: Place


@dataclass(frozen=True)
class Outside:
    """`[text]{outside=id}`: a figure of others."""

    text: str
    source: str
    place: Place


@dataclass(frozen=True)
class Name:
    """`[text]{name}`: digits that are part of a name."""

    text: str


@dataclass(frozen=True)
class FootNote:
    inlines: Inlines


Inline = Words | Styled | Hyperlink | Reference | Guard | Outside | Name | FootNote
Inlines = tuple[Inline, ...]

# --- blocks -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Title:
    """A heading; `mark` is "", "unnumbered" or "appendix"."""

    level: int
    inlines: Inlines
    place: Place
    mark: str = ""


@dataclass(frozen=True)
class Prose:
    inlines: Inlines
    place: Place
    lead: bool = False


@dataclass(frozen=True)
class Listing:
    entries: tuple[tuple[Block, ...], ...]
    place: Place
    ordered: bool = False


@dataclass(frozen=True)
class Quotation:
    inlines: Inlines
    place: Place
    attribution: str = ""
    made_up: bool = False


@dataclass(frozen=True)
class Fence:
    """A block of settings. Texts in them are Markdown: `inlines` and `blocks` hold them read.

    settings  the YAML as plain values
    places    dotted path of a setting -> where it stands
    inlines   dotted path -> the inlines of a one-line text (title, note, alt, label, value)
    blocks    dotted path -> the blocks of a longer text (a box's `text`)
    """

    kind: str
    settings: dict[str, Any]
    place: Place
    places: dict[str, Place] = field(default_factory=dict)
    inlines: dict[str, Inlines] = field(default_factory=dict)
    blocks: dict[str, tuple[Block, ...]] = field(default_factory=dict)

    def place_of(self, path: str) -> Place:
        return self.places.get(path, self.place)


Block = Title | Prose | Listing | Quotation | Fence


@dataclass(frozen=True)
class Source:
    """One language's report, read."""

    lang: str
    file: str
    blocks: tuple[Block, ...]


# --- walks ------------------------------------------------------------------------------------


def walk_inlines(inlines: Inlines) -> Iterator[Inline]:
    """Every inline, a parent before its children; a guard's words before its neutral words."""
    for inline in inlines:
        yield inline
        if isinstance(inline, Styled | Hyperlink | FootNote):
            yield from walk_inlines(inline.inlines)
        elif isinstance(inline, Guard):
            yield from walk_inlines(inline.words)
            yield from walk_inlines(inline.neutral or ())


def inlines_of(block: Block) -> Iterator[Inlines]:
    """Every run of inlines in a block, those of nested blocks as well."""
    if isinstance(block, Listing):
        for entry in block.entries:
            for inner in entry:
                yield from inlines_of(inner)
    elif isinstance(block, Fence):
        yield from block.inlines.values()
        for inner in block.blocks.values():
            for each in inner:
                yield from inlines_of(each)
    else:
        yield block.inlines


def walk_blocks(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Every block, those inside lists and boxes as well."""
    for block in blocks:
        yield block
        if isinstance(block, Listing):
            for entry in block.entries:
                yield from walk_blocks(entry)
        elif isinstance(block, Fence):
            for inner in block.blocks.values():
                yield from walk_blocks(inner)
