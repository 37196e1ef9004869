"""The pages of a PDF, one by one, and those of which nothing could be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2 as pdfium

from tempen.audit.readers.limits import MOST_PAGES, Budget


@dataclass
class Unread:
    """Pages from 1: without any text, perhaps scanned; too damaged to be opened; and how many of
    the last were not opened, since they are too many or took too long."""

    empty: list[int] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)
    left: int = 0


def open_sheets(
    document: pdfium.PdfDocument, unread: Unread, budget: Budget
) -> Iterator[tuple[int, pdfium.PdfPage]]:
    """Each page with its index from 0, closed when the next is asked for."""
    pages = len(document)
    for index in range(pages):
        if index >= MOST_PAGES or budget.is_late():
            unread.left = pages - index
            return
        try:
            page = document[index]
        except pdfium.PdfiumError:
            unread.damaged.append(index + 1)
            continue
        try:
            yield index, page
        finally:
            page.close()
