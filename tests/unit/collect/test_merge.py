"""Two people at once: Anna and Bo have the same page open, and both press save."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tempen.collect import Held, merge


def test_different_questions_are_both_stored():
    read = {"a": Held("yes", 1), "b": Held("no", 1)}
    now = {"a": Held("drafting", 2), "b": Held("no", 1)}  # Anna changed a
    merged = merge({"a": "yes", "b": "yes"}, read, now)  # Bo left a as he read it, changed b
    assert merged.store == {"b": "yes"}
    assert merged.clashes == {}


def test_the_same_question_is_never_overwritten_but_asked_about():
    read, now = {"a": Held("yes", 1)}, {"a": Held("drafting", 2)}
    merged = merge({"a": "no"}, read, now)
    assert merged.store == {}
    assert merged.clashes["a"].mine == "no"
    assert merged.clashes["a"].theirs == Held("drafting", 2)


def test_whoever_chose_their_own_has_read_the_other():
    now = {"a": Held("drafting", 2)}
    assert merge({"a": "no"}, now, now).store == {"a": "no"}


def test_agreeing_is_no_conflict():
    merged = merge({"a": "no"}, {"a": Held("yes", 1)}, {"a": Held("no", 2)})
    assert (merged.store, merged.clashes) == ({}, {})


def test_rows_of_a_battery_are_merged_one_by_one():
    read = {"a": Held({"x": "great"}, 1)}
    now = {"a": Held({"x": "great", "y": "little"}, 2)}  # Anna answered row y
    merged = merge({"a": {"x": "some"}}, read, now)  # Bo changed row x
    assert merged.store == {"a": {"x": "some", "y": "little"}}
    at_odds = merge({"a": {"x": "great", "y": "none"}}, read, now)
    assert at_odds.store == {}
    assert at_odds.clashes["a"].mine == {"x": "great", "y": "none"}


values = st.sampled_from([None, "yes", "no", "drafting"])


@given(base=values, mine=values, theirs=values, changed=st.booleans())
def test_no_answer_is_lost_without_a_word(base, mine, theirs, changed):
    """After a merge the stored value is theirs, unless nobody changed it or mine was stored."""
    now = Held(theirs, 2) if changed else Held(base, 1)
    merged = merge({"a": mine}, {"a": Held(base, 1)}, {"a": now})
    if "a" in merged.store:
        assert not changed and merged.store["a"] == mine != base
    if changed and mine not in (base, theirs):
        assert "a" in merged.clashes
