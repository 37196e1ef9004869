"""A table as its reader understands it: what its rows and columns hold, and which are totals."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache, cached_property

from tempen.audit.find.figures import Figure, figures_of
from tempen.audit.find.pairs import pairs_of
from tempen.audit.reading import Block, Cell, Grid, Reading
from tempen.locale.lexicon import any_of, lexicon

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
MARKS = re.compile(r"[\s*†‡:.,()\[\]]+$|^[\s*†‡]+")
NEAR = 3  # blocks after a table that may be its notes
SECTION = 6  # blocks before a table that may speak of it


@cache
def role_pattern(lang: str, group: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(lexicon(lang).words(group))})", re.IGNORECASE)


def plain(text: str) -> str:
    """A label without its footnote marks and final punctuation."""
    return " ".join(MARKS.sub("", text).split())


def plays(text: str, lang: str, group: str) -> bool:
    """Whether a label is a word of a group, alone or with a year or bracket after it."""
    bare = plain(YEAR.sub("", re.sub(r"\([^)]*\)", "", text)))
    return bool(bare) and bool(role_pattern(lang, group).fullmatch(bare))


def holds(text: str, lang: str, group: str) -> bool:
    """Whether a text holds a word of a group."""
    return bool(lexicon(lang).pattern(group).search(text))


@dataclass(frozen=True, slots=True)
class Column:
    """unit: what most of its cells hold; roles: what its header says it is."""

    index: int
    heads: tuple[str, ...]
    unit: str
    years: frozenset[str]
    roles: frozenset[str]

    @property
    def head(self) -> str:
        return " ".join(self.heads)


@dataclass(frozen=True, slots=True)
class Row:
    """part: the label of the spanning row above, of tables that hold several questions."""

    index: int
    label: str
    part: int
    roles: frozenset[str]


ROLES = ("total", "sum", "base", "invited", "answered", "rate", "share", "unknown", "change_header")
ROW_ROLES = ("total", "sum", "base", "unknown", "residual", "answer_yes", "answer_no")


@dataclass
class Sheet:
    """A table or the data of a chart.

    about  its caption, notes and the text near it: where weights or multiple choice are told of
    """

    reading: Reading
    block: Block
    grid: Grid
    lang: str
    caption: str = ""
    about: str = ""
    memo: dict[tuple[int, int], tuple[Figure, ...]] = field(default_factory=dict, repr=False)

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell that begins at a place; None for the rest of a merged cell."""
        cell = self.grid.rows[row][column]
        return cell if cell and cell.row == row and cell.column == column else None

    def figures(self, row: int, column: int) -> tuple[Figure, ...]:
        """The figures of a body cell."""
        if (row, column) not in self.memo:
            cell = self.cell(row, column)
            self.memo[row, column] = figures_of(cell.text) if cell and not cell.header else ()
        return self.memo[row, column]

    def figure(self, row: int, column: int) -> Figure | None:
        """The figure of a cell that holds one and nothing else."""
        found = self.figures(row, column)
        if len(found) != 1:
            return None
        rest = found[0].text.text[: found[0].start] + found[0].text.text[found[0].stop :]
        return found[0] if not re.search(r"[^\W_]", rest) and not found[0].words else None

    def value(self, row: int, column: int) -> Figure | None:
        """The figure of a cell; the first of “35 % (30–40 %)”, which brings its interval."""
        found = self.figures(row, column)
        if len(found) == 3 and found[2].number.joined and found[0].unit == found[1].unit:
            return found[0]
        return self.figure(row, column)

    @cached_property
    def top(self) -> int:
        """How many rows at the top name columns."""
        for index, row in enumerate(self.grid.rows):
            cells = [cell for cell in row[1:] if cell] or [cell for cell in row if cell]
            if not cells or not all(cell.header for cell in cells):
                return index
        return self.grid.height

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return tuple(self.make_column(index) for index in range(self.grid.width))

    def make_column(self, index: int) -> Column:
        heads = tuple(
            dict.fromkeys(
                " ".join(cell.text.text.split())
                for row in self.grid.rows[: self.top]
                if (cell := row[index])
            )
        )
        units = Counter(
            one.unit for row in range(self.grid.height) if (one := self.value(row, index))
        )
        unit = units.most_common(1)[0][0] if units else ""
        years = frozenset(year for head in heads for year in YEAR.findall(head))
        last = heads[-1] if heads else ""
        roles = {role for role in ROLES if plays(last, self.lang, role)}
        roles |= {
            role
            for role in ("rate", "invited", "answered")
            if not roles & {"rate", "invited", "answered"} and holds(last, self.lang, role)
        }
        return Column(index, heads, unit, years, frozenset(roles))

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        made, part = [], 0
        for index in range(self.top, self.grid.height):
            cells = {id(cell): cell for cell in self.grid.rows[index] if cell}
            own = [cell for cell in cells.values() if cell.row == index]
            if not own:
                continue
            first = self.grid.rows[index][0] if self.grid.width else None
            label = plain(first.text.text) if first else ""
            filled = [cell for cell in own if cell.text.text.strip()]
            alone = len(filled) == 1 and filled[0].column == 0 and not filled[0].text.numbers
            if alone and self.grid.width > 1:
                part += 1
                continue
            roles = frozenset(role for role in ROW_ROLES if plays(label, self.lang, role))
            first_word = label.partition(",")[0] if "," in label else ""
            for role in ("answer_yes", "answer_no"):
                if first_word and plays(first_word, self.lang, role):
                    roles |= {role}
            made.append(Row(index, label, part, roles))
        return tuple(made)

    @cached_property
    def parts(self) -> tuple[tuple[Row, ...], ...]:
        """Rows by the question they belong to."""
        made: dict[int, list[Row]] = {}
        for row in self.rows:
            made.setdefault(row.part, []).append(row)
        return tuple(tuple(rows) for rows in made.values())

    def says(self, group: str) -> bool:
        """Whether its caption, notes or the text near it hold a word of a group."""
        return holds(self.about, self.lang, group)

    def pair(self, row: int, column: int) -> tuple[Figure, Figure] | None:
        """The counts of a cell that reads “8 of 10”."""
        found = self.figures(row, column)
        if len(found) < 2:
            return None
        pairs = pairs_of(found[0].text)
        return (pairs[0].part, pairs[0].whole) if len(pairs) == 1 else None


def sheets_of(reading: Reading) -> tuple[Sheet, ...]:
    """The tables and charts of a report, with what is said about each."""
    made = []
    for block in reading.blocks:
        if block.grid:
            caption = (
                reading.blocks[block.grid.caption].text.text if block.grid.caption >= 0 else ""
            )
            caption = caption or (block.text.text if block.kind == "chart" else "")
            lang = block.text.lang or reading.lang
            about = "\n".join((caption, *near(reading, block.index)))
            made.append(Sheet(reading, block, block.grid, lang, caption, about))
    return tuple(made)


def near(reading: Reading, index: int) -> list[str]:
    """Texts that may speak of a table: the last before it, the first after it."""
    texts, blocks = [], reading.blocks
    for block in reversed(blocks[max(0, index - SECTION) : index]):
        texts.append(block.text.text)
        if block.kind in ("heading", "table"):
            break
    for block in blocks[index + 1 : index + 1 + NEAR]:
        if block.kind in ("heading", "table", "caption"):
            break
        texts.append(block.text.text)
    return texts
