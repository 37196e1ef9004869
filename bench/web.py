"""What a complete response costs the server, how long pages take, and what workers hold.

    python -m bench.web            # SQLite and PostgreSQL, 1 000 and 100 000 stored responses
    python -m bench.web --quick    # SQLite, few responses; prints, and writes nothing

A survey of 30 questions on 5 pages in two languages. Each response is a new respondent's: the link
opened and exchanged, the first page, five pages read and sent, the review, the receipt; every form
token parsed, every redirect followed, each page of answers on disk before it is acknowledged.
Server time is user and system time of gunicorn's processes and, with PostgreSQL, of its backends
too. Clients are eight threads on the same machine: latencies are those of a full machine.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import yaml

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "performance.md"
PAGES, PER_PAGE, LEVELS = 5, 6, 5
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
SHOWN = re.compile(r'name="shown" value="([^"]*)"')
CLOCK = os.sysconf("SC_CLK_TCK")
AT_ONCE = 8
SECRET = "a-secret-of-the-measurement-only-0123456789"

LOAD = """
import json, os, sys
from datetime import timedelta
from tempen.web.config import read_config
from tempen.web.start import migrate, start

start(read_config(os.environ))
migrate()
from django.db import connection
from django.utils import timezone
from tempen.web.respond.fieldwork import open_fieldwork, prepare_fieldwork
from tempen.web.respond.links import digest
from tempen.web.respond.models import Contact, Link, Person, Response, Unit

fieldwork, now = prepare_fieldwork(), timezone.now()
open_fieldwork(fieldwork, now)
stored, fresh = int(sys.argv[1]), int(sys.argv[2])
units = list(Unit.objects.order_by("code"))
old, new = units[fresh:fresh + stored], units[:fresh]
sent = [Response(unit=unit, status="submitted", submitted_at=now) for unit in old]
Response.objects.bulk_create(sent, 2000)
value = "'\\"a\\"'::jsonb" if connection.vendor == "postgresql" else "'\\"a\\"'"
connection.cursor().execute(
    "INSERT INTO respond_answer (response_id, item, revision, value, how, at) "
    f"SELECT r.id, 'q' || c.n, 1, {value}, 'entered', CURRENT_TIMESTAMP FROM respond_response r, "
    "(WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c WHERE n < 29) "
    "SELECT n FROM c) c"
)
people = Person.objects.bulk_create([Person(email=f"{u.code}@example.org") for u in new], 2000)
pairs = zip(new, people)
contacts = Contact.objects.bulk_create([Contact(unit=u, person=p) for u, p in pairs], 2000)
tokens = [f"measure-{n:08d}-{os.urandom(16).hex()}" for n in range(len(new))]
ends = now + timedelta(days=2)
links = [Link(contact=c, digest=digest(t), expires_at=ends) for c, t in zip(contacts, tokens)]
Link.objects.bulk_create(links, 2000)
connection.cursor().execute("ANALYZE")
print(json.dumps(tokens))
"""


def write_study(folder: Path, units: int) -> None:
    """Thirty questions: per page four of one answer, one of several, one number."""
    folder.mkdir(parents=True)
    (folder / "texts").mkdir()
    (folder / "frame").mkdir()
    levels = [chr(97 + n) for n in range(LEVELS)]
    sections, items = [], {}
    for page in range(PAGES):
        asked = []
        for n in range(page * PER_PAGE, (page + 1) * PER_PAGE):
            kind = {4: "multiple", 5: "number"}.get(n % PER_PAGE, "single")
            item = {"id": f"q{n}", "kind": kind}
            texts = {"question": f"How is it with the matter of number {n} where you work?"}
            if kind == "number":
                item |= {"minimum": 0, "maximum": 1000}
            else:
                item["options"] = levels
                texts["options"] = {id: f"The answer by the name of {id}" for id in levels}
            asked.append(item)
            items[f"q{n}"] = texts
        sections.append({"id": f"page{page}", "items": asked})
    study = {
        "id": "measured",
        "languages": ["sv", "en"],
        "design": "census",
        "fictitious": True,
        "waves": [{"id": "2030", "status": "planned", "frame": "frame/2030.csv"}],
        "domains": [{"id": "sector", "levels": ["one", "two"]}],
    }
    texts = {
        "title": "A survey that is measured",
        "publisher": "Nobody",
        "waves": {"2030": "2030"},
        "domains": {
            "all": "All",
            "sector": {"label": "Sector", "levels": {"one": "1", "two": "2"}},
        },
        "sections": {f"page{page}": f"Page {page}" for page in range(PAGES)},
        "items": items,
    }
    write = {"study.yaml": study, "questionnaire.yaml": {"sections": sections}}
    write |= {f"texts/{lang}.yaml": texts for lang in ("sv", "en")}
    for name, content in write.items():
        (folder / name).write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    rows = [f"u{n:06d},Unit {n},{('one', 'two')[n % 2]}" for n in range(units)]
    (folder / "frame" / "2030.csv").write_text("\n".join(["unit,name,sector", *rows]) + "\n")


# --- processes ------------------------------------------------------------------------------


def family(pid: int) -> list[int]:
    """A process and its children."""
    found = [pid]
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(path.parent.name))
    return found


def cpu(pids: list[int]) -> float:
    """Seconds of user and system time, of the processes and of children that have ended."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(int(field) for field in fields[11:13])
    return total / CLOCK


