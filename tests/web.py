"""The web in tests: Django on the fictitious study, on SQLite and on a PostgreSQL of its own.

    from tests.web import on_each_database, on_sqlite   # fixtures; each test starts empty

Both come with the units of the wave 2028 in the database and the fieldwork open.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("django", reason="the web extra is not installed")

from tempen.web.config import Config, read_database
from tempen.web.start import migrate, start

ROOT = Path(__file__).parents[1]
STUDY = ROOT / "examples" / "fiktiva-kommuner"
PG = next(Path("/usr/lib/postgresql").glob("*/bin"), Path("/usr/bin"))
SECRET = "a-secret-of-the-tests-and-of-nothing-else-0123456789"


def make_config(data: Path, database: str = "", study: Path = STUDY, **own) -> Config:
    return Config(
        study=study,
        data=data,
        secret=SECRET,
        database=database,
        hosts=("testserver", "localhost"),
        **own,
    )


def setup(data: Path) -> None:
    """Django configured for this process; the database is chosen by each fixture."""
    start(make_config(data))


setup(Path(tempfile.gettempdir()) / "tempen-nowhere")  # so that models can be imported


def use_database(database: str, data: Path) -> None:
    """Point Django at another database; migrate it."""
    from django.conf import settings
    from django.db import connections

    connections.close_all()
    described = read_database(make_config(data, database))
    connections.settings = connections.configure_settings({"default": described})
    settings.DATABASES = {"default": described}
    if hasattr(connections._connections, "default"):
        del connections["default"]
    migrate()


def empty() -> None:
    """Every table without rows, then the wave as it opens."""
    from django.core.cache import cache
    from django.core.management import call_command

    from tempen.web.respond.fieldwork import open_fieldwork, prepare_fieldwork
    from tempen.web.respond.models import Fieldwork

    call_command("flush", interactive=False, verbosity=0)
    cache.clear()
    fieldwork = prepare_fieldwork()
    if fieldwork.status == Fieldwork.PREPARING:
        from django.utils import timezone

        open_fieldwork(fieldwork, timezone.now())


class Cluster:
    """A PostgreSQL of the tests' own, on a socket in a folder; gone when they are done."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tempen-pg-", dir="/tmp"))
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self.run(
            "initdb", "-D", self.data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync"
        )
        self.start()

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    @property
    def address(self) -> str:
        return f"postgresql://postgres@/postgres?host={self.folder}"

    def run(self, program: str, *args: str) -> None:
        command = [str(PG / program), *args]
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            command = [
                "setpriv",
                "--reuid=postgres",
                "--regid=postgres",
                "--clear-groups",
                *command,
            ]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder)

    def start(self) -> None:
        given = f"-c listen_addresses='' -c unix_socket_directories={self.folder}"
        self.run(
            "pg_ctl", "-D", self.data, "-w", "-l", str(self.folder / "log"), "-o", given, "start"
        )

    def stop(self, mode: str = "immediate") -> None:
        self.run("pg_ctl", "-D", self.data, "-w", "-m", mode, "stop")

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    yield from run_cluster()


@pytest.fixture
def own_postgresql() -> Iterator[Cluster]:
    """One that a test may stop."""
    yield from run_cluster()


def run_cluster() -> Iterator[Cluster]:
    if not (PG / "initdb").exists():
        pytest.skip("PostgreSQL is not installed: no initdb")
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("PostgreSQL refuses to run as root, and there is no setpriv")
    cluster = Cluster()
    yield cluster
    cluster.remove()


@pytest.fixture(scope="session")
def web_data(tmp_path_factory) -> Path:
    data = tmp_path_factory.mktemp("fieldwork")
    setup(data)
    return data


@pytest.fixture
def on_sqlite(web_data) -> None:
    choose("", web_data)


@pytest.fixture(params=["sqlite", "postgresql"])
def on_each_database(request, web_data) -> None:
    postgres = request.param == "postgresql"
    choose(request.getfixturevalue("postgresql").address if postgres else "", web_data)


chosen: list[str] = []


def choose(database: str, data: Path) -> None:
    """Change databases only where the last test had the other: migrating costs a second."""
    if chosen != [database]:
        use_database(database, data)
        chosen[:] = [database]
    empty()
