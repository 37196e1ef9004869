"""Who was drawn: a column of a sample's frame, that every unit must have, and that rates go by."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from tempen.errors import TempenError
from tempen.frame.response import asked_of
from tests.unit.frame.drawn import frame_of, study_of

SAMPLE = replace(study_of("town", "county"), design="sample")
FOUR = """
    unit | name | sector | drawn
    t1   | Ash  | town   | ja
    t2   | Birch| town   | {second}
    c1   | Cedar| county | true
    c2   | Doe  | county | 0
    """


def test_a_sample_says_of_every_unit_whether_it_was_drawn():
    frame = frame_of(SAMPLE, FOUR.format(second="nej"))
    assert frame.table["drawn"].to_list() == [True, False, True, False]
    asked = asked_of(frame)
    assert asked is not None and asked.table["unit"].to_list() == ["t1", "c1"]


@pytest.mark.parametrize(("second", "code"), [("", "FRAME-02"), ("maybe", "FRAME-05")])
def test_a_unit_of_which_it_is_not_said_is_a_fault(second: str, code: str):
    with pytest.raises(TempenError) as raised:
        frame_of(SAMPLE, FOUR.format(second=second))
    assert [(fault.code, fault.place.line) for fault in raised.value.faults] == [(code, 3)]


def test_in_a_census_everybody_is_asked_whatever_the_column_says():
    frame = frame_of(study_of("town", "county"), FOUR.format(second="nej"))
    assert frame.table["drawn"].dtype == pl.String
    asked = asked_of(frame)
    assert asked is not None and asked.table.height == 4
