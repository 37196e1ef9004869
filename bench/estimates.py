"""Time estimates, changes and raking on made surveys of any size: rows for docs/performance.md.

    python -m bench.estimates            # the rows of `make bench`
    python -m bench.estimates --large    # with 10 000 000 answers a wave, from a file: minutes

Data are made once, seeded, under build/bench; making 10 000 000 answers takes 10 GB.
Each row is the median of several runs in one process of its own; its memory is the most that this
process ever held. The note says how much of that the interpreter, the libraries and the data had
taken before, and the processor's time, which other work on the machine lengthens less.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from bench.waves import load_survey, make_survey, store_survey
from tempen.estimate import estimate as stages
from tempen.estimate import estimate_all
from tempen.terms.study import Study

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "build" / "bench"
SIZES = (224, 100_000, 1_000_000)
LARGE = 10_000_000
WANTED = {
    ("estimates", 224): "0.03 s",
    ("estimates", 100_000): "0.25 s",
    ("estimates", 1_000_000): "1.5 s, 500 MB",
    ("design", 224): "0.03 s",
    ("design", 100_000): "0.25 s",
    ("design", 1_000_000): "1.5 s, 500 MB",
    ("file", 10_000_000): "15 s, 2 GB",
    ("changes", 224): "0.05 s",
    ("changes", 1_000_000): "2 s",
    ("rake", 1_000_000): "0.3 s",
}
SAID = {
    "estimates": "12 000 shares, errors, intervals",
    "design": "the same by `tempen.Design`, of tables",
    "file": "the same shares from Parquet",
    "file:polars": "the same, engine polars",
    "file:duckdb": "the same, engine duckdb",
    "file:spark": "the same, engine spark",
    "changes": "6 000 changes with covariance",
    "rake": "raking to three margins",
    "scan": "bare scan: sum of the same columns",
}

Row = tuple[str, str, float, float, str]  # what, wanted, seconds, megabytes, note


def measure_estimates(folder: Path) -> Callable[[], float]:
    """All shares of all waves, without the changes between them."""
    study, cases, weights = load_survey(folder)
    stages.consecutive_changes = lambda estimates: estimates.changes
    return lambda: timed(lambda: estimate_all(study, cases, [weights]))


def measure_changes(folder: Path) -> Callable[[], float]:
    """All changes between the waves, estimates given."""
    study, cases, weights = load_survey(folder)
    made = estimate_all(study, cases, [weights])
    return lambda: timed(lambda: stages.consecutive_changes(made))


def measure_file(folder: Path, engine: str = "embedded") -> Callable[[], float]:
    """All shares of both waves, read from Parquet by `tempen.Design` anew each time."""
    import tempen
    from tempen.design.scan import OPENERS

    file = str(folder / "microdata.parquet")
    items = [name for name in pl.scan_parquet(file).collect_schema() if name.startswith("q")]

    def ask() -> None:
        table: Any = OPENERS[engine]([file])
        for wave in (1, 2):
            here = pl.col("wave") == wave if isinstance(table, pl.LazyFrame) else f"wave = {wave}"
            rows = table.filter(here)
            how = {"weights": "weight", "strata": "sector", "fpc": "N", "engine": engine}
            tempen.Design(rows, **how).share(items, each=["sector", "size", "region"])

    return lambda: timed(ask)


def measure_design(folder: Path) -> Callable[[], float]:
    """The same shares of a table in memory, design read anew, as a notebook asks for them."""
    import tempen

    table = pl.read_parquet(folder / "microdata.parquet")
    items = [name for name in table.columns if name.startswith("q")]
    waves = [table.filter(pl.col("wave") == wave) for wave in (1, 2)]
    how = {"weights": "weight", "strata": "sector", "fpc": "N"}

    def ask() -> None:
        for rows in waves:
            tempen.Design(rows, **how).share(items, each=["sector", "size", "region"])

    return lambda: timed(ask)


def measure_rake(folder: Path) -> Callable[[], float]:
    """The weights of one wave raked to sector, size and region."""
    from tempen.weight.margins import read_margins
    from tempen.weight.rake import rake

    study, cases, _ = load_survey(folder)
    wave = cases.table.filter(pl.col("wave") == "1").select(names_of(study))
    totals = {}
    for name in wave.columns:
        counts = wave[name].value_counts(sort=True)
        moved = counts["count"] * np.linspace(0.9, 1.1, counts.height)
        levels = counts[name].to_list()
        totals[name] = dict(zip(levels, moved / moved.sum() * wave.height, strict=True))
    base = np.ones(wave.height)
    return lambda: timed(lambda: rake(base, read_margins(wave, totals)))


def measure_scan(folder: Path) -> Callable[[], float]:
    """What reading the same columns once costs."""
    study, cases, weights = load_survey(folder)
    columns = pl.col([v.id for v in study.variables]).cast(pl.Int64).sum()
    table = cases.table.with_columns(weight=weights.table["weight"])
    return lambda: timed(lambda: table.select(columns, pl.col("weight").sum().alias("w")))


MEASURES = {
    "estimates": measure_estimates,
    "changes": measure_changes,
    "rake": measure_rake,
    "scan": measure_scan,
    "design": measure_design,
    "file": measure_file,
}
ENGINES = ("polars", "duckdb", "spark")


def names_of(study: Study) -> list[str]:
    return [domain.column or domain.id for domain in study.domains]


def spaced(n: int) -> str:
    """1000000 as 1 000 000."""
    return f"{n:,}".replace(",", " ")


def timed(act: Callable[[], object]) -> float:
    start, spent = time.perf_counter(), time.process_time()
    act()
    WORKED.append(time.process_time() - spent)
    return time.perf_counter() - start


WORKED: list[float] = []  # seconds of processor time of each run


def keep_survey(n: int, items: int = 40, waves: int = 2, domains: int = 3) -> Path:
    """The folder of a made survey, made by a process of its own where it is not there."""
    folder = KEPT / f"{n}-{items}-{waves}-{domains}"
    if not (folder / "microdata.parquet").exists():
        command = [sys.executable, "-m", "bench.estimates", "--make", str(folder)]
        subprocess.run(command, check=True, cwd=ROOT)
    return folder


def make(folder: Path) -> None:
    n, items, waves, domains = map(int, folder.name.split("-"))
    store_survey(folder, *make_survey(n, items, waves, domains))


def measure(what: str, folder: Path, times: int) -> tuple[float, float, float]:
    """The median of some runs after a first one, the most memory [MB], and that of the data."""
    return measure_work(what, folder, times)[:3]


def measure_work(what: str, folder: Path, times: int) -> tuple[float, float, float, float]:
    """The same, and the median of the processor's time."""
    command = [sys.executable, "-m", "bench.estimates", "--measure", what, str(folder), str(times)]
    out = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    if out.returncode:
        raise RuntimeError(out.stderr[-800:])
    took, peak, data, worked = json.loads(out.stdout)
    return took, peak, data, worked


