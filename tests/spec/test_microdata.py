"""A wave's answers as a table: the same numbers by `tempen.Design` as by the study itself."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from numpy.testing import assert_allclose

import tempen
from tempen.errors import TempenError

STUDY = Path(__file__).parents[2] / "examples" / "fiktiva-kommuner"


@pytest.fixture(scope="module")
def study() -> tempen.session.Opened:
    return tempen.open(STUDY, lang="en")


@pytest.mark.parametrize("wave", ["2022", "2025"])
@pytest.mark.parametrize("by", ["", "sector", "size"])
def test_shares_of_a_wave_are_those_of_its_study(study, wave: str, by: str):
    table = study.microdata(wave)
    design = tempen.Design(table, weights="weight", strata="stratum", fpc="N")
    made = design.share("strategy", by=[by] if by else [])
    want = study.estimate("strategy", wave=wave, by=by)
    keys = ["level", by] if by else ["level"]
    names = {"domain_level": by} if by else {}
    both = made.join(want.rename(names), on=keys, suffix="_of_study")
    assert both.height >= 4
    for here, there in (("estimate", "share"), ("se", "se_of_study"), ("n", "n_of_study")):
        assert_allclose(both[here], both[there], rtol=1e-9)


def test_answers_are_levels_numbers_and_marks_and_what_is_none_is_null(study):
    table = study.microdata("2025")
    assert table["strategy"].dtype == pl.Enum(["yes", "drafting", "no", "dont_know"])
    assert set(table["services.care"].drop_nulls()) == {0, 1}
    assert table["budget"].min() > 0 and table["budget"].null_count() > 0
    assert not [name for name in table.columns if ":" in name]


def test_a_wave_without_answers_has_no_microdata(study):
    with pytest.raises(TempenError, match="ASK-10"):
        study.microdata("2028")
