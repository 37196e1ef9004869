"""The report's font, carried in the file: few machines with Word have Inter.

Word installs nothing: it uses an embedded font for this file only. Inter's licence (OFL) and its
fsType 0 allow it. The theme names the font, so that charts use it too. A reader without support
for embedded fonts gets the alternative, Calibri.
"""

from __future__ import annotations

import re
from uuid import UUID

from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from tempen.report import palette
from tempen.report.write.docx.elements import RELATION, Element, name, w

FACES = (("embedRegular", "Regular"), ("embedBold", "Bold"), ("embedItalic", "Italic"))
KEY = UUID("6f1d1c6e-0d0a-4c53-9a0e-2b7f3f6b5a10")  # any will do; a fixed one, for equal files
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
FONT_RELATION = f"{RELATION}/font"
TRUE_TYPE = (b"\x00\x01\x00\x00", b"true", b"OTTO")


def embed_fonts(word: Word) -> bool:
    """Name the font in the theme and carry its faces; False where the faces cannot be carried."""
    package = word.part.package
    assert package is not None
    name_in_theme(word.part.part_related_by(RT.THEME))
    table = word.part.part_related_by(RT.FONT_TABLE)
    font = describe_font()
    for tag, face in FACES:
        content = (palette.FONTS / f"{palette.FONT}-{face}.ttf").read_bytes()
        if content[:4] in TRUE_TYPE:  # Word reads nothing else
            file = PackURI(f"/word/fonts/{face.lower()}.odttf")
            part = Part(file, CONTENT_TYPE, obfuscate(content), package)
            font.append(carry(tag, table.relate_to(part, FONT_RELATION)))
    table._blob = serialize_part_xml(w("fonts", font))
    return font.find(name("w:embedRegular")) is not None


def carry(tag: str, relation: str) -> Element:
    element = w(tag, fontKey="{" + str(KEY).upper() + "}")
    element.set(name("r:id"), relation)
    return element


def describe_font() -> Element:
    return w(
        "font",
        w("altName", val="Calibri"),
        w("panose1", val="020B0502030000000004"),
        w("charset", val="00"),
        w("family", val="swiss"),
        w("pitch", val="variable"),
        name=palette.FONT,
    )


def obfuscate(font: bytes) -> bytes:
    """The first 32 bytes XOR the key backwards (ECMA-376 part 4, font embedding)."""
    key = KEY.bytes[::-1] * 2
    return bytes(a ^ b for a, b in zip(font[:32], key, strict=True)) + font[32:]


def name_in_theme(theme: Part) -> None:
    latin = f'<a:latin typeface="{palette.FONT}"/>'.encode()
    theme._blob = re.sub(rb"<a:latin [^>]*/>", latin, theme.blob)
