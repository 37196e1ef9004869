"""Tables of the command line fit the terminal: heads wrap first, then texts, last of all words."""

from __future__ import annotations

import polars as pl
import pytest

from tempen.cli.show import lay_out

TABLE = pl.DataFrame(
    {
        "item": ["Strategy for digital services"] * 2,
        "answer": ["One is being drawn up", "No"],
        "both": [104, 99],
        "note": ["not tested: incomparable", ""],
    }
)


@pytest.mark.parametrize("width", [100, 60, 48])
def test_lines_fit_and_words_stay_whole(width: int):
    lines = lay_out(TABLE, "en", width)
    assert max(map(len, lines)) <= width
    said = " ".join(lines).split()
    assert {"Strategy", "services", "incomparable", "104"} <= set(said)


def test_a_very_narrow_terminal_breaks_words_of_texts_but_no_figure():
    lines = lay_out(TABLE, "en", 34)
    said = " ".join(lines).split()
    assert "104" in said and "99" in said and "incomparable" not in said
    assert max(map(len, lines)) <= 34 + 2


def test_large_figures_carry_no_more_digits_than_are_read():
    [line] = lay_out(pl.DataFrame({"most": [135631.0], "least": [1.0909]}), "sv", 80)[2:]
    assert line.split("  ") == ["135\u00a0631", "1,091"]
