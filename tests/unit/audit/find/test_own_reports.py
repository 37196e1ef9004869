"""Tempen's own reports pass their audit; ten changes made by hand are ten places found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import takewhile
from pathlib import Path

import pytest

from tempen.audit.audit import audit
from tempen.audit.readers import read
from tempen.audit.reading import Reading
from tempen.auditor import known_figures
from tempen.terms.finding import Audit, Finding, Known
from tests.unit.audit.readers.made import part, with_part

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


@cache
def data_of(study: str, lang: str) -> tuple[Known, ...]:
    return known_figures(EXAMPLES / study, lang)


@pytest.mark.parametrize("format", ["docx", "html", "pdf"])
@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("study", STUDIES)
def test_own_reports_agree_with_their_study(built, study, lang, format):
    reading, before = audited(built / f"{study}-{lang}.{format}")
    done = audit(reading, known=data_of(study, lang))
    assert [one for one in done.findings if one.code.startswith("STUDY")] == []
    assert done.coverage.checked > before.coverage.checked + 100


# What stands there, what it is changed to, and where it is found; “ | ” divides cells.
CHANGES = [
    ("Av 180 organisationer svarade 133", "Av 180 organisationer svarade 123", "TWICE-01"),
    ("98 % mot 45 %", "45 % mot 98 %", "WORDS-07"),
    ("59 % mot 22 %", "22 % mot 59 %", "WORDS-07"),
    ("brist på kompetens, som 66 %", "brist på kompetens, som 56 %", "TWICE-02"),
    ("Bara 8 av 10 svarande", "Bara 18 av 10 svarande", "PART-02"),
    ("Figur 1 visar svaren", "Figur 21 visar svaren", "FORM-03"),
    ("en svarsfrekvens på 70 %", "en svarsfrekvens på 80 %", "PART-01"),
    ("Tabell 6 | Avsatta", "Tabell 5 | Avsatta", "FORM-01"),
    ("Region | 12 | 11 | 92 %", "Region | 12 | 11 | 82 %", "PART-01"),
    ("Nej | 47 % | 48 %", "Nej | 57 % | 48 %", "TOTAL-02"),
]
TAGS = r"(?:<w:instrText[^>]*>[^<]*</w:instrText>|<[^>]*>|[\s.])*"
LITERALS = r'(?:"\]?\)?,?\s?\[?#"|"\]#")?'  # of Typst: where one text ends and the next begins


def change(source: str, changes: list[tuple[str, str]], between: str) -> str:
    """A document's source with words replaced, once each; `between` may stand amid its letters."""
    for old, new in changes:
        front = shared(old, new)
        back = shared(old[len(front) :][::-1], new[len(front) :][::-1])[::-1]
        middle = old[len(front) : len(old) - len(back)]
        put = new[len(front) : len(new) - len(back)]
        head, body, tail = (letters(one, between) for one in (front, middle, back))
        found = re.compile(f"({head}{between})({body})(?={between}{tail})")
        *_, last = found.finditer(source)  # before it, it may stand in a list of contents
        source = source[: last.start(2)] + put + source[last.end(2) :]
    return source


def shared(one: str, other: str) -> str:
    """What both begin with."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return "".join(letter for letter, _ in pairs)


def letters(words: str, between: str) -> str:
    pieces = words.replace(" | ", "|")
    return between.join(
        {" ": r"[ \u00a0]", "|": between}.get(letter, re.escape(letter)) for letter in pieces
    )


def spoil(built: Path, format: str) -> bytes:
    """The built report with the ten changes: of PDF, built from its changed source."""
    pairs = [(old, new) for old, new, _ in CHANGES]
    path = built / f"fiktiva-kommuner-sv.{format}"
    if format == "docx":
        main = "word/document.xml"
        made = change(part(path.read_bytes(), main).decode(), pairs, TAGS)
        return with_part(path.read_bytes(), main, made.encode())
    if format == "html":
        return change(path.read_text("utf-8"), pairs, TAGS).encode()
    from tempen.pipeline import Kept, Request, compile_all, quiet, refresh
    from tempen.report.write import pdf

    request = Request(folder=EXAMPLES / "fiktiva-kommuner", out=built)
    compiled = compile_all(refresh(request, quiet, Kept()), ("sv",), None, quiet, alike=True)
    document = compiled["sv"].document
    numbered = ('"number": "6", "title": [#"Avsatta', '"number": "5", "title": [#"Avsatta')
    pairs = [pair for pair in pairs if "Tabell" not in pair[0]]
    source = pdf.typeset(document).source.decode().replace(*numbered)
    return pdf.set_source(change(source, pairs, LITERALS), pdf.find_timestamp(document)).data


def marked(reading: Reading, finding: Finding) -> Iterator[str]:
    """The paragraph, or the row of a table, that a finding marks; of a sum those that it adds."""
    summed = finding.others if finding.code.startswith("TOTAL") else ()
    for at in (finding.passage, *summed):
        block = reading.blocks[at.block]
        text = block.text.text
        if block.grid and at.row >= 0:
            cells = {id(cell): cell for cell in block.grid.rows[at.row] if cell}.values()
            text = " | ".join(cell.text.text for cell in cells)
        yield text.replace("\u00a0", " ")


@pytest.mark.parametrize("format", ["docx", "html", "pdf"])
def test_ten_changes_are_ten_places(built, format):
    reading = read(f"rapport.{format}", spoil(built, format))
    found = [one for one in audit(reading).findings if one.severity != "note"]
    for _, new, code in CHANGES:
        words = new.partition(" | Avsatta")[0]
        told = [one for one in found if any(words in text for text in marked(reading, one))]
        assert code in {one.code for one in told}, new
    assert len(found) == len(CHANGES)
