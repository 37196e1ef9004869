"""Every engine gives the numbers of the embedded one."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from numpy.testing import assert_allclose

from tempen.estimate import ENGINES, Design, estimate_all, overlap
from tempen.weight import weigh
from tests.engines import NEEDS, marked
from tests.property.test_estimates import C, Drawn, L, samples
from tests.spec import test_changes as changes

others = pytest.mark.parametrize("name", [marked(name) for name in ENGINES if name != "embedded"])
UNIONS = np.array([[[1.0, 0, 0, 1], [0, 1, 0, 1], [0, 0, 1, 0]]])


def test_every_engine_has_a_line_here():
    assert set(NEEDS) == set(ENGINES)


def fixed(seed: int, n: int = 60) -> Drawn:
    """A sample with all that engines must tell apart: L, L + 1, outside, several ways."""
    rng = np.random.default_rng(seed)
    stratum = np.concatenate([[0, 0, 1, 1, 2, 2], rng.integers(0, 3, n)])
    N = np.bincount(stratum) + 7.0
    design = Design(stratum, rng.uniform(0.5, 4, len(stratum)), N)
    codes = rng.integers(-1, L + 2, (2, len(stratum)))
    cells = np.stack([rng.integers(-1, 2, len(stratum)), np.full(len(stratum), 2)])
    return Drawn(design, codes, cells)


def assert_same(name: str, one: Drawn, two: Drawn) -> None:
    """All sums of two waves, of levels and of numbers."""
    for got, want in zip(sums_by(name, one, two), sums_by("embedded", one, two), strict=True):
        for field, values in vars(want).items():
            assert_allclose(getattr(got, field), values, rtol=1e-9, atol=1e-12, err_msg=field)


def sums_by(name: str, one: Drawn, two: Drawn) -> list[object]:
    engine, unions = ENGINES[name], np.repeat(UNIONS, len(one.codes), axis=0)
    codes, cells = (one.codes, two.codes), (one.cells, two.cells)
    designs = one.design, two.design
    y = [np.where(d.codes >= 0, d.codes**2 + 0.5, np.nan) for d in (one, two)]
    ids = [np.arange(start, start + d.design.n).astype(str) for start, d in ((0, one), (9, two))]
    shared = overlap(*designs, (ids[0], ids[1]))
    moments, skipped = engine.level_sums(codes[0], cells[0], C, unions, one.design)
    return [
        moments,
        SimpleNamespace(skipped=skipped),
        engine.value_sums(y[0], cells[0], C, one.design),
        engine.level_crossings(codes, cells, C, unions, designs, shared),
        engine.value_crossings((y[0], y[1]), cells, C, designs, shared),
    ]


@others
def test_an_engine_agrees(name: str):
    assert_same(name, fixed(1), fixed(2, 75))


@pytest.mark.parametrize("name", [marked("polars"), marked("duckdb")])
@settings(max_examples=10, deadline=None)
@given(one=samples(), two=samples())
def test_quick_engines_agree_on_any_sample(name: str, one: Drawn, two: Drawn):
    assert_same(name, one, two)


@others
def test_all_estimates_and_changes_of_two_waves_agree(name: str):
    study, cases = changes.study_of(changes.board()), changes.draw_cases(changes.CASES)
    frames = {wave: changes.draw_frame(wave, changes.FRAME) for wave in ("1", "2")}
    weights = weigh(study, frames, cases, changes.GROUPS)
    ours, theirs = (estimate_all(study, cases, [weights], engine=e) for e in ("embedded", name))
    for column in ("value", "se", "low", "high", "count", "n", "base", "n_eff"):
        assert_allclose(numbers(theirs.table, column), numbers(ours.table, column), rtol=1e-9)
    for column in ("value", "se", "p", "both"):
        assert_allclose(numbers(theirs.changes, column), numbers(ours.changes, column), rtol=1e-9)


def numbers(table: pl.DataFrame, column: str) -> np.ndarray:
    return table[column].cast(pl.Float64).to_numpy()
