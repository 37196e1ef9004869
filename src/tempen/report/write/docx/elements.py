"""Elements of OOXML: one maker per namespace, and text made safe for XML."""

from __future__ import annotations

import re
from collections.abc import Callable

from docx.oxml.parser import oxml_parser
from docx.oxml.xmlchemy import BaseOxmlElement

Element = BaseOxmlElement
Child = Element | str | None

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
RELATION = f"{OFFICE}/relationships"
SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": RELATION,
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c15": "http://schemas.microsoft.com/office/drawing/2012/chart",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
}
# What XML 1.0 forbids, and tabs and line breaks, which inside a text are only white space.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
BREAKS = re.compile("[\t\n\r]+")


def clean(text: str) -> str:
    """The text without characters that no XML file may hold."""
    return ILLEGAL.sub("", BREAKS.sub(" ", text))


def name(prefixed: str) -> str:
    """“w:val” as lxml names it."""
    prefix, _, local = prefixed.partition(":")
    return f"{{{SPACES[prefix]}}}{local}"


def maker(prefix: str, *, qualified: bool) -> Callable[..., Element]:
    """A function (tag, *children, **attributes) that makes elements of one namespace.

    qualified  attributes take the prefix as well, as WordprocessingML wants and DrawingML not
    A child None is left out; an attribute None as well; a string child is text.
    """
    space, spaces = f"{{{SPACES[prefix]}}}", {prefix: SPACES[prefix]}
    before = space if qualified else ""

    def make(tag: str, *children: Child, **attributes: object) -> Element:
        facts = {before + key: clean(str(v)) for key, v in attributes.items() if v is not None}
        element = oxml_parser.makeelement(space + tag, facts, spaces)
        for child in children:
            if isinstance(child, str):
                element.text = clean(child)
            elif child is not None:
                element.append(child)
        return element

    return make


w = maker("w", qualified=True)
wp = maker("wp", qualified=False)
a = maker("a", qualified=False)
c = maker("c", qualified=False)
c15 = maker("c15", qualified=False)


def words(text: str, tag: str = "t") -> Element:
    element = w(tag, text)
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def run(text: str, *properties: Element) -> Element:
    return w("r", w("rPr", *properties) if properties else None, words(text))


def tab() -> Element:
    return w("r", w("tab"))


def paragraph(style: str, *children: Child, **properties: Element | None) -> Element:
    """A paragraph in a style (by id). `properties` are pPr children by their tag.

    They are put in the schema's order: Word refuses a file that has them otherwise.
    """
    ordered = (properties.get(tag) for tag in PARAGRAPH_ORDER)
    return w("p", w("pPr", w("pStyle", val=style), *ordered), *children)


PARAGRAPH_ORDER = (
    "keepNext",
    "keepLines",
    "pageBreakBefore",
    "numPr",
    "pBdr",
    "shd",
    "tabs",
    "spacing",
    "ind",
    "jc",
)


def begin_page(block: Element) -> None:
    """Let a paragraph begin on a new page, keeping the schema's order."""
    properties = block.get_or_add_pPr()  # pyright: ignore[reportAttributeAccessIssue]
    if properties.find(name("w:pageBreakBefore")) is None:
        early = ("w:pStyle", "w:keepNext", "w:keepLines")
        before = [child for tag in early for child in properties.findall(name(tag))]
        properties.insert(len(before), w("pageBreakBefore"))
