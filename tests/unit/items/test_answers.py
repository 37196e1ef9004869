"""Answers as files have them: columns per option, other codes, numbers as people write them."""

from __future__ import annotations

import pytest

from tests.unit.items.drawn import codes, read, told

MULTIPLE = """
id: support
kind: multiple
options: [law, skills, money]
none: true
cap: 2
"""
RANKING = "{id: order, kind: ranking, options: [people, data, tools]}"
NUMBER = "{id: staff, kind: number, decimals: 2, minimum: 0}"


def test_a_column_per_option():
    parsed = read(
        MULTIPLE,
        support__law=["1", "x", "0", "", "1", "1"],
        support__skills=["0", "", "no", "", "1", "?"],
        support__money=["yes", None, "false", "", "true", ""],
        support__none=["", "", "", "", "", ""],
    )
    assert codes(parsed) == {
        "support.law": [1, 1, 0, -3, -3, -3],
        "support.skills": [0, 0, 0, -3, -3, -3],
        "support.money": [1, 0, 0, -3, -3, -3],
        "support.none": [0, 0, 0, -3, -3, -3],
    }
    assert told(parsed) == [(5, "support.skills", "ITEM-21"), (4, "support", "ITEM-23")]


def test_a_column_of_an_option_is_missing():
    parsed = read(MULTIPLE, support__law=["1"], support__skills=["0"])
    assert told(parsed) == [(-1, "support.money", "ITEM-20")]


def test_a_blank_page_that_was_passed():
    parsed = read(MULTIPLE + "blank: unmarked", support=["law", "", "law none"])
    assert codes(parsed)["support.law"] == [1, 0, -3]


def test_labels_in_one_cell_with_a_declared_separator():
    text = (
        MULTIPLE
        + 'waves: {"2023": {separator: ";", column: Q7, recode: {Law and order: law, Cash: money}}}'
    )
    parsed = read(text, Q7=["Law and order; Cash", "skills"])
    assert codes(parsed)["support.law"] == [1, 0]
    assert codes(parsed)["support.money"] == [1, 0]
    assert not parsed.problems


def test_an_option_that_the_wave_did_not_offer():
    parsed = read(
        MULTIPLE + 'waves: {"2023": {levels: [law, skills]}}', support=["law", "none", ""]
    )
    assert codes(parsed)["support.money"] == [-1, -1, -1]
    assert codes(parsed)["support.none"] == [0, 1, -3]


def test_ranks_in_columns():
    parsed = read(
        RANKING,
        order__people=["1", "1", "4", ""],
        order__data=["2", "1", "1", ""],
        order__tools=["", "2", "2", ""],
    )
    assert codes(parsed)["order.people"] == [1, -3, -3, -3]
    assert codes(parsed)["order.tools"] == [0, -3, -3, -3]
    assert told(parsed) == [(2, "order.people", "ITEM-28"), (1, "order", "ITEM-27")]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1234,5", 1234.5),
        ("1 234,5", 1234.5),
        ("1\u00a0234,5", 1234.5),
        ("1 234 567", 1234567),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1234.50", 1234.5),
        ("12.0", 12),
        ("0", 0),
    ],
)
def test_numbers_as_people_write_them(cell, value):
    assert codes(read(NUMBER, staff=[cell]))["staff:value"] == [value]


@pytest.mark.parametrize("cell", ["about ten", "nan", "inf", "1-2", "1e400", "--", "1 00", "12 34"])
def test_no_number(cell):
    assert told(read(NUMBER, staff=[cell])) == [(0, "staff", "ITEM-24")]


def test_a_column_that_is_not_there():
    for text in (MULTIPLE, RANKING, NUMBER, "{id: a, kind: yesno}", "{id: a, kind: text}"):
        parsed = read(text, other=["1", "2"])
        assert {problem.code for problem in parsed.problems} == {"ITEM-20"}
        assert all(len(series) == 2 for series in parsed.columns.values())


def test_a_recode_to_skipped_and_whole_numbers_of_workbooks():
    text = '{id: a, kind: single, options: [yes, no], waves: {"2023": {recode: {"1": yes, "99": skipped}}}}'
    assert codes(read(text, a=["1.0", "99", "no"])) == {"a": [0, -3, 1]}


def test_no_rows():
    for text in (MULTIPLE, RANKING, NUMBER):
        name = text.split("id: ")[1].split(",")[0].split()[0]
        assert all(len(series) == 0 for series in read(text, **{name: []}).columns.values())
