"""The tutorial is followed to the letter: its edits made, its commands run, its output compared.

A fenced `diff` block with a path in its info string is an edit; a `console` block is a command and
what it prints, where “…” stands for anything. Blocks marked `console no-run` are only shown.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.unit.docs.pages import DOCS

PAGE = DOCS / "tutorial.md"
MEND = "If this is meant: python -m tests.unit.docs.test_tutorial, and read the page."
BLOCK = re.compile(r"^```(diff|console)([^\n]*)\n(.*?)^```$", re.M | re.S)


def test_the_tutorial_runs_as_written(tmp_path: Path):
    for command, expected, said in follow(PAGE.read_text("utf-8"), tmp_path):
        assert is_like(said, expected), f"{MEND}\n$ {command}\n{said}"


def follow(text: str, folder: Path) -> Iterator[tuple[str, str, str]]:
    """Make every edit and run every command: (command, what the page says, what it printed)."""
    for kind, info, body in BLOCK.findall(text):
        if kind == "diff":
            edit(folder / info.strip(), body)
        elif "no-run" not in info:
            for command, expected in split_commands(body):
                yield command, expected, run(command, folder)


def edit(path: Path, body: str) -> None:
    """Replace the old lines by the new; an edit of a file that is not there makes it."""
    lines = body.splitlines()
    old, new = ("".join(f"{line[1:]}\n" for line in lines if line[:1] in kept)
                for kept in (" -", " +"))  # fmt: skip
    text = path.read_text("utf-8") if path.exists() else ""
    assert text.count(old) == 1 or not text, f"{path.name}: {old}"
    path.write_text(text.replace(old, new) if text else new, "utf-8")


def split_commands(body: str) -> list[tuple[str, str]]:
    parts = re.split(r"^\$ ", body, flags=re.M)[1:]
    return [(command, said) for command, _, said in (part.partition("\n") for part in parts)]


def run(command: str, folder: Path) -> str:
    """What a command prints, errors after the rest; `tempen` is this very code."""
    words = shlex.split(command)
    if words[0] == "tempen":
        words = [sys.executable, "-m", "tempen.cli", *words[1:]]
    env = {**os.environ, "TEMPEN_LANG": "en", "COLUMNS": "88"}
    made = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, check=False)
    return made.stdout + made.stderr


def is_like(said: str, expected: str) -> bool:
    pattern = ".*?".join(re.escape(part) for part in expected.strip().split("…"))
    return re.fullmatch(pattern, said.strip(), re.S) is not None


def write_again(folder: Path) -> None:
    """Put what commands print now into the page, where it says something else."""
    text = PAGE.read_text("utf-8")
    for command, expected, said in follow(text, folder):
        if not is_like(said, expected):
            text = text.replace(f"$ {command}\n{expected}", f"$ {command}\n{said.rstrip()}\n", 1)
    PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        write_again(Path(folder))
