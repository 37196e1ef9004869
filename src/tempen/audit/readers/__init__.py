"""One reader per format: from the bytes of a file to drafts of its blocks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from tempen.audit.build import Drafted, build_reading
from tempen.audit.readers.divide import divide_long
from tempen.audit.readers.limits import Budget, check_size, stop
from tempen.audit.reading import Reading

# Each reader is imported when it is needed: what a PDF takes is a third of a short audit.


def read_word(name: str, data: bytes, budget: Budget) -> Drafted:
    from tempen.audit.readers import word

    return word.read(name, data, budget)


def read_pdf(name: str, data: bytes, budget: Budget) -> Drafted:
    from tempen.audit.readers import pdf

    return pdf.read(name, data, budget)


def read_page(name: str, data: bytes, budget: Budget) -> Drafted:
    from tempen.audit.readers import page

    return page.read(name, data, budget)


def read_markdown(name: str, data: bytes, budget: Budget) -> Drafted:
    from tempen.audit.readers import markdown

    return markdown.read(name, data, budget)


def read_plain(name: str, data: bytes, budget: Budget) -> Drafted:
    from tempen.audit.readers import plain

    return plain.read(name, data, budget)


READERS: dict[str, Callable[[str, bytes, Budget], Drafted]] = {
    ".docx": read_word,
    ".pdf": read_pdf,
    ".html": read_page,
    ".htm": read_page,
    ".md": read_markdown,
    ".txt": read_plain,
}


def read(name: str, data: bytes, is_late: Callable[[], bool] = lambda: False) -> Reading:
    """Read a document from its bytes.

    name     of the file: its suffix tells the format
    is_late  asked between the pages of a PDF: those after a “yes” are not read, which is told
    raises  AUDIT-01 a format that is not read; AUDIT-02 empty; AUDIT-03 too large;
            AUDIT-04 damaged; AUDIT-05 encrypted; AUDIT-06 no text in it
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in READERS:
        raise stop("AUDIT-01", name, suffix=suffix or name, known=", ".join(READERS))
    check_size(name, data)
    drafted = READERS[suffix](name, data, Budget(name, is_late))
    drafted.drafts = divide_long(drafted.drafts)
    reading = build_reading(name, drafted)
    if not any(text.text for text in reading.texts()):
        raise stop("AUDIT-06", name)
    return reading
