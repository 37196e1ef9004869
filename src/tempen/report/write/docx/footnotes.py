"""Footnotes: a part of their own in the file, with the separators that Word wants there."""

from __future__ import annotations

from collections.abc import Callable

from docx.document import Document as Word
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.oxml.parser import parse_xml

from tempen.report.write.docx.elements import Element, name, paragraph, run, w
from tempen.report.write.docx.styles import Styles

SEPARATORS = (("separator", -1), ("continuationSeparator", 0))


class Footnotes:
    """The footnotes of one document; a template's separators are kept, its notes are not."""

    def __init__(self, word: Word) -> None:
        self.word = word
        found = [rel for rel in word.part.rels.values() if rel.reltype == RT.FOOTNOTES]
        self.part: Part = self._take_over(found[0].rId) if found else self._add_part()
        self.last = 0

    def _add_part(self) -> XmlPart:
        notes = w("footnotes")
        for kind, number in SEPARATORS:
            line = w("p", w("pPr", w("spacing", after=0)), w("r", w(kind)))
            notes.append(w("footnote", line, type=kind, id=number))
        part = make_part(self.word, notes)
        self.word.part.relate_to(part, RT.FOOTNOTES)
        point_out_separators(self.word)
        return part

    def _take_over(self, relation: str) -> XmlPart:
        old = self.word.part.rels[relation].target_part
        notes = parse_xml(old.blob)
        for note in list(notes):
            if not note.get(name("w:type")):
                notes.remove(note)
        part = make_part(self.word, notes)
        self.word.part.rels[relation]._target = part
        return part

    def add(self, write: Callable[[], list[Element]], styles: Styles) -> int:
        """Add a note and give its id. Its number is Word's own, in order of appearance."""
        self.last += 1
        number = self.last
        mark = w("r", w("rPr", w("rStyle", val=styles["footnote reference"])), w("footnoteRef"))
        text = paragraph(styles["footnote text"], mark, run(" "), *write())
        self._notes.append(w("footnote", text, id=number))
        return number

    @property
    def _notes(self) -> Element:
        return self.part.element  # pyright: ignore[reportAttributeAccessIssue]


def make_part(word: Word, notes: Element) -> XmlPart:
    package = word.part.package
    assert package is not None
    return XmlPart(PackURI("/word/footnotes.xml"), CT.WML_FOOTNOTES, notes, package)


def point_out_separators(word: Word) -> None:
    """Settings name the separators, before `compat` and what the schema puts after it."""
    settings = word.settings.element
    if settings.find(name("w:footnotePr")) is None:
        pointers = (w("footnote", id=number) for _, number in SEPARATORS)
        place = settings.find(name("w:compat"))
        index = len(settings) if place is None else settings.index(place)
        settings.insert(index, w("footnotePr", *pointers))
