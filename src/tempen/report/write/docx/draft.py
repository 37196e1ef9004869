"""What all parts of the writer share while one document is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from docx.document import Document as Word

from tempen.locale import Speak, speak
from tempen.report.write.docx.fields import Bookmarks
from tempen.report.write.docx.footnotes import Footnotes
from tempen.report.write.docx.numbering import Numbering
from tempen.report.write.docx.styles import Styles
from tempen.terms.document import Document

TWIPS_PER_CM = 567


@dataclass
class Draft:
    """The document, the Word file that it becomes, and the counters that run through it."""

    document: Document
    word: Word
    styles: Styles
    numbering: Numbering
    footnotes: Footnotes
    bookmarks: Bookmarks
    pages: Mapping[str, int]
    text_width: int  # twips
    text_height: int  # twips
    drawings: int = 0  # ids given to drawings so far
    say: Speak = field(init=False)

    def __post_init__(self) -> None:
        self.say = speak(self.document.lang)

    @contextmanager
    def narrowed(self, by: int) -> Iterator[None]:
        """Inside a box tables and charts have so much less width."""
        self.text_width -= by
        try:
            yield
        finally:
            self.text_width += by

    def number_drawing(self) -> int:
        self.drawings += 1
        return self.drawings
