"""The report as one HTML file that works offline: no network, no other file, no `eval`."""

from __future__ import annotations

from pathlib import Path

from tempen.report.svg import Drawn
from tempen.report.write.html.page import write_page
from tempen.terms.document import Document

__all__ = ["render", "write"]


def render(document: Document, *, live: bool = False, drawn: Drawn | None = None) -> str:
    """The page as a string.

    drawn  pictures of earlier builds, so that only changed charts are drawn again
    live   the page reloads itself when the server of the same origin says so; then, and only
           then, may it connect to that server
    """
    return write_page(document, live=live, drawn=drawn)


def write(
    document: Document, path: Path, *, live: bool = False, drawn: Drawn | None = None
) -> None:
    page = render(document, live=live, drawn=drawn)
    path.write_text(page, encoding="utf-8", newline="\n")
