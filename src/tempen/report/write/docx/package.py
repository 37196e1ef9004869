"""The file itself: begun empty or from a customer's template, and saved the same every time."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from zipfile import BadZipFile

import docx
from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.parser import parse_xml
from docx.section import Section
from docx.shared import Cm, Twips
from lxml.etree import XMLSyntaxError

from tempen.errors import Fault, Place, TempenError
from tempen.report.write.docx.elements import SPACES, Element, clean, name, w
from tempen.report.write.docx.fonts import embed_fonts
from tempen.report.write.docx.styles import LOCALES, clear_styles, set_language
from tempen.terms.document import Document

UNDATED = date(2000, 1, 1)
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
OLD_PARTS = ("stylesWithEffects", "customXml", "thumbnail", "webSettings")
# What only a removed body pointed to: kept, it would travel with every report.
BODY_PARTS = {RT.IMAGE, RT.HYPERLINK, RT.CHART, RT.PACKAGE, RT.OLE_OBJECT, RT.COMMENTS}

SETTINGS = f"""<w:settings xmlns:w="{SPACES["w"]}"><w:zoom w:percent="100"/>{{embed}}
<w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/><w:compat>
<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"
 w:val="15"/></w:compat><w:themeFontLang w:val="{{lang}}"/><w:decimalSymbol w:val=","/>
<w:listSeparator w:val=";"/></w:settings>"""
APPLICATION = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    'extended-properties"><Application>Tempen</Application></Properties>'
)


def open_word(document: Document, template: Path | None) -> Word:
    """An empty Word file with the report's language and properties."""
    word = open_template(template) if template else begin_empty(document)
    set_language(word, document.lang)
    set_properties(word, document)
    return word


def open_template(template: Path) -> Word:
    """The customer's file without its text: styles, headers and page setup stay."""
    place = Place(str(template))
    if not template.is_file():
        raise TempenError([Fault("FILE-01", place, {"file": template.name})])
    try:
        word = read_word(template)
    except NOT_WORD as error:
        raise TempenError([Fault("WRITE-11", place, {"file": template.name})]) from error
    clear_body(word)
    drop_parts(word, ("thumbnail",))  # a picture of the text that was there
    return word


NOT_WORD = (PackageNotFoundError, BadZipFile, ValueError, KeyError, XMLSyntaxError)


def read_word(path: Path) -> Word:
    word = docx.Document(str(path))
    missing = [part for part in (word.styles, word.part.numbering_part) if part is None]
    assert not missing  # reading them is the point: damaged parts show then
    return word


def is_word(path: Path) -> bool:
    """Whether the file can be read as a Word file."""
    try:
        return path.is_file() and bool(read_word(path))
    except NOT_WORD:
        return False


def clear_body(word: Word) -> None:
    """Remove the text, and the pictures and comments that only the text pointed to."""
    body: Element = word.element.body
    for child in list(body):
        if child.tag != name("w:sectPr"):
            body.remove(child)
    for id, relation in list(word.part.rels.items()):
        if relation.reltype in BODY_PARTS:
            del word.part.rels[id]


def begin_empty(document: Document) -> Word:
    """A4, our own styles and embedded fonts, and nothing else."""
    word = docx.Document()
    clear_body(word)
    drop_parts(word, OLD_PARTS)
    clear_styles(word)
    clear_numbering(word)
    set_page(word.sections[0])
    embedded = embed_fonts(word)
    replace_settings(word, document.lang, embedded)
    return word


def drop_parts(word: Word, kinds: tuple[str, ...]) -> None:
    package = word.part.package
    assert package is not None
    for relations in (word.part.rels, package.rels):
        for id, relation in list(relations.items()):
            if any(kind in f"{relation.reltype} {relation._target}" for kind in kinds):
                del relations[id]


def clear_numbering(word: Word) -> None:
    root: Element = word.part.numbering_part.element
    for child in list(root):
        root.remove(child)


def set_page(section: Section) -> None:
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.6), Cm(2.4)
    section.header_distance = section.footer_distance = Cm(1.2)


def replace_settings(word: Word, lang: str, embedded: bool) -> None:
    embed = "<w:embedTrueTypeFonts/>" if embedded else ""
    filled = SETTINGS.format(embed=embed, lang=LOCALES.get(lang, lang))
    part = word.part._settings_part
    part._element = parse_xml(filled)


def set_properties(word: Word, document: Document) -> None:
    """Title, publisher and dates; never who ran it, on which machine or when."""
    package = word.part.package
    assert package is not None
    properties = word.core_properties
    day = document.date or UNDATED
    moment = datetime(day.year, day.month, day.day)
    properties.title, properties.subject = (
        clean(document.title)[:255],
        clean(document.subtitle)[:255],
    )
    properties.author = properties.last_modified_by = clean(document.publisher)[:255]
    properties.comments = clean(document.abstract)[:255]
    properties.language = LOCALES.get(document.lang, document.lang)
    properties.created = properties.modified = moment
    properties.revision = 1
    properties.keywords = properties.category = ""
    for relation in package.rels.values():
        if relation.reltype == RT.EXTENDED_PROPERTIES:
            relation.target_part._blob = APPLICATION.encode()


def save(word: Word, path: Path) -> None:
    """Write the file with fixed times, so that equal reports are equal files."""
    loose = io.BytesIO()
    word.save(loose)
    with zipfile.ZipFile(loose) as read, zipfile.ZipFile(path, "w") as write:
        for entry in read.namelist():
            write_entry(write, entry, read.read(entry))


def write_entry(file: zipfile.ZipFile, entry: str, content: bytes) -> None:
    fixed = zipfile.ZipInfo(entry, ZIP_DATE)
    fixed.compress_type = zipfile.ZIP_DEFLATED
    fixed.create_system = 0  # the same on every system
    file.writestr(fixed, content)


def measure_text(word: Word) -> tuple[int, int]:
    """Width and height of the text area, in twips."""
    section = word.sections[-1]
    width = (
        (section.page_width or Cm(21)) - (section.left_margin or 0) - (section.right_margin or 0)
    )
    height = (section.page_height or Cm(29.7)) - (section.top_margin or 0)
    return round(width / Twips(1)), round((height - (section.bottom_margin or 0)) / Twips(1))


def end_body(word: Word, blocks: list[Element]) -> None:
    """Put the blocks before the section's properties, which end the body."""
    body: Element = word.element.body
    section = body.find(name("w:sectPr"))
    if section is None:
        section = w("sectPr")
        body.append(section)
    for block in blocks:
        section.addprevious(block)
