"""Somebody who subtracts: knows the frame, who answered, and every figure of a release.

Shares no code with `tempen.disclose`: it reads the released table alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl
from scipy.optimize import Bounds, LinearConstraint, milp

LEVELS = ("yes", "no", "maybe")


def bounds(
    table: pl.DataFrame, cases: pl.DataFrame, domain: str, level: str, answer: str
) -> tuple[int, int]:
    """Least and most units of a group that can have given an answer, as the release leaves it.

    One unknown a unit and answer, 0 or 1; every unit gave one answer; every figure shown holds.
    """
    n, L = cases.height, len(LEVELS)
    rows, known = zip(*equations(table, cases), strict=True)
    sums = np.array([row.ravel() for row in rows])
    aim = (members(cases, domain, level)[:, None] * (np.array(LEVELS) == answer)).ravel()
    held = LinearConstraint(sums, np.array(known) - 1e-6, np.array(known) + 1e-6)
    ends = [
        milp(sign * aim, constraints=held, bounds=Bounds(0, 1), integrality=np.ones(n * L))
        for sign in (1, -1)
    ]
    low, high = (round(float(aim @ end.x)) for end in ends)
    return low, high


def equations(table: pl.DataFrame, cases: pl.DataFrame) -> Iterator[tuple[np.ndarray, float]]:
    n, L = cases.height, len(LEVELS)
    for unit in range(n):
        one = np.zeros((n, L))
        one[unit] = 1
        yield one, 1.0
    shown = table.filter(pl.col("count").is_not_null(), pl.col("statistic") == "share")
    for row in shown.iter_rows(named=True):
        answers = GROUPS.get(row["level"], (row["level"],))
        who = members(cases, row["domain"], row["domain_level"])
        yield who[:, None] * np.isin(LEVELS, answers), float(row["count"])


GROUPS: Mapping[str, tuple[str, ...]] = {"firm": ("yes", "no")}


def members(cases: pl.DataFrame, domain: str, level: str) -> np.ndarray:
    if domain == "all":
        return np.ones(cases.height)
    return (cases[domain] == level).to_numpy().astype(float)
