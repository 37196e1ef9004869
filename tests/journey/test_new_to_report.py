"""From `tempen new` to a finished report: every file can be opened and says what it should."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
import pikepdf
import pytest

from tempen.pipeline import Request, build_report, check
from tempen.study.new import create

TITLES = {
    "sv": "Digitala tjänster på bibliotek och museer",
    "en": "Digital services in libraries and museums",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("new")
    create(folder / "culture")
    assert check(folder / "culture") == ()
    wanted = Request(folder / "culture", folder / "out", word_pages="pdf")
    built = build_report(wanted)
    assert built.warnings == ()
    assert [path.name for path, _ in built.files] == [
        f"culture-{lang}.{form}"
        for lang in ("sv", "en")
        for form in ("html", "pdf", "docx", "xlsx")
    ]
    assert sorted(folder.joinpath("out").iterdir()) == sorted(path for path, _ in built.files)
    return folder / "out"


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_pdf_opens_tagged_in_its_language(made, lang):
    with pikepdf.open(made / f"culture-{lang}.pdf") as pdf:
        assert str(pdf.Root.Lang).startswith(lang)
        assert pdf.Root.MarkInfo.Marked and pdf.Root.StructTreeRoot
        assert len(pdf.pages) > 2
        assert TITLES[lang] in str(pdf.docinfo["/Title"])


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_word_opens_with_headings_and_charts(made, lang):
    word = docx.Document(str(made / f"culture-{lang}.docx"))
    styles = {paragraph.style.name for paragraph in word.paragraphs if paragraph.style}
    assert {"Heading 1", "Heading 2"} <= styles
    assert TITLES[lang] in word.core_properties.title
    assert any("chart" in relation.reltype for relation in word.part.rels.values())


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_annex_opens_with_a_sheet_a_table(made, lang):
    book = openpyxl.load_workbook(made / f"culture-{lang}.xlsx", read_only=True)
    assert len(book.sheetnames) > 2
    assert all(len(list(sheet.iter_rows(max_row=3))) for sheet in book.worksheets)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_page_stands_alone(made, lang):
    page = (made / f"culture-{lang}.html").read_text("utf-8")
    assert f'<html lang="{lang}' in page and TITLES[lang] in page
    assert 'src="http' not in page and "{{" not in page.partition("<script")[0]
