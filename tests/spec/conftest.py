"""What a drawn table says must be so on every engine, in memory and read from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tempen.design import survey
from tempen.design.read import read_table
from tempen.design.scan import open_scan
from tempen.errors import TempenError
from tempen.estimate import ENGINES
from tests.engines import NEEDS, marked


@pytest.fixture(autouse=True, params=[marked(name) for name in NEEDS])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The engine in the place of the default one."""
    monkeypatch.setitem(ENGINES, "embedded", ENGINES[request.param])
    return request.param


@pytest.fixture(params=["memory", "file"])
def kept(
    request: pytest.FixtureRequest, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Where the data of a `tempen.Design` are: given as drawn, or written to Parquet and scanned."""
    if request.param == "file":
        monkeypatch.setattr(survey, "open_scan", lambda data, _: scan_copy(data, engine, tmp_path))
    return request.param


def scan_copy(data: Any, engine: str, folder: Path) -> Any:
    """A scan of a copy on disk; None for what is no table."""
    try:
        table = read_table(data)
    except TempenError:
        return None
    file = folder / f"{len(list(folder.iterdir()))}.parquet"
    kinds = {pl.Null: pl.Int8}  # Parquet readers do not agree on columns of nothing
    table.cast({n: kinds[k] for n, k in table.schema.items() if k in kinds}).write_parquet(file)
    return open_scan(file, engine)
