"""Tagged PDF: the tag tree gives headings, lists, tables and notes in reading order; the text
of each tag is what stands on the page under its marked-content id."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from tempen.audit.build import Draft, DraftCell
from tempen.audit.readers.clean import clean
from tempen.audit.readers.limits import MOST_DEPTH, Budget
from tempen.audit.readers.sheets import Unread, open_sheets
from tempen.audit.reading import Kind

MOST_NODES = 3_000_000  # of the tag tree
HYPHENS = {2: "\u00ad", 0xFFFE: "\u00ad"}  # what pdfium makes of a hyphen at a line's end
SHORT = 0.08  # texts a letter: where there are more, words are set in pieces
RAISED = 0.75  # of the height of the text before: a smaller figure is a reference mark


@dataclass(slots=True)
class Bit:
    """Text that was set in one go, and the rectangle it fills, in points from below left.

    first, last  its characters in the order of the page; -1 where they were not asked for
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    page: int = 0
    first: int = -1
    last: int = -1


@dataclass
class Marked:
    """{(page from 0, marked-content id): its text}.

    letters  on all pages, whether marked or not; running heads and feet excepted
    unread   pages of which nothing was read
    """

    bits: dict[tuple[int, int], list[Bit]] = field(default_factory=dict)
    letters: int = 0
    unread: Unread = field(default_factory=Unread)


def has_tags(structure: pikepdf.Pdf) -> bool:
    try:
        root = structure.Root.get("/StructTreeRoot")
        return isinstance(root, pikepdf.Dictionary) and "/K" in root
    except (pikepdf.PdfError, ValueError, AttributeError, TypeError):
        return False


# --- what stands on the pages -------------------------------------------------------------------


def read_marked(document: pdfium.PdfDocument, budget: Budget) -> Marked:
    """The text of every page by its marked-content ids."""
    marked = Marked()
    for index, page in open_sheets(document, marked.unread, budget):
        text = raw.FPDFText_LoadPage(page.raw)
        try:
            before = marked.letters
            read_objects(page.raw, text, index, marked, budget)
            if marked.letters == before:
                marked.unread.empty.append(index + 1)
        finally:
            raw.FPDFText_ClosePage(text)
    return marked


def read_objects(page: Any, text: Any, index: int, marked: Marked, budget: Budget) -> None:
    box = [ctypes.c_float() for _ in range(4)]
    things = [(thing, words) for thing in objects(page) if (words := text_of(thing, text))]
    small = len(things) > SHORT * sum(len(words) for _, words in things)
    places = places_of(text) if small else {}
    for thing, words in things:
        budget.spend(len(words))
        marked.letters += len(words.strip())
        id = raw.FPDFPageObj_GetMarkedContentID(thing)
        if id < 0:
            continue
        raw.FPDFPageObj_GetBounds(thing, *box)
        left, bottom, right, top = (side.value for side in box)
        first, last = places.get(address(thing), (-1, -1))
        if first >= 0:
            last = max(last, first + len(words) - 1)  # a ligature is one sign of several letters
        bit = Bit(words, left, bottom, right, top, index, first, last)
        marked.bits.setdefault((index, id), []).append(bit)


def places_of(text: Any) -> dict[int | None, tuple[int, int]]:
    """{text object: its first and last character in the order of the page}: asked for where letters
    are set one by one, and only the page's order tells which of them are one word."""
    found: dict[int | None, tuple[int, int]] = {}
    for i in range(raw.FPDFText_CountChars(text)):
        thing = address(raw.FPDFText_GetTextObject(text, i))
        if thing:
            found[thing] = (found.get(thing, (i, i))[0], i)
    return found


def address(thing: Any) -> int | None:
    return ctypes.cast(thing, ctypes.c_void_p).value


def objects(page: Any) -> Iterator[Any]:
    """The text objects of a page, those inside drawn forms included."""
    stack = [(page, raw.FPDFPage_CountObjects(page), raw.FPDFPage_GetObject, 0)]
    while stack:
        holder, count, get, at = stack.pop()
        for i in range(at, count):
            thing = get(holder, i)
            kind = raw.FPDFPageObj_GetType(thing)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                yield thing
            elif kind == raw.FPDF_PAGEOBJ_FORM and len(stack) < 20:
                inside = raw.FPDFFormObj_CountObjects(thing)
                stack.append((holder, count, get, i + 1))
                stack.append((thing, inside, raw.FPDFFormObj_GetObject, 0))
                break


