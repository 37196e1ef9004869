"""The questionnaire corrected while the wave is open: what answers can live with, and what not."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from tests.unit.web.office.field import answer
from tests.web import STUDY


@pytest.fixture
def folder(on_sqlite, tmp_path, monkeypatch):
    """The served study in a folder that may be edited."""
    from django.conf import settings

    from tempen.web.study import read_again, served

    copy = shutil.copytree(STUDY, tmp_path / "study")
    own = replace(settings.TEMPEN, study=copy, data=tmp_path / "data")
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(settings, "TEMPEN", own)
    read_again()
    served()
    yield copy
    monkeypatch.undo()
    read_again()


RESIDENTS = ("benefit", "value", "residents=great")


def edit(folder, file, old, new):
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def propose():
    from tempen.web.office.versions import propose as find
    from tempen.web.respond.fieldwork import current

    return find(current())


def test_a_misspelt_text_is_corrected_and_answers_go_on(folder):
    from tempen.web.office.versions import adopt
    from tempen.web.respond.fieldwork import current
    from tempen.web.study import read_again, served

    begun = answer("k001", {"strategy": "drafting"}, sent=False)
    key = "items.strategy.question"
    before = served().text("en", key)
    edit(folder, "texts/en.yaml", "have a strategy", "have an agreed strategy")
    read_again()
    assert served().text("en", key) == before  # what only stands in the folder is not asked
    assert propose().changed == ("texts/en.yaml",) and propose().may_be_adopted
    version = adopt(current(), "a word was missing")
    assert (version.number, version.why) == (2, "a word was missing")
    read_again()
    assert "agreed" in served().text("en", key)
    begun.refresh_from_db()
    assert begun.version.number == 1  # each response knows its own
    first = current().versions.get(number=1)
    assert "agreed" not in first.files["texts/en.yaml"]  # and a version never changes
    assert propose().changed == ()


@pytest.mark.parametrize(
    ("old", "new", "item", "why", "example"),
    [
        ("culture, drones]", "culture]", "services", "value", "permits drones"),
        ("rows: [residents, quality,", "rows: [quality,", *RESIDENTS),
        ("maximum: ", "maximum: 1 # ", "budget", "value", "1250"),
    ],
)
def test_a_change_that_breaks_answers_is_refused_with_the_reason(
    folder, old, new, item, why, example
):
    answers = {"services": "permits drones", "benefit": {"residents": "great"}, "budget": "1250"}
    answer("k001", answers)
    assert propose().changed == ()
    edit(folder, "questionnaire.yaml", old, new)
    found = propose()
    assert [fault.say() for fault in found.faults] == []
    refused = [(r.item, r.why, r.answers, r.example) for r in found.refusals]
    assert refused == [(item, why, 1, example)]
    assert not found.may_be_adopted


def test_a_study_with_faults_is_not_adopted(folder):
    edit(folder, "questionnaire.yaml", "kind: yesno", "kind: maybe")
    found = propose()
    assert [fault.code for fault in found.faults][:1] == ["ITEM-09"]
    assert not found.may_be_adopted
