"""Rows of answers become cases, or every fault is told with its rows."""

import polars as pl
import pytest

from tempen.edit import code_answers
from tempen.terms.item import Asked, Missing
from tempen.terms.table import Table
from tests.unit.edit.drawn import (
    BENEFIT,
    BOARD,
    COMMENT,
    STAFF,
    STRATEGY,
    SUPPORT,
    frame_of,
    item_of,
    study_of,
    table_of,
    wave_of,
)

FRAME = frame_of(t1="town", t2="town", t3="town", c1="county")
SKIPPED, NOT_REACHED = int(Missing.SKIPPED), int(Missing.NOT_REACHED)


def code(drawn: str, *items, frame=FRAME, wave=None, missing=None, **study):
    table = table_of(drawn, missing=missing or {})
    return code_answers(study_of(*items, **study), wave or wave_of(), frame, table)


def told(coded) -> list[tuple[str, int]]:
    return [(fault.code, fault.place.line) for fault in coded.faults]


def test_answers_become_codes_with_what_the_frame_says():
    coded = code(
        """
        unit | strategy  | benefit.service | benefit.quality | support    | staff          | comment
        t1   | yes       | great           | little          | law skills | 4,5            | We began.
        c1   | dont_know | little          |                 | none       | not_applicable |
        """,
        STRATEGY, BENEFIT, SUPPORT, STAFF, COMMENT,
    )  # fmt: skip
    assert told(coded) == []
    assert coded.table.to_dicts() == [
        {
            "wave": "2024",
            "unit": "t1",
            "sector_stated": True,
            "submitted": None,
            "sector": "town",
            "strategy": 0,
            "benefit.service": 0,
            "benefit.quality": 1,
            "support.law": 1,
            "support.skills": 1,
            "support.none": 0,
            "staff": 0,
            "staff:value": 4.5,
            "comment": 0,
            "comment:text": "We began.",
        },
        {
            "wave": "2024",
            "unit": "c1",
            "sector_stated": True,
            "submitted": None,
            "sector": "county",
            "strategy": 3,
            "benefit.service": 1,
            "benefit.quality": SKIPPED,
            "support.law": 0,
            "support.skills": 0,
            "support.none": 1,
            "staff": Missing.NOT_APPLICABLE,
            "staff:value": None,
            "comment": SKIPPED,
            "comment:text": None,
        },
    ]
    assert (coded.account.read, coded.account.kept, coded.account.aside) == (2, 2, {})


def test_unknown_codes_units_and_columns_are_told_at_once():
    coded = code(
        """
        unit | stratgy | board | strategy
        t1   | yes     | maybe | yes
        t9   | yes     | maybe | ja
             | yes     | maybe | yes
        t2   | yes     | no    | yes
        """,
        STRATEGY, BOARD,
    )  # fmt: skip
    assert told(coded) == [
        ("ANSWER-01", 1),
        ("ANSWER-02", 4),
        ("ANSWER-03", 3),
        ("ITEM-21", 3),
        ("ITEM-21", 2),
    ]
    maybe = coded.faults[-1]
    assert (maybe.facts["value"], maybe.facts["count"], maybe.facts["rows"]) == (
        "maybe",
        3,
        "2, 3, 4",
    )
    assert all(fault.say() for fault in coded.faults)


def test_a_missing_column_is_a_fault_and_its_misspelling_a_proposal():
    coded = code("unit | stratgy\nt1 | yes", STRATEGY, BOARD)
    assert told(coded) == [("ANSWER-01", 1), ("ANSWER-09", 2), ("ITEM-20", 1), ("ITEM-20", 1)]
    assert coded.faults[0].facts["lacking"] == "strategy"


def test_columns_that_study_yaml_names():
    wave = wave_of(unit_column="id", submitted_column="when")
    assert (
        told(code("unit | strategy\nt1 | yes", STRATEGY, wave=wave))[:2] == [("ANSWER-07", 1)] * 2
    )


def test_the_column_and_codes_of_a_wave():
    asked = Asked("2024", column="Q1", recode={"1": "yes", "3": "no"})
    item = item_of("strategy", "single", *STRATEGY.levels, waves={"2024": asked})
    assert code("unit | Q1\nt1 | 1\nt2 | 3\nt3 | 1.0", item).table["strategy"].to_list() == [
        0,
        2,
        0,
    ]


