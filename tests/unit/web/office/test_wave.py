"""Closing a wave puts its answers into the study folder; the report then stands on them."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import polars as pl
import pytest
from django.utils import timezone

from tempen.errors import TempenError
from tempen.web.office.study_file import set_wave
from tests.unit.web.office.field import answer
from tests.unit.web.office.signed import sign_in
from tests.unit.web.respond.walk import Walker, invite
from tests.web import STUDY

ALL = {
    "strategy": "yes",
    "budget": "1250",
    "services": "permits school",
    "benefit": {"residents": "great", "quality": "some"},
    "comment": 'Två rader:\n"citat"; och =SUM(A1)',
}


@pytest.fixture
def folder(tmp_path, on_sqlite):
    """The study in a folder that may be written to."""
    return shutil.copytree(STUDY, tmp_path / "study")


def close(folder):
    from tempen.web.office.snapshot import close_wave
    from tempen.web.respond.fieldwork import current
    from tempen.web.study import served

    here = served()
    study = replace(here.study, folder=folder)
    return close_wave(current(), study, here.wave, timezone.now())


def test_a_closed_wave_is_a_wave_like_any_other(folder):
    """Two sent in, one only begun, one declined, one not eligible: each where it belongs."""
    from tempen.pipeline import read_answers, read_frames
    from tempen.study import load
    from tempen.web.respond.models import Fieldwork, Unit

    answer("k001", ALL)
    answer("k002", {"strategy": "no"})
    answer("k003", {"strategy": "yes"}, sent=False)
    Unit.objects.filter(code="k004").update(disposition="declined")
    Unit.objects.filter(code="k005").update(disposition="not_eligible")
    manifest = close(folder)
    counts = {"submitted": 2, "not_submitted": 1, "units_declined": 1, "units_not_eligible": 1}
    assert manifest["counts"] == counts | {"rows": 4}
    assert Fieldwork.objects.get().status == "closed"

    study = load(folder)
    wave = study.wave("2028")
    assert (wave.status, wave.answers) == ("closed", "answers/2028.parquet")
    assert wave.opens == wave.closes == timezone.localdate()  # as it was, not as it was planned
    frames, _ = read_frames(study, study.waves)
    cases, _, _ = read_answers(study, frames)
    account = cases.accounts[-1]
    assert (account.read, account.kept) == (4, 2)
    assert account.dispositions == {"k004": "declined", "k005": "not_eligible"}
    row = cases.table.filter(pl.col("wave") == "2028", pl.col("unit") == "k001").to_dicts()[0]
    assert (row["strategy"], row["budget:value"]) == (0, 1250)
    assert row["comment:text"] == ALL["comment"]
    assert (row["services.permits"], row["services.drones"]) == (1, 0)
    assert row["benefit.residents"] == 0
    aside = pl.read_parquet(folder / "answers/2028.set-aside.parquet")
    assert aside.rows() == [("k003", "not_submitted", "strategy", "yes")]
    kept = json.loads((folder / "answers/2028.manifest.json").read_text("utf-8"))
    assert kept["questionnaire"][0]["responses"] == 3
    assert set(kept["files"]) >= {"questionnaire.yaml", "answers/2028.parquet", "frame/2028.csv"}


def test_a_folder_that_cannot_be_written_leaves_the_wave_open(folder, monkeypatch):
    """A full disk: neither the files nor the status have changed."""
    from tempen.web.office import snapshot
    from tempen.web.respond.models import Fieldwork

    def full(folder):
        raise OSError(28, "No space left on device")

    answer("k001", ALL)
    before = (folder / "study.yaml").read_text("utf-8")
    monkeypatch.setattr(snapshot, "force_to_disk", full)
    with pytest.raises(OSError, match="No space"):
        close(folder)
    assert Fieldwork.objects.get().status == "open"
    assert (folder / "study.yaml").read_text("utf-8") == before
    assert not (folder / "answers/2028.parquet").exists()
    monkeypatch.undo()
    close(folder)
    assert Fieldwork.objects.get().status == "closed"


def test_a_reopened_response_counts_again_when_it_is_sent_in_again(on_sqlite):
    from tempen.web.respond.models import Answer, Event, Unit

    walker = Walker().open(invite("k001", "Anna")).begin()
    walker.save("direction", strategy="no")
    walker.post("send")
    office, unit = sign_in("assistant"), Unit.objects.get(code="k001")
    told = office.post(f"/office/units/{unit.pk}/reopen/", follow=True).content.decode()
    assert "The answers are open again" in told and "Reopened by the office" in told
    assert Unit.objects.get(code="k001").disposition == "started"
    assert "until then they do not count" in walker.get().content.decode()
    walker.save("direction", strategy="drafting")
    walker.post("send")
    assert Unit.objects.get(code="k001").disposition == "complete"
    assert list(Answer.objects.order_by("revision").values_list("value", flat=True)) == [
        "no",
        "drafting",
    ]
    assert Event.objects.filter(kind="submitted").count() == 2


def test_a_closed_wave_is_corrected_in_the_folder_and_not_reopened(on_sqlite):
    """What was sent in stands in the study's files: the office refuses, and says where to mend."""
    from tempen.web.respond.models import Fieldwork, Response, Unit

    sent = answer("k001", ALL)
    Fieldwork.objects.update(status="closed", closed_at=timezone.now())
    client, unit = sign_in("lead"), sent.unit_id
    page = client.get(f"/office/units/{unit}/").content.decode()
    assert "correct it there with a row of edits/2028.csv" in page
    assert "Reopen, so that" not in page and "Set the disposition" not in page
    for doing, given in (("reopen", {}), ("settle", {"disposition": "declined"}), ("merge", {})):
        told = client.post(f"/office/units/{unit}/{doing}/", given)
        assert told.status_code == 400, doing
        assert "nothing of it can be changed here" in told.content.decode()
    assert Response.objects.get().status == "submitted"
    assert Unit.objects.get(pk=unit).disposition == "complete"


BLOCK = """waves:
  - id: "2027"
    status: open   # in the field
    frame: frame/2027.csv
    answers: old.csv
"""


def test_keys_of_a_wave_are_set_where_they_stand():
    keys = {"status": "closed", "answers": "answers/2027.parquet", "unit": "orgnr"}
    assert set_wave(BLOCK, "2027", keys) == (
        'waves:\n  - id: "2027"\n    status: closed   # in the field\n    unit: orgnr\n'
        "    frame: frame/2027.csv\n    answers: answers/2027.parquet\n"
    )
    flow = 'waves: [{id: "2027", status: open}, {id: "2030", status: planned}]\n'
    assert set_wave(flow, "2030", {"status": "closed", "unit": "a b"}) == (
        'waves: [{id: "2027", status: open}, {id: "2030", status: closed, unit: "a b"}]\n'
    )
    with pytest.raises(TempenError) as found:
        set_wave(BLOCK, "2031", keys)
    assert found.value.faults[0].code == "OFFICE-01"
