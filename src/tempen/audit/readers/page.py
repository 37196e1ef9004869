"""HTML: what a reader of the page sees, in its order. Scripts, styles and hidden parts are not."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree, html  # pyright: ignore[reportAttributeAccessIssue]

from tempen.audit.build import Draft, DraftCell, Drafted
from tempen.audit.readers.clean import BLANK, INVISIBLE, clean, gap
from tempen.audit.readers.limits import Budget, stop
from tempen.audit.readers.plain import wide_encoding
from tempen.audit.reading import Kind
from tempen.locale import Words, mark

SKIPPED_TAGS = (
    "script style template noscript head iframe object embed canvas audio "
    "video select textarea input datalist math dialog nav button legend "
    "label del s strike noframes frameset"
)
SKIPPED = frozenset(SKIPPED_TAGS.split())
INLINE_TAGS = (
    "a abbr b bdi bdo big br cite code data del dfn em font i ins kbd mark "
    "q s samp small span strike strong sub sup time tt u var wbr output "
    "picture"
)
INLINE = frozenset(INLINE_TAGS.split())
KINDS: dict[str, Kind] = {
    "li": "item",
    "dt": "paragraph",
    "dd": "item",
    "blockquote": "quote",
    "figcaption": "caption",
    "caption": "caption",
    "footer": "paragraph",
    "img": "image",
    "svg": "image",
}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
NOTES = re.compile(r"foot-?note|endnote|(?:^|\s|-)fn(?:\s|-|$)", re.IGNORECASE)
LINE = "data-tempen-line"  # where Markdown keeps the line of each block
DOCTYPE = re.compile(
    r"\s{0,100}(?:<\?xml[^>]{0,200}\?>\s{0,100})?<!DOCTYPE[^\[>]{0,1000}\[.{0,100000}?\]\s{0,100}>",
    re.IGNORECASE | re.DOTALL,
)
WIDEST = 1000  # columns or rows that a cell may claim to span


@dataclass
class Run:
    """Text that is being gathered for one block."""

    kind: Kind
    level: int = 0
    line: int = 0
    pieces: list[str] = field(default_factory=list)
    links: list[tuple[int, int]] = field(default_factory=list)
    length: int = 0
    spaced: bool = True  # the text so far ends in white space, or is empty

    def add(self, text: str) -> None:
        text = BLANK.sub(" ", INVISIBLE.sub("", text))
        if self.spaced:
            text = text.lstrip(" ")
        if text:
            self.pieces.append(text)
            self.length += len(text)
            self.spaced = text.endswith(" ")

    def apart(self) -> None:
        """A new line."""
        last = self.pieces[-1] if self.pieces else ""
        self.add(gap(last))

    def draft(self) -> Draft:
        text = "".join(self.pieces).rstrip(" \u2003")
        links = [(start, min(end, len(text))) for start, end in self.links if start < len(text)]
        return Draft(self.kind, text, self.level, line=self.line, links=links)


def read(name: str, data: bytes, budget: Budget) -> Drafted:
    """raises  AUDIT-03 too long; AUDIT-04 not HTML"""
    encoding = wide_encoding(data) or declared(data)
    if b"\x00" in data[:4096] and not encoding.startswith("utf-16"):
        raise stop("AUDIT-04", name, kind="HTML", problem="it holds bytes that are no letters")
    return read_text(data.decode(encoding, "replace"), budget, format="html")


def declared(data: bytes) -> str:
    """The encoding that a page declares or shows by its first bytes."""
    said = re.search(rb"charset\s*=\s*[\"']?([\w-]{2,20})", data[:2048], re.IGNORECASE)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return single_byte(said[1].decode("ascii")) if said else "cp1252"
    return "utf-8-sig"


def single_byte(name: str) -> str:
    """An encoding of one byte a letter that a page declares; else Windows' Western letters."""
    try:
        found = codecs.lookup(name).name
        every = bytes(range(32, 127)).decode(found)
    except (LookupError, UnicodeDecodeError):
        return "cp1252"
    western = found in ("iso8859-1", "ascii") or "utf" in found or not every.isprintable()
    return "cp1252" if western else found


