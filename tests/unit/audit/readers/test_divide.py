"""What is too long to be a paragraph is read as several, and every word keeps its place."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tempen.audit import read
from tempen.audit.build import Draft, DraftCell
from tempen.audit.readers.divide import LONGEST, MOST_NUMBERS, divide_long
from tests.unit.audit.readers.made import make_word
from tests.unit.audit.write.test_comments import commented, words_of


def test_a_long_paragraph_is_divided_where_a_sentence_ends():
    sentence = "Nobody reads as much as this at once. "
    text = sentence * (5 * LONGEST // 2 // len(sentence))
    blocks = read("a.txt", text.encode()).blocks
    assert len(blocks) == 3 and all(block.text.text.endswith("once.") for block in blocks)
    assert " ".join(block.text.text for block in blocks) == text.strip()


def test_many_numbers_are_divided_too():
    text = "31 of 40; " * MOST_NUMBERS
    blocks = read("a.txt", text.encode()).blocks
    assert all(len(block.text.numbers) <= MOST_NUMBERS for block in blocks)
    assert sum(len(block.text.numbers) for block in blocks) == 2 * MOST_NUMBERS


def test_what_a_cell_cannot_hold_follows_its_table():
    cells = [DraftCell("Sector", 0, 0), DraftCell("word " * 600, 0, 1)]
    table, *rest = divide_long([Draft("table", cells=cells)])
    assert [one.kind for one in rest] == ["paragraph"]
    joined = " ".join([table.cells[1].text, *(one.text for one in rest)])
    assert joined == ("word " * 600).strip()


def test_comments_stand_on_the_words_of_a_long_paragraph():
    def fill(document):
        paragraph = document.add_paragraph()
        for n in range(400):
            paragraph.add_run(f"Sentence {n:03} says so. ").bold = n % 2 == 0

    assert words_of(commented(make_word(fill), "Sentence 399", "Sentence 003")) == {
        "0": "Sentence 399",
        "1": "Sentence 003",
    }


@given(st.text("ab1 .\u00a0", min_size=0, max_size=3 * LONGEST))
@settings(max_examples=25, deadline=None)
def test_no_letter_is_lost(text):
    parts = divide_long([Draft("paragraph", text)])
    assert "".join(part.text for part in parts).replace(" ", "") == text.replace(" ", "")
    assert all(len(part.text) <= LONGEST for part in parts)
