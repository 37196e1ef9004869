"""Faults that lose nothing: servers and databases that are really killed, under posts.

An answer that was acknowledged (a redirect to the next page) must be there afterwards.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.web import STUDY

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
SHOWN = re.compile(r'name="shown" value="([^"]*)"')


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Server:
    """`tempen serve --demo` in processes of its own, which can be killed."""

    def __init__(self, data: Path, database: str = "") -> None:
        self.data, self.database, self.port = data, database, free_port()
        self.errors = data.with_name("errors.txt")
        self.start()

    def start(self) -> None:
        given = ["--database", self.database] if self.database else []
        command = [sys.executable, "-m", "tempen.cli", "serve", str(STUDY), "--demo"]
        command += ["--data", str(self.data), "--port", str(self.port), *given]
        with self.errors.open("ab") as errors:
            self.process = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True
            )
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.2).close()
                return
            except OSError:
                time.sleep(0.1)
        self.kill()
        raise AssertionError("the server did not start: " + self.errors.read_text())

    def kill(self) -> None:
        """kill -9 of the master and its workers at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Browser:
    """Cookies and forms over a plain connection; raises OSError when the server is gone."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies, self.html, self.place = port, {}, "", ""

    def request(self, path: str, data: dict[str, str] | None = None) -> int:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = None
        if data is not None:
            token = TOKEN.search(self.html)
            data = {**data, "csrfmiddlewaretoken": token.group(1) if token else ""}
            body = urlencode(data)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request("POST" if body is not None else "GET", path, body, headers)
            found = connection.getresponse()
            text = found.read().decode()
        except HTTPException as error:
            raise OSError from error
        finally:
            connection.close()
        for name, value in found.getheaders():
            if name == "Set-Cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        self.html, self.place = text, found.getheader("Location") or self.place
        return found.status

    def begin(self, unit: str) -> str:
        """Try an organisation out; the address of its first page."""
        self.request("/")
        self.request("/try/", {"unit": unit})
        link = self.place
        self.request(link)
        self.request(link, {})
        overview = self.place
        self.request(overview)
        self.request(overview + "begin", {})
        return self.place


def keep_answering(port: int, unit: str, told: list[int], stop: threading.Event) -> None:
    """Raise one number again and again; `told` gets each that was acknowledged."""
    try:
        browser = Browser(port)
        page = browser.begin(unit)
        for n in range(1, 100_000):
            if stop.is_set():
                return
            browser.request(page)
            shown = SHOWN.search(browser.html)
            if not shown:
                return  # the database is gone, and the page says so
            fields = {"shown": shown.group(1), "go": "stay", "q.budget": str(n)}
            if browser.request(page, fields) == 303:
                told.append(n)
    except OSError:
        return  # the server is gone: what was not acknowledged may or may not be there


def answer_and_kill(server: Server, kill) -> dict[str, list[int]]:
    """Three organisations answer at once until everything is killed."""
    stop = threading.Event()
    told: dict[str, list[int]] = {"k001": [], "k002": [], "k003": []}
    threads = [
        threading.Thread(target=keep_answering, args=(server.port, unit, acknowledged, stop))
        for unit, acknowledged in told.items()
    ]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 120
    while min(map(len, told.values())) < 5 and time.monotonic() < deadline:
        time.sleep(0.05)
    kill()
    stop.set()
    for thread in threads:
        thread.join()
    assert min(map(len, told.values())) >= 5, server.errors.read_text()
    return told


def check_sqlite(data: Path, told: dict[str, list[int]]) -> None:
    database = sqlite3.connect(data / "tempen.sqlite3")
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    rows = database.execute(
        "SELECT u.code, a.value FROM respond_answer a JOIN respond_response r ON a.response_id="
        "r.id JOIN respond_unit u ON r.unit_id=u.id WHERE a.item='budget'"
    ).fetchall()
    database.close()
    check(rows, told)


def check(rows, told: dict[str, list[int]]) -> None:
    for unit, acknowledged in told.items():
        kept = {int(json.loads(value)) for code, value in rows if code == unit}
        assert set(acknowledged) <= kept


def test_what_was_acknowledged_survives_kill_9_of_every_process(tmp_path):
    server = Server(tmp_path / "data")
    told = answer_and_kill(server, server.kill)
    check_sqlite(server.data, told)
    server.start()  # and the service comes back and goes on
    try:
        browser = Browser(server.port)
        page = browser.begin("k001")
        browser.request(page)
        assert f'value="{max(told["k001"])}"' in browser.html or "budget" in browser.html
    finally:
        server.kill()


def test_what_was_acknowledged_survives_a_killed_database(tmp_path, own_postgresql):
    """PostgreSQL is stopped at once (as by a power cut), started again, and the workers go on."""
    server = Server(tmp_path / "data", own_postgresql.address)
    try:
        told = answer_and_kill(server, lambda: own_postgresql.stop("immediate"))
        own_postgresql.start()
        import psycopg

        with psycopg.connect(own_postgresql.address) as database:
            rows = database.execute(
                "SELECT u.code, a.value::text FROM respond_answer a JOIN respond_response r ON "
                "a.response_id=r.id JOIN respond_unit u ON r.unit_id=u.id WHERE a.item='budget'"
            ).fetchall()
        check(rows, told)
        browser = Browser(server.port)
        statuses = [browser.request("/") for _ in range(12)]  # each thread finds its own way back
        assert statuses[-1] == 200
    finally:
        server.kill()


def test_a_full_disk_is_told_and_nothing_is_half_saved(tmp_path):
    """No file may grow: the page says that the service failed, and what was told is there."""
    resource = pytest.importorskip("resource", reason="limits of processes are set on Linux")
    server = Server(tmp_path / "data")
    try:
        browser = Browser(server.port)
        page = browser.begin("k001").replace("direction", "respondent")
        most = max(path.stat().st_size for path in server.data.iterdir()) + 100_000
        for pid in processes_of(server.process.pid):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, most))
        told: list[str] = []
        for n in range(200):
            text = f"{n} " + "x" * 9000
            fields = {"shown": f"comment:{n}", "go": "stay", "q.comment": text}
            browser.request(page)
            status = browser.request(page, fields)
            if status != 303:
                break
            told.append(text)
        assert told and status == 500
        assert "may not be saved" in browser.html or "kanske inte sparat" in browser.html
    finally:
        server.kill()
    database = sqlite3.connect(server.data / "tempen.sqlite3")
    rows = database.execute("SELECT value FROM respond_answer WHERE item='comment'").fetchall()
    database.close()
    assert {json.loads(value) for (value,) in rows} >= set(told)


def processes_of(master: int) -> list[int]:
    """The master and its workers."""
    found = [master]
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == master:
            found.append(int(status.parent.name))
    return found
