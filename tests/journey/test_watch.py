"""`tempen report --watch`: what is kept between builds, and what the browser is told."""

from __future__ import annotations

import http.client
import threading
from pathlib import Path

import pytest

from tempen.cli.watch import Bell, build_once, listen
from tempen.errors import TempenError
from tempen.pipeline import Kept, Request, build_report
from tests.unit.study.drawn import copy_tiny


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture
def request_(tmp_path) -> Request:
    wanted = {"formats": ("html",), "languages": ("sv",), "live": True}
    return Request(copy_tiny(tmp_path), tmp_path / "out", **wanted)


def page(request: Request) -> str:
    return (request.out / "tiny-sv.html").read_text("utf-8")


def test_estimates_stand_while_only_the_prose_changes(request_):
    kept = Kept()
    build_report(request_, kept=kept)
    first = kept.estimated
    edit(request_.folder / "report" / "sv.md", "Årsboken räknar", "Boken räknar")
    build_report(request_, kept=kept)
    assert "Boken räknar" in page(request_) and kept.estimated is first

    edit(request_.folder / "answers" / "2025.csv", "t2;2025-03-04;drafting", "t2;2025-03-04;yes")
    build_report(request_, kept=kept)
    assert kept.estimated is not first


def test_a_build_that_stops_leaves_the_last_good_page(request_, capsys):
    kept, prose = Kept(), request_.folder / "report" / "sv.md"
    built = build_once(request_, kept, "en")
    assert "Built in" in capsys.readouterr().out
    before = page(request_)
    edit(prose, "# Resultat", "Här 42.\n\n# Resultat")
    assert build_once(request_, kept, "en", built) is None
    assert "report/sv.md:8:5: REPORT-14" in capsys.readouterr().err
    assert page(request_) == before


def test_one_language_may_run_ahead_while_it_is_written(tmp_path):
    study = copy_tiny(tmp_path)
    edit(study / "report" / "sv.md", "# Resultat", "{{ answered() }}.\n\n# Resultat")
    assert build_report(Request(study, tmp_path / "out", formats=("html",), live=True)).files


def test_the_browser_hears_of_every_build(tmp_path):
    (tmp_path / "tiny-sv.html").write_text("here")
    bell = Bell()
    server = listen(tmp_path, 0, bell)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    assert server.server_address[0] == "127.0.0.1"
    visit = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    visit.request("GET", "/tiny-sv.html")
    assert visit.getresponse().read() == b"here"
    visit.request("GET", "/events")
    stream = visit.getresponse()
    assert stream.headers["Content-Type"] == "text/event-stream"
    heard = threading.Timer(0.2, bell.ring)
    heard.start()
    assert stream.readline() == b"data: reload\n"
    with pytest.raises(TempenError) as caught:
        listen(tmp_path, port, bell)
    assert [fault.code for fault in caught.value.faults] == ["ASK-08"]
    server.shutdown()
    server.server_close()
