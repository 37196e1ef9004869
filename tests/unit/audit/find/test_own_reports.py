"""Tempen's own reports pass their audit; ten changes made by hand are ten places found."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import pytest
from docx import Document
from docx.text.paragraph import Paragraph

from tempen.audit.audit import audit
from tempen.audit.readers import read
from tempen.audit.reading import Reading
from tempen.terms.finding import Audit, Finding

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
EXAMPLES = Path(__file__).parents[4] / "examples"
STUDIES = ("fiktiva-kommuner", "ai-offentlig-sektor")


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """Both examples in Word, HTML and PDF, in both languages."""
    from tempen.pipeline import Request, build_report

    out = tmp_path_factory.mktemp("own")
    for study in STUDIES:
        formats = ("docx", "html", "pdf")
        build_report(Request(folder=EXAMPLES / study, out=out, formats=formats, word_pages="pdf"))
    return out


@cache
def audited(path: Path) -> tuple[Reading, Audit]:
    reading = read(path.name, path.read_bytes())
    return reading, audit(reading)


@pytest.mark.parametrize("format", ["docx", "html", "pdf"])
@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("study", STUDIES)
def test_own_reports_pass_with_their_coverage_told(built, study, lang, format):
    reading, done = audited(built / f"{study}-{lang}.{format}")
    assert [one for one in done.findings if one.severity != "note"] == []
    assert reading.lang == lang
    assert done.coverage.checked > 80
    assert sum(done.coverage.reasons.values()) == done.coverage.found - done.coverage.checked


# What stands there, what it is changed to, and where it is found.
CHANGES = [
    ("Av 180 organisationer svarade 133", "Av 180 organisationer svarade 123", "TWICE-01"),
    ("98 % mot 45 %", "45 % mot 98 %", "WORDS-07"),
    ("59 % mot 22 %", "22 % mot 59 %", "WORDS-07"),
    ("brist på kompetens, som 66 %", "brist på kompetens, som 56 %", "TWICE-02"),
    ("Bara 8 av 10 svarande", "Bara 18 av 10 svarande", "PART-02"),
    ("Figur 1 visar svaren", "Figur 21 visar svaren", "FORM-03"),
    ("en svarsfrekvens på 70 %", "en svarsfrekvens på 80 %", "PART-01"),
    ("Tabell 5. Avsatta", "Tabell 4. Avsatta", "FORM-01"),
    ("Region | 12 | 11 | 92 %", "Region | 12 | 11 | 82 %", "PART-01"),
    ("Nej | 47 % | 48 %*", "Nej | 57 % | 48 %*", "TOTAL-02"),
]


def change(data: bytes, changes: list[tuple[str, str]]) -> bytes:
    """A Word document with texts replaced, in paragraphs or in the cells of a row."""
    document = Document(io.BytesIO(data))
    left = list(changes)
    body = document.element.body
    for element in body.iter(f"{WORD}p"):
        paragraph = Paragraph(element, document)
        text = spaced("".join(one.text or "" for one in element.iter(f"{WORD}t")))
        for old, new in list(left):
            if "|" not in old and old in text:
                text = text.replace(old, new)
                rewrite(paragraph, text)
                left.remove((old, new))
    for table in document.tables:
        for row in table.rows:
            line = " | ".join(spaced(cell.text) for cell in row.cells)
            for old, new in list(left):
                if "|" in old and line.startswith(old):
                    for cell, was, now in zip(
                        row.cells, old.split(" | "), new.split(" | "), strict=False
                    ):
                        if was != now:
                            rewrite(cell.paragraphs[0], now)
                    left.remove((old, new))
    assert left == []
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ")


def rewrite(paragraph: Paragraph, text: str) -> None:
    first, *rest = paragraph._p.iter(f"{WORD}t")
    first.text = text
    for one in rest:
        one.text = ""


def texts(reading: Reading, finding: Finding) -> str:
    """The text that a finding marks and those that it rests on; rows of tables as lines."""
    made = []
    for one in (finding.passage, *finding.others):
        block = reading.blocks[one.block]
        if block.grid and one.row >= 0:
            cells = {id(cell): cell for cell in block.grid.rows[one.row] if cell}.values()
            made.append(" | ".join(cell.text.text for cell in cells))
        else:
            made.append(block.text.text)
    return spaced("\n".join(made))


def test_ten_changes_are_ten_places(built):
    data = (built / "fiktiva-kommuner-sv.docx").read_bytes()
    reading = read("rapport.docx", change(data, [(old, new) for old, new, _ in CHANGES]))
    found = [one for one in audit(reading).findings if one.severity != "note"]
    for _, new, code in CHANGES:
        assert code in {one.code for one in found if new in texts(reading, one)}, new
    for one in found:
        assert any(new in texts(reading, one) for _, new, _ in CHANGES), one
    assert len(found) == len(CHANGES)
