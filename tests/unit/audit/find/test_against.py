"""Against the study's own data, and against last time's report."""

from __future__ import annotations

import pytest

from tempen.terms.finding import Known
from tests.unit.audit.find.fakes import codes


def known(level: str, value: float, group: str = "", wave: str = "2024") -> Known:
    words = {"item": "Strategi för digitala tjänster", "level": level, "group": group}
    return Known("strategy", level, "sector", group, wave, "percent", value, 224, words=words)


DATA = (
    known("Ja", 38.4),
    known("Nej", 41.2),
    known("Håller på att tas fram", 20.4),
    known("Ja", 36.9, "Kommun"),
    known("Nej", 44.1, "Kommun"),
    known("Ja", 31.0, wave="2022"),
)
TABLE = """Tabell 1. Strategi för digitala tjänster, 2024

| Svar | Alla | Kommun |
|---|---|---|
| Ja | 38 % | 37 % |
| Nej | 41 % | 44 % |
"""


def test_a_table_is_compared_cell_by_cell():
    assert codes(TABLE, known=DATA) == set()
    assert codes(TABLE.replace("44 %", "40 %"), known=DATA) == {"STUDY-01"}
    assert codes(TABLE.replace("38 %", "39 %"), known=DATA) == {"STUDY-01"}


@pytest.mark.parametrize(
    "text, wrong",
    [
        ("Bland kommunerna har 37 procent en strategi för digitala tjänster.", False),
        ("Bland kommunerna har 35 procent en strategi för digitala tjänster.", True),
        ("38 procent av organisationerna har en strategi för digitala tjänster.", False),
        ("42 procent av organisationerna har en strategi för digitala tjänster.", True),
        ("År 2022 hade 31 procent en strategi för digitala tjänster.", False),
        ("År 2022 hade 34 procent en strategi för digitala tjänster.", True),
        ("42 procent av regionerna har en strategi för digitala tjänster.", False),  # not known
        ("42 procent har inte någon strategi för digitala tjänster.", False),  # the opposite
        ("42 procent har en budget för digitala tjänster.", False),  # another question
    ],
)
def test_sentences_that_name_a_question(text, wrong):
    assert codes(text, known=DATA) == ({"STUDY-01"} if wrong else set())


BEFORE = """# Mätningen 2022

Enkäten 2022 besvarades av 198 av 560 organisationer, en svarsfrekvens på 35 procent.

År 2022 har 31 procent av organisationerna en beslutad strategi för digitala tjänster.

| Mätning | Tillfrågade | Svarade | Svarsfrekvens |
|---|---|---|---|
| 2022 | 560 | 198 | 35 % |
"""
NOW = """| Mätning | Tillfrågade | Svarade | Svarsfrekvens |
|---|---|---|---|
| 2022 | 560 | 198 | 35 % |
| 2024 | 574 | 224 | 39 % |

Andelen med en beslutad strategi för digitala tjänster har ökat från 31 procent 2022 till
38 procent 2024.
"""


def test_what_is_said_of_last_time():
    assert codes(NOW, previous=BEFORE) == set()
    assert "PREVIOUS-01" in codes(NOW.replace("560 | 198", "570 | 198"), previous=BEFORE)
    assert "PREVIOUS-01" in codes(NOW.replace("från 31", "från 27"), previous=BEFORE)


def test_figures_of_this_time_are_not_those_of_last():
    assert codes(NOW.replace("till\n38", "till\n44"), previous=BEFORE) == set()
