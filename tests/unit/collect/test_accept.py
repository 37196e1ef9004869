"""What a page may send, by example: one item of each kind in the fictitious study."""

from __future__ import annotations

import pytest

from tempen.collect import (
    accept,
    fill_in,
    find_blanks,
    find_broken_rules,
    next_page,
    reached_items,
    say_answer,
)
from tests.unit.collect.sent import FABEL, TINY


def send(section, shown, **fields):
    posted = {
        f"q.{name}": [value] if isinstance(value, str) else value for name, value in fields.items()
    }
    return accept(FABEL, FABEL.page(section), posted, shown)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"budget": "1 234"}, "1234"),
        ({"budget": "1.234,0"}, "1234.0"),
        ({"budget": "", "budget.said": "not_applicable"}, "not_applicable"),
        ({"budget": ""}, None),
    ],
)
def test_a_number_is_kept_in_digits(sent, kept):
    assert send("direction", ["budget"], **sent).values == {"budget": kept}


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"budget": "a lot"}, "Write a number with digits, such as 12."),
        ({"budget": "-1"}, "Write a number that is at least 0."),
        ({"budget": "90001"}, "Write a number that is at most 90000."),
        ({"budget": "12,5"}, "Write a whole number."),
        (
            {"budget": "5", "budget.said": "dont_know"},
            "Give either the answer or one of the boxes beside it, not both.",
        ),
    ],
)
def test_a_number_that_cannot_be_taken_says_why(sent, why):
    accepted = send("direction", ["budget"], **sent)
    assert accepted.values == {}
    assert accepted.problems["budget"].words == why


def test_answers_beside_one_with_a_problem_are_kept():
    accepted = send("direction", ["strategy", "budget"], strategy="no", budget="much")
    assert accepted.values == {"strategy": "no"}
    assert set(accepted.problems) == {"budget"}


def test_marks_stand_in_the_items_order_and_not_beside_none_of_these():
    assert send("obstacles", ["obstacles"], obstacles=["time", "law"]).values == {
        "obstacles": "law time"
    }
    mixed = send("obstacles", ["obstacles"], obstacles=["law", "none"]).problems["obstacles"]
    many = send("obstacles", ["obstacles"], obstacles=["law", "time", "data", "money"]).problems
    assert "stands alone" in mixed.words
    assert many["obstacles"].words == "Choose at most 3; you have chosen 4."


def test_places_are_each_given_once_from_the_first():
    def rank(**places):
        return send("obstacles", ["priority"], **{f"priority.{k}": v for k, v in places.items()})

    assert rank(people="2", data="1").values == {"priority": "data people"}
    assert "same place" in rank(people="1", data="1").problems["priority"].words
    assert "left out" in rank(people="1", data="3").problems["priority"].words


def test_an_answer_nobody_offered_is_refused():
    accepted = send("direction", ["strategy"], strategy="perhaps")
    assert accepted.problems["strategy"].words == "Choose one of the answers that are offered."


def test_routing_leads_past_and_back():
    assert "owner" in reached_items(FABEL, {"strategy": "yes"})
    assert "owner" not in reached_items(FABEL, {"strategy": "no"})
    assert "owner" not in reached_items(FABEL, {})
    first = next_page(FABEL, {})
    assert first is not None and first.section == "direction"


def test_the_review_names_blank_items_and_blank_rows():
    blanks = find_blanks(TINY, {"strategy": "yes", "benefit": {"service": "great"}})
    found = [(blank.item.id, blank.rows) for blank in blanks]
    assert found[:3] == [("board", ()), ("benefit", ("quality",)), ("trust", ())]
    assert "comment" not in [item for item, _ in found]


def test_a_study_without_rules_for_respondents_has_none_broken():
    assert find_broken_rules(FABEL, {"strategy": "yes"}) == ()


def test_an_earlier_answer_is_repeated_in_a_later_text():
    text = "You said {strategy}. Why? {unknown}"
    assert fill_in(FABEL, "en", text, {"strategy": "drafting"}) == (
        "You said One is being drawn up. Why? {unknown}"
    )
    assert fill_in(FABEL, "en", text, {}).startswith("You said …")


@pytest.mark.parametrize(
    ("item", "value", "sv"),
    [
        ("budget", "12345", ["12\u00a0345\u00a0tusen kronor"]),
        ("budget", "1234.5", ["1\u00a0234,5\u00a0tusen kronor"]),
        ("budget", "not_applicable", ["Inte aktuellt"]),
        ("strategy", "yes", ["Ja"]),
        ("priority", "data people", ["1. Ordning på data", "2. Personalens kunskaper"]),
    ],
)
def test_answers_are_said_in_the_readers_words(item, value, sv):
    said = say_answer(FABEL.study, "sv", FABEL.items[item], value, "2028")
    assert len(said) == len(sv)
    if item == "budget" and value[0] == "1":
        assert said == sv
