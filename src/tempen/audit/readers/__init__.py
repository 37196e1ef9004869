"""One reader per format: from the bytes of a file to drafts of its blocks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from tempen.audit.build import Drafted, build_reading
from tempen.audit.readers import markdown, page, pdf, plain, word
from tempen.audit.readers.limits import check_size, stop
from tempen.audit.reading import Reading

READERS: dict[str, Callable[[str, bytes], Drafted]] = {
    ".docx": word.read,
    ".pdf": pdf.read,
    ".html": page.read,
    ".htm": page.read,
    ".md": markdown.read,
    ".txt": plain.read,
}


def read(name: str, data: bytes) -> Reading:
    """Read a document from its bytes.

    name    of the file: its suffix tells the format
    raises  AUDIT-01 a format that is not read; AUDIT-02 empty; AUDIT-03 too large;
            AUDIT-04 damaged; AUDIT-05 encrypted; AUDIT-06 no text in it
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in READERS:
        raise stop("AUDIT-01", name, suffix=suffix or name, known=", ".join(READERS))
    check_size(name, data)
    reading = build_reading(name, READERS[suffix](name, data))
    if not any(text.text for text in reading.texts()):
        raise stop("AUDIT-06", name)
    return reading
