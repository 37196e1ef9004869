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


NOTE = re.compile(r"\[\^[^\]\s]{1,60}\]:")
MARK = re.compile(r"\[\^[^\]\s]{1,60}\](?::[ \t]*)?")  # a reference to a note, or its own mark
TAG = re.compile(r"^\s{0,3}<[a-zA-Z][\w-]*")


def notes_apart(text: str) -> tuple[list[str], list[int]]:
    """The lines, with each footnote a paragraph of its own, and the line that each was from 0."""
    lines: list[str] = []
    origins: list[int] = []
    for at, line in enumerate(text.split("\n")):
        if NOTE.match(line) and lines and lines[-1].strip():
            lines.append("")
            origins.append(at)
        lines.append(line)
        origins.append(at)
    return lines, origins


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
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 60})
    parser.enable(["table", "strikethrough"])
    lines, origins = notes_apart(text)
    tokens = parser.parse("\n".join(lines))
    for at, token in enumerate(tokens):
        line = origins[token.map[0]] + 1 + skipped if token.map else 0
        if token.type == "html_block":
            token.content = TAG.sub(rf'\g<0> {page.LINE}="{line}"', token.content, count=1)
        elif token.map and token.nesting >= 0:
            token.attrSet(page.LINE, str(line))
        if token.type == "paragraph_open" and NOTE.match(tokens[at + 1].content):
            token.attrSet("role", "doc-footnote")
        for child in token.children or ():
            if child.type == "text":
                child.content = MARK.sub("", child.content)
    html = parser.renderer.render(tokens, parser.options, {})
    return page.read_text(html, budget, format="md", title=title)
