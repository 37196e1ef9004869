"""Two small frames, and what became of their units."""

from tempen.frame import compare_frames
from tests.unit.frame.drawn import frame_of, study_of

STUDY = study_of("agency", "region")
BEFORE = """
    unit | name        | sector
    a1   | Office      | agency
    a2   | Bureau      | agency
    a3   | Board       | agency
    a4   | Gone        | agency
    a5   | Split       | agency
    a6   | Renumbered  | agency
    r1   | Lake        | region
    """
AFTER = """
    unit | name        | sector | predecessors
    a1   | Bureau      | agency | a2
    a3   | The Board   | region |
    a51  | Half        | agency | a5
    a52  | Other half  | agency | a5
    a66  | Newnumber   | agency | a6
    a7   | Newborn     | agency |
    a8   | Mistyped    | agency | a99
    r1   | Lake        | region |
    """


def compare():
    return compare_frames(STUDY, frame_of(STUDY, BEFORE, "2018"), frame_of(STUDY, AFTER, "2024"))


def test_births_deaths_and_heirs():
    """a1 took in a2, and its name: an agency that keeps its id is the same unit."""
    changes = compare()
    assert (changes.earlier, changes.later) == ("2018", "2024")
    assert changes.births == ("a7", "a8")
    assert changes.deaths == ("a4",)
    assert changes.mergers == {"a1": ("a1", "a2")}
    assert changes.splits == {"a5": ("a51", "a52")}
    assert changes.succeeded == {"a6": "a66"}


def test_movers_and_new_names():
    changes = compare()
    assert changes.moved.rows() == [("a3", "sector", "agency", "region")]
    assert changes.renamed.rows() == [("a1", "Office", "Bureau"), ("a3", "Board", "The Board")]


def test_warnings_say_what_a_person_should_confirm():
    found = [(fault.code, fault.facts) for fault in compare().faults]
    assert [code for code, _ in found] == ["FRAME-12", "FRAME-11", "FRAME-13"]
    assert found[0][1]["predecessor"] == "a99"
    assert (found[1][1]["units"], found[1][1]["count"]) == ("a4", 1)
    assert (found[2][1]["name"], found[2][1]["before"], found[2][1]["after"]) == (
        "Bureau",
        "a2",
        "a1",
    )


def test_equal_frames_have_no_changes():
    frame = frame_of(STUDY, BEFORE)
    changes = compare_frames(STUDY, frame, frame)
    assert (changes.births, changes.deaths, changes.faults) == ((), (), ())
    assert changes.moved.is_empty() and changes.renamed.is_empty()
