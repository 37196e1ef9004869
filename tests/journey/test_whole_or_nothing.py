"""The files of a report are replaced together when all are whole, or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tempen.errors import TempenError
from tempen.pipeline import Request, build_report
from tempen.store import replace_whole
from tests.unit.study.drawn import copy_tiny, spoil

OLD = {"tiny-sv.html": "old", "tiny-en.html": "old", "notes.txt": "mine"}

# A writer that takes its time, and shows that it has begun.
SLOW = """
import time
from tempen.cli import main
from tempen.report.write import WRITERS

def write(document, path, press):
    path.write_text("half")
    time.sleep(1)
    return ""

WRITERS["html"] = write
main()
"""


@pytest.fixture
def out(tmp_path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    for name, text in OLD.items():
        (folder / name).write_text(text)
    return folder


def content(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()}


def test_a_fault_leaves_the_old_report(tmp_path, out):
    study, _ = spoil(tmp_path, "report/sv.md", "'yes') > 50]]", "'yes') > 90]]")
    with pytest.raises(TempenError):
        build_report(Request(study, out, formats=("html",)))
    assert content(out) == OLD


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
@pytest.mark.parametrize(("ending", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_build_that_is_ended_leaves_the_old_report_and_nothing_else(tmp_path, out, ending, code):
    words = ["report", str(copy_tiny(tmp_path)), "-t", "html", "-l", "sv", "-o", str(out)]
    build = subprocess.Popen([sys.executable, "-c", SLOW, *words], stderr=subprocess.PIPE)
    while not list(out.glob(".tempen-*/new/*.html")) and build.poll() is None:
        time.sleep(0.01)
    build.send_signal(ending)
    _, said = build.communicate(timeout=30)
    assert (build.returncode, said) == (code, b"")
    assert content(out) == OLD


def test_two_builds_into_one_folder_do_not_mix(tmp_path):
    ready = threading.Barrier(2)

    def build(word: str) -> None:
        with replace_whole(tmp_path / "out") as fresh:
            for n in range(200):
                (fresh / f"{n}.txt").write_text(word)
            ready.wait()

    builds = [threading.Thread(target=build, args=(word,)) for word in ("one", "two")]
    for one in builds:
        one.start()
    for one in builds:
        one.join()
    made = content(tmp_path / "out")
    assert len(made) == 200 and len(set(made.values())) == 1
