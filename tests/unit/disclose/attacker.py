"""Somebody who subtracts: knows the frame, who answered, and every figure of a release.

Shares no code with `tempen.disclose`: it reads the released table alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

LEVELS = ("yes", "no", "maybe")


def bounds(
    table: pl.DataFrame, cases: pl.DataFrame, domain: str, level: str, answer: str
) -> tuple[int, int]:
    """Least and most units of a group that can have given an answer, as the release leaves it.

    One unknown a unit and answer, 0 or 1; every unit gave one answer; every figure shown holds.
    """
    n, L = cases.height, len(LEVELS)
    told = (*equations(table, cases), *weighted_equations(table, cases))
    rows, known = zip(*told, strict=True)
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


def weighted_equations(
    table: pl.DataFrame, cases: pl.DataFrame
) -> Iterator[tuple[np.ndarray, float]]:
    """Every weighted share shown, to all its digits, times the weights of its base."""
    shown = table.filter(pl.col("value").is_not_null(), pl.col("statistic") == "share")
    for row in shown.iter_rows(named=True):
        if row["weighting"] in cases.columns:
            answers = GROUPS.get(row["level"], (row["level"],))
            w = cases[row["weighting"]].to_numpy()
            w = w * members(cases, row["domain"], row["domain_level"])
            yield w[:, None] * np.isin(LEVELS, answers), row["value"] * float(w.sum())


GROUPS: Mapping[str, tuple[str, ...]] = {"firm": ("yes", "no")}


def members(cases: pl.DataFrame, domain: str, level: str) -> np.ndarray:
    if domain == "all":
        return np.ones(cases.height)
    return (cases[domain] == level).to_numpy().astype(float)


# --- numbers: totals, weighted and not ----------------------------------------------------------


def most_of(
    table: pl.DataFrame,
    cases: pl.DataFrame,
    unit: int,
    knows: Mapping[int, float],
    sign: int = 1,
) -> float:
    """The most that a unit's number can be, for somebody who knows those of some units.

    Every mean shown, times its base, is a total; numbers are 0 or more. inf: no end.
    sign  -1: the least instead
    """
    y = cases["staff"].to_numpy().astype(float)
    rows, known = totals_shown(table, cases)
    for other, value in knows.items():
        rows.append(np.eye(len(y))[other])
        known.append(value)
    aim = -sign * np.eye(len(y))[unit]
    if not rows:
        return np.inf if sign > 0 else 0.0
    sums, scale = np.array(rows), max(y.max(), 1.0)
    found = linprog(aim, A_eq=sums, b_eq=np.array(known) / scale, bounds=(0, None))
    return np.inf if found.status == 3 else -sign * found.fun * scale


def totals_shown(table: pl.DataFrame, cases: pl.DataFrame) -> tuple[list[np.ndarray], list[float]]:
    rows, known = [], []
    for row in table.filter(pl.col("value").is_not_null()).iter_rows(named=True):
        w = cases[row["weighting"]].to_numpy() * members(cases, row["domain"], row["domain_level"])
        rows.append(w)
        known.append(row["value"] * w.sum())
    return rows, known
