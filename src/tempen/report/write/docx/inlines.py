"""Inlines as runs: emphasis, links, cross references and footnotes."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.part import Part

from tempen.report.write.docx.draft import Draft
from tempen.report.write.docx.elements import Element, clean, name, run, w
from tempen.report.write.docx.fields import field
from tempen.terms.document import (
    Claim,
    CrossReference,
    Emphasis,
    Heading,
    Inline,
    Inlines,
    Link,
    Note,
    Number,
    Strong,
    Text,
)

SAFE_SCHEMES = {"http", "https", "mailto"}
Face = tuple[str, ...]  # run properties that hold here, by tag: "b", "i"


def write_inlines(
    draft: Draft, inlines: Inlines, part: Part | None = None, face: Face = ()
) -> list[Element]:
    """The runs of a paragraph; `part` is the one that it stands in (default: the body)."""
    return [run for inline in inlines for run in write_inline(draft, inline, part, face)]


def write_inline(draft: Draft, inline: Inline, part: Part | None, face: Face) -> list[Element]:
    match inline:
        case Text(text) | Number(text):
            return [face_run(text, face)] if text else []
        case Strong(inlines):
            return write_inlines(draft, inlines, part, face_with(face, "b"))
        case Emphasis(inlines):
            return write_inlines(draft, inlines, part, face_with(face, "i"))
        case Claim(inlines):
            return write_inlines(draft, inlines, part, face)
        case Link():
            return write_link(draft, inline, part, face)
        case CrossReference():
            return write_reference(draft, inline, face)
        case Note(inlines):
            return [] if part else write_note(draft, inlines)


def face_with(face: Face, tag: str) -> Face:
    return (*face, tag) if tag not in face else face


def face_run(text: str, face: Face) -> Element:
    return run(text, *(w(tag) for tag in sorted(face)))


def write_link(draft: Draft, link: Link, part: Part | None, face: Face) -> list[Element]:
    """A hyperlink; only its text if the address is of a kind that could do harm."""
    runs = write_inlines(draft, link.inlines, part, face)
    if not is_safe(link.url):
        return runs
    relation = (part or draft.word.part).relate_to(clean(link.url), RT.HYPERLINK, is_external=True)
    linked = w("hyperlink", *(dress(one, draft.styles["Hyperlink"]) for one in runs))
    linked.set(name("r:id"), relation)
    return [linked]


def is_safe(url: str) -> bool:
    try:
        return urlsplit(url.strip()).scheme.lower() in SAFE_SCHEMES
    except ValueError:
        return False


def dress(one: Element, style: str) -> Element:
    """Give a run a character style, which the schema wants first; one that has its own keeps it."""
    if one.tag != name("w:r"):
        return one
    properties = one.find(name("w:rPr"))
    if properties is None:
        properties = w("rPr")
        one.insert(0, properties)
    if properties.find(name("w:rStyle")) is None:
        properties.insert(0, w("rStyle", val=style))
    return one


def write_reference(draft: Draft, reference: CrossReference, face: Face) -> list[Element]:
    """A REF field that Word can update, with its text as given.

    A figure's bookmark holds “Figure 3”; running text has “figure 3”: the field lowers it. Of a
    numbered heading the field gives the number (\\r), and words before it stay words.
    """
    bookmark = draft.bookmarks.name(reference.target)
    if bookmark is None:
        return [face_run(reference.text, face)]
    target = draft.bookmarks.targets[reference.target]
    if isinstance(target, Heading):
        return refer_to_heading(bookmark, target, reference.text, face)
    lower = " \\* Lower" if reference.text[:1].islower() else ""
    return field(f"REF {bookmark} \\h{lower}", face_run(reference.text, face))


def refer_to_heading(bookmark: str, heading: Heading, text: str, face: Face) -> list[Element]:
    if heading.number and text.endswith(heading.number):
        words = text.removesuffix(heading.number)
        before = [face_run(words, face)] if words else []
        return [*before, *field(f"REF {bookmark} \\r \\h", face_run(heading.number, face))]
    if text == plain(heading.inlines):
        return field(f"REF {bookmark} \\h", face_run(text, face))
    return [w("hyperlink", face_run(text, face), anchor=bookmark)]


def write_note(draft: Draft, inlines: Inlines) -> list[Element]:
    part = draft.footnotes.part
    number = draft.footnotes.add(lambda: write_inlines(draft, inlines, part), draft.styles)
    mark = w("rPr", w("rStyle", val=draft.styles["footnote reference"]))
    return [w("r", mark, w("footnoteReference", id=number))]


def plain(inlines: Sequence[Inline]) -> str:
    """The text alone, without footnotes: for contents, alt texts and properties."""
    return clean("".join(plain_inline(inline) for inline in inlines))


def plain_inline(inline: Inline) -> str:
    match inline:
        case Text(text) | Number(text) | CrossReference(text):
            return text
        case Note():
            return ""
        case _:
            return plain(inline.inlines)
