"""Answers in lists: one option a line with its share, as items, chart texts or loose blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tempen.audit.find.bases import Counted
from tempen.audit.find.figures import Figure, figures_of
from tempen.audit.reading import Block, Reading, Text

SHORT = 160  # characters: a longer block is no line of a list
BARE = re.compile(r"[\s()\[\]:;,.*–—-]*")


@dataclass(frozen=True, slots=True)
class Line:
    """An option with its share, and perhaps its count."""

    label: str
    share: Figure
    count: Figure | None = None

    @property
    def counted(self) -> Counted | None:
        return Counted(self.count, self.share, False) if self.count else None


@dataclass(frozen=True)
class Run:
    """Lines that follow one another.

    intro  what stands right before: the question, a remark about multiple choice
    first  index of its first block
    """

    intro: str
    lines: tuple[Line, ...]
    first: int
    lang: str
    after: str = field(default="")


def runs_of(reading: Reading) -> Iterator[Run]:
    """Every run of at least two lines: across blocks, and inside the text of a picture."""
    blocks, i = reading.blocks, 0
    while i < len(blocks):
        lines, stop = lines_from(blocks, i)
        if len(lines) >= 2:
            intro = "\n".join(one.text.text for one in blocks[max(0, i - 3) : i])
            after = blocks[stop].text.text if stop < len(blocks) else ""
            yield Run(intro, tuple(lines), i, blocks[i].text.lang, after)
        i = max(stop, i + 1)
    for block in blocks:
        if block.kind in ("image", "chart") and block.text.text:
            listed = lines_inside(block.text)
            if len(listed) >= 2:
                yield Run("", tuple(listed), block.index, block.text.lang)


def lines_from(blocks: tuple[Block, ...], i: int) -> tuple[list[Line], int]:
    """The lines that begin at block i, and where they end."""
    lines: list[Line] = []
    kind = blocks[i].kind
    while i < len(blocks):
        block = blocks[i]
        if block.kind not in ("item", "paragraph") or len(block.text.text) > SHORT:
            break
        loose = loose_line(blocks, i) if block.kind == "paragraph" else None
        if loose:
            line, i = loose
        else:
            line, i = line_of(block.text), i + 1
            if line is None or block.kind != kind or (kind == "paragraph" and not terse(line)):
                i -= 1
                break
        lines.append(line)
    return lines, i


def terse(line: Line) -> bool:
    return len(line.share.text.text) < 60 and not line.share.text.text.rstrip().endswith(".")


def line_of(text: Text) -> Line | None:
    """“English: 75.0%”, “38 % (85) ja”, “0.8% indicated ‘All’”."""
    figures = figures_of(text)
    shares = [one for one in figures if one.share and not one.words]
    counts = [one for one in figures if one.unit == "count" and one.number.decimals == 0]
    if len(shares) != 1 or len(figures) > 3:
        return None
    share = shares[0]
    if share.hedge or any(one.unit == "points" for one in figures):
        return None
    count = None
    for one in counts:
        first, last = sorted((one, share), key=lambda each: each.start)
        if BARE.fullmatch(text.text[first.stop : last.start]):
            count = one
    cut = text.text[: share.start] + text.text[share.stop :]
    return Line(" ".join(cut.split()), share, count)


def loose_line(blocks: tuple[Block, ...], i: int) -> tuple[Line, int] | None:
    """A share, perhaps a count, and a label, each a block of its own, the label last or first."""
    figures: list[Figure] = []
    at = i
    while at < len(blocks) and len(figures) < 2 and (one := alone(blocks[at])):
        figures.append(one)
        at += 1
    if not figures or at >= len(blocks):
        return None
    label = blocks[at]
    shares = [one for one in figures if one.share]
    counts = [one for one in figures if one.unit == "count"]
    if len(shares) != 1 or label.kind != "paragraph" or len(label.text.text) > SHORT:
        return None
    return Line(label.text.text, shares[0], counts[0] if counts else None), at + 1


def alone(block: Block) -> Figure | None:
    """The figure of a block that holds nothing else."""
    if block.kind != "paragraph" or len(block.text.text) > 24:
        return None
    found = figures_of(block.text)
    if len(found) != 1 or found[0].words:
        return None
    text = block.text.text
    rest = text[: found[0].start] + text[found[0].stop :]
    return found[0] if BARE.fullmatch(rest) else None


def lines_inside(text: Text) -> list[Line]:
    """“Chart: 66.9% Rust users, 9.9% stopped using, 23.2% never used”, from a picture’s text."""
    figures = [one for one in figures_of(text) if not one.words]
    shares = [one for one in figures if one.share]
    if len(shares) < 2 or re.search(r"(?:19|20)\d\d:", text.text):
        return []
    if any(one.hedge for one in shares):
        return []
    lines = []
    for i, share in enumerate(shares):
        end = shares[i + 1].start if i + 1 < len(shares) else len(text.text)
        lines.append(Line(text.text[share.stop : end].strip(" ,.;"), share))
    return lines