@pytest.mark.parametrize(
    "resolve, kept, reason",
    [("last", 2, "earlier"), ("first", 0, "later"), ("most_complete", 1, "less_complete")],
)
def test_several_rows_of_one_unit(resolve, kept, reason):
    """By the moment, whatever the order of the rows: row 2 was sent first, row 4 last."""
    drawn = """
        unit | when             | strategy | board
        t1   | 2024-11-01 09:00 | yes      |
        t1   | 2024-11-02       | no       | yes
        t1   | 2024-11-03T08:00 | drafting |
        t2   |                  | no       |
        """
    board = item_of("board", "yesno", *BOARD.levels)
    coded = code(drawn, STRATEGY, board, wave=wave_of(submitted_column="when"), resolve=resolve)
    assert coded.table["strategy"].to_list() == [[0, 2, 1][kept], 2]
    assert coded.account.aside == {reason: 2}
    assert coded.account.rows == tuple((row, reason) for row in (2, 3, 4) if row != kept + 2)
    assert coded.account.read == coded.account.kept + sum(coded.account.aside.values())


def test_several_rows_without_a_moment_follow_the_file():
    drawn = "unit | strategy\nt1 | yes\nt1 | no"
    assert code(drawn, STRATEGY, resolve="last").table["strategy"].to_list() == [2]
    assert code(drawn, STRATEGY, resolve="first").table["strategy"].to_list() == [0]


def test_several_rows_as_a_fault():
    coded = code("unit | strategy\nt1 | yes\nt2 | no\nt1 | no", STRATEGY, resolve="fault")
    assert told(coded) == [("ANSWER-04", 4)]
    assert coded.faults[0].facts["rows"] == "2, 4"


def test_a_moment_that_decides_must_be_one():
    drawn = "unit | when | strategy\nt1 | 1/2/24 | yes\nt1 | 2/2/24 | no\nt2 | then | yes"
    coded = code(drawn, STRATEGY, wave=wave_of(submitted_column="when"))
    assert told(coded) == [("ANSWER-06", 2), ("ANSWER-06", 3)]


def test_rows_that_answer_nothing_are_set_aside():
    coded = code("unit | strategy\nt1 | yes\nt1 |\nt2 |", STRATEGY)
    assert coded.table["strategy"].to_list() == [0]
    assert coded.account.aside == {"empty": 2}
    assert told(coded) == [("ANSWER-09", 3)]


def test_dispositions_are_no_answers():
    drawn = """
        unit | disposition  | strategy
        t1   | declined     |
        t2   | not_eligible |
        t3   | answered     | yes
        c1   | declined     |
        c1   |              | no
        """
    coded = code(drawn, STRATEGY)
    assert coded.table["unit"].to_list() == ["t3", "c1"]
    assert coded.account.aside == {"declined": 2, "not_eligible": 1}
    assert coded.account.dispositions == {"t1": "declined", "t2": "not_eligible"}


def test_routing_leads_past_and_counts_what_was_answered_there():
    """t2 and t3 have no strategy; t3 answered the next question all the same."""
    coded = code(
        """
        unit | strategy | board
        t1   | yes      | no
        t2   | no       |
        t3   | no       | yes
        c1   | drafting |
        """,
        STRATEGY, BOARD,
    )  # fmt: skip
    assert coded.table["board"].to_list() == [1, NOT_REACHED, NOT_REACHED, SKIPPED]
    assert told(coded) == [("ANSWER-05", 4)]
    assert coded.account.notes == {"routed_past": 1}


def test_what_follows_from_an_item_that_was_not_reached():
    then = item_of("then", "yesno", *BOARD.levels, ask_if="board == yes")
    coded = code("unit | strategy | board | then\nt1 | no | yes | yes", STRATEGY, BOARD, then)
    assert coded.table["then"].to_list() == [NOT_REACHED]


def test_answers_without_a_unit_are_kept_where_the_study_says_so():
    """Row 3 says its sector itself, row 4 says nothing; neither can be linked."""
    drawn = """
        unit | sector | strategy
        t1   | county | yes
             | county | no
             |        | no
        """
    coded = code(drawn, STRATEGY, wave=wave_of(unlinked="keep"))
    assert coded.table.select("unit", "sector", "sector_stated").rows() == [
        ("t1", "town", True),
        ("unlinked-3", "county", True),
        ("unlinked-4", None, False),
    ]
    assert told(coded) == []


