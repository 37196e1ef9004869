"""The main examples in both languages: no fault of PDF/UA-1, and insights that build when pasted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import tempen
from tests import verapdf

EXAMPLES = Path(__file__).parents[3] / "examples"
LANGUAGES = ("sv", "en")


@pytest.mark.parametrize("name", ["ai-offentlig-sektor", "fiktiva-kommuner"])
def test_verapdf_finds_no_fault_in_an_example(name, tmp_path):
    verapdf.prepare()  # skips before the report is built
    tempen.open(EXAMPLES / name).report(tmp_path, formats=("pdf",))
    made = sorted(tmp_path.glob("*.pdf"))
    assert [path.stem for path in made] == [f"{name}-en", f"{name}-sv"]
    assert verapdf.check(made) == []


def test_ten_insights_pasted_into_the_reports_build(tmp_path):
    folder = tmp_path / "study"
    shutil.copytree(EXAMPLES / "fiktiva-kommuner", folder)
    for lang in LANGUAGES:
        sentences = tempen.open(folder, lang=lang).insights(10)["source"].to_list()
        assert len(sentences) == 10
        report = folder / "report" / f"{lang}.md"
        pasted = "\n\n".join((report.read_text(encoding="utf-8"), *sentences))
        report.write_text(pasted + "\n", encoding="utf-8")
    tempen.open(folder).report(tmp_path / "out", formats=("html",))
    pages = {path.stem[-2:]: path.read_text() for path in (tmp_path / "out").glob("*.html")}
    assert "Cramérs V" in pages["sv"] and "Cramér’s V" in pages["en"]
