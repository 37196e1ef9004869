"""Text files: which encoding, which separator."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from tempen.errors import Faults, Place
from tempen.store.recognise import looks_like_utf16

SEPARATORS = (";", ",", "\t")


def decode(raw: bytes, file: str, known: str = "") -> str:
    """Bytes as text: UTF-8, UTF-16 or, where it is neither, Windows-1252.

    The Nordic letters of Windows-1252 are never valid UTF-8, so the order decides safely.
    raises  STORE-06
    """
    for encoding in [known] if known else encodings_to_try(raw):
        try:
            text = raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\x00" not in text:
            return text.removeprefix("\ufeff")
    faults = Faults()
    faults.add("STORE-06", Place(file))
    faults.stop()
    return ""


def encodings_to_try(raw: bytes) -> Iterator[str]:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield "utf-16"
    elif looks_like_utf16(raw[:4096]):
        yield "utf-16-le" if raw[1] == 0 else "utf-16-be"
    yield from ("utf-8", "cp1252")


def sniff_separator(text: str) -> str:
    """The separator that cuts the header into most columns; a semicolon where it is a tie.

    Only the header is asked: answers hold commas of their own (4,5), headers seldom do.
    """
    return max(SEPARATORS, key=lambda separator: len(first_record(text, separator)))


def first_record(text: str, separator: str) -> list[str]:
    reader = csv.reader(iter(text[:65_536].splitlines(keepends=True)), delimiter=separator)
    try:
        return next(reader, [])
    except csv.Error:
        return []
