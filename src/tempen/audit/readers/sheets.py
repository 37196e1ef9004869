"""The pages of a PDF, one by one, and those of which nothing could be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2 as pdfium


@dataclass
class Unread:
    """Pages from 1: without any text, perhaps scanned; and too damaged to be opened."""

    empty: list[int] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)


def open_sheets(
    document: pdfium.PdfDocument, unread: Unread
) -> Iterator[tuple[int, pdfium.PdfPage]]:
    """Each page with its index from 0, closed when the next is asked for."""
    for index in range(len(document)):
        try:
            page = document[index]
        except pdfium.PdfiumError:
            unread.damaged.append(index + 1)
            continue
        try:
            yield index, page
        finally:
            page.close()