def read_text(text: str, budget: Budget, *, format: str, title: str = "") -> Drafted:
    """The drafts of a page that is given as text.

    title  of a document whose page has none (Markdown's front matter)
    """
    budget.spend(len(text))
    declared_first = DOCTYPE.match(text)
    text = text[declared_first.end() :] if declared_first else text
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(
            text.encode("utf-8", "replace") or b"<p></p>", parser=parser
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return Drafted(format, [])
    walk = Walk(budget)
    body = root.find("body")
    if title:
        walk.drafts.append(Draft("heading", clean(title), level=1, line=1))
    walk.frames += len(list(root.iter("frame")))
    walk.enter(body if body is not None else root)
    lang = (root.get("lang") or "")[:2].lower()
    return Drafted(format, walk.drafts, lang, remarks=walk.remarks())


class Walk:
    """Goes through a page once, without recursion deeper than the parser allows (256)."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.drafts: list[Draft] = []
        self.run = Run("paragraph")
        self.silent = 0  # images without alternative text
        self.frames = 0  # other pages that are shown in this one
        self.depth = 0

    def remarks(self) -> tuple[Words, ...]:
        found = []
        if self.silent:
            found.append(
                mark("images without a text, whose numbers are not read: {n}", n=self.silent)
            )
        if self.frames:
            told = mark("other pages shown in frames, which are not read: {n}", n=self.frames)
            found.append(told)
        return tuple(found)

    def enter(self, element: etree._Element) -> None:
        self.children(element, "paragraph", 0, 0)
        self.flush("paragraph", 0, 0)

    def flush(self, kind: Kind, level: int, line: int) -> None:
        """End the block that is being gathered, and begin one of `kind`."""
        draft = self.run.draft()
        if draft.text:
            self.drafts.append(draft)
        self.run = Run(kind, level, line)

    def children(self, element: etree._Element, kind: Kind, level: int, line: int) -> None:
        if element.text:
            self.run.add(element.text)
        for child in element:
            if isinstance(child.tag, str) and not hidden(child):
                self.child(child, kind, level, line)
            if child.tail:
                self.run.add(child.tail)

    def child(self, child: etree._Element, kind: Kind, level: int, line: int) -> None:
        tag = str(child.tag).lower()
        if tag in ("iframe", "frame"):
            self.frames += 1
        if tag in SKIPPED or is_reference(child) or child.get("download") is not None:
            return
        line = line_of(child, line)
        if tag == "br":
            self.run.apart()
        elif tag == "img":
            self.image(child, kind, level, line)
        elif tag == "svg":
            self.drawing(child, kind, level, line)
        elif tag == "table":
            self.flush(kind, level, line)
            self.table(child, line)
        elif tag in INLINE:
            self.run.line = self.run.line if self.run.pieces else line
            self.inline(child, tag, kind, level, line)
        elif tag in HEADINGS:
            self.block(child, "heading", HEADINGS[tag], line, kind, level)
        else:
            inner = KINDS.get(tag, kind if kind in ("item", "quote", "footnote") else "paragraph")
            depth = level + 1 if tag in ("li", "dd") else level
            if is_note(child):
                inner = "footnote"
            self.block(child, inner, depth if inner == "item" else 0, line, kind, level)

    def inline(self, child: etree._Element, tag: str, kind: Kind, level: int, line: int) -> None:
        began = self.run
        start = began.length
        self.children(child, kind, level, line)
        if tag == "a" and child.get("href") and self.run is began and began.length > start:
            began.links.append((start, began.length))

    def block(
        self,
        child: etree._Element,
        inner: Kind,
        depth: int,
        line: int,
        kind: Kind,
        level: int,
    ) -> None:
        self.flush(inner, depth, line)
        self.children(child, inner, depth, line)
        self.flush(kind, level, line)

    def image(self, child: etree._Element, kind: Kind, level: int, line: int) -> None:
        alt = clean(child.get("alt") or "")
        if not alt:
            self.silent += 1
        elif len(alt) < 20 and not any(letter.isdigit() for letter in alt):
            self.run.add(f" {alt} ")
        else:
            self.flush("image", 0, line)
            self.run.add(alt)
            self.flush(kind, level, line)

    def drawing(self, child: etree._Element, kind: Kind, level: int, line: int) -> None:
        """A drawing is read by its name and description; labels inside it have no order."""
        said = [child.get("aria-label") or ""]
        for part in child:
            if isinstance(part.tag, str) and etree.QName(part).localname in ("title", "desc"):
                said.append(part.text or "")
        text = clean(" ".join(said))
        if text:
            self.flush("image", 0, line)
            self.run.add(text)
            self.flush(kind, level, line)

    def table(self, table: etree._Element, line: int) -> None:
        if is_layout(table):
            inner = set(table.iter("td", "th"))
            for cell in table.iter("td", "th"):  # tables that only lay out a page
                if not set(cell.iterancestors("td", "th")) & inner:
                    self.flush("paragraph", 0, line)
                    self.children(cell, "paragraph", 0, line)
            self.flush("paragraph", 0, line)
            return
        caption = table.find("caption")
        if caption is not None:
            words = clean(text_of(caption))
            if words:
                self.drafts.append(Draft("caption", words, line=line))
        cells = list(grid_cells(table, self.budget, line))
        if cells:
            self.drafts.append(Draft("table", line=line, cells=cells))
        for inner in table.iterdescendants("table"):
            if next(inner.iterancestors("table")) is table and not hidden(inner):
                self.table(inner, line)


def hidden(element: etree._Element) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(HIDDEN.search(element.get("style") or ""))
    )


def line_of(element: etree._Element, line: int) -> int:
    """The line that an element of Markdown began on."""
    said = element.get(LINE) or ""
    return int(said) if said.isdigit() and len(said) < 9 else line


def is_layout(table: etree._Element) -> bool:
    """Whether a table only lays out a page: it holds tables, and heads of its own for none."""
    if table.get("role") == "presentation":
        return True
    if next(table.iterdescendants("table"), None) is None:
        return False
    return not any(next(head.iterancestors("table")) is table for head in table.iter("th"))


def is_reference(element: etree._Element) -> bool:
    """Whether an element is a reference mark: raised, or a link to a note."""
    tag = str(element.tag).lower()
    if tag == "a":
        said = f"{element.get('class') or ''} {(element.get('href') or '').lstrip('#')}"
        return bool(NOTES.search(said)) and is_mark(element)
    return tag == "sup" and is_mark(element)


def is_mark(element: etree._Element) -> bool:
    """Whether a raised text is a reference mark or an exponent: no part of the number before."""
    text = text_of(element).strip()
    return bool(re.fullmatch(r"\[?[\d*†‡,\s]+\]?", text))


def is_note(element: etree._Element) -> bool:
    role = element.get("role") or ""
    return role in ("doc-endnote", "doc-footnote") or bool(NOTES.search(element.get("id") or ""))


def text_of(element: etree._Element) -> str:
    """All text that is seen inside an element, with white space where lines break."""
    pieces: list[str] = []
    for kind, part in etree.iterwalk(element, events=("start", "end")):
        if not isinstance(part.tag, str):
            if kind == "end" and part.tail and part is not element:
                pieces.append(part.tail)
            continue
        tag = part.tag.lower()
        if kind == "start":
            if part is not element and (is_gone(part) or has_gone(part, element)):
                continue
            if tag not in INLINE or tag == "br" or (tag == "span" and splits(pieces, part.text)):
                pieces.append(gap(last_of(pieces)))
            pieces.append(part.text or "")
        elif part is not element:
            if tag not in INLINE or (tag == "span" and splits(pieces, part.tail)):
                pieces.append(gap(last_of(pieces)))
            if part.tail and not has_gone(part, element):
                pieces.append(part.tail)
    return "".join(pieces)


def splits(pieces: list[str], text: str | None) -> bool:
    """Whether two spans of a cell would run together: pages set them below each other."""
    last = last_of(pieces)
    return (
        bool(text) and (last[-1:].isalnum() or last[-1:] in ("%", ")", "*")) and text[:1].isalnum()
    )


def is_gone(part: etree._Element) -> bool:
    """Whether an element is no part of the text round it."""
    tag = str(part.tag).lower()
    return tag in SKIPPED or tag in ("svg", "table") or hidden(part) or is_reference(part)


def last_of(pieces: list[str]) -> str:
    return next((piece for piece in reversed(pieces) if piece), "")


def has_gone(part: etree._Element, top: etree._Element) -> bool:
    """Whether an element between `part` and `top` is not seen."""
    above = part.getparent()
    while above is not None and above is not top:
        if is_gone(above):
            return True
        above = above.getparent()
    return False


def grid_cells(table: etree._Element, budget: Budget, line: int) -> Iterator[DraftCell]:
    """Cells at their places, merged ones once, after the row and column spans of HTML."""
    taken: dict[int, set[int]] = {}
    heads = next(table.iter("th"), None) is not None
    own = (one for one in table.iter("tr") if next(one.iterancestors("table")) is table)
    for row, element in enumerate(own):
        if hidden(element):
            continue
        column = 0
        at = line_of(element, line)
        for cell in element:
            if cell.tag not in ("td", "th") or hidden(cell):
                continue
            while column in taken.get(row, ()):
                column += 1
            width, height = span(cell, "colspan"), span(cell, "rowspan")
            text = clean(text_of(cell))
            budget.spend(len(text), width * height)
            for down in range(row, row + height) if height > 1 else ():
                taken.setdefault(down, set()).update(range(column, column + width))
            header = cell.tag == "th" if heads else None
            yield DraftCell(text, row, column, height, width, header, line=at)
            column += width


def span(cell: etree._Element, name: str) -> int:
    said = (cell.get(name) or "1").strip()
    return min(max(int(said), 1), WIDEST) if said.isdigit() and len(said) < 9 else 1
