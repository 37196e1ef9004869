"""The small language: trees, columns, and errors that say what was expected where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempen.errors import Place, TempenError
from tempen.study.expression import (
    NOWHERE,
    Call,
    Compare,
    Logic,
    Name,
    Not,
    Number,
    Sequence,
    Text,
    parse,
    parse_list,
    walk,
)


def refused(text: str, place: Place = NOWHERE):
    with pytest.raises(TempenError) as caught:
        parse(text, place)
    return caught.value.faults[0]


def test_a_routing():
    assert parse("strategy in [yes, no]") == Compare(
        "in", Name("strategy", 1), Sequence((Name("yes", 14), Name("no", 19)), 13), 10
    )


def test_a_guard():
    assert parse("share('strategy', 'yes', wave=\"2023\") >= 50.5") == Compare(
        ">=",
        Call("share", (Text("strategy", 7), Text("yes", 19)), (("wave", Text("2023", 31)),), 1),
        Number(50.5, 42),
        39,
    )


def test_and_binds_closer_than_or_and_not_closest():
    tree = parse("a or not b and c")
    assert tree == Logic(
        "or",
        (Name("a", 1), Logic("and", (Not(Name("b", 10), 6), Name("c", 16)), 12)),
        3,
    )


def test_brackets_and_chains():
    assert parse("(a or b) and c").operator == "and"
    assert parse("1 < a <= 3") == Logic(
        "and",
        (
            Compare("<", Number(1, 1), Name("a", 5), 3),
            Compare("<=", Name("a", 5), Number(3, 10), 7),
        ),
        3,
    )


def test_a_level_may_begin_with_a_digit_and_hold_a_hyphen():
    assert parse("size in [10_49, mid-size]").right == Sequence(
        (Name("10_49", 10), Name("mid-size", 17)), 9
    )
    assert parse("x == -5").right == Number(-5, 6)


def test_qualifiers_after_a_comma():
    first, second = parse_list("change('a', 'b') > 10, significant")
    assert isinstance(first, Compare)
    assert second == Name("significant", 24)


def test_walk_gives_every_name():
    names = [node.id for node in walk(parse("a == b or f(c, d=[e])")) if isinstance(node, Name)]
    assert names == ["a", "b", "c", "e"]


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("", "EXPR-01", 1),
        ("a ==", "EXPR-01", 5),
        ("a = b", "EXPR-01", 3),
        ("a b", "EXPR-01", 3),
        ("f(a", "EXPR-01", 4),
        ("f(a=1, b)", "EXPR-01", 8),
        ("f(a=1, a=2)", "EXPR-01", 8),
        ("a in [b,, c]", "EXPR-01", 9),
        ("a not b", "EXPR-01", 7),
        ("share('x", "EXPR-03", 7),
        ("a & b", "EXPR-04", 3),
    ],
)
def test_faults_name_their_column(text, code, column):
    fault = refused(text)
    assert (fault.code, fault.facts["at"]) == (code, column)


def test_the_place_moves_with_the_column():
    assert refused("a & b", Place("report/sv.md", 7, 21)).place == Place("report/sv.md", 7, 23)
    assert refused("a & b", Place("questionnaire.yaml", 7)).place == Place("questionnaire.yaml", 7)


@pytest.mark.parametrize("text", ["(" * 500, "not " * 400 + "a", "[" * 900, "a" * 3000])
def test_length_and_depth_are_bounded(text):
    assert refused(text).code == "EXPR-02"


words = st.sampled_from(
    ["and", "or", "not", "in", "==", "<", "=", "(", ")", "[", "]", ",", "a", "b.c", "'x'", "3", "-"]
)


@given(st.one_of(st.text(max_size=60), st.lists(words, max_size=25).map(" ".join)))
def test_nothing_but_our_own_errors(text):
    try:
        parse_list(text)
    except TempenError as error:
        assert error.faults[0].code.startswith("EXPR-")
        assert error.faults[0].say()
