"""Typed digits are faults, bare claims are warnings."""

from __future__ import annotations

import pytest

from tests.unit.report.fakes import compiled, faults_of


def warned(text: str, lang: str) -> list[str]:
    return [fault.facts["word"] for fault in compiled(text, lang).warnings]


@pytest.mark.parametrize(
    "text, words",
    [
        ("Andelen har ökat.", ["ökat"]),
        ("Flest svarar ja.", ["Flest"]),
        ("En majoritet svarar ja.", ["majoritet"]),
        ("Drygt fyra av tio vill.", ["fyra av tio"]),
        ("[[Flest svarar ja: share('strategy', 'yes') == 50]].", []),
        ("En ökänd flestalig uppflersning.", []),
        ("Vi mäter och vägar igen.", []),
    ],
)
def test_swedish_claims(text, words):
    assert warned(text, "sv") == words


@pytest.mark.parametrize(
    "text, words",
    [
        ("It has increased.", ["increased"]),
        ("Most of them, the majority.", ["Most", "majority"]),
        ("At most one is most likely so.", []),
        ("The fourth quarter, a third wave.", []),
        ("> Most of us do.\n> — a town", []),
        ("[[Most do: share('strategy', 'yes') == 50]].", []),
        ("Nine in ten do.", ["Nine in ten"]),
    ],
)
def test_english_claims(text, words):
    assert warned(text, "en") == words


def test_the_place_of_a_claim_on_a_later_line():
    (warning,) = compiled("One line\nand it increased.").warnings
    assert str(warning.place) == "report/en.md:2:8"


@pytest.mark.parametrize(
    "text",
    [
        "In 2023 and in 2025.",
        "On 4 May 2026, in May 2026, on 2026-05-04.",
        "The law [(EU) 2024/1689]{name} of [140 thousand]{outside=yearbook}.",
        "{{ answered() }} answered.",
        "Item s0q1 is a name.",
    ],
)
def test_numbers_that_may_stand(text):
    assert faults_of(text) == []


@pytest.mark.parametrize(
    "text, place",
    [
        ("It is 38 per cent.", "1:7"),
        ("It is 38% or so.", "1:7"),
        ("In 2019 it was so.", "1:4"),
        ("One\ntwo 1,234 three.", "2:5"),
        ("A note^[of 3 things].", "1:12"),
        ("```table\nid: a\nitem: strategy\ntitle: Top 10\n```", "4:12"),
        ("```box\ntext: |\n  About 7.\n```", "3:9"),
    ],
)
def test_typed_numbers_are_faults(text, place):
    assert faults_of(text) == [f"REPORT-14 report/en.md:{place}"]


def test_swedish_dates():
    assert faults_of("Den 4 maj 2026 och i november 2024.", "sv") == []
