"""What the parts of one page share while it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tempen.locale import Speak, speak
from tempen.report.format import FORMATS, Format
from tempen.report.svg import Drawn
from tempen.report.write.html.provenance import Provenance
from tempen.terms.document import Document, Note


@dataclass
class Page:
    """`notes` are the footnotes met so far, in order; `drawn` are pictures of earlier builds."""

    document: Document
    provenance: Provenance
    say: Speak
    format: Format
    notes: list[Note] = field(default_factory=list)
    emphasis: bool = False  # whether the italic face is needed
    drawn: Drawn | None = None
    specs: dict[str, Any] = field(default_factory=dict)  # by id of chart, for the script

    @classmethod
    def of(cls, document: Document, drawn: Drawn | None = None) -> Page:
        lang = document.lang
        sources = Provenance(document.evidence)
        return cls(document, sources, speak(lang), FORMATS[lang], drawn=drawn)
