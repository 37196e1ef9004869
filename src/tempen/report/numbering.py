"""Numbers of headings, figures and tables, and the ids that links lead to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from tempen.errors import Faults
from tempen.locale import mark
from tempen.report import nodes
from tempen.terms.document import Heading, Inlines
from tempen.terms.study import Study

NOT_IN_IDS = re.compile(r"[^a-z0-9]+")


@dataclass
class Numbering:
    """Counts along as the report is written; figures and tables are known beforehand.

    figures, tables  id -> number, in the order of the report
    """

    figures: dict[str, int] = field(default_factory=dict)
    tables: dict[str, int] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    counts: list[int] = field(default_factory=lambda: [0, 0, 0])
    level: int = 1
    numbered: bool = True
    appendix: bool = False

    def figure(self, id: str) -> int:
        return self.figures[id]

    def table(self, id: str) -> int:
        return self.tables[id]

    def table_target(self, id: str) -> str:
        """A table may share its id with a chart; its link then has a name of its own."""
        return f"table-{id}" if id in self.figures else id

    def places(self) -> dict[tuple[str, str], tuple[str, str]]:
        """(“figure” or “table”, id) -> (number, target)."""
        found = {("figure", id): (str(n), id) for id, n in self.figures.items()}
        tables = {("table", id): (str(n), self.table_target(id)) for id, n in self.tables.items()}
        return found | tables

    def heading(self, level: int, inlines: Inlines, text: str, mark: str = "") -> Heading:
        if level == 1:
            self.numbered = mark != "unnumbered"
            if mark == "appendix" and not self.appendix:
                self.appendix, self.counts = True, [0, 0, 0]
        self.level = level
        number = self.count(level) if self.numbered and mark != "unnumbered" else ""
        return Heading(self.new_id(text), level, inlines, number)

    def below(self, inlines: Inlines) -> Heading:
        """A heading that a block makes, one level below the author's."""
        text = "".join(getattr(inline, "text", "") for inline in inlines)
        level = min(self.level + 1, 3)
        number = self.count(level) if self.numbered else ""
        return Heading(self.new_id(text), level, inlines, number)

    def count(self, level: int) -> str:
        """The next number of a level; the third level has none."""
        if level == 3:
            return ""
        self.counts[level - 1] += 1
        self.counts[level:] = [0] * (3 - level)
        first = chr(64 + self.counts[0]) if self.appendix else str(self.counts[0])
        return first if level == 1 else f"{first}.{self.counts[1]}"

    def new_id(self, text: str) -> str:
        plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
        base = NOT_IN_IDS.sub("-", plain).strip("-") or "section"
        id, n = base, 1
        while id in self.ids or id in self.figures or id in self.tables:
            n += 1
            id = f"{base}-{n}"
        self.ids.add(id)
        return id


def number_blocks(blocks: Iterable[nodes.Block], study: Study, faults: Faults) -> Numbering:
    """Number every figure and table before anything is written, for references ahead."""
    numbering = Numbering()
    for fence in nodes.walk_blocks(tuple(blocks)):
        if isinstance(fence, nodes.Fence):
            number_fence(fence, numbering, study, faults)
    return numbering


def number_fence(fence: nodes.Fence, numbering: Numbering, study: Study, faults: Faults) -> None:
    id = str(fence.settings.get("id") or fence.kind)
    if fence.kind == "chart":
        add(id, numbering.figures, fence, faults)
    elif is_true(fence.settings.get("annex_only")):
        return
    elif fence.kind in ("table", "response", "measures"):
        add(id, numbering.tables, fence, faults)
    elif fence.kind == "all_tables":
        for item in study.items:
            if item.kind != "text":
                add(f"all-{item.id}", numbering.tables, fence, faults)


def add(id: str, numbers: dict[str, int], fence: nodes.Fence, faults: Faults) -> None:
    if id in numbers:
        kind = mark("chart") if fence.kind == "chart" else mark("table")
        faults.add("REPORT-17", fence.place_of("id"), kind=kind, id=id)
        return
    numbers[id] = len(numbers) + 1


def is_true(value: object) -> bool:
    return str(value).lower() in ("true", "yes")
