"""The writers: a Document goes in, a file comes out. A format is added by one line here.

A writer lays out and never computes. Each is imported when it is first asked for, so that a
page does not wait for Word's libraries.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tempen.terms.document import Document

if TYPE_CHECKING:
    from tempen.report.svg import Drawn
    from tempen.report.write.pdf import Pdf


@dataclass
class Press:
    """What the writers of one build share.

    drawn       pictures of charts, kept between builds by a watching process
    template    a customer's own Word file, or None
    word_pages  where Word's contents have their page numbers from: auto, libreoffice, pdf
    live        HTML only: the page reloads when the server of its origin says so
    typeset     documents already set as PDF, by id(document): Word needs their page numbers
    """

    drawn: Drawn = field(default_factory=dict)
    template: Path | None = None
    word_pages: Literal["auto", "libreoffice", "pdf"] = "auto"
    live: bool = False
    typeset: dict[int, Pdf] = field(default_factory=dict)

    def pdf(self, document: Document) -> Pdf:
        from tempen.report.write.pdf import typeset

        if id(document) not in self.typeset:
            self.typeset[id(document)] = typeset(document, drawn=self.drawn)
        return self.typeset[id(document)]


Write = Callable[[Document, Path, Press], str]


def write_html(document: Document, path: Path, press: Press) -> str:
    from tempen.report.write.html import write

    write(document, path, live=press.live, drawn=press.drawn)
    return ""


def write_pdf(document: Document, path: Path, press: Press) -> str:
    path.write_bytes(press.pdf(document).data)
    return ""


def write_docx(document: Document, path: Path, press: Press) -> str:
    """Returns where the page numbers of the contents come from: libreoffice or pdf."""
    from tempen.report.write.docx import write
    from tempen.report.write.docx.pages import fill_pages, has_office

    if press.word_pages != "pdf" and has_office():
        write(document, path, template=press.template)
        if fill_pages(path, press.word_pages) == "libreoffice":
            return "libreoffice"
    write(document, path, template=press.template, pages=press.pdf(document).pages)
    return fill_pages(path, "pdf" if press.word_pages == "auto" else press.word_pages)


def write_xlsx(document: Document, path: Path, press: Press) -> str:
    from tempen.report.write.xlsx import write

    write(document, path)
    return ""


# format: writer; a writer returns a remark for the user, or ""
WRITERS: dict[str, Write] = {
    "html": write_html,
    "pdf": write_pdf,
    "docx": write_docx,
    "xlsx": write_xlsx,
}
