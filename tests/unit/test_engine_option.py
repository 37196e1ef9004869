"""`--engine`: the command line's engines, and the same keyword in Python."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

import tempen
from tempen import cli
from tempen.errors import TempenError
from tempen.estimate import ENGINES
from tempen.estimate.engines import NEEDED, READERS
from tests.engines import NEEDS, marked

STUDY = Path(__file__).parents[2] / "examples" / "fiktiva-kommuner"


def test_the_command_line_knows_every_engine():
    assert [engine.value for engine in cli.Engine] == list(ENGINES) == list(READERS) == list(NEEDED)


@pytest.mark.parametrize("engine", [marked(name) for name in NEEDS if name != "spark"])
def test_a_study_has_the_same_estimates_from_each(engine: str):
    made = tempen.open(STUDY, engine=engine).estimate("strategy", by="sector")
    want = tempen.open(STUDY).estimate("strategy", by="sector")
    assert_frame_equal(made, want, rel_tol=1e-9, abs_tol=1e-12)


def test_what_is_missing_is_said_before_anything_is_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(NEEDED, "spark", ("no_such_package",))
    with pytest.raises(TempenError) as caught:
        tempen.open(STUDY, engine="spark").estimate("strategy")
    assert caught.value.faults[0].code == "ENGINE-01"
    assert "no_such_package" in caught.value.faults[0].say("sv")


def test_an_address_of_spark_goes_where_spark_looks(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SPARK_REMOTE", "")
    assert cli.choose_engine(cli.Engine.embedded, "sc://host:15002") == "spark"
    assert os.environ["SPARK_REMOTE"] == "sc://host:15002"
