"""The inlines of the report language: Markdown's own, with references, guards, marks and notes.

Four rules are added to markdown-it's inline parser. A rule only finds where its construct ends;
what stands inside is read afterwards by the same parser, so that a guard may hold emphasis and
references.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tempen import locale
from tempen.errors import Faults, Place
from tempen.report.nodes import (
    FootNote,
    Guard,
    Hyperlink,
    Inline,
    Inlines,
    Name,
    Outside,
    Reference,
    Styled,
    Words,
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

MARK = re.compile(r"\[([^\[\]]*)\]\{([^{}]*)\}")
OUTSIDE = re.compile(r"outside=([\w-]+)$")
REFUSED = locale.mark(
    {
        "hr": "a line across the page",
        "code_block": "an indented block (four spaces)",
        "image": "an image",
    }
)


@dataclass
class Passage:
    """A text to be read, and where each of its lines stands in the file."""

    text: str
    file: str
    lines: tuple[tuple[int, int], ...]  # (line, column of its first character), from 1
    faults: Faults
    cursor: int = 0
    start: int = 0  # where `text` begins in the whole passage
    whole: str = ""

    def __post_init__(self) -> None:
        self.whole = self.whole or self.text

    def place(self, at: int) -> Place:
        before = self.whole[: self.start + at]
        row = min(before.count("\n"), len(self.lines) - 1)
        line, column = self.lines[row]
        return Place(self.file, line, column + len(before) - (before.rfind("\n") + 1))

    def part(self, start: int, end: int) -> Passage:
        return replace(self, text=self.text[start:end], start=self.start + start, cursor=0)


def read_inlines(md: MarkdownIt, passage: Passage) -> Inlines:
    from markdown_it.token import Token
    from markdown_it.tree import SyntaxTreeNode

    tokens = md.inline.parse(passage.text, md, {}, [])
    token = Token("inline", "", 0, content=passage.text, children=tokens)
    tree = SyntaxTreeNode([token])
    return join_words(convert(tree.children[0].children, md, passage))


def convert(nodes, md: MarkdownIt, passage: Passage) -> list[Inline]:
    return [inline for node in nodes for inline in convert_one(node, md, passage)]


def convert_one(node, md: MarkdownIt, passage: Passage) -> list[Inline]:
    match node.type:
        case "text" | "code_inline":
            return [Words(node.content, find(node.content, passage))]
        case "softbreak" | "hardbreak":
            return [Words("\n", passage.place(passage.cursor))]
        case "strong" | "em":
            style = "strong" if node.type == "strong" else "emphasis"
            return [Styled(style, join_words(convert(node.children, md, passage)))]
        case "link":
            inner = join_words(convert(node.children, md, passage))
            return [Hyperlink(inner, str(node.attrs["href"]))]
        case "html_inline":
            if not node.content.startswith("<!--"):
                place = find(node.content, passage)
                passage.faults.add("REPORT-02", place, tag=node.content)
            return []
        case "tempen":
            passage.cursor = node.meta["end"]
            return BUILDERS[node.meta["kind"]](md, passage, node.meta)
        case _:
            passage.faults.add(
                "REPORT-03", passage.place(passage.cursor), what=name_part(node.type)
            )
            return []


def name_part(type: str) -> locale.Words:
    """What a part of Markdown is called that has no place in a report."""
    return locale.Words(REFUSED.get(type, type))


def find(text: str, passage: Passage) -> Place:
    at = passage.text.find(text, passage.cursor)
    if at < 0:  # an escape or an entity: the place stays close
        return passage.place(passage.cursor)
    passage.cursor = at + len(text)
    return passage.place(at)


def join_words(inlines: list[Inline]) -> Inlines:
    """Neighbouring words as one, so that a lexicon sees whole sentences."""
    joined: list[Inline] = []
    for inline in inlines:
        last = joined[-1] if joined else None
        if isinstance(inline, Words) and isinstance(last, Words):
            joined[-1] = Words(last.text + inline.text, last.place)
        else:
            joined.append(inline)
    return tuple(joined)


# --- what a construct becomes -----------------------------------------------------------------


def build_reference(md: MarkdownIt, passage: Passage, meta: dict) -> list[Inline]:
    inner = passage.text[meta["at"] + 2 : meta["end"] - 2]
    lead = len(inner) - len(inner.lstrip())
    return [Reference(inner.strip(), passage.place(meta["at"] + 2 + lead))]


def build_guard(md: MarkdownIt, passage: Passage, meta: dict) -> list[Inline]:
    start, end = meta["at"] + 2, meta["end"] - 2
    colon = last_outside_quotes(passage.text, ":", start, end)
    if colon < 0:
        passage.faults.add("REPORT-05", passage.place(meta["at"]), guard=passage.text[start:end])
        return [Words(passage.text[start:end], passage.place(start))]
    bar = passage.text.find(" | ", start, colon)
    words = read_inlines(md, passage.part(start, colon if bar < 0 else bar))
    neutral = None if bar < 0 else read_inlines(md, passage.part(bar + 3, colon))
    condition = passage.text[colon + 1 : end]
    begins = colon + 1 + len(condition) - len(condition.lstrip())
    place = passage.place(meta["at"])
    written = " ".join(condition.split())
    return [Guard(words, neutral, written, place, passage.place(begins))]


def build_mark(md: MarkdownIt, passage: Passage, meta: dict) -> list[Inline]:
    match = MARK.match(passage.text, meta["at"])
    assert match
    text, mark = " ".join(match[1].split()), match[2].strip()
    place = passage.place(meta["at"])
    if mark == "name":
        return [Name(text)]
    if source := OUTSIDE.match(mark):
        return [Outside(text, source[1], place)]
    passage.faults.add("REPORT-06", place, mark=mark)
    return [Words(text, place)]


def build_note(md: MarkdownIt, passage: Passage, meta: dict) -> list[Inline]:
    return [FootNote(read_inlines(md, passage.part(meta["at"] + 2, meta["end"] - 1)))]


BUILDERS = {
    "reference": build_reference,
    "guard": build_guard,
    "mark": build_mark,
    "note": build_note,
}

# --- where a construct ends -------------------------------------------------------------------


def end_of_reference(text: str, at: int) -> int:
    end = text.find("}}", at + 2) if text.startswith("{{", at) else -1
    return -1 if end < 0 else end + 2


def end_of_guard(text: str, at: int) -> int:
    end = text.find("]]", at + 2) if text.startswith("[[", at) else -1
    return -1 if end < 0 else end + 2


def end_of_mark(text: str, at: int) -> int:
    match = MARK.match(text, at)
    return match.end() if match else -1


def end_of_note(text: str, at: int) -> int:
    if not text.startswith("^[", at):
        return -1
    depth = 0
    for i in range(at + 1, len(text)):
        depth += {"[": 1, "]": -1}.get(text[i], 0)
        if depth == 0:
            return i + 1
    return -1


ENDS = {
    "reference": end_of_reference,
    "guard": end_of_guard,
    "mark": end_of_mark,
    "note": end_of_note,
}


def add_rules(md: MarkdownIt) -> None:
    """Add the four rules before Markdown's own links, which share their brackets."""
    for kind in ENDS:
        md.inline.ruler.before("link", f"tempen_{kind}", make_rule(kind))


def make_rule(kind: str):
    def rule(state: StateInline, silent: bool) -> bool:
        end = ENDS[kind](state.src, state.pos)
        if end < 0:
            return False
        if not silent:
            token: Token = state.push("tempen", "", 0)
            token.meta = {"kind": kind, "at": state.pos, "end": end}
        state.pos = end
        return True

    return rule


def last_outside_quotes(text: str, sign: str, start: int, end: int) -> int:
    """The last `sign` that is not inside a quoted string of the condition."""
    quote, found = "", -1
    for i in range(end - 1, start - 1, -1):
        char = text[i]
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char == sign:
            return i
    return found