def measure_here(what: str, folder: Path, times: int) -> None:
    name, _, engine = what.partition(":")
    again = MEASURES[name](folder, engine) if engine else MEASURES[name](folder)
    data = most_memory()
    again()
    took = statistics.median(again() for _ in range(times))
    print(json.dumps([took, most_memory(), data, statistics.median(WORKED[1:])]))


def most_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure_all(times: int = 5, *, large: bool = False) -> list[Row]:
    """The rows of the table, small surveys first."""
    rows: list[Row] = []
    for n in SIZES:
        for what in ("scan", "estimates", "design", "changes", "rake", "file"):
            if what == "rake" and n < SIZES[-1]:
                continue
            rows.append(row_of(what, n, 2 * times + 1 if n < 1000 else times))
    rows += [row_of(f"file:{name}", SIZES[-1], 1) for name in ENGINES if is_there(name)]
    return rows + ([row_of("file", LARGE, min(times, 3))] if large else [])


def row_of(what: str, n: int, times: int) -> Row:
    took, peak, data, worked = measure_work(what, keep_survey(n), times)
    note = f"{worked:.2g} s of processor time; {data:.0f} MB before it began"
    note += "; Java's memory is not in it" if what == "file:spark" else ""
    return f"{SAID[what]}, n = {spaced(n)}", WANTED.get((what, n), "–"), took, peak, note


def is_there(engine: str) -> bool:
    from tempen.errors import TempenError
    from tempen.estimate import find_engine

    try:
        return find_engine(engine) is not None
    except TempenError:
        return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="10 000 000 answers a wave too")
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--measure", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.make:
        make(given.make)
    elif given.measure:
        measure_here(given.measure[0], Path(given.measure[1]), int(given.measure[2]))
    else:
        for row in measure_all(large=given.large):
            print(f"{row[0]}: {row[2]:.3g} s, {row[3]:.0f} MB (wanted {row[1]}; {row[4]})")


if __name__ == "__main__":
    main()
