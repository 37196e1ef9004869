"""Every kind's worked example comes out as it says."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import polars as pl
import pytest

from tempen.errors import Fault
from tempen.items import KINDS, describe, fake, parse, variables
from tests.unit.items.drawn import WAVE, codes, draw, told


def spec_of(kind: str):
    return import_module(f"tempen.items.{kind}.spec").SPEC


@pytest.mark.parametrize("kind", KINDS)
def test_the_worked_example(kind):
    spec = spec_of(kind)
    raw = {name: pl.Series(cells) for name, cells in spec.raw.items()}
    parsed = parse(draw(spec.keys), WAVE, raw)
    assert codes(parsed) == {name: list(cells) for name, cells in spec.codes.items()}
    assert told(parsed) == list(spec.problems)
    for problem in parsed.problems:
        assert Fault(
            problem.code, facts={**problem.facts, "count": 1, "rows": "2", "where": "row 2"}
        ).say()


@pytest.mark.parametrize("kind", KINDS)
def test_made_up_answers_are_answers(kind):
    item = draw(spec_of(kind).keys)
    raw = {
        name: pl.Series(cells)
        for name, cells in fake(item, WAVE, np.random.default_rng(1), 200).items()
    }
    parsed = parse(item, WAVE, raw)
    assert not parsed.problems
    for variable in variables(item):
        assert parsed.columns[variable.id].dtype == pl.Int16
        assert len(parsed.columns[variable.id]) == 200
    assert describe(item, "sv")
