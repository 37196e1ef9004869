"""Read a report source: Markdown in, blocks that know their places out.

Nothing is evaluated here. Every fault of the text is added, none raised, so that an author
sees all of them at once.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from tempen.errors import Faults, Place
from tempen.report import fences
from tempen.report.inlines import Passage, add_rules, name_part, read_inlines
from tempen.report.nodes import (
    Block,
    Fence,
    Inlines,
    Listing,
    Prose,
    Quotation,
    Source,
    Title,
    Words,
    inlines_of,
    walk_blocks,
    walk_inlines,
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

HEADING_MARK = re.compile(r"\s*(?<!\{)\{([^{}]*)\}$")
HEADING_MARKS = {"-": "unnumbered", "appendix": "appendix"}
MADE_UP = re.compile(r"\s*\{made-up\}\s*$")
LEAD = "!lead "


@cache
def parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    md = MarkdownIt("commonmark", {"html": True})  # HTML is recognised in order to be refused
    add_rules(md)
    return md


def read_report(text: str, file: str, lang: str, faults: Faults) -> Source:
    reader = Reader(file, text.split("\n"), faults)
    blocks = reader.blocks(text, 0)
    check_unclosed(blocks, faults)
    return Source(lang, file, blocks)


class Reader:
    """Turns Markdown's tree into blocks; `lines` are the file's, for places."""

    def __init__(self, file: str, lines: list[str], faults: Faults) -> None:
        self.file, self.lines, self.faults = file, lines, faults

    def blocks(self, text: str, offset: int) -> tuple[Block, ...]:
        """The blocks of `text`, whose first line is the file's line `offset` + 1."""
        from markdown_it.tree import SyntaxTreeNode

        tree = SyntaxTreeNode(parser().parse(text))
        return self.children(tree, offset)

    def children(self, node: SyntaxTreeNode, offset: int) -> tuple[Block, ...]:
        made = (self.block(child, offset) for child in node.children)
        return tuple(block for block in made if block is not None)

    def block(self, node: SyntaxTreeNode, offset: int) -> Block | None:
        line = (node.map or (0, 0))[0] + offset + 1
        match node.type:
            case "heading":
                return self.heading(node, line)
            case "paragraph":
                return self.paragraph(node, line)
            case "bullet_list" | "ordered_list":
                entries = tuple(self.children(entry, offset) for entry in node.children)
                return Listing(entries, Place(self.file, line), node.type == "ordered_list")
            case "blockquote":
                return self.quotation(node, line, offset)
            case "fence":
                return self.fence(node, line)
            case _:
                return self.refuse(node, line)

    def refuse(self, node: SyntaxTreeNode, line: int) -> None:
        if node.type == "html_block":
            if not node.content.lstrip().startswith("<!--"):
                tag = node.content.strip().split("\n")[0]
                self.faults.add("REPORT-02", Place(self.file, line), tag=tag)
        else:
            self.faults.add("REPORT-03", Place(self.file, line), what=name_part(node.type))

    def heading(self, node: SyntaxTreeNode, line: int) -> Title:
        level, text = int(node.tag[1:]), node.children[0].content
        place = Place(self.file, line)
        if level > 3:
            self.faults.add("REPORT-07", place, level=level)
        mark = ""
        if match := HEADING_MARK.search(text):
            if match[1] in HEADING_MARKS:
                mark, text = HEADING_MARKS[match[1]], text[: match.start()]
            else:
                self.faults.add("REPORT-06", place, mark=match[1])
        return Title(min(level, 3), self.inlines(text, line), place, mark)

    def paragraph(self, node: SyntaxTreeNode, line: int) -> Prose:
        text = node.children[0].content
        lead = text.startswith(LEAD)
        inlines = self.inlines(text.removeprefix(LEAD), line)
        return Prose(inlines, Place(self.file, line), lead)

    def quotation(self, node: SyntaxTreeNode, line: int, offset: int) -> Quotation:
        parts: list[tuple[str, int]] = []
        for child in node.children:
            if child.type != "paragraph":
                self.refuse(child, (child.map or (0, 0))[0] + offset + 1)
                continue
            parts.append((child.children[0].content, (child.map or (0, 0))[0] + offset + 1))
        attribution, made_up = "", False
        if parts:
            body, who, made_up = split_attribution(parts[-1][0])
            attribution = who
            parts[-1] = (body, parts[-1][1])
        inlines = join_paragraphs([self.inlines(text, at) for text, at in parts if text])
        return Quotation(inlines, Place(self.file, line), attribution, made_up)

    def inlines(self, text: str, line: int) -> Inlines:
        places = tuple(
            (line + i, self.column(line + i, row)) for i, row in enumerate(text.split("\n"))
        )
        return read_inlines(parser(), Passage(text, self.file, places, self.faults))

    def column(self, line: int, text: str) -> int:
        written = self.lines[line - 1] if line <= len(self.lines) else ""
        return max(written.find(text[:40]), 0) + 1

    def fence(self, node: SyntaxTreeNode, line: int) -> Fence | None:
        kind, place = node.info.strip(), Place(self.file, line)
        if kind not in fences.SETTINGS:
            known = ", ".join(fences.SETTINGS)
            near = fences.guess(kind, list(fences.SETTINGS))
            self.faults.add("REPORT-08", place, block=kind, known=known, guess=near)
            return None
        settings, lines = fences.read_settings(kind, node.content, place, self.faults)
        places = {
            ".".join(map(str, path)): Place(self.file, at) for path, at in lines.items() if path
        }
        fence = Fence(kind, settings, place, places)
        for path, text in fences.texts_in(settings):
            name, at = ".".join(map(str, path)), lines.get(path, line)
            if path[-1] in fences.TEXTS:
                fence.inlines[name] = self.inlines(text.strip(), self.first_line(at))
            elif path[-1] in fences.MARKDOWN:
                fence.blocks[name] = self.blocks(text, self.first_line(at) - 1)
        return fence

    def first_line(self, line: int) -> int:
        """Where the text of a setting begins: after `|` or `>` on the next line."""
        return line + 1 if fences.BLOCK_SCALAR.search(self.lines[line - 1]) else line


def split_attribution(text: str) -> tuple[str, str, bool]:
    """(body, who, made up) of a quotation; a last line `— who` names who said it."""
    made_up = bool(MADE_UP.search(text))
    body, _, last = MADE_UP.sub("", text).rpartition("\n")
    who = last.strip()
    if who.startswith(("—", "–")):
        return body, who.lstrip("—– "), made_up
    return MADE_UP.sub("", text), "", made_up


def join_paragraphs(parts: list[Inlines]) -> Inlines:
    joined: Inlines = ()
    for part in parts:
        space = (Words(" ", Place()),) if joined else ()
        joined = (*joined, *space, *part)
    return joined


def check_unclosed(blocks: tuple[Block, ...], faults: Faults) -> None:
    """Brackets of a reference or guard that found no end stand as words: tell them."""
    top = (block for block in walk_blocks(blocks) if not isinstance(block, Listing))
    for block in top:
        for inlines in own_inlines(block):
            for inline in walk_inlines(inlines):
                if isinstance(inline, Words):
                    for sign in ("{{", "}}", "[[", "]]"):
                        if sign in inline.text:
                            faults.add("REPORT-04", inline.place, sign=sign)


def own_inlines(block: Block) -> list[Inlines]:
    """The runs of inlines of a block, without those of the blocks inside it."""
    if isinstance(block, Fence):
        return list(block.inlines.values())
    return [] if isinstance(block, Listing) else list(inlines_of(block))
