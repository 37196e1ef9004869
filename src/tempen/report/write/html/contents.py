"""The sidebar: contents, figures and tables, and the choice of group for all charts."""

from __future__ import annotations

from collections.abc import Iterator

from tempen.report.write.html.escape import text
from tempen.report.write.html.inlines import plain
from tempen.report.write.html.state import Page
from tempen.terms.document import Block, Box, Chart, Figure, Heading, ItemList, Table, TableBlock

DEEPEST = 2  # heading levels in the contents


def write_sidebar(page: Page) -> str:
    contents = text(page.say("Contents"))
    return (
        f'<div class="sidebar"><nav aria-label="{contents}"><details class="contents" open>'
        f"<summary>{contents}</summary>{write_contents(page)}{write_lists(page)}"
        f"</details></nav>{write_filter(page)}</div>"
    )


def walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        yield block
        if isinstance(block, Box):
            yield from walk(block.blocks)
        elif isinstance(block, ItemList):
            for entry in block.entries:
                yield from walk(entry)


def write_contents(page: Page) -> str:
    headings = [
        block
        for block in walk(page.document.blocks)
        if isinstance(block, Heading) and block.level <= DEEPEST
    ]
    return f'<ol class="toc">{"".join(write_entry(heading) for heading in headings)}</ol>'


def write_entry(heading: Heading) -> str:
    number = f'<span class="number">{text(heading.number)}</span> ' if heading.number else ""
    words = text(plain(heading.inlines))
    return (
        f'<li class="level-{heading.level}"><a href="#{text(heading.id)}">{number}{words}</a></li>'
    )


def write_lists(page: Page) -> str:
    figures = [block.chart for block in walk(page.document.blocks) if isinstance(block, Figure)]
    tables = [
        block.table
        for block in walk(page.document.blocks)
        if isinstance(block, TableBlock) and not block.table.annex_only
    ]
    say = page.say
    return write_list(say("Figures"), figures) + write_list(say("Tables"), tables)


def write_list(title: str, things: list[Chart] | list[Table]) -> str:
    if not things:
        return ""
    entries = "".join(
        f'<li><a href="#{text(thing.id)}"><span class="number">{thing.number}</span> '
        f"{text(plain(thing.title))}</a></li>"
        for thing in things
    )
    head = f"<summary>{text(title)}</summary>"
    return f'<details class="list">{head}<ol class="toc">{entries}</ol></details>'


def write_filter(page: Page) -> str:
    """One choice for all charts that can show it; every view that any chart has."""
    labels: dict[str, str] = {}
    for block in walk(page.document.blocks):
        if isinstance(block, Figure) and len(block.chart.views) > 1:
            labels |= {v.id: v.label for v in block.chart.views if v.id not in labels}
    if not labels:
        return ""
    options = "".join(f'<option value="{text(i)}">{text(t)}</option>' for i, t in labels.items())
    return (
        f'<section class="filter js-only" aria-labelledby="t-for"><label id="t-for" for="t-filter">'
        f"{text(page.say('Show all charts for'))}</label>"
        f'<select id="t-filter" autocomplete="off">{options}</select>'
        f'<p id="t-status" role="status"></p></section>'
    )
