"""Reports made beside the service by a process of its own. While the wave is open they stand on the
answers so far and are marked preliminary: the study is copied, the answers are put into the copy,
and `tempen report` builds it. Once it is closed the study folder holds its answers."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from tempen.errors import TempenError
from tempen.web.config import Config, read_config, to_environ
from tempen.web.office.study_file import without

FOLDER = "reports"
LOG, DONE, PID = "log.txt", "done", "pid"
FINAL = "-final"
KEPT = 10
MOST_SECONDS = 900


@dataclass(frozen=True)
class Made:
    """A report that was asked for; `state` is making, done or failed."""

    name: str
    state: str
    files: tuple[str, ...]
    log: str

    @property
    def final(self) -> bool:
        return self.name.endswith(FINAL)

    @property
    def at(self) -> str:
        """2028-02-20 14:05, of the name 2028-02-20-140512."""
        day, time = self.name[:10], self.name[11:15]
        return f"{day} {time[:2]}:{time[2:]}"


def reports(config: Config) -> list[Made]:
    """Those that there are, the latest first."""
    folder = config.data / FOLDER
    found = sorted(folder.iterdir(), reverse=True) if folder.is_dir() else []
    return [look(path) for path in found if path.is_dir()][:KEPT]


def look(path: Path) -> Made:
    files = tuple(sorted(p.name for p in path.iterdir() if p.name not in (LOG, DONE, PID)))
    log = (path / LOG).read_text("utf-8", "replace") if (path / LOG).is_file() else ""
    told = [line for line in log.splitlines() if not line.startswith(str(path))]
    done = (path / DONE).read_text("ascii") if (path / DONE).is_file() else ""
    state = {"0": "done", "": "making" if lives(path) else "failed"}.get(done, "failed")
    return Made(path.name, state, files if state == "done" else (), "\n".join(told)[-8000:])


def lives(path: Path) -> bool:
    with contextlib.suppress(OSError, ValueError):
        os.kill(int((path / PID).read_text("ascii")), 0)
        return True
    return False


def begin(config: Config, lang: str, *, final: bool = False) -> str:
    """Start making a report; gives its name. One at a time. Faults are told in `lang`."""
    running = [made.name for made in reports(config) if made.state == "making"]
    if running:
        return running[0]
    name = f"{timezone.localtime():%Y-%m-%d-%H%M%S}{FINAL if final else ''}"
    out = config.data / FOLDER / name
    out.mkdir(parents=True, mode=0o700, exist_ok=True)
    environ = os.environ | to_environ(config) | {"TEMPEN_LANG": lang}
    with (out / LOG).open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tempen.web.office.reports", str(out)],
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    (out / PID).write_text(str(process.pid), "ascii")
    for old in reports(config)[KEPT - 1 :]:
        shutil.rmtree(config.data / FOLDER / old.name, ignore_errors=True)
    return name


def make(out: Path) -> int:
    """Build what the folder's name asks for: in the process of its own."""
    from tempen.web.study import served

    if out.name.endswith(FINAL):
        return build(served().study.folder, out)
    with tempfile.TemporaryDirectory(prefix="tempen-") as work:
        copy = Path(work) / "study"
        shutil.copytree(served().study.folder, copy, ignore=leave_out(settings.TEMPEN.data))
        put_answers_in(copy)
        if not weights_can_be_made(copy):
            path = copy / "study.yaml"
            path.write_text(without(path.read_text("utf-8"), "weighting"), "utf-8")
        return build(copy, out, "--preliminary", "--to", "html", "--to", "pdf")


def put_answers_in(copy: Path) -> None:
    """The answers so far; those of a closed wave lie in the folder."""
    from tempen.web.office.snapshot import take_snapshot, write_snapshot
    from tempen.web.respond.fieldwork import current
    from tempen.web.respond.models import Fieldwork
    from tempen.web.study import served
    from tempen.web.transact import at_once

    here, fieldwork = served(), current()
    if fieldwork.status == Fieldwork.CLOSED:
        return
    opened: Any = fieldwork.opened_at
    with at_once():
        snapshot = take_snapshot(fieldwork, here.study, here.wave)
    write_snapshot(snapshot, copy, here.study, here.wave, "open", timezone.now(), opened)


def build(study: Path, out: Path, *more: str) -> int:
    command = [sys.executable, "-m", "tempen.cli", "report", str(study), "--out", str(out)]
    return subprocess.run([*command, *more], timeout=MOST_SECONDS).returncode


def weights_can_be_made(study: Path) -> bool:
    """Early in the fieldwork response groups are empty: the report then has plain percentages."""
    from tempen.pipeline import estimate_study

    try:
        estimate_study(study)
    except TempenError as error:
        return not any(fault.code.startswith("WEIGHT-") for fault in error.faults)
    return True


def leave_out(data: Path):
    """Neither the database nor what is hidden belongs to the copy."""

    def chosen(folder: str, names: list[str]) -> list[str]:
        return [n for n in names if n.startswith(".") or (Path(folder) / n).resolve() == data]

    return chosen


def main() -> None:
    from tempen.web.start import start

    start(read_config(os.environ))
    out = Path(sys.argv[1])
    code = 1
    try:
        code = make(out)
    finally:
        (out / DONE).write_text(str(code), "ascii")


if __name__ == "__main__":
    main()