def test_an_open_study_needs_no_units():
    drawn = "sector | strategy\ntown | yes\nvillage | no\n | no"
    coded = code(drawn, STRATEGY, frame=None, design="open")
    assert coded.table["unit"].to_list() == ["unlinked-2", "unlinked-3", "unlinked-4"]
    assert told(coded) == [("ANSWER-08", 3)]


def test_constants_stand_in_every_row():
    wave = wave_of(constants={"sector": "town"})
    coded = code("strategy\nyes\nno", STRATEGY, frame=None, design="open", wave=wave)
    assert coded.table["sector"].to_list() == ["town", "town"]


def test_values_that_the_file_declares_missing():
    """99 is named by a recode, 98 is not: it is blank."""
    asked = Asked("2024", recode={"1": "yes", "99": "dont_know"})
    item = item_of("strategy", "single", *STRATEGY.levels, dont_know=True, waves={"2024": asked})
    drawn = "unit | strategy\nt1 | 1\nt2 | 98\nt3 | 99"
    coded = code(drawn, item, missing={"strategy": frozenset({"98", "99"})})
    assert coded.table["strategy"].to_list() == [0, SKIPPED, 3]
    assert coded.account.notes == {"declared_missing": 1}


def test_a_column_of_nonsense_is_told_in_part():
    drawn = "unit | strategy\n" + "\n".join(f"u{i} | word{i}" for i in range(30))
    codes = [code for code, _ in told(code(drawn, STRATEGY, frame=None))]
    assert codes == ["ITEM-21"] * 20 + ["ANSWER-10"]


def test_no_rows_at_all():
    table = table_of("unit | strategy\nt1 | yes")
    coded = code_answers(study_of(STRATEGY), wave_of(), FRAME, table.where(pl.Series([False])))
    assert (coded.table.height, coded.account.read, told(coded)) == (0, 0, [("ANSWER-11", 0)])


def test_many_rows_are_coded_as_few_are():
    """Each different answer is parsed once where there are many rows: the same codes and faults."""
    few = """
        unit | strategy  | benefit.service | benefit.quality | support    | staff | comment | board
        t1   | yes       | great           | little          | law skills | 4,5   | We.     | yes
        t2   | dont_know |                 | great           | none       |       |         | no
        t3   | maybe     | little          | much            | law none   | x     |         | maybe
        """
    items = (STRATEGY, BENEFIT, SUPPORT, STAFF, COMMENT, BOARD)
    once = code(few, *items, frame=None)
    table = table_of(few)
    times = 3_000
    data = pl.concat([table.data] * times).with_columns(unit=pl.int_range(pl.len()).cast(pl.String))
    rows = pl.Series("row", range(2, 3 * times + 2), dtype=pl.UInt32)
    many = code_answers(study_of(*items), wave_of(), None, Table("answers.csv", data, rows))
    assert many.table.drop("unit").equals(pl.concat([once.table.drop("unit")] * times))
    errors = [
        [(f.code, f.place, f.facts["value"]) for f in c.faults if f.severity == "error"]
        for c in (once, many)
    ]
    assert errors[0] == errors[1]
    assert {f.facts["count"] for f in many.faults if f.severity == "error"} == {times}


def test_the_day_of_an_answer_is_kept_where_the_study_names_its_column():
    wave = wave_of(submitted_column="sent")
    table = table_of("""
        unit | sent                | strategy
        a    | 2024-10-01          | yes
        b    | 2024-10-03T23:59:59 | no
        c    | last week           | no
        d    |                     | no
    """)
    frame = frame_of(a="town", b="town", c="county", d="town")
    coded = code_answers(study_of(STRATEGY, waves=(wave,)), wave, frame, table)
    assert [str(day) for day in coded.table["submitted"]] == [
        "2024-10-01", "2024-10-03", "None", "None",
    ]  # fmt: skip
    assert [(fault.code, fault.severity) for fault in coded.faults] == [("ANSWER-12", "warning")]
    assert "(row 4)" in coded.faults[0].say()
