"""The engines that tests run on: each that is installed; others are skipped by name."""

from __future__ import annotations

import shutil
from importlib.util import find_spec

import pytest

NEEDS = {
    "embedded": (),
    "polars": ("narwhals",),
    "duckdb": ("narwhals", "duckdb", "pyarrow"),
    "spark": ("narwhals", "pyspark", "pyarrow"),
}


def marked(name: str):
    """The name as a test's parameter, skipped where what it needs is not there."""
    missing = [module for module in NEEDS[name] if find_spec(module) is None]
    missing += ["java"] * (name == "spark" and shutil.which("java") is None)
    why = f"{name}: not installed: {', '.join(missing)}"
    return pytest.param(name, marks=pytest.mark.skipif(bool(missing), reason=why))
