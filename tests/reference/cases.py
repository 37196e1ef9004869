"""The reference cases: R's answers beside the data they were made from."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest

from tempen.estimate import Design
from tempen.estimate.estimators import mean
from tempen.estimate.variance import covariance
from tests.surveys import NO_REFERENCE, REFERENCE

needs_reference = pytest.mark.skipif(not REFERENCE.exists(), reason=NO_REFERENCE)


@cache
def case(name: str) -> dict[str, Any]:
    """R's result of a case, by its name or the first part of it: "c01"."""
    path = next(p for p in sorted(REFERENCE.glob("c*.json")) if f"{p.stem}_".startswith(f"{name}_"))
    return json.loads(path.read_text())["result"]


@cache
def data(name: str) -> pl.DataFrame:
    return pl.read_csv(REFERENCE / name, infer_schema_length=None, null_values=["NA", "NaN", ""])


def stratified(table: pl.DataFrame, *, fpc: bool = True) -> Design:
    """R: svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc)."""
    return Design.of(
        table.height,
        strata=table["stype"].to_numpy(),
        weight=table["pw"].to_numpy(),
        N=table["fpc"].to_numpy() if fpc else None,
    )


def means(
    design: Design, y: list[np.ndarray], base: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Means of several variables over one base, and their covariance matrix."""
    base = np.ones(design.n) if base is None else base
    made = [mean.influence(np.nan_to_num(column), base, design.weight) for column in y]
    V = covariance(np.stack([u for _, u in made], axis=1), design)
    return np.array([value for value, _ in made]), V


def numbers(table: pl.DataFrame, *names: str) -> list[np.ndarray]:
    return [table[name].cast(pl.Float64).to_numpy() for name in names]


def flag(table: pl.DataFrame, name: str, value: Any) -> np.ndarray:
    """1 where the column has the value, else 0 (nulls too)."""
    return (table[name] == value).fill_null(False).cast(pl.Float64).to_numpy()


close = {"rtol": 1e-9, "atol": 1e-15}
