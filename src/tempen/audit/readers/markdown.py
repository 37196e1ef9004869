"""Markdown: made into HTML, with the line of every block, and read as HTML is."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

from tempen.audit.build import Drafted
from tempen.audit.readers import page
from tempen.audit.readers.limits import Budget
from tempen.audit.readers.plain import decode

FRONT = re.compile(r"(\+\+\+|---)\n(.*?)\n\1\n", re.DOTALL)
TITLE = re.compile(r"^title\s*[:=]\s*[\"']?(.*?)[\"']?\s*$", re.MULTILINE)


def read(name: str, data: bytes, budget: Budget) -> Drafted:
    """raises  AUDIT-03 too long; AUDIT-04 not text"""
    text = decode(name, data).replace("\r\n", "\n")
    budget.spend(len(text))
    title, skipped = "", 0
    front = FRONT.match(text)
    if front:
        named = TITLE.search(front[2])
        title = named[1] if named else ""
        skipped = front[0].count("\n")
        text = text[front.end() :]
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 60}).enable("table")
    tokens = parser.parse(text)
    for token in tokens:
        if token.map and token.nesting >= 0 and token.type != "html_block":
            token.attrSet("data-line", str(token.map[0] + 1 + skipped))
    html = parser.renderer.render(tokens, parser.options, {})
    return page.read_text(html, budget, format="md", title=title)