def text_of(thing: Any, text: Any) -> str:
    size = raw.FPDFTextObj_GetText(thing, text, None, 0)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    raw.FPDFTextObj_GetText(thing, text, buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", "replace")


# --- the tree -----------------------------------------------------------------------------------

NOTE_MARK = re.compile(r"(\d{1,3}|[*†‡])\s+")
HEADING = re.compile(r"/H([1-6])?$")
KINDS: dict[str, Kind] = {
    "/P": "paragraph",
    "/Title": "heading",
    "/LBody": "item",
    "/BlockQuote": "quote",
    "/Caption": "caption",
    "/Note": "footnote",
    "/FENote": "footnote",
    "/TOCI": "contents",
    "/Code": "paragraph",
    "/Formula": "image",
    "/Figure": "image",
}
HOLDERS = frozenset(
    "/" + tag
    for tag in (
        "Document",
        "DocumentFragment",
        "Part",
        "Art",
        "Sect",
        "Div",
        "NonStruct",
        "L",
        "LI",
        "TOC",
        "Index",
        "Aside",
        "Private",
    )
)
ROWS = frozenset(("/THead", "/TBody", "/TFoot"))


def read_tree(structure: pikepdf.Pdf, marked: Marked, budget: Budget) -> tuple[list[Draft], int]:
    """Drafts in the order of the tags, and how many letters they hold."""
    tree = Tree(structure, marked, budget)
    tree.walk(structure.Root.StructTreeRoot, -1, "paragraph", 0, 0)
    return tree.drafts, tree.used


class Tree:
    """Goes through the tags once: none twice, none deeper than is sensible."""

    def __init__(self, structure: pikepdf.Pdf, marked: Marked, budget: Budget) -> None:
        self.marked, self.budget = marked, budget
        self.pages = {page.obj.objgen: i for i, page in enumerate(structure.pages)}
        roles = structure.Root.StructTreeRoot.get("/RoleMap", {})
        self.roles = {str(key): str(value) for key, value in roles.items()}
        self.roles |= {"/Title": "/Title"}  # a role map may call it a paragraph
        self.seen: set[tuple[int, int]] = set()
        self.nodes = 0
        self.drafts: list[Draft] = []
        self.notes: list[tuple[Any, int]] = []
        self.used = 0

    def tag(self, node: Any) -> str:
        tag, steps = str(node.get("/S", "")), 0
        while tag in self.roles and self.roles[tag] != tag and steps < 8:
            tag, steps = self.roles[tag], steps + 1
        return tag

    def page_of(self, node: Any, page: int) -> int:
        own = node.get("/Pg")
        return self.pages.get(own.objgen, page) if own is not None else page

    def kids(self, node: Any) -> Iterator[Any]:
        """A tag's children that were not met before: numbers, references and tags."""
        kids = node.get("/K")
        for kid in kids if isinstance(kids, pikepdf.Array) else (kids,):
            self.nodes += 1
            if self.nodes > MOST_NODES:
                return
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                if kid.objgen != (0, 0):
                    if kid.objgen in self.seen:
                        continue
                    self.seen.add(kid.objgen)
                yield kid
            elif kid is not None:
                yield kid

    def walk(self, node: Any, page: int, kind: Kind, level: int, depth: int) -> None:
        """Blocks under a tag that holds blocks; loose text among them is a paragraph."""
        if depth > MOST_DEPTH:
            return
        page = self.page_of(node, page)
        loose: list[Bit] = []
        marker = ""
        for kid in self.kids(node):
            if not is_tag(kid):
                loose += self.bits(kid, page)
                continue
            tag = self.tag(kid)
            if tag == "/Lbl" and kind == "item":
                marker = clean(join(self.inside(kid, page, depth + 1)))
                continue
            if tag in ("/Span", "/Link", "/Reference", "/Em", "/Strong", "/Quote"):
                loose += self.inside(kid, page, depth + 1)
                continue
            self.flush(loose, kind, level, page)
            before = len(self.drafts)
            self.block(kid, tag, page, kind, level, depth + 1)
            if marker and len(self.drafts) > before:
                self.drafts[before].marker, marker = marker, ""
        self.flush(loose, kind, level, page)

    def block(self, node: Any, tag: str, page: int, kind: Kind, level: int, depth: int) -> None:
        heading = HEADING.match(tag)
        if tag == "/Table":
            self.table(node, page, depth)
        elif tag == "/Figure":
            self.figure(node, page, depth)
        elif heading:
            self.leaf(node, page, "heading", int(heading[1] or 1), depth)
        elif tag == "/L":
            self.walk(node, page, "item", level + 1, depth)
        elif tag in HOLDERS:
            self.walk(node, page, kind, level, depth)
        elif tag in ("/LBody", "/BlockQuote", "/Note", "/FENote") and self.holds_blocks(node):
            self.walk(node, page, KINDS[tag], level, depth)
        else:
            inner = KINDS.get(tag, kind)
            if kind in ("item", "quote", "footnote") and inner == "paragraph":
                inner = kind
            deep = level if inner == "item" else int(inner == "heading")
            self.leaf(node, page, inner, deep, depth)

    def holds_blocks(self, node: Any) -> bool:
        kids = node.get("/K")
        for kid in kids if isinstance(kids, pikepdf.Array) else (kids,):
            if is_tag(kid) and self.tag(kid) in ("/P", "/L", "/Table", "/Figure", "/Div"):
                return True
        return False

    def leaf(self, node: Any, page: int, kind: Kind, level: int, depth: int) -> None:
        self.flush(self.inside(node, page, depth), kind, level, self.page_of(node, page))
        notes, self.notes = self.notes, []
        for note, at in notes:
            self.block(note, "/Note", at, "footnote", 0, depth + 1)

    def flush(self, bits: list[Bit], kind: Kind, level: int, page: int) -> None:
        text = join(bits)
        if text:
            self.used += len(text)
            at = bits[0].page if bits else page
            own = NOTE_MARK.match(text) if kind == "footnote" else None
            if own:
                text = text[own.end() :]
            self.drafts.append(Draft(kind, text, level, own[1] if own else "", page=at + 1))
        bits.clear()

    def figure(self, node: Any, page: int, depth: int) -> None:
        inner = self.inside(node, page, depth)
        said = clean(str(node.get("/Alt", "")))
        at = inner[0].page if inner else self.page_of(node, page)
        self.used += len(join(inner))
        if said or inner:
            self.drafts.append(Draft("image", said or join(inner), page=max(at + 1, 0)))

    def inside(self, node: Any, page: int, depth: int) -> list[Bit]:
        """All text under a tag, in order; notes wait until its block has ended."""
        if depth > MOST_DEPTH:
            return []
        page = self.page_of(node, page)
        found: list[Bit] = []
        for kid in self.kids(node):
            if not is_tag(kid):
                found += self.bits(kid, page)
            elif self.tag(kid) in ("/Note", "/FENote"):
                self.notes.append((kid, page))
            else:
                found += self.inside(kid, page, depth + 1)
        said = node.get("/ActualText")
        if said is not None and found and self.tag(node) == "/Span":
            one, last = found[0], found[-1]
            text = str(said)
            return [Bit(text, one.left, one.bottom, last.right, one.top, one.page)]
        return found

    def bits(self, kid: Any, page: int) -> list[Bit]:
        if isinstance(kid, int):
            return self.marked.bits.get((page, kid), [])
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/MCR":
            id = kid.get("/MCID")
            return (
                self.marked.bits.get((self.page_of(kid, page), id), [])
                if (isinstance(id, int))
                else []
            )
        return []

    # --- tables ---------------------------------------------------------------------------------

    def table(self, node: Any, page: int, depth: int) -> None:
        page = self.page_of(node, page)
        draft = Draft("table", page=page + 1)
        rows: list[tuple[Any, int]] = []
        for kid in self.kids(node):
            if not is_tag(kid):
                continue
            tag = self.tag(kid)
            if tag == "/TR":
                rows.append((kid, page))
            elif tag in ROWS:
                inner = self.page_of(kid, page)
                rows += [(row, inner) for row in self.kids(kid) if is_tag(row)]
            elif tag == "/Caption":
                self.leaf(kid, page, "caption", 0, depth)
        draft.cells = list(self.cells(rows, depth))
        if draft.cells:
            pages = [cell.page for cell in draft.cells if cell.text and cell.page]
            draft.page = min(pages, default=max(draft.page, 0))
            self.drafts.append(draft)

    def cells(self, rows: list[tuple[Any, int]], depth: int) -> Iterator[DraftCell]:
        taken: dict[int, set[int]] = {}
        for index, (row, page) in enumerate(rows):
            page, column = self.page_of(row, page), 0
            for kid in self.kids(row):
                tag = self.tag(kid) if is_tag(kid) else ""
                if tag not in ("/TD", "/TH"):
                    continue
                while column in taken.get(index, ()):
                    column += 1
                height, width = span(kid, "/RowSpan"), span(kid, "/ColSpan")
                bits = self.inside(kid, page, depth + 1)
                text = join(bits)
                self.used += len(text)
                self.budget.spend(0, width * height)
                for down in range(index, index + height) if height > 1 else ():
                    taken.setdefault(down, set()).update(range(column, column + width))
                at = bits[0].page if bits else page
                yield DraftCell(text, index, column, height, width, tag == "/TH", at + 1)
                column += width


def is_tag(kid: Any) -> bool:
    return isinstance(kid, pikepdf.Dictionary) and "/S" in kid


def span(cell: Any, name: str) -> int:
    said = cell.get("/A")
    for one in said if isinstance(said, pikepdf.Array) else (said,):
        value = one.get(name) if isinstance(one, pikepdf.Dictionary) else None
        if isinstance(value, int):
            return min(max(value, 1), 1000)
    return 1


def join(bits: list[Bit]) -> str:
    """Text of bits in order: lines joined, words divided at a line's end mended, reference
    marks left out."""
    parts: list[str] = []
    last: Bit | None = None
    for bit in bits:
        text = bit.text.translate(HYPHENS)
        if last is not None:
            height = max(last.top - last.bottom, 1.0)
            if is_raised(bit, last):
                continue
            noted = last.text[-1:].isdigit() and text[:1].isalpha()  # a mark before its note
            if 0 < bit.first == last.last + 1 and bit.page == last.page and not noted:
                pass
            elif (
                bit.page != last.page
                or bit.top < last.bottom + 0.3 * height
                or (bit.bottom > last.top)
            ):
                parts.append("\n")
            elif bit.left > last.right + 0.15 * height or bit.first > last.last + 1 > 0:
                parts.append(" ")
        parts.append(text)
        if text.strip():
            last = bit
    return clean(mend("".join(parts)))


def is_raised(bit: Bit, last: Bit) -> bool:
    """Whether a bit is a small figure above the line it follows."""
    height = last.top - last.bottom
    small, lifted = (bit.top - bit.bottom) / max(height, 1.0), bit.bottom - last.bottom
    return (
        bit.page == last.page
        and bool(re.fullmatch(r"\s*[\d*†,]{1,4}\s*", bit.text))
        and (
            (small < RAISED and lifted > 0.25 * height)
            or (small < 0.9 and lifted > 0.4 * height and bit.top > last.top)
        )
        and bit.left < last.right + height
    )


BREAK = r"[ \u00a0]*[\n\r]+ *"
COMPOUND = re.compile(rf"(?<=[0-9A-ZÅÄÖ])(?:-|\u00ad){BREAK}(?=[a-zåäöéü])")
DIVIDED = re.compile(rf"(?<=[a-zåäöéü])(?:-|\u00ad){BREAK}(?=[a-zåäöéü])(?!(?:och|eller|and|or)\b)")


def mend(text: str) -> str:
    """Join words that were divided at the end of a line; “95-” and “IT-” keep their hyphen."""
    return DIVIDED.sub("", COMPOUND.sub("-", text)).replace("\u00ad", "")
