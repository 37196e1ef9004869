"""A document as a tagged PDF (PDF/UA-1), set by Typst in memory.

The same document gives the same bytes: its date is the file's. A warning of Typst is a fault:
it means that something on a page is not as it should be.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tempen.report import palette
from tempen.report.svg import Drawn, chart_svg
from tempen.report.write.typst.source import write_source
from tempen.terms.document import Block, Box, Chart, Document, Figure, ItemList

if TYPE_CHECKING:
    import typst

STANDARD = "ua-1"


class TypesettingError(RuntimeError):
    """Typst refused or warned: a bug in the writer, not a fault of the study."""


@dataclass(frozen=True)
class Pdf:
    """The file, and the source it was set from."""

    data: bytes
    source: bytes

    @cached_property
    def pages(self) -> dict[str, int]:
        """The page of every heading by its id (the cover is page 1); found when asked for."""
        import typst

        found = typst.query(
            self.source, "<places>", field="value", one=True, font_paths=find_fonts()
        )
        return dict(json.loads(found))


def write(document: Document, path: Path) -> None:
    """Write the document as PDF."""
    path.write_bytes(typeset(document).data)


def typeset(document: Document, *, drawn: Drawn | None = None, folder: Path | None = None) -> Pdf:
    """The document as PDF; `drawn` and `folder` keep charts between calls (see `chart_svg`)."""
    charts = {
        chart.id: chart_svg(chart, document.lang, drawn=drawn, folder=folder)
        for chart in find_charts(document.blocks)
    }
    return set_source(write_source(document, charts), find_timestamp(document))


def find_charts(blocks: Iterable[Block]) -> Iterator[Chart]:
    for block in blocks:
        if isinstance(block, Figure):
            yield block.chart
        elif isinstance(block, Box):
            yield from find_charts(block.blocks)
        elif isinstance(block, ItemList):
            for entry in block.entries:
                yield from find_charts(entry)


def find_timestamp(document: Document) -> datetime:
    """Noon of the document's day: a file must not tell when it was made."""
    day = document.date or datetime(2000, 1, 1, tzinfo=UTC).date()
    return datetime.combine(day, time(12), UTC)


def set_source(source: str, timestamp: datetime) -> Pdf:
    import typst

    text = source.encode()
    try:
        data, warnings = typst.compile_with_warnings(
            text,
            format="pdf",
            pdf_standards=[STANDARD],
            timestamp=timestamp,
            font_paths=find_fonts(),
        )
    except typst.TypstError as error:
        raise TypesettingError("\n".join([error.message, error.diagnostic, *error.hints])) from None
    if warnings:
        raise TypesettingError("\n".join(warning.message for warning in warnings))
    return Pdf(data, text)


@cache
def find_fonts() -> typst.Fonts:
    """Only the report's own fonts: a system's would change the pages."""
    import typst

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(palette.FONTS)],
    )
