"""Word: body, tables, footnotes, text boxes, chart data, and running heads, in reading order.

Each text remembers which letters came from which element, so that a comment can be put on
exact words. Tracked changes are read as if accepted; hidden text is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tempen.audit.build import Draft, DraftCell, Drafted
from tempen.audit.readers import drawing
from tempen.audit.readers.clean import BLANK, INVISIBLE, clean, gap
from tempen.audit.readers.limits import Budget
from tempen.audit.readers.package import Element, Package
from tempen.audit.reading import Kind
from tempen.locale import Words, mark

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"

STRICT = mark("it is in the strict form of .docx; open it in Word and save it as an ordinary one")

GONE = frozenset(W + tag for tag in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText"))
RAISED = 4  # half points above the line
# Signs of the font Symbol that stand beside numbers.
SYMBOLS = {"B3": "≥", "A3": "≤", "B1": "±", "B4": "×", "BB": "≈", "2D": "−", "25": "%", "B0": "°"}
HEADING = re.compile(r"heading ([1-9])$")
LISTED = re.compile(r"^list (?:bullet|number|paragraph|continue)")


@dataclass(frozen=True)
class Piece:
    """Letters start.. of a text that came from one `w:t` element.

    spaced  whether white space stood before, so that leading blanks were dropped
    """

    start: int
    element: Element
    spaced: bool


@dataclass
class Line:
    """The text of one paragraph as it is gathered."""

    pieces: list[Piece] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    links: list[tuple[int, int]] = field(default_factory=list)
    length: int = 0
    spaced: bool = True
    sequence: bool = False  # it holds a field that numbers captions

    def add(self, text: str, element: Element | None = None) -> None:
        text = squeeze(text, self.spaced)
        if text:
            if element is not None:
                self.pieces.append(Piece(self.length, element, self.spaced))
            self.parts.append(text)
            self.length += len(text)
            self.spaced = text.endswith(" ")

    def apart(self) -> None:
        """A tab or a new line."""
        self.add(gap(self.parts[-1] if self.parts else ""))

    @property
    def text(self) -> str:
        return "".join(self.parts).rstrip(" \u2003")


def squeeze(text: str, spaced: bool) -> str:
    text = BLANK.sub(" ", INVISIBLE.sub("", text))
    return text.lstrip(" ") if spaced else text


@dataclass
class WordDraft(Draft):
    """host  the paragraph of the body that a comment on this block can stand in"""

    pieces: list[Piece] = field(default_factory=list)
    host: Element | None = None


@dataclass
class WordCell(DraftCell):
    pieces: list[Piece] = field(default_factory=list)


@dataclass(frozen=True)
class Look:
    """How letters are shown: not, or struck out; above the line."""

    gone: bool = False
    raised: bool = False


@dataclass(frozen=True)
class Style:
    kind: Kind
    level: int = 0
    hidden: bool = False


def read(name: str, data: bytes, budget: Budget) -> Drafted:
    """raises  AUDIT-01, AUDIT-03, AUDIT-04, AUDIT-05"""
    package = Package(name, data)
    return read_package(package, package.parse(package.main()), budget)


def read_package(package: Package, document: Element, budget: Budget) -> Drafted:
    """The drafts of a package whose main part is already parsed."""
    return Walk(package, document, budget).read()


class Walk:
    """Goes through the body once, and through notes and boxes where they are met."""

    def __init__(self, package: Package, document: Element, budget: Budget) -> None:
        self.package, self.document, self.budget = package, document, budget
        self.relations = package.relations(package.main())
        self.styles = read_styles(package, self.relations)
        self.looks = read_looks(package, self.relations)
        self.notes = {
            kind: read_notes(package, self.relations, kind) for kind in ("footnote", "endnote")
        }
        self.drafts: list[WordDraft] = []
        self.paged = document.find(f".//{W}lastRenderedPageBreak") is not None
        self.page = 1 if self.paged else 0
        self.pictures = 0
        self.host: Element | None = None
        self.waiting: list[tuple[str, Element]] = []  # notes, boxes, drawings of a paragraph
        self.fields: list[bool] = []  # for each open field, whether its result has begun

    def read(self) -> Drafted:
        body = self.document.find(f"{W}body")
        if body is None:
            strict = STRICT_W in (self.document.tag or "")
            raise self.package.damaged(STRICT if strict else mark("it holds no document"))
        self.blocks(body)
        self.margins()
        pages = self.page if self.paged else 0
        return Drafted("docx", list(self.drafts), self.language(), pages, self.remarks())

    def remarks(self) -> tuple[Words, ...]:
        found = []
        if self.pictures:
            found.append(
                mark("images without a text, whose numbers are not read: {n}", n=self.pictures)
            )
        if next(self.document.iter(f"{W}ins", f"{W}del"), None) is not None:
            found.append(mark("tracked changes, which are read as if they were accepted"))
        return tuple(found)

    def language(self) -> str:
        for kind, target in self.relations.values():
            if kind == "styles" and target in self.package.names:
                lang = next(self.package.parse(target).iter(f"{W}lang"), None)
                return (lang.get(f"{W}val") or "")[:2].lower() if lang is not None else ""
        return ""

    # --- blocks -----------------------------------------------------------------------------

    def blocks(self, parent: Element, hosted: bool = False) -> None:
        """The paragraphs and tables of a body, cell, note or box.

        hosted  they stand outside the body's flow: comments go to the host
        """
        for child in parent:
            tag = child.tag
            if tag == f"{W}p":
                self.paragraph(child, hosted)
            elif tag == f"{W}tbl":
                self.table(child, hosted)
            elif tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo"):
                self.blocks(child, hosted)
            elif tag == f"{MC}AlternateContent":
                self.blocks(chosen(child), hosted)

    def paragraph(self, element: Element, hosted: bool, kind: Kind | None = None) -> None:
        if not hosted:
            self.host = element
        line, page = Line(), self.page
        self.fields.clear()
        self.inlines(element, line)
        style = self.style_of(element)
        text = "" if style.hidden else line.text
        self.budget.spend(len(text))
        if text:
            found: Kind = kind or ("caption" if line.sequence else style.kind)
            self.drafts.append(
                WordDraft(
                    found,
                    text,
                    style.level,
                    page=page,
                    links=[(a, min(b, len(text))) for a, b in line.links if a < len(text)],
                    pieces=[] if hosted else line.pieces,
                    host=self.host,
                )
            )
        self.after()

    def after(self) -> None:
        """What a paragraph holds beside its own text."""
        waiting, self.waiting = self.waiting, []
        for kind, element in waiting:
            if kind == "box":
                self.blocks(element, hosted=True)
            elif kind == "chart":
                self.chart(element)
            elif kind == "image":
                self.image(element)
            else:
                self.note(kind, element.get(f"{W}id") or "")

    def note(self, kind: str, id: str) -> None:
        note = self.notes[kind].pop(id, None)
        if note is None:
            return
        began = len(self.drafts)
        self.blocks(note, hosted=True)
        for draft in self.drafts[began:]:
            if draft.kind == "paragraph":
                draft.kind, draft.marker = "footnote", id

    def style_of(self, element: Element) -> Style:
        properties = element.find(f"{W}pPr")
        if properties is None:
            return self.styles.get("", Style("paragraph"))
        named = properties.find(f"{W}pStyle")
        style = self.styles.get(
            (named.get(f"{W}val") or "") if named is not None else "", Style("paragraph")
        )
        outline = properties.find(f"{W}outlineLvl")
        if outline is not None and style.kind == "paragraph":
            level = whole(outline.get(f"{W}val"), 9)
            if level < 9:
                return Style("heading", level + 1)
        number = properties.find(f"{W}numPr")
        if number is not None and style.kind in ("paragraph", "item"):
            if not numbers(number):
                return Style("paragraph")
            depth = number.find(f"{W}ilvl")
            return Style("item", 1 + (whole(depth.get(f"{W}val"), 0) if depth is not None else 0))
        return style

    # --- inlines ----------------------------------------------------------------------------

    def inlines(self, parent: Element, line: Line) -> None:
        for child in parent:
            tag = child.tag
            if not isinstance(tag, str) or tag in GONE:
                continue
            if tag == f"{W}r":
                self.run(child, line)
            elif tag == f"{W}hyperlink":
                start = line.length
                self.inlines(child, line)
                if line.length > start:
                    line.links.append((start, line.length))
            elif tag == f"{W}fldSimple":
                line.sequence |= is_sequence(child.get(f"{W}instr") or "")
                self.inlines(child, line)
            elif tag == f"{MC}AlternateContent":
                self.inlines(chosen(child), line)
            elif tag == MATH_TEXT:
                line.add(child.text or "")
            else:
                self.inlines(child, line)

    def run(self, run: Element, line: Line) -> None:
        properties = run.find(f"{W}rPr")
        raised = False
        if properties is not None:
            named = properties.find(f"{W}rStyle")
            style = self.looks.get(named.get(f"{W}val") or "" if named is not None else "", Look())
            look = look_of(properties, style)
            if look.gone:
                return
            raised = look.raised
        for child in run:
            self.part(child, line, raised)

    def part(self, child: Element, line: Line, raised: bool) -> None:
        tag = child.tag
        if tag == f"{W}t":
            text = child.text or ""
            inside = not self.fields or all(self.fields)
            if inside and not (raised and re.fullmatch(r"[\d*†,\s]*", text)):
                line.add(text, child)
        elif tag in (f"{W}tab", f"{W}cr", f"{W}ptab", f"{W}br"):
            line.apart()
        elif tag == f"{W}sym":
            line.add(SYMBOLS.get((child.get(f"{W}char") or "")[-2:].upper(), ""))
        elif tag == f"{W}noBreakHyphen":
            line.add("-")
        elif tag == f"{W}lastRenderedPageBreak":
            self.page += 1
        elif tag == f"{W}fldChar":
            self.field(child.get(f"{W}fldCharType") or "")
        elif tag == f"{W}instrText":
            line.sequence |= is_sequence(child.text or "")
        elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            self.waiting.append((tag[len(W) :].removesuffix("Reference"), child))
        elif tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
            self.drawn(child)
        elif tag == f"{MC}AlternateContent":
            for one in chosen(child):
                self.part(one, line, raised)

    def field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(False)
        elif kind == "separate" and self.fields:
            self.fields[-1] = True
        elif kind == "end" and self.fields:
            self.fields.pop()

    def drawn(self, element: Element) -> None:
        """Charts, pictures and text boxes of a drawing wait until the paragraph has ended."""
        boxes = set()
        for part in element.iter(f"{W}txbxContent"):
            if not any(above in boxes for above in part.iterancestors(f"{W}txbxContent")):
                boxes.add(part)
                self.waiting.append(("box", part))
        charts = list(element.iter(drawing.CHART))
        self.waiting += [("chart", chart) for chart in charts]
        self.waiting.append(("image", element))

    def chart(self, element: Element) -> None:
        _, target = self.relations.get(element.get(f"{R}id") or "", ("", ""))
        if target not in self.package.names:
            return
        made = drawing.read_chart(self.package.parse(target))
        if made:
            title, cells = made
            self.budget.spend(sum(len(cell.text) for cell in cells), len(cells))
            draft = WordDraft("chart", title, page=self.page, host=self.host)
            draft.cells = cells
            self.drafts.append(draft)

    def image(self, element: Element) -> None:
        said = clean(drawing.alternative(element))
        if said:
            self.drafts.append(WordDraft("image", said, page=self.page, host=self.host))
        elif drawing.has_picture(element):
            self.pictures += 1

    # --- tables -----------------------------------------------------------------------------

    def table(self, table: Element, hosted: bool) -> None:
        rows = [
            list(within(row, f"{W}tc", f"{W}sdt", f"{W}sdtContent"))
            for row in within(table, f"{W}tr", f"{W}sdt", f"{W}sdtContent", f"{W}ins")
            if row.find(f"{W}trPr/{W}del") is None
        ]
        if all(len(row) <= 1 for row in rows):  # a box around text
            for row in rows:
                for cell in row:
                    self.blocks(cell, hosted)
            return
        at = len(self.drafts)
        self.drafts.append(
            draft := WordDraft(
                "table", page=self.page, host=table if self.host is None else self.host
            )
        )
        draft.cells = list(self.cells(rows, hosted))
        if not draft.cells:
            del self.drafts[at]

    def cells(self, rows: list[list[Element]], hosted: bool) -> Iterator[DraftCell]:
        """Cells at their places; one that is merged downwards stands once."""
        above: dict[int, WordCell] = {}
        headed = any(is_header(row) for row in rows)
        for index, row in enumerate(rows):
            column = skipped(row)
            for element in row:
                width, merge = spans(element)
                if merge == "continue" and column in above:
                    above[column].height += 1
                    column += width
                    continue
                line = self.cell_line(element, hosted)
                self.budget.spend(line.length, width)
                cell = WordCell(
                    line.text,
                    index,
                    column,
                    1,
                    width,
                    is_header(row) if headed else None,
                    self.page,
                    pieces=[] if hosted else line.pieces,
                )
                above.pop(column, None)
                if merge == "restart":
                    above[column] = cell
                yield cell
                column += width

    def cell_line(self, cell: Element, hosted: bool) -> Line:
        """The text of a cell; tables inside it become blocks of their own after it."""
        line = Line()
        self.fields.clear()
        for paragraph in cell.iter(f"{W}p"):
            inside = next(paragraph.iterancestors(f"{W}tc", f"{W}txbxContent"), None)
            if inside is not cell:
                continue
            line.apart()
            self.inlines(paragraph, line)
        for inner in within(cell, f"{W}tbl", f"{W}sdt", f"{W}sdtContent"):
            self.table(inner, hosted)
        if self.waiting:
            held, self.host = self.host, next(cell.iter(f"{W}p"), self.host)
            self.after()
            self.host = held
        return line

    def margins(self) -> None:
        """Running heads and feet, each text once."""
        seen = set()
        for kind, target in self.relations.values():
            if kind not in ("header", "footer") or target not in self.package.names:
                continue
            began = len(self.drafts)
            self.blocks(self.package.parse(target), hosted=True)
            for draft in self.drafts[began:]:
                draft.kind, draft.page, draft.host = "margin", 0, None
            self.drafts[began:] = [
                draft
                for draft in self.drafts[began:]
                if draft.text and not (draft.text in seen or seen.add(draft.text))
            ]


# --- parts ----------------------------------------------------------------------------------


def read_styles(package: Package, relations: dict[str, tuple[str, str]]) -> dict[str, Style]:
    """{id of a paragraph style: what it makes of a paragraph}; "" is the default."""
    target = next((t for kind, t in relations.values() if kind == "styles"), "")
    if target not in package.names:
        return {}
    elements = {
        style.get(f"{W}styleId") or "": style
        for style in package.parse(target).iter(f"{W}style")
        if style.get(f"{W}type", "paragraph") == "paragraph"
    }
    return {
        id: replace(style_kind(id, elements), hidden=is_on(element.find(f"{W}rPr/{W}vanish")))
        for id, element in elements.items()
    }


def read_looks(package: Package, relations: dict[str, tuple[str, str]]) -> dict[str, Look]:
    """{id of a character style: how it shows its letters}"""
    target = next((t for kind, t in relations.values() if kind == "styles"), "")
    if target not in package.names:
        return {}
    return {
        style.get(f"{W}styleId") or "": look_of(properties, Look())
        for style in package.parse(target).iter(f"{W}style")
        if style.get(f"{W}type") == "character"
        and (properties := style.find(f"{W}rPr")) is not None
    }


def look_of(properties: Element, style: Look) -> Look:
    """How the letters of a run are shown, by its own properties and its style's."""
    gone, raised = style.gone, style.raised
    for tag in ("vanish", "strike", "dstrike"):
        said = properties.find(f"{W}{tag}")
        if said is not None:
            gone = is_on(said)
    align, position = properties.find(f"{W}vertAlign"), properties.find(f"{W}position")
    if align is not None:
        raised = align.get(f"{W}val") == "superscript"
    elif position is not None:
        raised = whole(position.get(f"{W}val"), 0) >= RAISED
    return Look(gone, raised)


