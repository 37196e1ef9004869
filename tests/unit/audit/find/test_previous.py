"""What a report says of last time, in the forms that reports use, against the report of that time."""

from __future__ import annotations

import pytest

from tests.unit.audit.find.fakes import findings

THEN = {
    "sv": """# Mätningen 2018

Enkäten 2018 besvarades av 198 av 560 organisationer, en svarsfrekvens på 35 procent.

År 2018 hade 31 procent av organisationerna en beslutad strategi för digitala tjänster.

Tabell 1. Hinder för digitala tjänster, 2018

| Hinder | Andel | Antal svar |
|---|---|---|
| Brist på kompetens | 58 % | 190 |
| Oklara regler | 44 % | 188 |
| Brist på pengar | 37 % | 191 |
""",
    "en": """# The 2018 survey

The 2018 survey was answered by 198 of 560 organisations, a response rate of 35%.

In 2018, 31% of the organisations had an adopted strategy for digital services.

Table 1. Obstacles to digital services, 2018

| Obstacle | Share | Answers |
|---|---|---|
| Lack of skills | 58% | 190 |
| Unclear rules | 44% | 188 |
| Lack of money | 37% | 191 |
""",
}
SENTENCES = [
    ("sv", "39 procent har en beslutad strategi för digitala tjänster (2018: {n} procent)."),
    ("sv", "39 procent har en beslutad strategi för digitala tjänster, jämfört med {n} procent 2018."),
    ("sv", "39 procent har en beslutad strategi för digitala tjänster, mot {n} procent vid förra mätningen."),
    ("sv", "Andelen med en beslutad strategi för digitala tjänster har ökat från {n} procent 2018 till 39 procent."),
    ("sv", "Andelen med en beslutad strategi för digitala tjänster var {n} procent 2018 och är nu 39 procent."),
    ("sv", "År 2018 hade {n} procent en beslutad strategi för digitala tjänster."),
    ("en", "39% have an adopted strategy for digital services, up from {n}% in 2018."),
    ("en", "39% have an adopted strategy for digital services, compared with {n}% in 2018."),
    ("en", "39% have an adopted strategy for digital services (2018: {n}%)."),
    ("en", "The share with an adopted strategy for digital services has risen from {n}% to 39% since 2018."),
    ("en", "In 2018, {n}% had an adopted strategy for digital services; now 39% have one."),
]  # fmt: skip


def wrong(text: str, lang: str) -> list[tuple[str, str]]:
    """(what is said of last time, what was said then)."""
    found = findings(text, lang, previous=THEN[lang])
    return [(one.quote, one.expected) for one in found if one.code == "PREVIOUS-01"]


@pytest.mark.parametrize(("lang", "sentence"), SENTENCES)
def test_sentences(lang, sentence):
    assert wrong(sentence.format(n=31), lang) == []
    ((said, then),) = wrong(sentence.format(n=27), lang)
    assert (said[:2], then[:2]) == ("27", "31")


TABLES = [
    (
        "sv",
        "| Hinder | 2018 | 2024 |\n|---|---|---|\n| Brist på kompetens | 58 % | 66 % |\n"
        "| Oklara regler | 44 % | 43 % |\n| Brist på pengar | 37 % | 39 % |",
    ),
    (
        "sv",
        "| År | Brist på kompetens | Oklara regler | Brist på pengar |\n|---|---|---|---|\n"
        "| 2018 | 58 % | 44 % | 37 % |\n| 2024 | 66 % | 43 % | 39 % |",
    ),
    (
        "sv",
        "| Hinder | Antal svar 2018 | Andel 2018 | Andel 2024 |\n|---|---|---|---|\n"
        "| Brist på kompetens | 190 | 58 % | 66 % |\n| Oklara regler | 188 | 44 % | 43 % |\n"
        "| Brist på pengar | 191 | 37 % | 39 % |",
    ),
    (
        "en",
        "| Obstacle | 2018 | 2024 |\n|---|---|---|\n| Lack of skills | 58% | 66% |\n"
        "| Unclear rules | 44% | 43% |\n| Lack of money | 37% | 39% |",
    ),
]


@pytest.mark.parametrize(("lang", "table"), TABLES)
def test_tables_with_years_in_rows_or_columns(lang, table):
    caption = {"sv": "Tabell 2. Hinder för digitala tjänster", "en": "Table 2. Obstacles to digital services"}[lang]  # fmt: skip
    for text in (table, f"{caption}\n\n{table}"):
        assert wrong(text, lang) == []
        ((said, then),) = wrong(text.replace("44", "49"), lang)
        assert (said[:2], then[:2]) == ("49", "44")


@pytest.mark.parametrize(
    "text",
    [
        "27 procent har en beslutad strategi för digitala tjänster.",  # of this time
        "Andelen med en beslutad strategi för digitala tjänster har ökat från 27 procent 2016 till 39 procent 2024.",
        "År 2018 hade 27 procent av kommunerna en beslutad strategi för digitala tjänster.",  # a group
        "2018 hade 27 procent en budget för digitala tjänster.",  # another question
        "Drygt 29 procent hade 2018 en beslutad strategi för digitala tjänster.",  # a hedge
    ],
)
def test_other_times_groups_and_questions_are_left_alone(text):
    assert wrong(text, "sv") == []


def test_a_table_of_which_most_differs_is_another_table():
    text = TABLES[0][1].replace("58", "51").replace("44", "49").replace("37", "30")
    assert wrong(f"Tabell 2. Hinder för digitala tjänster\n\n{text}", "sv") == []
