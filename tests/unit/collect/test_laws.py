"""Laws of the machine, on whatever is sent: paths end, nothing out of range, any order."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tempen.collect import (
    accept,
    find_blanks,
    next_page,
    open_pages,
    previous_page,
    reached_items,
    restore,
)
from tempen.items import FORMS, KINDS
from tests.unit.collect.sent import QUESTIONNAIRES, sent_item, sent_pages

lean = settings(max_examples=50, deadline=None)


@lean
@given(data=st.data(), questionnaire=QUESTIONNAIRES)
def test_every_path_ends(data, questionnaire):
    """Whatever is answered, the next page is always a later one, and then comes the review."""
    answers, after, order = {}, "", [page.section for page in questionnaire.pages]
    passed = []
    while (page := next_page(questionnaire, answers, after)) is not None:
        assert page.section not in passed
        passed.append(page.section)
        posted = {}
        for item in page.items:
            posted |= data.draw(sent_item(item, questionnaire.wave))
        answers |= accept(questionnaire, page, posted, page.ids).values
        after = page.section
    assert passed == sorted(passed, key=order.index)
    for section in order:
        before = previous_page(questionnaire, answers, section)
        assert before is None or order.index(before.section) < order.index(section)


@lean
@given(data=st.data(), questionnaire=QUESTIONNAIRES)
def test_what_a_page_accepts_a_file_accepts_as_the_same_code(data, questionnaire):
    """Two ways to one code: the form's own, and `parse` of the cells that are exported."""
    item = data.draw(st.sampled_from(list(questionnaire.items.values())))
    asked, form = item.waves[questionnaire.wave], FORMS[item.kind]
    taken = form.take(item, asked, data.draw(sent_item(item, questionnaire.wave)))
    if taken.problem:
        assert taken.value is None
        return
    assert form.take(item, asked, form.spread(item, taken.value)) == taken  # back on its page
    raw = {name: pl.Series([cell]) for name, cell in form.cells(item, asked, taken.value).items()}
    parsed = KINDS[item.kind].parse(item, asked, raw)
    assert parsed.problems == ()
    read = {
        name: series[0]
        for name, series in parsed.columns.items()
        if not name.endswith(":text") and series[0] is not None and series[0] != -3
    }
    empty_marks = item.blank == "unmarked" and taken.value is None
    assert empty_marks or read == form.codes(item, taken.value)
    if item.kind != "text" and not empty_marks:  # and back to the value, a number as a number
        again = restore(item, {name: series[0] for name, series in parsed.columns.items()})
        assert form.codes(item, again) == form.codes(item, taken.value)


@lean
@given(data=st.data(), questionnaire=QUESTIONNAIRES)
def test_the_order_in_which_pages_arrive_does_not_matter(data, questionnaire):
    sent = data.draw(sent_pages(questionnaire))
    order = data.draw(st.permutations(list(questionnaire.pages)))
    found = []
    for pages in (questionnaire.pages, order):
        answers = {}
        for page in pages:
            answers |= accept(questionnaire, page, sent[page.section], page.ids).values
        found.append(answers)
    one, other = found
    assert one == other
    assert reached_items(questionnaire, one) == reached_items(questionnaire, other)
    assert find_blanks(questionnaire, one) == find_blanks(questionnaire, other)


@lean
@given(data=st.data(), questionnaire=QUESTIONNAIRES)
def test_what_was_not_shown_is_left_as_it_is(data, questionnaire):
    page = data.draw(st.sampled_from(questionnaire.pages))
    sent = data.draw(sent_pages(questionnaire))
    shown = data.draw(st.sets(st.sampled_from(page.ids)))
    accepted = accept(questionnaire, page, sent[page.section], shown)
    assert set(accepted.values) | set(accepted.problems) == shown


@lean
@given(data=st.data(), questionnaire=QUESTIONNAIRES)
def test_an_open_page_holds_an_item_that_is_reached(data, questionnaire):
    sent = data.draw(sent_pages(questionnaire, odd=False))
    answers = {}
    for page in questionnaire.pages:
        answers |= accept(questionnaire, page, sent[page.section], page.ids).values
    reached = reached_items(questionnaire, answers)
    assert {i for page in open_pages(questionnaire, answers) for i in page.ids} >= reached