def style_kind(id: str, elements: dict[str, Element]) -> Style:
    """What a style, or the one it is based on, says that its paragraphs are."""
    seen: set[str] = set()
    while id in elements and id not in seen:
        seen.add(id)
        element = elements[id]
        said = element.find(f"{W}name")
        name = (said.get(f"{W}val") or "").lower() if said is not None else ""
        heading = HEADING.match(name)
        outline = element.find(f"{W}pPr/{W}outlineLvl")
        if heading:
            return Style("heading", int(heading[1]))
        if name in ("title", "subtitle"):
            return Style("heading", 1)
        if name == "caption":
            return Style("caption")
        if name.startswith(("toc ", "table of figures")) and name != "toc heading":
            return Style("contents")
        if outline is not None and whole(outline.get(f"{W}val"), 9) < 9:
            return Style("heading", whole(outline.get(f"{W}val"), 0) + 1)
        if name.startswith(("footnote text", "endnote text")):
            return Style("footnote")
        if name in ("quote", "intense quote"):
            return Style("quote")
        number = element.find(f"{W}pPr/{W}numPr")
        if (number is not None and numbers(number)) or LISTED.match(name):
            return Style("item", 1)
        based = element.find(f"{W}basedOn")
        id = (based.get(f"{W}val") or "") if based is not None else ""
    return Style("paragraph")


