"""The receipt and the questionnaire as PDFs: tagged, with every question, and without a fault that
veraPDF could find."""

from __future__ import annotations

import pikepdf
import pytest

from tests import verapdf
from tests.unit.web.respond.test_answering import answer_all
from tests.unit.web.respond.walk import Walker, invite

PAPERS = {"receipt.pdf": ("Kvitto", "Receipt"), "questionnaire.pdf": ("Frågorna", "The questions")}


def fetch(walker: Walker, name: str) -> bytes:
    found = walker.get(name)
    assert found.status_code == 200 and found.headers["Content-Type"] == "application/pdf"
    return found.content


@pytest.fixture
def papers(on_sqlite, tmp_path):
    """Both, in both languages, of a response with every kind of answer."""
    made = {}
    for at, lang in enumerate(("sv", "en")):
        contact = invite(f"k00{at + 1}", "Åsa <Öberg> & co")
        walker = Walker(lang).open(contact).begin()
        answer_all(walker)
        walker.post("send")
        for name in PAPERS:
            path = tmp_path / f"{lang}-{name}"
            path.write_bytes(fetch(walker, name))
            made[lang, name] = path
    return made


def test_papers_are_tagged_and_in_the_readers_language(papers):
    pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")
    for (lang, name), path in papers.items():
        with pikepdf.open(path) as pdf:
            assert str(pdf.Root.Lang).startswith(lang) and pdf.Root.MarkInfo.Marked
            assert pdf.Root.ViewerPreferences.DisplayDocTitle
        document = pdfium.PdfDocument(path)
        text = "".join(page.get_textpage().get_text_range() for page in document)
        assert PAPERS[name][lang == "en"] in text, path
        if name == "receipt.pdf":
            assert "<script>alert(1)</script>" in text  # an answer, as it was written


def test_verapdf_finds_no_fault_in_the_papers(papers):
    assert verapdf.check(papers.values()) == []
