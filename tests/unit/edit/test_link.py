"""All waves in one table; what a wave did not ask is told apart from what was skipped."""

import pytest

from tempen.edit import code_answers, link
from tempen.errors import TempenError
from tempen.terms.item import Asked, Missing
from tests.unit.edit.drawn import STAFF, STRATEGY, frame_of, item_of, study_of, table_of, wave_of

BOTH = {"2018": Asked("2018"), "2024": Asked("2024")}
OLD = item_of("strategy", "single", *STRATEGY.levels, waves=BOTH)
STUDY = study_of(OLD, STAFF, waves=(wave_of("2018"), wave_of("2024")))
FRAME = frame_of(t1="town", c1="county")


def code(wave: str, drawn: str):
    return code_answers(STUDY, STUDY.wave(wave), FRAME, table_of(drawn))


def test_waves_are_stacked_in_the_order_of_the_study():
    later = code("2024", "unit | strategy | staff\nt1 | no | 3\nc1 | |")
    earlier = code("2018", "unit | strategy\nt1 | yes")
    cases = link(STUDY, [later, earlier])
    assert cases.table.columns == [
        "wave",
        "unit",
        "sector_stated",
        "submitted",
        "sector",
        "strategy",
        "staff",
        "staff:value",
    ]
    assert cases.table.select("wave", "unit", "strategy", "staff", "staff:value").rows() == [
        ("2018", "t1", 0, int(Missing.NOT_ASKED), None),
        ("2024", "t1", 2, 0, 3.0),
    ]
    assert [account.wave for account in cases.accounts] == ["2018", "2024"]
    assert cases.accounts[1].aside == {"empty": 1}


def test_the_errors_of_all_waves_are_raised_together():
    coded = [
        code("2018", "unit | strategy\nt9 | yes"),
        code("2024", "unit | strategy | staff\nt1 | x | y"),
    ]
    with pytest.raises(TempenError) as raised:
        link(STUDY, coded)
    assert [fault.code for fault in raised.value.faults] == ["ANSWER-03", "ITEM-21", "ITEM-24"]


def test_without_answers_there_are_columns_but_no_cases():
    cases = link(STUDY, [])
    assert cases.table.height == 0
    assert "strategy" in cases.table.columns
