"""Backups as docs/deployment.md has them, taken while answers are written, and restored."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import threading
from pathlib import Path

import pytest

from tests.unit.web.office.field import answer
from tests.web import PG, chosen


def told() -> list[tuple]:
    from tempen.web.respond.models import Answer

    rows = Answer.objects.order_by("pk")
    return list(rows.values_list("response__unit__code", "item", "revision", "value"))


class Writer(threading.Thread):
    """Goes on answering while the backup is taken."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__()
        self.codes = codes
        self.told_to_end = threading.Event()

    def run(self) -> None:
        from django.db import connections

        from tempen.web.transact import at_once

        for code in self.codes:
            if self.told_to_end.is_set():
                break
            with at_once():
                answer(code, {"strategy": "no"})
        connections.close_all()


def back_up_sqlite(file: Path, to: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute("VACUUM INTO ?", (str(to),))
    database.close()


def destroy_and_restore_sqlite(file: Path, backup: Path) -> None:
    for end in ("", "-wal", "-shm"):
        Path(f"{file}{end}").unlink(missing_ok=True)
    shutil.copyfile(backup, file)


def test_what_was_answered_before_the_backup_is_there_after_the_restore(
    on_each_database, web_data, tmp_path, request
):
    from django.db import connections

    from tempen.web.respond.models import Response, Unit

    codes = list(Unit.objects.order_by("code").values_list("code", flat=True))
    for code in codes[:20]:
        answer(code, {"strategy": "yes", "benefit": {"residents": "great"}})
    before = told()
    writer = Writer(codes[20:])
    writer.start()
    postgres = bool(chosen[0])
    backup = tmp_path / ("tempen.dump" if postgres else "tempen.sqlite3")
    file = web_data / "tempen.sqlite3"
    if postgres:
        if not (PG / "pg_dump").exists():
            pytest.skip("PostgreSQL's pg_dump is not installed")
        run("pg_dump", "--format=custom", f"--file={backup}", chosen[0])
    else:
        back_up_sqlite(file, backup)
    writer.told_to_end.set()
    writer.join()
    connections.close_all()
    if postgres:
        cluster = request.getfixturevalue("postgresql")
        server = f"postgresql://postgres@/template1?host={cluster.folder}"
        run("dropdb", f"--maintenance-db={server}", "postgres")
        run("createdb", f"--maintenance-db={server}", "postgres")
        run("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={chosen[0]}", str(backup))
    else:
        destroy_and_restore_sqlite(file, backup)
    after = told()
    assert after[: len(before)] == before
    whole = Response.objects.filter(answers__isnull=True)
    assert not whole.exists()  # a response came with its answers, or not at all


def run(program: str, *args: str) -> None:
    done = subprocess.run([str(PG / program), *args], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