def numbers(properties: Element) -> bool:
    """Whether list properties name a list: number 0 takes a paragraph out of its list."""
    number = properties.find(f"{W}numId")
    return number is not None and number.get(f"{W}val") != "0"


def read_notes(
    package: Package, relations: dict[str, tuple[str, str]], kind: str
) -> dict[str, Element]:
    target = next((t for name, t in relations.values() if name == f"{kind}s"), "")
    if target not in package.names:
        return {}
    return {
        note.get(f"{W}id") or "": note
        for note in package.parse(target).iter(f"{W}{kind}")
        if note.get(f"{W}type", "normal") == "normal"
    }


def chosen(alternatives: Element) -> Element:
    """The first of several ways to say the same."""
    choice = alternatives.find(f"{MC}Choice")
    if choice is not None:
        return choice
    fallback = alternatives.find(f"{MC}Fallback")
    return fallback if fallback is not None else ()


def within(parent: Element, wanted: str, *through: str) -> Iterator[Element]:
    """Children of a kind, also inside content controls."""
    for child in parent:
        if child.tag == wanted:
            yield child
        elif child.tag in through:
            yield from within(child, wanted, *through)


def is_header(row: list[Element]) -> bool:
    parent = next(row[0].iterancestors(f"{W}tr"), None) if row else None
    return parent is not None and is_on(parent.find(f"{W}trPr/{W}tblHeader"))


def skipped(row: list[Element]) -> int:
    """Columns that a row leaves out before its first cell."""
    parent = next(row[0].iterancestors(f"{W}tr"), None) if row else None
    before = parent.find(f"{W}trPr/{W}gridBefore") if parent is not None else None
    return min(whole(before.get(f"{W}val"), 0), 1000) if before is not None else 0


def spans(cell: Element) -> tuple[int, str]:
    """How many columns a cell covers, and whether it begins or goes on with a merge downwards."""
    span, merge = cell.find(f"{W}tcPr/{W}gridSpan"), cell.find(f"{W}tcPr/{W}vMerge")
    width = min(max(whole(span.get(f"{W}val"), 1), 1), 1000) if span is not None else 1
    return width, "" if merge is None else merge.get(f"{W}val") or "continue"


def is_on(element: Element | None) -> bool:
    return element is not None and element.get(f"{W}val", "1") not in ("0", "false", "off")


def is_sequence(instruction: str) -> bool:
    return instruction.strip().upper().startswith("SEQ ")


def whole(said: str | None, otherwise: int) -> int:
    return int(said) if said and said.isdigit() and len(said) < 9 else otherwise
