"""Raw codes as foreign files hold them: beginnings, no answer at all, marks in quotes."""

from __future__ import annotations

import pytest

from tests.unit.items.drawn import codes, read, told

SKIPPED = -3
JOB = """
id: job
kind: single
options: [office, field, other]
not_applicable: true
recode: {"1": office, "2": field, "n/a": skipped, "Other, e.g. none*": not_applicable,
         "Other*": other}
"""
REST = JOB.replace('"Other*"', '"*"')


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1", 0),
        ("2.0", 1),  # as workbooks write a whole number
        ("office", 0),  # ids are answers beside the codes
        ("Other, namely sea", 2),
        ("Other", 2),
        (" Other ", 2),
        ("Other, e.g. none at all", -4),  # the longest beginning counts
        ("n/a", SKIPPED),
        ("", SKIPPED),
    ],
)
def test_a_whole_text_goes_before_its_beginning_and_a_longer_before_a_shorter(cell, code):
    for item in (JOB, REST):
        parsed = read(item, job=[cell])
        assert (codes(parsed), told(parsed)) == ({"job": [code]}, [])


def test_a_star_alone_is_every_other_text_but_not_a_blank():
    assert codes(read(REST, job=["sea", "1.0", "", None])) == {"job": [2, 0, SKIPPED, SKIPPED]}
    assert told(read(JOB, job=["sea"])) == [(0, "job", "ITEM-21")]


def test_a_wave_with_codes_of_its_own_uses_only_those():
    own = JOB + 'waves: {"2023": {recode: {"2": office}}}'
    parsed = read(own, job=["2", "1"])
    assert (codes(parsed), told(parsed)) == ({"job": [0, SKIPPED]}, [(1, "job", "ITEM-21")])


def test_column_and_columns_of_the_item_hold_for_its_waves():
    keys = "id: use\nkind: battery\nrows: [web, desk]\nscale: [on, off]\n"
    keys += "columns: {web: q7_1, desk: q7_2}\nrecode: {'true': on, 'false': off}"
    parsed = read(keys, q7_1=["true"], q7_2=["false"])
    assert codes(parsed) == {"use.web": [0], "use.desk": [1]}
    assert codes(read("id: use\nkind: yesno\ncolumn: q8", q8=["no"])) == {"use": [1]}


CHANNELS = """
id: channels
kind: multiple
options: [mail, events, other]
separator: csv
recode: {"Mail": mail, "Events, also online": events, "*": other, "n/a": skipped}
"""


@pytest.mark.parametrize(
    ("cell", "marks"),
    [
        ('Mail,"Events, also online"\r\n', [1, 1, 0]),
        ("Mail,Chat,Forum", [1, 0, 1]),  # several other texts are one mark of “other”
        ('"Say ""hello"", often",Mail', [1, 0, 1]),
        ("Mail,,", [1, 0, 0]),
        ("Mail\r\nChat", [1, 0, 1]),
        ('"never closed', [0, 0, 1]),
        ("n/a", [SKIPPED] * 3),
        ("", [SKIPPED] * 3),
    ],
)
def test_marks_in_quotes(cell, marks):
    parsed = read(CHANNELS, channels=[cell])
    assert [column[0] for column in codes(parsed).values()] == marks
    assert told(parsed) == []


def test_a_blank_is_unmarked_where_the_item_says_so_but_a_code_for_skipped_is_not():
    parsed = read(CHANNELS + "blank: unmarked", channels=["", "n/a", "Mail"])
    assert codes(parsed)["channels.mail"] == [0, SKIPPED, 1]


def test_an_answer_too_long_for_csv_is_told():
    strict = CHANNELS.replace('"*": other, ', "")
    cell = "x" * 140_000
    assert told(read(strict, channels=[cell])) == [(0, "channels", "ITEM-21")]


def test_ranks_in_quotes():
    keys = 'id: r\nkind: ranking\noptions: [a, b]\nseparator: csv\nrecode: {"A, or so": a}'
    assert codes(read(keys, r=['b,"A, or so"'])) == {"r.a": [2], "r.b": [1]}


def test_a_column_per_option_takes_codes_for_skipped():
    keys = 'id: m\nkind: multiple\noptions: [a, b]\nrecode: {"N/A": skipped, "Chosen": a}'
    parsed = read(keys, m__a=["Chosen", "N/A", "0"], m__b=["", "N/A", "x"])
    assert codes(parsed) == {"m.a": [1, SKIPPED, 0], "m.b": [0, SKIPPED, 1]}


def test_numbers_and_texts_may_be_recoded_to_no_answer():
    number = read('id: n\nkind: number\nrecode: {"99": skipped, "none*": skipped}', n=["99.0", "3"])
    assert (codes(number), told(number)) == ({"n": [SKIPPED, 0], "n:value": [None, 3.0]}, [])
    text = read('id: t\nkind: text\nrecode: {"-*": skipped}', t=["- - -", "Well."])
    assert codes(text) == {"t": [SKIPPED, 0], "t:text": [None, "Well."]}
