"""Changes to answers are signed, fit what stood there, and leave the file as it was."""

from tempen.edit import code_answers
from tests.unit.edit.drawn import BENEFIT, STAFF, STRATEGY, frame_of, study_of, table_of, wave_of
from tests.unit.edit.test_answers import told

FRAME = frame_of(t1="town", t2="town", c1="county")
DRAWN = """
    unit | strategy | benefit.service | benefit.quality | staff
    t1   | yes      | great           | little          | 4
    t2   | no       | little          |                 | 70
    c1   | drafting |                 | great           | 12
    """
HEAD = "unit | item | before | after | why | who | date\n"


def changed(log: str):
    answers = table_of(DRAWN)
    made = code_answers(
        study_of(STRATEGY, BENEFIT, STAFF), wave_of(), FRAME, answers, table_of(HEAD + log.strip())
    )
    assert answers.data.equals(table_of(DRAWN).data)
    return made


def test_a_change_is_made_and_counted():
    made = changed("t2 | staff | 70 | 7 | said so by telephone | A. Berg | 2026-05-04")
    assert made.table["staff:value"].to_list() == [4, 7, 12]
    assert (told(made), made.account.notes) == ([], {"changed": 1})


def test_a_row_of_a_battery_a_blank_before_and_a_blank_after():
    made = changed("""
    t2 | benefit.quality |       | great | forgotten    | A. Berg | 2026-05-04
    c1 | benefit.quality | great |       | meant c2     | A. Berg | 2026-05-05""")
    assert made.table["benefit.quality"].to_list() == [1, 0, -3]


def test_a_later_change_builds_on_an_earlier():
    made = changed("""
    t2 | staff | 70 | 7 | by telephone | A. Berg | 2026-05-04
    t2 | staff | 7  | 8 | by letter    | A. Berg | 2026-06-01""")
    assert made.table["staff:value"].to_list() == [4, 8, 12]


def test_what_stood_there_must_be_what_was_changed():
    made = changed("t2 | staff | 60 | 7 | by telephone | A. Berg | 2026-05-04")
    assert told(made) == [("EDIT-06", 2)]
    assert "“70”, not “60”" in made.faults[0].say()
    assert made.table["staff:value"].to_list() == [4, 70, 12]


def test_every_fault_of_a_log_is_told_with_its_row():
    made = changed("""
    t9 | staff  | 4   | 5     | why | who | 2026-05-04
    t1 | staf   | 4   | 5     | why | who | 2026-05-04
    t1 | staff  | 4   | 5     |     | who | 2026-05-04
    t1 | staff  | 4   | 5     | why | who | in May""")
    assert told(made) == [("EDIT-04", 2), ("EDIT-05", 3), ("EDIT-07", 4), ("EDIT-08", 5)]


def test_a_log_without_its_columns():
    answers, log = table_of(DRAWN), table_of("unit | item\nt1 | staff")
    made = code_answers(study_of(STRATEGY, BENEFIT, STAFF), wave_of(), FRAME, answers, log)
    assert {fault.code for fault in made.faults} == {"EDIT-03"}
