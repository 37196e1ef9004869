"""Outputs are there whole, or not at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tempen.store import replace_whole


def content(folder: Path) -> dict[str, str]:
    """What a user sees: files under hidden names are not done yet."""
    files = {p.relative_to(folder): p for p in folder.rglob("*") if p.is_file()}
    return {
        str(name): path.read_text()
        for name, path in files.items()
        if not any(part.startswith(".") for part in name.parts)
    }


def test_all_files_arrive_together(tmp_path):
    out = tmp_path / "out"
    with replace_whole(out) as fresh:
        (fresh / "report.html").write_text("new")
        (fresh / "data").mkdir()
        (fresh / "data" / "annex.csv").write_text("1")
        assert content(out) == {}
    assert content(out) == {"report.html": "new", "data/annex.csv": "1"}
    assert sorted(p.name for p in out.iterdir()) == ["data", "report.html"]
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_what_was_not_written_stays(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with replace_whole(tmp_path) as fresh:
        (fresh / "report.html").write_text("new")
    assert content(tmp_path) == {"notes.txt": "mine", "report.html": "new"}


@pytest.mark.parametrize("interruption", [ValueError, KeyboardInterrupt])
def test_an_interruption_changes_nothing(tmp_path, interruption):
    out = tmp_path / "out"
    out.mkdir()
    (out / "report.html").write_text("old")
    with pytest.raises(interruption), replace_whole(out) as fresh:
        (fresh / "report.html").write_text("half")
        raise interruption
    assert content(tmp_path) == {"out/report.html": "old"}
    assert [p.name for p in out.iterdir()] == ["report.html"]


def test_a_folder_that_was_made_in_vain_goes_away(tmp_path):
    with pytest.raises(ValueError), replace_whole(tmp_path / "out" / "here"):
        raise ValueError
    assert not (tmp_path / "out" / "here").exists()


def test_a_file_that_cannot_be_replaced_undoes_the_others(tmp_path):
    """`b` is a folder there: it cannot give way to a file, and `a` gets its old content back."""
    out = tmp_path / "out"
    (out / "b" / "c").mkdir(parents=True)
    (out / "a").write_text("old")
    with pytest.raises(OSError), replace_whole(out) as fresh:
        (fresh / "a").write_text("new")
        (fresh / "b").write_text("new")
    assert content(tmp_path) == {"out/a": "old"}


def test_what_a_killed_build_left_is_cleared_by_the_next(tmp_path):
    killed = (
        "import os, signal, sys; from pathlib import Path; from tempen.store import replace_whole\n"
        "with replace_whole(Path(sys.argv[1])) as fresh:\n"
        "    (fresh / 'half.html').write_text('half'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", killed, str(tmp_path)], check=False)
    (left,) = tmp_path.glob(".tempen-*")
    os.utime(left, (0, 0))
    with replace_whole(tmp_path) as fresh:
        (fresh / "report.html").write_text("new")
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


def test_a_build_that_still_runs_keeps_its_files(tmp_path):
    with replace_whole(tmp_path) as slow:
        (slow / "slow.html").write_text("slow")
        os.utime(slow.parent, (0, 0))
        with replace_whole(tmp_path) as fast:
            (fast / "fast.html").write_text("fast")
    assert content(tmp_path) == {"fast.html": "fast", "slow.html": "slow"}
