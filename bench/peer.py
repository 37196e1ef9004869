"""What a peer takes for the shares of a made survey: run by `bench.peers` in the peers' own Python.

    python bench/peer.py svy FOLDER ITEMS

Prints JSON: seconds of the estimation alone, megabytes at most, the peer's version, and estimates
and errors of the first item by sector in the first wave. Knows nothing of Tempen.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

DOMAINS = ("sector", "size", "region")
Shares = list[tuple[str, float, float]]  # level of sector and answer, share, error


def read(folder: Path) -> list[pl.DataFrame]:
    """Each wave with its weights and the units of each sector."""
    weights = pl.read_parquet(folder / "weights.parquet")["weight"]
    strata = pl.read_parquet(folder / "strata.parquet").select("wave", "N", sector="stratum")
    cases = pl.read_parquet(folder / "cases.parquet").with_columns(w=weights)
    table = cases.join(strata, on=["wave", "sector"], maintain_order="left")
    return [table.filter(pl.col("wave") == wave) for wave in sorted(table["wave"].unique())]


def with_svy(table: pl.DataFrame, items: list[str]) -> Shares:
    import svy

    sample = svy.Sample(table, svy.Design(stratum="sector", wgt="w", pop_size="N"))
    made: Any = [sample.estimation.prop(items, by=by) for by in (None, *DOMAINS)]
    first = made[1][0] if isinstance(made[1], list) else made[1]
    rows = first.to_polars()
    key = [f"{a}/{b}" for a, b in rows.select("sector", items[0]).iter_rows()]
    return list(zip(key, rows["est"], rows["se"], strict=True))


def with_samplics(table: pl.DataFrame, items: list[str]) -> Shares:
    from samplics import PopParam, TaylorEstimator

    n = dict(table["sector"].value_counts().iter_rows())
    N = dict(table.select("sector", "N").iter_rows())
    fpc = {h: 1 - n[h] / N[h] for h in sorted(n)}
    stratum, w, found = table["sector"].to_numpy(), table["w"].to_numpy(), []
    for item in items:
        y = table[item].to_numpy()
        for by in (None, *DOMAINS):
            made = TaylorEstimator(PopParam.prop)
            domain = None if by is None else table[by].to_numpy()
            made.estimate(y, samp_weight=w, stratum=stratum, fpc=fpc, domain=domain)
            if item == items[0] and by == "sector":
                est, se = made.point_est, made.stderror
                found = [(f"{d}/{k}", est[d][k], se[d][k]) for d in est for k in est[d]]
    return found


PEERS: dict[str, Callable[[pl.DataFrame, list[str]], Shares]] = {
    "svy": with_svy,
    "samplics": with_samplics,
}


def main() -> None:
    name, folder, number = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    warnings.filterwarnings("ignore")
    waves = read(folder)
    items = [column for column in waves[0].columns if column.startswith("q")][:number]
    small = [wave.group_by("sector", "size").head(4) for wave in waves[:1]]
    PEERS[name](small[0], items[:1])  # what is compiled or imported at first use
    start, told = time.perf_counter(), []
    for wave in waves:
        told.append(PEERS[name](wave, items))
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    first = [(str(key), float(value), float(se)) for key, value, se in told[0]]
    print(json.dumps([took, peak, version(name), first]))


if __name__ == "__main__":
    main()
