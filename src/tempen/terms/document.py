"""A report as a typed document: what every writer receives, complete and in one language.

Texts are final: numbers are formatted, claims decided, references resolved, numbering done.
A writer lays out and never computes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

# --- evidence -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Evidence:
    """Where a number comes from, for its reader: opened on click or focus in HTML.

    facts  (label, text) pairs in reading order: question, answers, wave, group, base, weight,
           interval, method, reliability; in the document's language
    The figures are for machines (the annex): shares 0..1; None where there is none.
    """

    id: str
    facts: tuple[tuple[str, str], ...]
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    base: float | None = None
    n_eff: float | None = None
    caution: bool = False


# --- inlines --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    text: str


@dataclass(frozen=True)
class Strong:
    inlines: tuple[Inline, ...]


@dataclass(frozen=True)
class Emphasis:
    inlines: tuple[Inline, ...]


@dataclass(frozen=True)
class Link:
    inlines: tuple[Inline, ...]
    url: str


@dataclass(frozen=True)
class Number:
    """A computed text (a number, a range, a label found in the data) and its evidence."""

    text: str
    evidence: str


@dataclass(frozen=True)
class Claim:
    """Words that the data were asked about and supported."""

    inlines: tuple[Inline, ...]
    evidence: tuple[str, ...]
    condition: str = ""


@dataclass(frozen=True)
class CrossReference:
    """“figure 3”: text is final; target is the id of a Figure, Table or Heading."""

    text: str
    target: str


@dataclass(frozen=True)
class Note:
    """A footnote, numbered by the writer in order of appearance."""

    inlines: tuple[Inline, ...]


Inline = Text | Strong | Emphasis | Link | Number | Claim | CrossReference | Note
Inlines = tuple[Inline, ...]

# --- charts and tables ----------------------------------------------------------------------

ChartKind = Literal["bars", "stacked", "diverging", "dumbbell"]
Role = Literal["accent", "muted", "grey", "low2", "low1", "middle", "high1", "high2", "outside"]


@dataclass(frozen=True)
class Point:
    """One mark. value None is a gap, and `text` says why (“not asked”, “too few answers”)."""

    value: float | None
    text: str
    low: float | None = None
    high: float | None = None
    n: int | None = None
    evidence: str = ""
    caution: bool = False


@dataclass(frozen=True)
class Series:
    """The points of one wave, group or answer level, one per category, in their order.

    role  the colour's meaning, which a writer's palette turns into a colour
    """

    id: str
    label: str
    role: Role
    points: tuple[Point, ...]


@dataclass(frozen=True)
class View:
    """The same chart for one domain level (a sector); the first view is everyone."""

    id: str
    label: str
    series: tuple[Series, ...]
    note: str = ""


@dataclass(frozen=True)
class Chart:
    """One specification for every writer.

    bars       categories are answers or items; a series a wave or group; thin interval lines
    stacked    categories are rows or groups, series are answer levels that sum to 1
    diverging  as stacked, centred on the middle level
    dumbbell   categories are rows, two series are two waves
    unit       "percent": values are shares 0..1; else the unit's name
    """

    id: str
    number: int
    kind: ChartKind
    title: Inlines
    alt: str
    categories: tuple[str, ...]
    views: tuple[View, ...]
    unit: str = "percent"
    note: Inlines = ()

    @property
    def series(self) -> tuple[Series, ...]:
        return self.views[0].series


@dataclass(frozen=True)
class Column:
    label: str
    align: Literal["left", "right"] = "right"
    spanner: str = ""  # a heading over neighbouring columns with the same spanner
    width: float = 1.0  # relative


@dataclass(frozen=True)
class Cell:
    """`value` is the unformatted number for the annex, with its `format`."""

    inlines: Inlines
    value: float | None = None
    format: Literal["text", "percent", "count", "decimal", "points"] = "text"
    evidence: str = ""
    caution: bool = False


@dataclass(frozen=True)
class Row:
    """`label` heads the row; a row of kind "group" has a label and no cells."""

    label: Inlines
    cells: tuple[Cell, ...]
    kind: Literal["body", "group", "total"] = "body"


@dataclass(frozen=True)
class Table:
    """`stub` heads the column of row labels; rows hold one cell per column."""

    id: str
    number: int
    title: Inlines
    stub: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: Inlines = ()
    annex_only: bool = False


# --- blocks ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Heading:
    """`number` is "" for unnumbered headings, else "3" or "3.1"; appendices "A", "A.1"."""

    id: str
    level: int  # 1..3
    inlines: Inlines
    number: str = ""


@dataclass(frozen=True)
class Paragraph:
    inlines: Inlines
    style: Literal["body", "lead", "small"] = "body"


@dataclass(frozen=True)
class ItemList:
    """A list; each entry is a sequence of blocks."""

    entries: tuple[tuple[Block, ...], ...]
    ordered: bool = False


@dataclass(frozen=True)
class Quote:
    """An open answer quoted; `made_up` quotations carry the stamp that says so."""

    inlines: Inlines
    attribution: str = ""
    made_up: bool = False
    mark: str = ""  # the text of the stamp, e.g. “made-up quotation”


@dataclass(frozen=True)
class Box:
    """Set-off text: `key` (what to remember), `note`, `caution` (preliminary, made up)."""

    kind: Literal["key", "note", "caution"]
    title: Inlines
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class KeyFigure:
    value: Inlines
    label: Inlines


@dataclass(frozen=True)
class KeyFigures:
    """Two to four large numbers side by side."""

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Figure:
    chart: Chart


@dataclass(frozen=True)
class TableBlock:
    table: Table


@dataclass(frozen=True)
class PageBreak:
    pass


Block = Heading | Paragraph | ItemList | Quote | Box | KeyFigures | Figure | TableBlock | PageBreak


@dataclass(frozen=True)
class Document:
    """A whole report.

    stamp      stands on every page and export ("reconstructed from printed figures"); ""
    evidence   by id, for every Number, Claim, Point and Cell that names one
    annex      tables that only the XLSX annex holds, beside those in `blocks`
    replaced   in a preliminary build: (place, claim that did not hold, neutral text)
    """

    study: str
    lang: str
    title: str
    subtitle: str
    publisher: str
    date: date | None
    blocks: tuple[Block, ...]
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    stamp: str = ""
    abstract: str = ""  # document metadata: description
    annex: tuple[Table, ...] = ()
    preliminary: bool = False
    replaced: tuple[tuple[str, str, str], ...] = ()
