"""Blocks as calls of the template's functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tempen.report.fontfile import spell
from tempen.report.measure import measure
from tempen.report.write.typst.inlines import plain, write_inlines
from tempen.report.write.typst.literal import quote, write_dict, write_flag, write_list, write_text
from tempen.report.write.typst.tables import FULL, INNER, write_table
from tempen.terms.document import (
    Block,
    Box,
    Chart,
    Figure,
    Heading,
    Inlines,
    ItemList,
    KeyFigure,
    KeyFigures,
    PageBreak,
    Paragraph,
    Quote,
    Strong,
    TableBlock,
    Text,
)

LARGE = 30.0  # points of a key figure
TALLEST = 620.0  # points of a chart that shares its page with title and note
MANY = 1400  # letters that a box can hold without being broken over pages


@dataclass
class Setting:
    """What blocks are written with.

    targets  ids that cross references can lead to
    charts   pictures (SVG) by chart id
    wide     whether blocks stand free: those in boxes and lists have no margin to use
    level    of the last heading: levels must not be skipped in a tagged PDF
    """

    lang: str
    targets: frozenset[str]
    charts: Mapping[str, str]
    wide: bool = True
    level: int = 0
    placed: set[str] = field(default_factory=set)

    def place(self, id: str) -> str:
        """The id where it is met first, else "" (a label must be unique)."""
        if id in self.placed:
            return ""
        self.placed.add(id)
        return id


def find_targets(blocks: Iterable[Block]) -> Iterator[str]:
    """Ids of headings, figures and tables, wherever they stand."""
    for block in blocks:
        match block:
            case Heading(id=id) if id:
                yield id
            case Figure(chart):
                yield chart.id
            case TableBlock(table):
                yield table.id
            case Box(blocks=inner):
                yield from find_targets(inner)
            case ItemList(entries):
                for entry in entries:
                    yield from find_targets(entry)
            case _:
                pass


def write_blocks(blocks: tuple[Block, ...], setting: Setting) -> str:
    """The blocks of a document, with a page or some room before each chapter."""
    before: Heading | None = None
    written = []
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            written.append("#go-on" if goes_on(before, block) else "#pagebreak(weak: true)")
            before = block
        written.append(write_block(block, setting))
    return "\n".join(written)


def goes_on(before: Heading | None, chapter: Heading) -> bool:
    """Whether a chapter may begin below another: not the summary, nor the first of a kind."""
    if before is None or not before.number or not chapter.number:
        return False
    return before.number.isdigit() == chapter.number.isdigit()


def write_block(block: Block, setting: Setting) -> str:
    match block:
        case Heading():
            return write_heading(block, setting)
        case Paragraph():
            return write_paragraph(block, setting)
        case ItemList(entries, ordered):
            return write_item_list(entries, ordered, setting)
        case Quote():
            return write_quote(block, setting)
        case Box():
            return write_box(block, setting)
        case KeyFigures(figures):
            return write_key_figures(figures, setting)
        case Figure(chart):
            return write_figure(chart, setting)
        case TableBlock(table):
            place = setting.place(table.id)
            return write_table(table, setting.lang, setting.targets, place, setting.wide)
        case PageBreak():
            return "#pagebreak(weak: true)\n"


def write_inner(blocks: Iterable[Block], setting: Setting) -> str:
    """The blocks of a box or of an entry in a list."""
    outer, setting.wide = setting.wide, False
    try:
        return "\n".join(write_block(block, setting) for block in blocks)
    finally:
        setting.wide = outer


def write_heading(heading: Heading, setting: Setting) -> str:
    setting.level = max(1, min(heading.level, setting.level + 1))
    empty = not spell(plain(heading.inlines)).strip()  # which a tagged PDF may not have
    inlines = (Text(heading.number or "–"),) if empty else heading.inlines
    parts = (
        quote(setting.place(heading.id)),
        str(setting.level),
        quote(heading.number),
        write_inlines(inlines, setting.targets),
    )
    return f"#headline({', '.join(parts)})\n"


def write_paragraph(paragraph: Paragraph, setting: Setting) -> str:
    names = {"body": "body", "lead": "lead", "small": "small-print"}
    announces = is_announcement(paragraph.inlines) and paragraph.style == "body"
    name = "leading" if announces else names[paragraph.style]
    return f"#{name}{write_inlines(paragraph.inlines, setting.targets)}\n"


def is_announcement(inlines: Inlines) -> bool:
    """A bold line or one that ends with a colon stays on the page of what it announces."""
    bold = all(isinstance(one, Strong) for one in inlines)
    return bool(inlines) and (bold or plain(inlines).rstrip().endswith(":"))


def write_item_list(entries: tuple[tuple[Block, ...], ...], ordered: bool, setting: Setting) -> str:
    items = [f"[{write_inner(entry, setting)}]" for entry in entries]
    return f"#items({write_flag(ordered)}, {write_list(items)})\n"


def write_quote(quotation: Quote, setting: Setting) -> str:
    mark = quotation.mark if quotation.made_up or quotation.mark else ""
    parts = (
        write_inlines(quotation.inlines, setting.targets),
        write_text(quotation.attribution),
        write_text(mark),
    )
    return f"#citation({', '.join(parts)})\n"


def write_box(box: Box, setting: Setting) -> str:
    body = write_inner(box.blocks, setting)
    parts = {
        "kind": quote(box.kind),
        "title": write_inlines(box.title, setting.targets) if box.title else "none",
        "body": f"[{body}]",
        "whole": write_flag(len(body) < MANY),
    }
    return f"#set-off({write_dict(parts)})\n"


def write_key_figures(figures: tuple[KeyFigure, ...], setting: Setting) -> str:
    room = (FULL if setting.wide else INNER) / len(figures) - 16
    widest = max(measure(plain(one.value), 1, 600) for one in figures)
    size = min(LARGE, room / widest if widest else LARGE)
    pairs = [
        write_list(
            (
                write_inlines(one.value, setting.targets),
                write_inlines(one.label, setting.targets),
            )
        )
        for one in figures
    ]
    return f"#key-figures({write_flag(setting.wide)}, {size:.1f}pt, {write_list(pairs)})\n"


def write_figure(chart: Chart, setting: Setting) -> str:
    picture = setting.charts[chart.id]
    note = chart.note or (Text(chart.views[0].note),)
    notes = [write_inlines(note, setting.targets)] if plain(note) else []
    parts = {
        "id": quote(setting.place(chart.id)),
        "number": quote(str(chart.number)),
        "title": write_inlines(chart.title, setting.targets),
        "alt": write_text(chart.alt or plain(chart.title) or "–"),
        "picture": quote(picture),
        "width": f"{fit(picture, FULL if setting.wide else INNER):.1f}pt",
        "wide": write_flag(setting.wide),
        "notes": write_list(notes),
    }
    return f"#chart({write_dict(parts)})\n"


def fit(picture: str, room: float) -> float:
    """The width at which a picture fits on a page: all the room unless it is very tall."""
    sizes = re.search(r'width="([\d.]+)" height="([\d.]+)"', picture)
    if not sizes:
        return room
    width, height = (float(size) for size in sizes.groups())
    return min(room, TALLEST * width / height)
