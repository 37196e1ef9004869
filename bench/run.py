"""Time what a user waits for, and write the table of docs/performance.md.

    make bench            # everything; some minutes
    python -m bench.run --quick

Each row is the median of several runs in processes of their own, on whatever machine this is;
compare rows of one run, not of two machines. Peers are measured where they are installed, and
named where they are not.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.estimates import measure_all as estimates_of

ROOT = Path(__file__).parents[1]
STUDY = ROOT / "examples" / "ai-offentlig-sektor"
PAGE = ROOT / "docs" / "performance.md"


@dataclass(frozen=True)
class Measure:
    what: str
    wanted: str
    seconds: float | None
    megabytes: float | None
    note: str = ""


def run(command: list[str]) -> tuple[float, float]:
    """Seconds and the most memory [MB] of one process and what it starts, its output unread."""
    code = (
        "import json, resource, subprocess, sys, time\n"
        "start = time.perf_counter()\n"
        "done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)\n"
        "took = time.perf_counter() - start\n"
        "peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024\n"
        "print(json.dumps([took, peak, done.returncode, done.stderr.decode()[-400:]]))\n"
    )
    out = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True)
    took, peak, status, said = json.loads(out.stdout)
    if status:
        raise RuntimeError(f"{' '.join(command)}: {said}")
    return took, peak


def run_python(code: str) -> float:
    """The number that a piece of Python prints last: seconds it measured itself."""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    if out.returncode:
        raise RuntimeError(out.stderr[-800:])
    return float(out.stdout.split()[-1])


def median_of(times: int, measure: Callable[[], tuple[float, float]]) -> tuple[float, float]:
    taken = [measure() for _ in range(times)]
    return statistics.median(t for t, _ in taken), max(m for _, m in taken)


def measure_commands(times: int) -> list[Measure]:
    tempen = str(Path(sys.executable).parent / "tempen")
    rows = []
    took, peak = median_of(times, lambda: run([tempen, "--help"]))
    rows.append(Measure("`tempen --help`", "0.3 s", took, peak))
    for pages, wanted, note in (
        ("pdf", "8 s, 600 MB", "page numbers of Word's contents from our PDF"),
        ("auto", "–", f"page numbers from LibreOffice: {'yes' if find_office() else 'not here'}"),
    ):
        with tempfile.TemporaryDirectory() as out:
            command = [tempen, "report", str(STUDY), "--out", out, "--word-pages", pages]
            took, peak = median_of(times, lambda command=command: run(command))
        rows.append(Measure("`tempen report`, 2 languages, 4 formats", wanted, took, peak, note))
    return rows


def find_office() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


WARM = """
import shutil, tempfile, time
from pathlib import Path
from tempen.pipeline import Kept, Request, build_report
with tempfile.TemporaryDirectory() as folder:
    study = Path(folder) / "study"
    shutil.copytree("examples/ai-offentlig-sektor", study)
    kept = Kept()
    wanted = Request(study, Path(folder) / "out", ("sv",), ("html",))
    build_report(wanted, kept=kept)
    source = study / "report" / "sv.md"
    source.write_text(source.read_text("utf-8") + "\\n", "utf-8")
    start = time.perf_counter()
    build_report(wanted, kept=kept)
    print(time.perf_counter() - start)
"""
ESTIMATE = """
import time
from pathlib import Path
from tempen.estimate import estimate_all
from tempen.pipeline import estimate_study
done = estimate_study(Path("examples/ai-offentlig-sektor"))
taken = []
for _ in range(9):
    start = time.perf_counter()
    estimate_all(done.study, done.cases, done.weights, done.aggregates)
    taken.append(time.perf_counter() - start)
print(sorted(taken)[4])
"""
CHECK = """
import time
from pathlib import Path
from tempen.study import load
load(Path("examples/tiny"))
start = time.perf_counter()
load(Path("examples/ai-offentlig-sektor"))
print(time.perf_counter() - start)
"""


def measure_parts(times: int) -> list[Measure]:
    """What happens inside one process, after start-up."""
    parts = (
        ("warm rebuild of one language as HTML", "1.5 s", WARM, "as `--watch` does it"),
        ("estimates of all items by all domains, n = 224", "0.05 s", ESTIMATE, "two weightings"),
        ("load and check the study folder", "–", CHECK, "15 items, 2 languages"),
    )
    return [
        Measure(what, wanted, statistics.median(run_python(code) for _ in range(times)), None, note)
        for what, wanted, code, note in parts
    ]


def describe_machine() -> str:
    cores = os.cpu_count()
    load = f"{os.getloadavg()[1]:.0f} processes at work on them"
    return f"{cores} cores, {platform.machine()}, Python {platform.python_version()}; {load}"


def write_table(rows: list[Measure]) -> str:
    lines = [f"Measured on {describe_machine()}.", ""]
    lines += ["| what | wanted | seconds | peak MB | note |", "|---|---|---|---|---|"]
    for row in rows:
        seconds = "–" if row.seconds is None else f"{row.seconds:.3g}"
        memory = "–" if row.megabytes is None else f"{row.megabytes:.0f}"
        lines.append(f"| {row.what} | {row.wanted} | {seconds} | {memory} | {row.note} |")
    return "\n".join(lines)


def keep(table: str, mark: str) -> None:
    """Put a table between its marks in docs/performance.md."""
    start, end = f"<!-- {mark} -->", f"<!-- /{mark} -->"
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(start, 1)
    _, after = rest.split(end, 1)
    PAGE.write_text(f"{before}{start}\n{table}\n{end}{after}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one run each, nothing kept")
    parser.add_argument("--large", action="store_true", help="10 000 000 answers a wave too")
    given = parser.parse_args()
    quick, times = given.quick, 1 if given.quick else 5
    tables = {
        "estimates": write_table([Measure(*row) for row in estimates_of(times, large=given.large)]),
        "measured": write_table([*measure_commands(times), *measure_parts(times)]),
    }
    for mark, table in tables.items():
        print(table)
        if not quick:
            keep(table, mark)


if __name__ == "__main__":
    main()
