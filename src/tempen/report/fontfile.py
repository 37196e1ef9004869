"""What the report's fonts hold: the advance of every letter, read from the files themselves."""

from __future__ import annotations

import struct
from functools import cache

from tempen.report.palette import FONTS

FILES = {400: "Inter-Regular.ttf", 600: "Inter-SemiBold.ttf", 700: "Inter-Bold.ttf"}


@cache
def read_advances(weight: int = 400) -> dict[str, int]:
    """Thousandths of an em by letter, of every letter in the font."""
    data = (FONTS / FILES[weight]).read_bytes()
    tables = find_tables(data)
    em = unsigned(data, tables["head"] + 18)
    widths = read_widths(data, tables)
    glyphs = read_glyphs(data, tables["cmap"])
    return {chr(code): round(1000 * widths[glyph] / em) for code, glyph in glyphs.items()}


def unsigned(data: bytes, at: int, size: str = "H") -> int:
    return struct.unpack_from(">" + size, data, at)[0]


def find_tables(data: bytes) -> dict[str, int]:
    """Where each table of a TrueType file begins."""
    entries = (data[12 + 16 * i : 28 + 16 * i] for i in range(unsigned(data, 4)))
    return {entry[:4].decode("ascii"): unsigned(entry, 8, "I") for entry in entries}


def read_widths(data: bytes, tables: dict[str, int]) -> list[int]:
    """Advances by glyph; glyphs after the last entry share its advance."""
    entries = unsigned(data, tables["hhea"] + 34)
    glyphs = unsigned(data, tables["maxp"] + 4)
    widths = [unsigned(data, tables["hmtx"] + 4 * i) for i in range(entries)]
    return widths + widths[-1:] * (glyphs - entries)


def read_glyphs(data: bytes, cmap: int) -> dict[int, int]:
    """Glyph by code point, from the subtable of segments (format 4)."""
    for i in range(unsigned(data, cmap + 2)):
        table = cmap + unsigned(data, cmap + 8 + 8 * i, "I")
        if unsigned(data, table) == 4:
            return read_segments(data, table)
    raise ValueError("the font has no character map of format 4")


def read_segments(data: bytes, table: int) -> dict[int, int]:
    double = unsigned(data, table + 6)  # twice the number of segments
    ends, starts = table + 14, table + 16 + double
    deltas, ranges = starts + double, starts + 2 * double
    glyphs = {}
    for i in range(0, double, 2):
        shift, jump = unsigned(data, deltas + i), unsigned(data, ranges + i)
        for code in range(unsigned(data, starts + i), unsigned(data, ends + i) + 1):
            if jump:
                place = ranges + i + jump + 2 * (code - unsigned(data, starts + i))
                glyph = unsigned(data, place)
                glyph = (glyph + shift) & 0xFFFF if glyph else 0
            else:
                glyph = (code + shift) & 0xFFFF
            if glyph:
                glyphs[code] = glyph
    return glyphs


def spell(text: str, unknown: str = "□") -> str:
    """The text with letters that the fonts lack (other scripts, emoji) as an empty box.

    Controls, such as marks of direction, are dropped; white space becomes a space.
    """
    known = read_advances()
    return "".join(letter if letter in known else stand_in(letter, unknown) for letter in text)


def stand_in(letter: str, unknown: str) -> str:
    import unicodedata

    if letter.isspace():
        return " "
    kind = unicodedata.category(letter)
    if kind in ("Cc", "Cf") or kind == "Mn":
        return ""
    return unknown
