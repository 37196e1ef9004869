"""Texts that repeat an earlier answer: warned of where there is none to repeat."""

from __future__ import annotations

import pytest

from tempen.study import check
from tests.unit.study.drawn import spoil

BOARD = "question: Has a board or committee adopted the strategy?"


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("question: You said {strategy}. Has a board adopted it?", []),
        ("question: You said {stategy}. Has a board adopted it?", ["TEXT-06"]),
        ("question: You say {trust}. Has a board adopted it?", ["TEXT-06"]),  # asked later
    ],
)
def test_a_text_may_repeat_an_answer_to_an_item_before_it(tmp_path, words, codes):
    folder, _ = spoil(tmp_path, "texts/en.yaml", BOARD, words)
    found = check(folder)
    assert [fault.code for fault in found] == codes
    assert all(fault.severity == "warning" for fault in found)
