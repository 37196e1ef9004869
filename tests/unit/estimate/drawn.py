"""Small surveys whose measures can be worked out by hand: two strata, three waves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from tempen.estimate import Estimates, estimate_all
from tempen.terms.cases import Aggregates, Cases, Frame
from tempen.terms.item import Missing
from tempen.terms.study import Domain, Limits, Study, Weighting
from tempen.weight import weigh
from tests.surveys import make_item, make_study, make_variable

WAVES = ("2018", "2021", "2024")
LEVELS = ("low", "middle", "high")
EASY = Limits(n_eff=1, width=2, narrow=1, df=0, test_n=2, disclose_n=0)
SECTOR = Domain("sector", "frame", ("town", "county"), column="sector")
SIZE = Domain("size", "frame", ("a", "b"), column="size")
N = {"town": 30, "county": 20}


def survey(**settings: Any) -> Study:
    """Items trust and use (three levels), board (yes, no), staff (a number)."""
    trust, use = (make_item(id, LEVELS, WAVES, diverging=True) for id in ("trust", "use"))
    board = make_item("board", ("yes", "no"), WAVES)
    staff = make_item("staff", (), WAVES, kind="number")
    items = [replace(i, family=i.id) for i in (trust, use, board, staff)]
    variables = [
        *(make_variable(i, scores=(0.0, 1.0, 2.0)) for i in items[:2]),
        make_variable(items[2]),
        make_variable(items[3], scale="number"),
    ]
    settings = {"limits": EASY, "domains": (SECTOR, SIZE), **settings}
    return make_study(items, WAVES, variables=variables, **settings)


def frame(wave: str) -> Frame:
    rows = [
        (f"{s}{i:02d}", s, "ab"[i % 2], str(10 + i), True) for s, n in N.items() for i in range(n)
    ]
    names = ["unit", "sector", "size", "people", "eligible"]
    return Frame(wave, pl.DataFrame(rows, schema=names, orient="row"))


def answers(seed: int = 1, part: float = 0.7, waves: Sequence[str] = WAVES) -> Cases:
    """Each wave another part of the units answers; who is eager, is so in every wave."""
    rows = []
    for w, wave in enumerate(waves):
        rng = np.random.default_rng([seed, w])
        for unit, sector, size, _, _ in frame(wave).table.iter_rows():
            own = np.random.default_rng([9, *unit.encode()]).normal()
            if rng.random() > part:
                continue
            eager = own + 0.3 * w + (0.5 if sector == "town" else 0)
            codes = [int(np.clip(np.round(1 + eager + 0.4 * rng.normal()), 0, 2)) for _ in "tu"]
            board = int(eager + rng.normal() < 0.2)
            rows.append((wave, unit, sector, size, *codes, board, 0, 10.0 + 5 * own + rng.normal()))
    names = ["wave", "unit", "sector", "size", "trust", "use", "board", "staff", "staff:value"]
    return Cases(pl.DataFrame(rows, schema=names, orient="row"))


def estimated(
    study: Study | None = None,
    cases: Cases | None = None,
    weightings: Sequence[Weighting] = (Weighting("groups", "groups", ("sector",)),),
    aggregates: Aggregates | None = None,
) -> Estimates:
    study, cases = study or survey(weightings=tuple(weightings)), cases or answers()
    there = cases.table["wave"].unique()
    frames: Mapping[str, Frame] = {wave: frame(wave) for wave in WAVES if wave in there}
    weights = [weigh(study, frames, cases, weighting) for weighting in weightings]
    return estimate_all(study, cases, weights, aggregates)


def blank(cases: Cases, column: str, share: float, seed: int = 3) -> Cases:
    """Some left a question out."""
    gone = np.random.default_rng(seed).random(cases.table.height) < share
    code = pl.when(pl.Series(gone)).then(int(Missing.SKIPPED)).otherwise(pl.col(column))
    return Cases(cases.table.with_columns(code.alias(column)))
