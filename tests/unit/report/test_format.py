from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempen.report.about import say_share
from tempen.report.format import FORMATS, MINUS, NO_BREAK, round_half_up

SV, EN = FORMATS["sv"], FORMATS["en"]


def plain(text: str) -> str:
    return text.replace(NO_BREAK, " ")


def read(text: str, lang: str) -> float:
    """The number that a reader of `lang` sees in `text`."""
    digits = text.replace(FORMATS[lang].thousands, "").replace(FORMATS[lang].decimal, ".")
    return float(digits.replace(MINUS, "-").rstrip(" %" + NO_BREAK))


def test_swedish():
    assert SV.percent(0.31) == "31\u00a0%"
    assert SV.number(1234) == "1\u00a0234"
    assert SV.number(2.5, 1) == "2,5"
    assert plain(SV.percentage_points(0.33)) == "33 procentenheter"
    assert plain(SV.percentage_points(-0.01)) == "1 procentenhet"
    assert plain(SV.percentage_points(-0.33, sign=True)) == "−33 procentenheter"
    assert plain(SV.percent_range(0.32, 0.45)) == "32–45 %"
    assert plain(SV.count_of(7, 12)) == "7 av 12"
    assert SV.date(date(2026, 5, 4)) == "den 4 maj 2026"


def test_english():
    assert EN.percent(0.31) == "31%"
    assert EN.number(1234567) == "1,234,567"
    assert EN.number(2.5, 1) == "2.5"
    assert plain(EN.percentage_points(0.33, sign=True)) == "+33 percentage points"
    assert plain(EN.points_range(-0.03, 0.05)) == "−3 to 5 percentage points"
    assert EN.percent_range(0.321, 0.322) == "32%"
    assert EN.date(date(2026, 5, 4)) == "4 May 2026"


@pytest.mark.parametrize(
    "x, rounded",
    [(0.5, "1"), (1.5, "2"), (2.5, "3"), (-0.5, "-1"), (-0.4, "0"), (Fraction(77, 2), "39")],
)
def test_half_goes_up(x, rounded):
    assert str(round_half_up(x)) == rounded


def test_binary_noise_does_not_decide():
    assert EN.percent(0.285) == "29%"  # 100 * 0.285 is 28.499999999999996
    assert EN.percent(77 / 200) == "39%" == EN.percent(Fraction(77, 200))


@given(st.integers(-(10**12), 10**12), st.integers(0, 3), st.sampled_from(["sv", "en"]))
def test_what_is_printed_reads_back(scaled, decimals, lang):
    x = Fraction(scaled, 10**decimals)
    text = FORMATS[lang].number(x, decimals, sign=True)
    assert round(read(text, lang) * 10**decimals) == scaled


@given(st.integers(0, 10**4).map(lambda k: k / 10**4), st.sampled_from(["sv", "en"]))
def test_a_printed_share_is_within_half_a_step(share, lang):
    assert abs(read(FORMATS[lang].percent(share), lang) / 100 - share) <= 0.005 + 1e-12


@pytest.mark.parametrize(
    "share, sv, en",
    [
        (0.0, "ingen", "none"),
        (0.01, "bara enstaka", "hardly any"),
        (0.15, "mellan en och två av tio", "between one and two in ten"),
        (0.21, "drygt var femte", "just over one in five"),
        (0.25, "omkring var fjärde", "about one in four"),
        (0.38, "knappt fyra av tio", "just under four in ten"),
        (0.45, "mellan fyra och fem av tio", "between four and five in ten"),
        (0.52, "drygt hälften", "just over half"),
        (0.80, "omkring åtta av tio", "about eight in ten"),
        (0.97, "nästan alla", "nearly all"),
        (1.0, "alla", "all"),
    ],
)
def test_shares_in_words(share, sv, en):
    assert (say_share(share, "sv"), say_share(share, "en")) == (sv, en)


NAMED = {
    "one in twenty": 1 / 20,
    "one in ten": 1 / 10,
    "one in five": 1 / 5,
    "one in four": 1 / 4,
    "three in ten": 3 / 10,
    "one in three": 1 / 3,
    "four in ten": 4 / 10,
    "half": 1 / 2,
    "six in ten": 6 / 10,
    "two in three": 2 / 3,
    "seven in ten": 7 / 10,
    "three in four": 3 / 4,
    "eight in ten": 8 / 10,
    "nine in ten": 9 / 10,
    "nineteen in twenty": 19 / 20,
}


@given(st.floats(0.025, 0.95))
def test_words_are_true(share):
    words = say_share(share, "en")
    if words.startswith("just over "):
        assert 0 < share - NAMED[words.removeprefix("just over ")] <= 0.0301
    elif words.startswith("just under "):
        assert 0 < NAMED[words.removeprefix("just under ")] - share <= 0.0301
    elif words.startswith("about "):
        assert abs(NAMED[words.removeprefix("about ")] - share) <= 0.0051
    else:
        assert words.startswith("between ")
