"""Rules of the study within a response, and what becomes of one that fails."""

import pytest

from tempen.terms.item import Missing
from tempen.terms.study import Rule
from tests.unit.edit.drawn import BOARD, STAFF, STRATEGY, item_of
from tests.unit.edit.test_answers import code, told

PILOTS = item_of("pilots", "number")
DRAWN = """
    unit | strategy | board | staff | pilots
    t1   | yes      | yes   | 4     | 3
    t2   | yes      | no    | 2     | 9
    t3   | drafting | yes   |       | 5
    c1   | no       |       | 8     | 8
    """
FEWER = Rule("fewer_pilots", "", "pilots <= staff")


def coded(*rules: Rule):
    return code(DRAWN, STRATEGY, BOARD, STAFF, PILOTS, rules=rules)


def test_a_number_above_another_is_told_with_its_row():
    made = coded(FEWER)
    assert told(made) == [("EDIT-02", 3)]
    assert made.faults[0].facts["rows"] == "3"
    assert made.table["pilots:value"].to_list() == [3, 9, 5, 8]  # only told


def test_what_is_not_there_fails_nothing():
    """t3 gave no staff: neither true nor false."""
    assert told(coded(Rule("any", "strategy == drafting", "staff > 100"))) == []


def test_a_condition_says_for_whom_the_rule_holds():
    made = coded(Rule("board", "strategy in [yes, drafting]", "board == yes"))
    assert made.faults[0].facts["rows"] == "3"


def test_skip_takes_the_answers_of_the_rule_away():
    made = coded(Rule("fewer_pilots", "", "pilots <= staff", action="skip"))
    assert made.table["pilots"].to_list() == [0, Missing.SKIPPED, 0, 0]
    assert made.table["pilots:value"].to_list() == [3, None, 5, 8]
    assert made.table["staff"].to_list() == [0, Missing.SKIPPED, Missing.SKIPPED, 0]
    assert made.account.notes == {"inconsistent": 1}


def test_set_aside_is_accounted_for():
    made = coded(Rule("fewer_pilots", "", "pilots <= staff", action="set_aside"))
    assert made.table["unit"].to_list() == ["t1", "t3", "c1"]
    assert made.account.aside == {"inconsistent": 1}
    assert (made.account.read, made.account.kept, made.account.rows) == (
        4,
        3,
        ((3, "inconsistent"),),
    )


@pytest.mark.parametrize("action", ["tell", "skip", "set_aside"])
def test_a_rule_that_holds_changes_nothing(action):
    plain, ruled = coded(), coded(Rule("some", "", "pilots > 0", action=action))
    assert ruled.table.equals(plain.table) and ruled.account == plain.account
