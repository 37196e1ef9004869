"""The report as a Word file: real styles, counted headings, fields and charts that can be edited.

`write` makes the file; `fill_pages` then fills the page numbers of its contents from a layout.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tempen.report.write.docx.blocks import begin_with_page, write_blocks
from tempen.report.write.docx.contents import write_contents
from tempen.report.write.docx.cover import write_cover, write_edges
from tempen.report.write.docx.draft import Draft
from tempen.report.write.docx.fields import Bookmarks
from tempen.report.write.docx.footnotes import Footnotes
from tempen.report.write.docx.numbering import Numbering
from tempen.report.write.docx.package import end_body, measure_text, open_word, save
from tempen.report.write.docx.pages import fill_pages
from tempen.report.write.docx.styles import Styles
from tempen.terms.document import Document

__all__ = ["fill_pages", "write"]


def write(
    document: Document,
    path: Path,
    *,
    template: Path | None = None,
    pages: Mapping[str, int] | None = None,
) -> None:
    """Write the report as a Word file.

    template  a customer's own file, whose styles, headers and page setup the report takes
    pages     {id of a heading, figure or table: page} for the contents; without it, and until
              `fill_pages`, they show a dash
    raises    FILE-01 no template there; WRITE-11 it is not a Word file
    """
    draft = begin(document, template, pages or {})
    blocks = write_blocks(draft, document.blocks)
    front = [*write_cover(draft), *write_contents(draft)]
    end_body(draft.word, [*front, *begin_with_page(draft, blocks)] if blocks else front)
    write_edges(draft, templated=template is not None)
    save(draft.word, path)


def begin(document: Document, template: Path | None, pages: Mapping[str, int]) -> Draft:
    word = open_word(document, template)
    width, height = measure_text(word)
    styles = Styles(word, width)
    return Draft(
        document,
        word,
        styles,
        Numbering(word, styles),
        Footnotes(word),
        Bookmarks(document),
        pages,
        width,
        height,
    )
