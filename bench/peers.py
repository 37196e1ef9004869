"""Time the peers on the same made surveys as Tempen, side by side: a table of docs/performance.md.

    make bench-peers    # installs svy and samplics (bench/peers.lock) in a Python of their own

R's package survey is measured where it is (`apt-get install r-base-core r-cran-survey`), and named
where it is not. Where all items would take a peer longer than a minute and a half, four of the 40
(or one) are timed and multiplied, and the table says so.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from bench.estimates import ROOT, keep_survey, measure, spaced
from bench.run import describe_machine, keep
from bench.waves import load_survey
from tempen import __version__
from tempen.estimate import estimate_all

PYTHON = ROOT / "build" / "peers" / "bin" / "python"
ITEMS, FEW = 40, 4
SIZES = (224, 100_000, 1_000_000)
PATIENCE = 90.0  # seconds
HEAD = ("tool", "n a wave", "seconds", "peak MB", "timed", "errors differ from Tempen’s by")
Shares = dict[str, tuple[float, float]]  # level of sector and answer -> share, error


@dataclass(frozen=True)
class Peer:
    """What a peer took for some items, and what it made of the first."""

    seconds: float
    megabytes: float
    version: str
    shares: Shares


def run_python(name: str, folder: Path, items: int) -> Peer:
    command = [str(PYTHON), str(ROOT / "bench" / "peer.py"), name, str(folder), str(items)]
    out = subprocess.run(command, capture_output=True, text=True)
    if out.returncode:
        raise RuntimeError(out.stderr[-800:])
    took, peak, version, first = json.loads(out.stdout.splitlines()[-1])
    return Peer(took, peak, version, {key: (value, se) for key, value, se in first})


def run_r(name: str, folder: Path, items: int) -> Peer:
    """R reads what Tempen's Parquet holds from a CSV beside it."""
    command = ["Rscript", str(ROOT / "bench" / "peer.R"), str(keep_csv(folder)), str(items)]
    out = subprocess.run(command, capture_output=True, text=True)
    if out.returncode:
        raise RuntimeError(out.stderr[-800:])
    (took, peak, version), *rows = (line.split() for line in out.stdout.splitlines())
    shares = {key: (float(value), float(se)) for key, value, se in rows}
    return Peer(float(took), float(peak), version, shares)


def keep_csv(folder: Path) -> Path:
    path = folder / "table.csv"
    if not path.exists():
        weights = pl.read_parquet(folder / "weights.parquet")["weight"]
        strata = pl.read_parquet(folder / "strata.parquet").select("wave", "N", sector="stratum")
        cases = pl.read_parquet(folder / "cases.parquet").with_columns(w=weights)
        cases.join(strata, on=["wave", "sector"], maintain_order="left").write_csv(path)
    return path


PEERS: dict[str, Callable[[str, Path, int], Peer]] = {
    "svy": run_python,
    "samplics": run_python,
    "R survey": run_r,
}


def there(name: str) -> bool:
    if PEERS[name] is run_python:
        return PYTHON.exists()
    if shutil.which("Rscript") is None:
        return False
    return subprocess.run(["Rscript", "-e", "library(survey)"], capture_output=True).returncode == 0


def ours(folder: Path) -> Shares:
    """Tempen's shares of the first item by sector in the first wave."""
    study, cases, weights = load_survey(folder)
    table = estimate_all(study, cases, [weights]).table
    first = table.filter(
        pl.col("variable") == "q01", pl.col("domain") == "sector", pl.col("wave") == "1"
    )
    levels = study.variable("q01").levels or ()
    return {
        f"{sector}/{levels.index(level)}": (value, se)
        for sector, level, value, se in first.select(
            "domain_level", "level", "value", "se"
        ).iter_rows()
    }


def farthest(peer: Shares, own: Shares) -> float:
    """The largest relative difference of an error that both have, or of a share."""
    keys = peer.keys() & own.keys()
    if not keys:
        raise RuntimeError("the peer has none of the estimates")
    return max(
        abs(a / b - 1) for key in keys for a, b in zip(peer[key], own[key], strict=True) if b
    )


def measure_peer(name: str, folder: Path, n: int, own: Shares) -> tuple[str, ...]:
    act = PEERS[name]
    one = act(name, folder, 1)
    items = next((k for k in (ITEMS, FEW) if one.seconds * k <= PATIENCE), 1)
    made = act(name, folder, items) if items > 1 else one
    timed = "all" if items == ITEMS else f"{items} of {ITEMS} items, multiplied"
    seconds = made.seconds * ITEMS / items
    apart = farthest(made.shares, own)
    told = "< 1e-09" if apart < 1e-9 else f"{apart:.1e}"
    label = f"{name} {made.version}"
    return (label, spaced(n), f"{seconds:.3g}", f"{made.megabytes:.0f}", timed, told)


def measure_all(sizes: tuple[int, ...] = SIZES) -> list[tuple[str, ...]]:
    rows = []
    for n in sizes:
        folder = keep_survey(n)
        took, peak, _ = measure("estimates", folder, 5)
        rows.append((f"Tempen {__version__}", spaced(n), f"{took:.3g}", f"{peak:.0f}", "all", "–"))
        own = ours(folder)
        for name in PEERS:
            if there(name):
                rows.append(measure_peer(name, folder, n, own))
            else:
                rows.append((name, spaced(n), "–", "–", "not installed", "–"))
            print(" | ".join(rows[-1]), flush=True)
    return rows


def write_table(rows: list[tuple[str, ...]]) -> str:
    lines = [HEAD, ("---",) * len(HEAD), *rows]
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    return f"Measured on {describe_machine()}.\n\n{table}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="n = 224 alone, nothing kept")
    given = parser.parse_args()
    rows = measure_all(SIZES[:1] if given.quick else SIZES)
    if not given.quick:
        keep(write_table(rows), "peers")


if __name__ == "__main__":
    main()
