"""A report on the answers so far, made by a process of its own beside the service."""

from __future__ import annotations

import time

import pytest

from tests.unit.web.office.field import answer
from tests.unit.web.office.signed import sign_in
from tests.web import STUDY, make_config


@pytest.fixture
def config(on_sqlite, web_data, tmp_path, monkeypatch):
    """The settings as the process of the report will read them."""
    from django.conf import settings

    from tempen.web.office import reports

    monkeypatch.setattr(settings, "TEMPEN", make_config(web_data))
    monkeypatch.setattr(reports, "FOLDER", f"reports-{tmp_path.name}")
    return settings.TEMPEN


def wait_for_report(config):
    from tempen.web.office.reports import reports

    until = time.monotonic() + 120
    while (made := reports(config)[0]).state == "making":
        assert time.monotonic() < until
        time.sleep(0.2)
    return made


def test_a_report_on_three_answers_is_marked_and_leaves_the_study_alone(config):
    """Three answers weigh nothing yet: it has plain percentages, and says that it is preliminary."""
    for code in ("k001", "k002", "m01"):
        answer(code, {"strategy": "yes", "budget": "10"})
    before = {path: path.stat().st_mtime_ns for path in STUDY.rglob("*")}
    reader, assistant = sign_in("reader"), sign_in("assistant")
    assert reader.post("/office/wave/report/").status_code == 403
    told = assistant.post("/office/wave/report/", follow=True).content.decode()
    assert "The report is being made; load the page again to see it." in told
    made = wait_for_report(config)
    assert (made.state, made.final) == ("done", False), made.log
    ends = [file.rpartition("-")[2] for file in made.files]
    assert ends == ["en.html", "en.pdf", "sv.html", "sv.pdf"]
    page = reader.get("/office/wave/").content.decode()
    assert "English, HTML" in page and "Svenska, PDF" in page
    html = reader.get(f"/office/wave/report/{made.name}/{made.files[0]}")
    assert "Preliminary" in b"".join(html.streaming_content).decode()
    assert reader.get(f"/office/wave/report/{made.name}/log.txt").status_code == 404
    assert {path: path.stat().st_mtime_ns for path in STUDY.rglob("*")} == before


def test_two_who_ask_at_once_get_one_report(config, monkeypatch):
    from tempen.web.office import reports

    asked = []

    class Still:
        pid = 1  # a process that lives

        def __init__(self, *args, **more):
            asked.append(args)

    monkeypatch.setattr(reports.subprocess, "Popen", Still)
    one, two = (reports.begin(config, "en") for _ in range(2))
    assert one == two and len(asked) == 1