def memory(pid: int) -> tuple[float, float]:
    """Resident and proportional memory [MB]: the second shares what workers hold in common."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = {line.split()[0]: int(line.split()[1]) for line in text.splitlines()[1:]}
    return found["Rss:"] / 1024, found["Pss:"] / 1024


# --- clients --------------------------------------------------------------------------------


class Respondent:
    """One browser: a connection that is kept, cookies, the last page."""

    def __init__(self, port: int, took: list[float]) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies: dict[str, str] = {}
        self.html = ""
        self.took = took
        self.requests = 0

    def ask(self, path: str, data: dict[str, object] | None = None, **headers: str) -> str:
        """The page; of a form, the address that it leads to."""
        headers |= {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
        body = None
        if data is not None:
            found = TOKEN.search(self.html)
            assert found, self.html
            body = urlencode({**data, "csrfmiddlewaretoken": found.group(1)}, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        start = time.perf_counter()
        self.connection.request("POST" if body is not None else "GET", path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        self.took.append(time.perf_counter() - start)
        self.requests += 1
        for name, value in answer.getheaders():
            if name == "Set-Cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        if "X-Autosave" in headers:
            assert answer.status == 200, (answer.status, text)
            return text
        if data is not None:
            assert answer.status == 303, (answer.status, path, text)
            return answer.getheader("Location") or ""
        assert answer.status == 200, (answer.status, path)
        self.html = text
        return text

    def answer(self, token: str, autosaves: int) -> None:
        """From the link to the receipt."""
        self.ask(f"/l/{token}")
        overview = self.ask(f"/l/{token}", {})
        self.ask(overview)
        place = self.ask(overview + "begin", {})
        for page in range(PAGES):
            self.ask(place)
            place = self.send(place, page, autosaves)
        self.ask(place)
        place = self.ask(overview + "send", {})
        self.ask(place)
        assert "<h1>" in self.html
        self.connection.close()

    def send(self, place: str, page: int, autosaves: int) -> str:
        found = SHOWN.search(self.html)
        assert found
        fields: dict[str, object] = {"shown": found.group(1), "go": "next"}
        for n in range(page * PER_PAGE, (page + 1) * PER_PAGE):
            fields[f"q.q{n}"] = {4: ["a", "c"], 5: str(n)}.get(n % PER_PAGE, "b")
            if n % PER_PAGE < autosaves:
                told = json.loads(self.ask(place, fields, **{"X-Autosave": "1"}))
                shown = dict(part.rsplit(":", 1) for part in str(fields["shown"]).split())
                shown |= {item: str(revision) for item, revision in told["shown"].items()}
                fields["shown"] = " ".join(f"{item}:{number}" for item, number in shown.items())
        return self.ask(place, fields)


@dataclass(frozen=True)
class Cost:
    """Of one run: seconds of the server a response, and of a page for its reader."""

    what: str
    stored: int
    responses: int
    requests: float
    seconds: float
    p50: float
    p95: float
    rss: float
    pss: float


def answer_all(port: int, tokens: list[str], autosaves: int) -> tuple[list[float], int]:
    """Every link answered, eight at once; seconds of each request, and how many there were."""
    took: list[float] = []
    counted: list[int] = []
    failed: list[BaseException] = []
    waiting = list(tokens)
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                if not waiting or failed:
                    return
                token = waiting.pop()
            mine: list[float] = []
            respondent = Respondent(port, mine)
            try:
                respondent.answer(token, autosaves)
            except BaseException as error:
                failed.append(error)
                raise
            with lock:
                took.extend(mine)
                counted.append(respondent.requests)

    threads = [threading.Thread(target=work) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return took, sum(counted)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def measure(
    what: str, stored: int, responses: int, database: str, postmaster: int = 0, autosaves: int = 0
) -> Cost:
    """Serve a study with `stored` responses and answer it `responses` times more."""
    folder = Path(tempfile.mkdtemp(prefix="tempen-bench-"))
    warm = 2 * AT_ONCE
    try:
        write_study(folder / "study", stored + responses + warm)
        environ = {
            **os.environ,
            "TEMPEN_STUDY": str(folder / "study"),
            "TEMPEN_DATA": str(folder / "data"),
            "TEMPEN_DATABASE": database,
            "TEMPEN_SECRET": SECRET,
        }
        given = [sys.executable, "-c", LOAD, str(stored), str(responses + warm)]
        loaded = subprocess.run(given, env=environ, capture_output=True, text=True)
        if loaded.returncode:
            raise RuntimeError(loaded.stderr[-2000:])
        tokens = json.loads(loaded.stdout)
        port = free_port()
        command = [sys.executable, "-m", "tempen.cli", "serve", str(folder / "study")]
        server = subprocess.Popen(
            [*command, "--port", str(port)], env=environ, stdout=subprocess.DEVNULL
        )
        try:
            wait_for(port)
            answer_all(port, tokens[:warm], autosaves)
            processes = family(server.pid)
            backends = family(postmaster) if postmaster else []
            before = cpu(processes + backends)
            took, requests = answer_all(port, tokens[warm:], autosaves)
            spent = cpu(processes + backends) - before
            held = [memory(pid) for pid in processes[1:]]
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Cost(
        what,
        stored,
        responses,
        requests / responses,
        spent / responses,
        statistics.median(took),
        statistics.quantiles(took, n=20)[18],
        max(rss for rss, _ in held),
        max(pss for _, pss in held),
    )


def wait_for(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def measure_all(responses: int, many: int) -> list[Cost]:
    rows = [
        measure("SQLite", 1_000, responses, ""),
        measure("SQLite", many, responses, ""),
        measure("SQLite, three autosaves a page", 1_000, responses, "", autosaves=3),
    ]
    from tests.web import PG, Cluster

    if not (PG / "initdb").exists():
        return rows
    for stored in (1_000, many):
        cluster = Cluster()
        try:
            postmaster = int(Path(cluster.data, "postmaster.pid").read_text().split()[0])
            rows.append(measure("PostgreSQL", stored, responses, cluster.address, postmaster))
        finally:
            cluster.remove()
    return rows


def tabulate(rows: list[Cost]) -> str:
    """The rows as the page prints them."""
    lines = [
        "| database | responses stored | requests | server CPU a response "
        "| page, median | page, p95 | worker RSS | worker PSS |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        lines.append(
            f"| {row.what} | {row.stored:,} | {row.requests:.0f} | {row.seconds:.3f} s "
            f"| {1000 * row.p50:.0f} ms | {1000 * row.p95:.0f} ms "
            f"| {row.rss:.0f} MB | {row.pss:.0f} MB |"
        )
    return "\n".join(lines)


def write_page(rows: list[Cost]) -> None:
    text = PAGE.read_text("utf-8")
    head, _, rest = text.partition("<!-- web -->")
    _, _, tail = rest.partition("<!-- /web -->")
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    note = (
        f"{rows[0].responses} responses a row, {AT_ONCE} respondents at once, two workers of four "
        f"threads, {os.cpu_count()} cores that the clients share; load when it ended: {load}."
    )
    PAGE.write_text(
        f"{head}<!-- web -->\n{tabulate(rows)}\n\n{note}\n<!-- /web -->{tail}", encoding="utf-8"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--responses", type=int, default=150)
    parser.add_argument("--many", type=int, default=100_000)
    given = parser.parse_args()
    if given.quick:
        print(tabulate([measure("SQLite", 1_000, 40, "")]))
        return
    rows = measure_all(given.responses, given.many)
    print(tabulate(rows))
    write_page(rows)


if __name__ == "__main__":
    main()
