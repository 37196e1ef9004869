"""Files that are asked for sums: the same numbers as in memory, on every engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import tempen
from tempen.errors import TempenError
from tempen.estimate.engines import NEEDED, find_engine

HOW = {"weights": "w", "strata": "sector", "fpc": "N"}


def survey(seed: int, n: int = 240) -> pl.DataFrame:
    """Answers with gaps, numbers, texts, and a few weights of 0; unit k is the same every wave."""
    rng = np.random.default_rng(seed)
    units = np.sort(rng.choice(2 * n, n, replace=False))
    sector = np.where(units % 3 == 0, "town", "county")
    answer = rng.choice(["yes", "no", "perhaps"], n, p=[0.5, 0.3, 0.2])
    return pl.DataFrame({
        "unit": units, "sector": sector, "N": np.where(sector == "town", n, 3 * n),
        "size": rng.integers(1, 5, n), "w": np.where(rng.random(n) < 0.03, 0, rng.uniform(1, 4, n)),
        "strategy": answer, "board": rng.integers(0, 2, n), "staff": rng.gamma(2, 20, n),
    }).with_columns(
        strategy=pl.when(pl.col("unit") % 11 > 0).then("strategy"),
        board=pl.when(pl.col("unit") % 7 > 0).then("board"),
        plan=pl.when(pl.col("unit") % 5 > 0).then(pl.col("unit") % 2 == 0),
    )  # fmt: skip


def stored(folder: Path, table: pl.DataFrame, engine: str) -> tempen.Design:
    """The table in two files of a folder, given by a pattern."""
    folder.mkdir()
    for part in (0, 1):
        table[part::2].write_parquet(folder / f"part-{part}.parquet")
    return tempen.Design(str(folder / "part-*.parquet"), engine=engine, **HOW)


QUESTIONS: dict[str, Any] = {
    "shares by each domain": lambda d, _: d.share(
        ["strategy", "board", "plan"], each=["sector", "size"]
    ),
    "crossed": lambda d, _: d.share("strategy", by=["sector", "size"], interval="logit"),
    "a domain by a condition": lambda d, _: d.top_box(
        "strategy", ["yes"], where=pl.col("size") > 2
    ),
    "means of levels": lambda d, _: d.mean("board", by="size"),
    "means of fractions": lambda d, _: d.mean("staff", by="size"),
    "totals": lambda d, _: d.total(["board", "staff"]),
    "quantiles": lambda d, _: d.quantile("staff", by="sector"),
    "an index": lambda d, _: d.index(["board", "size"], least=1),
    "domains compared": lambda d, _: d.compare("strategy", by="size"),
    "items together": lambda d, _: d.associate("strategy", "board", by="sector"),
    "a change": lambda d, earlier: d.change("strategy", earlier, unit="unit", by="sector"),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_file_is_asked_as_a_table_is(question: str, engine: str, tmp_path: Path):
    waves = survey(1), survey(2)
    files = [stored(tmp_path / str(i), table, engine) for i, table in enumerate(waves)]
    tables = [tempen.Design(table, **HOW) for table in waves]
    ask = QUESTIONS[question]
    made, want = (ask(d[1], d[0]) for d in (files, tables))
    assert_frame_equal(made, want, rel_tol=1e-9, abs_tol=1e-12)


def test_weights_of_zero_are_told_of_a_file_as_well(engine: str, tmp_path: Path):
    warned = stored(tmp_path / "one", survey(1), engine).warnings
    assert [fault.code for fault in warned] == ["EST-06"]
    assert warned[0].facts["count"] == (survey(1)["w"] == 0).sum()


def test_several_items_are_one_reading(engine: str, tmp_path: Path):
    design = stored(tmp_path / "one", survey(1), engine)
    scan = design.scan
    assert scan is not None
    design.share(["strategy", "board"], each=["sector", "size"])
    scan.reader = None  # type: ignore[assignment]  # whoever reads again fails
    assert design.share("board", by="size").height == 8
    assert design.net("strategy", ["yes"], ["no"]).height == 1


BAD_PATHS = ("nowhere.parquet", "empty", "answers.csv", "broken.parquet", "*.feather")


@pytest.mark.parametrize("path", BAD_PATHS)
def test_what_is_no_parquet_file_is_said(path: str, tmp_path: Path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "answers.csv").write_text("strategy\nyes\nno\nperhaps\n")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 and then nothing")
    with pytest.raises(TempenError) as caught:
        tempen.Design(str(tmp_path / path))
    assert caught.value.faults[0].code == "ENGINE-03"
    assert "Mend" in str(caught.value)


def test_a_lazy_table_is_read_where_it_is(tmp_path: Path):
    stored(tmp_path / "one", survey(1), "embedded")
    rows = pl.scan_parquet(tmp_path / "one").filter(pl.col("size") < 4)
    made = tempen.Design(rows, weights="w", strata="sector")
    assert made.scan is not None and "cases" in repr(made)
    want = tempen.Design(survey(1).filter(pl.col("size") < 4), weights="w", strata="sector")
    assert_frame_equal(made.share("board"), want.share("board"))
    with pytest.raises(TempenError) as caught:
        tempen.Design(rows, engine="duckdb")
    assert caught.value.faults[0].code == "EST-17"


def test_an_engine_that_is_not_there_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(NEEDED, "duckdb", ("no_such_package",))
    with pytest.raises(TempenError) as caught:
        find_engine("duckdb")
    assert caught.value.faults[0].code == "ENGINE-01"
    assert 'pip install "tempen[duckdb]"' in str(caught.value)
    with pytest.raises(TempenError) as caught:
        find_engine("abacus")
    assert caught.value.faults[0].code == "EST-17"
