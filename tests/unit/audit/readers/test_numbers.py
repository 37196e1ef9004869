"""Numbers by what stands around them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempen.audit import read
from tempen.audit.numbers import find_numbers

EXAMPLES = [
    ("sv", "Av 574 svarade 224, 39 %", "574 count, 224 count, 39 percent"),
    ("sv", "från 31 till 35,5 procent, 4,5 procentenheter", "31 percent, 35.5 percent, 4.5 points"),
    ("sv", "1 234 kommuner och 2\u00a0500 företag", "1234 count, 2500 count"),
    ("sv", "mellan 18–29 år och 31–35 %", "18 measure, 29 measure, 31 percent, 35 percent"),
    ("sv", "2,4 miljoner människor, 3 miljarder kronor", "2.4e+06 count, 3e+09 money"),
    ("sv", "Tabell 3 och 4, avsnitt 2.1, fråga 12", "3 figure, 4 figure, 2.1 section, 12 label"),
    ("sv", "den 4 maj 2026, kl. 10:30, 1990-talet", "4 date, 2026 year, 10 time, 1990 year"),
    ("sv", "förordning 2018:218, 3 kap. 2 §", "2018 code, 3 label, 2 label"),
    ("sv", "femte, 5:e och en 5-gradig skala", "5 ordinal, 5 code"),
    ("en", "5,883 respondents; 81.3% vs 82.2%", "5883 count, 81.3 percent, 82.2 percent"),
    ("en", "a 3pp increase, −2.5 percentage points", "3 points, -2.5 points"),
    ("en", "In 2023, 2019 respondents (n = 2019)", "2023 year, 2019 count, 2019 count"),
    ("en", "(68% → 72%) from 2017 to 2018", "68 percent, 72 percent, 2017 year, 2018 year"),
    ("en", "Rust 1.2.3, C++17, COVID-19, utf8", "1 code, 17 code, 19 code, 8 code"),
    ("en", "9/10 agree, 24/7 support, 2.5 times as many", "0.9 fraction, 24 code, 2.5 multiple"),
    ("en", "at https://example.org/2024/12 on May 4, 2023", "2024 code, 4 date, 2023 year"),
    ("en", "Our 2018 user survey, 3 times a week, 37k", "2018 year, 3 measure, 37000 count"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "told"), EXAMPLES)
def test_a_number_is_read_with_its_unit(lang, text, told):
    found = find_numbers(text, lang)
    assert ", ".join(f"{number.value:g} {number.unit}" for number in found) == told


@pytest.mark.parametrize(
    ("lang", "text", "value", "decimals"),
    [
        ("sv", "1,234", 1.234, 3),
        ("en", "1,234", 1234.0, 0),
        ("sv", "2.5", 2.5, 1),
        ("en", ".60", 0.6, 2),
        ("en", "1.2 million", 1_200_000.0, -5),
        ("sv", "12,0 %", 12.0, 1),
    ],
)
def test_decimals_say_how_exactly_a_number_is_known(lang, text, value, decimals):
    (number,) = find_numbers(text, lang)
    assert (number.value, number.decimals) == (value, decimals)
    assert number.half == pytest.approx(0.5 * 10**-decimals)


def test_a_heading_has_a_number_of_its_own():
    (first, second) = find_numbers("3.1 Av 40 svarade", "sv", heading=True)
    assert (first.unit, second.unit) == ("section", "count")


def test_plain_numbers_of_a_table_take_the_unit_of_their_header():
    table = "| Sektor | Antal | Andel (%) |\n|---|---|---|\n| Kommun | 2012 | 40 |\n| Region | 1985 | 60 |\n| Stat | 512 | 9 |"
    grid = read("a.md", table.encode()).blocks[0].grid
    units = [cell.number.unit for cell in grid.cells if cell.number]
    assert units == ["count", "percent"] * 3


@given(
    st.text(alphabet="0123456789 .,%–-/:()abåö\u00a0n=k", max_size=60),
    st.sampled_from(["sv", "en"]),
)
@settings(max_examples=150, deadline=None)
def test_numbers_stand_in_order_at_their_own_characters(text, lang):
    end = 0
    for number in find_numbers(text, lang):
        assert end <= number.start < number.end <= number.stop <= len(text)
        assert any(letter.isdigit() for letter in text[number.start : number.end])
        assert number.text == text[number.start : number.stop] or not number.quantity
        end = number.end
