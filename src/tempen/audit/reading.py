"""A report as it was read: blocks in reading order, their sentences, their numbers, their places.

Every format becomes this one model, so that whoever looks for mistakes never sees a format.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from tempen.locale import Words
from tempen.terms.finding import Passage

Kind = Literal[
    "heading",  # level 1..6
    "paragraph",
    "item",  # of a list; its marker is not in the text
    "quote",
    "table",  # a Grid; `text` is empty
    "chart",  # a Grid of categories by series, read from chart data; `text` is its title
    "image",  # `text` is the alternative text
    "caption",
    "footnote",
    "contents",  # a line of the table of contents
    "margin",  # running heads and feet
]

Unit = Literal[
    "count",  # a plain number: people, organisations, a mean, a score
    "percent",
    "points",  # percentage points
    "multiple",  # “2.5 times”
    "fraction",  # “9/10”, “half”, “a third”: value is 0.9, 0.5, 0.333…
    "money",
    "measure",  # years of age, hours, kilometres: a quantity with another unit
    "ordinal",  # “3rd”
    "year",
    "date",  # the day or month of a date
    "time",  # of day
    "figure",  # the number of a figure, table or chart; `label` is the word before it
    "section",  # of a chapter, section, appendix, or a heading's own number
    "label",  # of a question, page, step, wave, paragraph of law …; `label` is the word
    "code",  # part of a name: “ISO 27001”, “version 1.2.3”
    "reference",  # a bracketed or raised reference mark
]
QUANTITIES: frozenset[str] = frozenset(
    ("count", "percent", "points", "multiple", "fraction", "money", "measure")
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is printed.

    value      as printed: “31 %” is 31.0; “1 234” is 1234.0; “1.2 million” is 1 200 000.0;
               a true minus makes it negative
    decimals   printed after the decimal mark (-5 for “1.2 million”: known to 100 000)
    start, end the number in its text, its unit not included; `stop` includes the unit
    inherited  the unit was taken from a neighbour or a table's header, not printed beside it
    spelled    written in letters
    joined     the second of a range joined by a dash to the number before it (“31–35 %”)
    label      the lower-case word before a figure, section or label number
    """

    value: float
    decimals: int
    unit: Unit
    start: int
    end: int
    stop: int
    text: str
    inherited: bool = False
    spelled: bool = False
    joined: bool = False
    label: str = ""

    @property
    def half(self) -> float:
        """Half a unit of the last digit printed: the most that rounding may have moved it."""
        return 0.5 * 10.0**-self.decimals

    @property
    def quantity(self) -> bool:
        return self.unit in QUANTITIES


@dataclass(frozen=True, slots=True)
class Span:
    """Characters start..end of a text: a sentence or a link."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Text:
    """The text of one block or table cell. White space is single; no-break spaces are kept.

    lang  "sv" or "en"
    """

    text: str
    lang: str
    document: str
    block: int
    row: int = -1
    column: int = -1
    page: int = 0
    line: int = 0
    section: str = ""
    sentences: tuple[Span, ...] = ()
    numbers: tuple[Number, ...] = ()
    links: tuple[Span, ...] = ()

    def passage(self, start: int, end: int) -> Passage:
        return Passage(
            self.document,
            self.page,
            self.block,
            self.row,
            self.column,
            start,
            end,
            self.section,
            self.line,
            self.text[start:end],
        )

    def at(self, number: Number) -> Passage:
        """The passage of a number with its unit."""
        return self.passage(number.start, number.stop)

    def sentence(self, start: int) -> Span:
        """The sentence that holds character `start`."""
        for span in self.sentences:
            if span.start <= start < span.end:
                return span
        return Span(0, len(self.text))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid; `header` cells name rows or columns. A merged cell stands once in
    `Grid.cells`, at its first row and column, and at each of its places in `Grid.rows`."""

    text: Text
    row: int
    column: int
    height: int = 1
    width: int = 1
    header: bool = False

    @property
    def number(self) -> Number | None:
        """The number of a cell that holds exactly one quantity or year, else None."""
        return self.text.numbers[0] if len(self.text.numbers) == 1 else None


@dataclass(frozen=True)
class Grid:
    """A table, or the data of a chart (categories down, series across).

    caption  index of the caption's block; -1 where there is none
    """

    cells: tuple[Cell, ...]
    height: int
    width: int
    caption: int = -1

    @cached_property
    def rows(self) -> tuple[tuple[Cell | None, ...], ...]:
        """Cells by row and column; None where the table has no cell."""
        made: list[list[Cell | None]] = [[None] * self.width for _ in range(self.height)]
        for cell in self.cells:
            for row in made[cell.row : cell.row + cell.height]:
                for column in range(cell.column, min(cell.column + cell.width, self.width)):
                    row[column] = cell
        return tuple(tuple(row) for row in made)

    def column_heads(self, column: int) -> tuple[Cell, ...]:
        """Header cells over a column, from the top."""
        heads: list[Cell] = []
        for row in self.rows:
            cell = row[column]
            if cell is None or not cell.header:
                break
            if cell not in heads:
                heads.append(cell)
        return tuple(heads)

    def row_head(self, row: int) -> Cell | None:
        """The cell that names a row: its first, if it holds words."""
        cell = self.rows[row][0] if self.width else None
        return cell if cell and any(letter.isalpha() for letter in cell.text.text) else None


@dataclass(frozen=True)
class Block:
    """One block. `grid` is set for tables and charts alone; `level` for headings and items.

    marker  what stood before an item, or the number or sign of a footnote: “1.”, “•”
    """

    kind: Kind
    text: Text
    level: int = 0
    marker: str = ""
    grid: Grid | None = None

    @property
    def index(self) -> int:
        return self.text.block

    def texts(self) -> Iterator[Text]:
        """The block's own text and its cells', where they hold anything."""
        if self.text.text:
            yield self.text
        if self.grid:
            for cell in self.grid.cells:
                if cell.text.text:
                    yield cell.text


@dataclass(frozen=True)
class Reading:
    """A document that was read.

    name     the file's name, without folders
    format   "docx", "pdf", "tagged pdf", "html", "md" or "txt"
    lang     of most of the text
    pages    0 where the format has none
    remarks  what could not be read: images with text, pages without text …
    """

    name: str
    format: str
    lang: str
    blocks: tuple[Block, ...]
    pages: int = 0
    remarks: tuple[Words, ...] = field(default=())

    def texts(self) -> Iterator[Text]:
        for block in self.blocks:
            yield from block.texts()

    def numbers(self) -> Iterator[tuple[Text, Number]]:
        """Every number with the text it stands in, in reading order."""
        for text in self.texts():
            for number in text.numbers:
                yield text, number
