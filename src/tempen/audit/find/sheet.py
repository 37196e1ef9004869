"""A table as its reader understands it: what its rows and columns hold, and which are totals."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache, cached_property

from tempen.audit.find.figures import Figure, figures_of
from tempen.audit.find.pairs import pairs_of
from tempen.audit.reading import Block, Cell, Grid, Reading, Text
from tempen.locale.lexicon import any_of, lexicon

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
MARKS = re.compile(r"[\s*†‡:.,()\[\]]+$|^[\s*†‡]+")
NEAR = 3  # blocks after a table that may be its notes
SECTION = 6  # blocks before a table that may speak of it
MIXED = 0.7  # of a column's cells that must hold a count and a share
N_IS = re.compile(
    r"(?:\b[nN]\s*[=:]|\b(?:bas|base)\s*[:=]?|\bsample size\s*[:=])\s*$", re.IGNORECASE
)
TITLE = 200  # characters: a longer paragraph is no title of a table


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


def names_all(text: str, lang: str) -> bool:
    """“All businesses”, “Samtliga kommuner”: a total by another name."""
    bare = plain(YEAR.sub("", re.sub(r"\([^)]*\)", "", text)))
    return bool(re.fullmatch(rf"(?:{role_pattern(lang, 'total').pattern})\s+[^\W\d_]+", bare, re.I))


def holds_first(text: str, lang: str) -> bool:
    """“Antal kommuner”, “Number of responses”: a label that begins with a word for a base."""
    return bool(re.match(rf"(?:{role_pattern(lang, 'base').pattern})(?!\w)", text.strip(), re.I))


def ahead(figure: Figure) -> str:
    return figure.text.text[max(0, figure.start - 16) : figure.start]


def bases_in(text: Text) -> list[Figure]:
    """Counts that are said to be numbers of answers: “n = 203”, “(base: 2,458)”."""
    return [
        one
        for one in figures_of(text)
        if one.unit == "count" and one.number.decimals == 0 and N_IS.search(ahead(one))
    ]


def kinds_of(cell: Cell) -> tuple[str, ...]:
    """The two kinds of number of a body cell that reads “17 (94 %)” or “94 % (17)”."""
    if cell.header:
        return ()
    found = figures_of(cell.text)
    if len(found) != 2 or {one.unit for one in found} != {"count", "percent"}:
        return tuple(one.unit for one in found[:1])
    one, other = found
    text = cell.text.text
    rest = text[: one.start] + text[one.stop : other.start] + text[other.stop :]
    return (one.unit, other.unit) if not re.search(r"[^\W_]", rest) else (one.unit,)


def holds(text: str, lang: str, group: str) -> bool:
    """Whether a text holds a word of a group."""
    return bool(lexicon(lang).pattern(group).search(text))


@dataclass(frozen=True, slots=True)
class Column:
    """unit: what most of its cells hold; roles: what its header says it is; base: the number of
    answers that its header, or the table's caption or notes, state."""

    index: int
    heads: tuple[str, ...]
    unit: str
    years: frozenset[str]
    roles: frozenset[str]
    base: Figure | None = None

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

    A column of cells that read “17 (94 %)” is two columns here, one of counts and one of shares;
    what else has a column's index means this count of columns.

    about  its caption, notes and the text near it: where weights or multiple choice are told of
    stated the figures of its caption and notes that are said to be numbers of answers
    """

    reading: Reading
    block: Block
    grid: Grid
    lang: str
    caption: str = ""
    about: str = ""
    stated: tuple[Figure, ...] = ()
    memo: dict[tuple[int, int], tuple[Figure, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def lanes(self) -> tuple[tuple[int, str], ...]:
        """Columns as the grid counts them, those of two kinds of number twice."""
        made: list[tuple[int, str]] = []
        for index in range(self.grid.width):
            kinds = [kinds_of(cell) for row in self.grid.rows if (cell := row[index])]
            both = [one for one in kinds if len(one) == 2]
            if index and len(both) > 1 and len(both) >= MIXED * sum(bool(one) for one in kinds):
                made += [(index, kind) for kind in both[0]]
            else:
                made.append((index, ""))
        return tuple(made)

    def figures(self, row: int, column: int) -> tuple[Figure, ...]:
        """The figures of a body cell."""
        if (row, column) not in self.memo:
            at, kind = self.lanes[column]
            cell = self.grid.rows[row][at]
            alone = cell and cell.row == row and cell.column == at and not cell.header
            found = figures_of(cell.text) if cell and alone else ()
            if kind and cell and len(kinds_of(cell)) == 2:
                found = tuple(one for one in found if one.unit == kind)
            self.memo[row, column] = found
        return self.memo[row, column]

    def figure(self, row: int, column: int) -> Figure | None:
        """The figure of a cell that holds one and nothing else."""
        found = self.figures(row, column)
        if len(found) != 1:
            return None
        rest = found[0].text.text[: found[0].start] + found[0].text.text[found[0].stop :]
        bare = self.lanes[column][1] or not re.search(r"[^\W_]", rest)
        return found[0] if bare and not found[0].words else None

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
        return tuple(self.make_column(index) for index in range(len(self.lanes)))

    def make_column(self, index: int) -> Column:
        over = [cell for row in self.grid.rows[: self.top] if (cell := row[self.lanes[index][0]])]
        heads = tuple(dict.fromkeys(" ".join(cell.text.text.split()) for cell in over))
        units = Counter(
            one.unit for row in range(self.grid.height) if (one := self.value(row, index))
        )
        unit = units.most_common(1)[0][0] if units else ""
        years = frozenset(year for head in heads for year in YEAR.findall(head))
        last = heads[-1] if heads else ""
        roles = {role for role in ROLES if plays(last, self.lang, role)}
        if not roles and names_all(last, self.lang):
            roles = {"total"}
        roles |= {
            role
            for role in ("rate", "invited", "answered")
            if not roles & {"rate", "invited", "answered"} and holds(last, self.lang, role)
        }
        if holds(last, self.lang, "change_header"):
            roles |= {"change_header"}
        if self.lanes[index][1]:
            roles -= {"base", "answered", "share", "rate"}
        own = [one for cell in over for one in bases_in(cell.text)]
        base = own[-1] if own else self.base_of(years)
        return Column(index, heads, unit, years, frozenset(roles), base)

    def base_of(self, years: frozenset[str]) -> Figure | None:
        """What the caption or a note states: one number of answers, or one for each year."""
        if len(self.stated) == 1:
            return self.stated[0]
        named = [one for one in self.stated if YEAR.findall(ahead(one))[-1:] == [*years]]
        return named[0] if len(named) == 1 else None

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        made, part = [], 0
        for index in range(self.top, self.grid.height):
            cells = {id(cell): cell for cell in self.grid.rows[index] if cell}
            own = [cell for cell in cells.values() if cell.row == index]
            if not own:
                continue
            first = self.grid.rows[index][0] if self.grid.width else None
            whole_label = first.text.text if first else ""
            label = plain(whole_label)
            filled = [cell for cell in own if cell.text.text.strip()]
            alone = len(filled) == 1 and filled[0].column == 0 and not filled[0].text.numbers
            if alone and self.grid.width > 1:
                part += 1
                continue
            roles = frozenset(role for role in ROW_ROLES if plays(whole_label, self.lang, role))
            if holds_first(whole_label, self.lang) and self.counts_in(index):
                roles |= {"base"}
            if not roles & {"total", "base"} and names_all(label, self.lang):
                roles |= {"total"}
            first_word = label.partition(",")[0] if "," in label else ""
            for role in ("answer_yes", "answer_no"):
                if first_word and plays(first_word, self.lang, role):
                    roles |= {role}
            made.append(Row(index, label, part, roles))
        return tuple(made)

    def counts_in(self, row: int) -> bool:
        """Whether a row holds counts under columns of shares."""
        units = [
            (one.unit, column.unit)
            for column in self.columns
            if column.index and (one := self.value(row, column.index))
        ]
        return bool(units) and all(unit == ("count", "percent") for unit in units)

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
            caption = caption or title_of(reading, block)
            lang = block.text.lang or reading.lang
            about = "\n".join((caption, *(one.text for one in near(reading, block.index))))
            stated = stated_by(reading, block)
            made.append(Sheet(reading, block, block.grid, lang, caption, about, stated))
    return tuple(made)


def title_of(reading: Reading, block: Block) -> str:
    """The line right before a table that names it without a number, and the words of its corner:
    “Share of adults who trust …”, “How satisfied are you?”."""
    assert block.grid
    corner = block.grid.rows[0][0]
    words = [corner.text.text] if corner and corner.header and " " in corner.text.text else []
    if block.index:
        last = reading.blocks[block.index - 1]
        line = last.text.text.strip()
        if last.kind in ("paragraph", "heading") and len(line) < TITLE and line[-1:] not in ".!":
            words.insert(0, line)
    return " ".join(words)


def stated_by(reading: Reading, block: Block) -> tuple[Figure, ...]:
    """Numbers of answers that a table's caption states, else the note under it."""
    assert block.grid
    if block.grid.caption >= 0:
        found = bases_in(reading.blocks[block.grid.caption].text)
        if found:
            return tuple(found)
    blocks = reading.blocks
    beside = [blocks[i] for i in (block.index - 1, block.index + 1) if 0 <= i < len(blocks)]
    for one in beside:
        if one.kind in ("paragraph", "caption", "footnote") and len(one.text.text) < TITLE:
            found = bases_in(one.text)
            if found:
                return tuple(found)
    return ()


def near(reading: Reading, index: int) -> list[Text]:
    """Texts that may speak of a table: the last before it, the first after it."""
    texts, blocks = [], reading.blocks
    for block in reversed(blocks[max(0, index - SECTION) : index]):
        texts.append(block.text)
        if block.kind in ("heading", "table"):
            break
    for block in blocks[index + 1 : index + 1 + NEAR]:
        if block.kind in ("heading", "table", "caption"):
            break
        texts.append(block.text)
    return texts
