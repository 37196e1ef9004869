"""Blocks as HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tempen.report.write.html.escape import attributes, text
from tempen.report.write.html.figures import write_figure
from tempen.report.write.html.inlines import write_inlines
from tempen.report.write.html.state import Page
from tempen.report.write.html.tables import write_table
from tempen.terms.document import (
    Block,
    Box,
    Figure,
    Heading,
    ItemList,
    KeyFigures,
    PageBreak,
    Paragraph,
    Quote,
    TableBlock,
)


def write_blocks(blocks: Iterable[Block], page: Page) -> str:
    return "\n".join(WRITERS[type(block)](block, page) for block in blocks)


def write_heading(block: Heading, page: Page) -> str:
    """The report's title is the only h1, so chapters are h2."""
    tag = f"h{block.level + 1}"
    number = f'<span class="number">{text(block.number)}</span> ' if block.number else ""
    inner = write_inlines(block.inlines, page)
    return f'<{tag} id="{text(block.id)}">{number}{inner}</{tag}>'


def write_paragraph(block: Paragraph, page: Page) -> str:
    style = "" if block.style == "body" else f' class="{block.style}"'
    return f"<p{style}>{write_inlines(block.inlines, page)}</p>"


def write_list(block: ItemList, page: Page) -> str:
    tag = "ol" if block.ordered else "ul"
    entries = "".join(f"<li>{write_entry(entry, page)}</li>" for entry in block.entries)
    return f"<{tag}>{entries}</{tag}>"


def write_entry(entry: tuple[Block, ...], page: Page) -> str:
    """An entry of one plain paragraph needs no paragraph of its own."""
    if len(entry) == 1 and isinstance(entry[0], Paragraph) and entry[0].style == "body":
        return write_inlines(entry[0].inlines, page)
    return write_blocks(entry, page)


def write_quote(block: Quote, page: Page) -> str:
    mark = f'<span class="made-up">{text(block.mark)}</span>' if block.mark else ""
    who = f"<span>— {text(block.attribution)}</span>" if block.attribution else ""
    foot = f'<p class="who">{who}{mark}</p>' if who or mark else ""
    inner = write_inlines(block.inlines, page)
    return f'<div class="quote"><blockquote><p>{inner}</p></blockquote>{foot}</div>'


def write_box(block: Box, page: Page) -> str:
    """A note, not a landmark: a report has many, and they belong where they stand."""
    title = write_inlines(block.title, page)
    head = f'<p class="box-title">{title}</p>' if title else ""
    inner = write_blocks(block.blocks, page)
    return f"<div{attributes(class_=f'box {block.kind}', role='note')}>{head}{inner}</div>"


def write_key_figures(block: KeyFigures, page: Page) -> str:
    figures = "".join(
        f"<div><dt>{write_inlines(one.label, page)}</dt>"
        f"<dd>{write_inlines(one.value, page)}</dd></div>"
        for one in block.figures
    )
    return f'<dl class="key-figures">{figures}</dl>'


def write_table_block(block: TableBlock, page: Page) -> str:
    return "" if block.table.annex_only else write_table(block.table, page)


WRITERS: dict[type, Callable[[Any, Page], str]] = {
    Heading: write_heading,
    Paragraph: write_paragraph,
    ItemList: write_list,
    Quote: write_quote,
    Box: write_box,
    KeyFigures: write_key_figures,
    Figure: lambda block, page: write_figure(block.chart, page),
    TableBlock: write_table_block,
    PageBreak: lambda block, page: '<div class="page-break"></div>',
}
