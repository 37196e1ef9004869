"""Against the study's own data, and against last time's report."""

from __future__ import annotations

import pytest

from tempen.terms.finding import Known
from tests.unit.audit.find.fakes import codes, findings


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


# --- counts, bases, means and the size of the survey ----------------------------------------------


def answer(level: str, count: int, n: int, group: str = "", item: str = "Egna e-tjänster") -> Known:
    words = {"item": item, "short": item, "level": level, "group": group}
    words["groups"] = {"Kommun": "kommuner", "Region": "regioner"}.get(group, "")
    share, place = 100 * count / n, ("sector", group) if group else ("all", "all")
    return Known(
        "projects",
        level,
        *place,
        "2024",
        "percent",
        share,
        n,
        words=words,
        count=count,
        total=2.5 * count,
    )


def mean(value: float, group: str = "") -> Known:
    words = {"item": "Avsatta medel", "short": "Avsatta medel", "group": group}
    return Known(
        "budget", "", "sector" if group else "all", group, "2024", "mean", value, 90, words=words
    )


def size(level: str, value: float) -> Known:
    unit = "percent" if level == "rate" else "count"
    return Known("response", level, "all", "all", "2024", unit, value, 574, words={"group": ""})


COUNTED = (
    *(answer(level, n, 224) for level, n in (("Flera är i drift", 112), ("Inga planer", 80), ("Vet inte", 32))),
    *(answer(level, n, 107, "Kommun") for level, n in (("Flera är i drift", 60), ("Inga planer", 40), ("Vet inte", 7))),
    *(answer(level, n, 12, "Region") for level, n in (("Flera är i drift", 8), ("Inga planer", 3), ("Vet inte", 1))),
    mean(1679.8),
    mean(1409.3, "Kommun"),
    *(size("invited", 574), size("eligible", 574), size("answered", 224), size("rate", 39.02)),
)  # fmt: skip
COUNTS = """Tabell 1. Egna e-tjänster, 2024

| Svar | Alla | Kommun | Region |
|---|---|---|---|
| Flera är i drift | 50 % (n = 224) | 56 % (n = 107) | 8 av 12 |
| Inga planer | 36 % (n = 224) | 37 % (n = 107) | 3 av 12 |
| Vet inte | 14 % (n = 224) | 7 % (n = 107) | 1 av 12 |
| Antal svar | 224 | 107 | 12 |
"""


@pytest.mark.parametrize(
    "old, new, told",
    [
        ("36 % (n = 224)", "36 % (n = 242)", "224"),
        ("| 3 av 12", "| 4 av 12", "3"),
        ("224 | 107", "224 | 117", "107"),
        ("50 %", "52 %", "50\u00a0%"),
    ],
)
def test_counts_and_bases_of_a_table_are_compared(old, new, told):
    assert codes(COUNTS, known=COUNTED) == set()
    found = [
        one for one in findings(COUNTS.replace(old, new), known=COUNTED) if one.code == "STUDY-01"
    ]
    assert [one.expected for one in found] == [told]


def test_a_table_of_another_weighting_is_told_as_a_whole():
    other = COUNTS
    for share in ("50 %", "36 %", "56 %", "37 %"):
        other = other.replace(share, f"{int(share[:2]) + 9} %")
    found = [one for one in findings(other, known=COUNTED) if one.code.startswith("STUDY")]
    assert [(one.code, one.severity) for one in found] == [("STUDY-02", "note")]


@pytest.mark.parametrize(
    "text, wrong",
    [
        ("60 kommuner har flera egna e-tjänster i drift.", False),
        ("66 kommuner har flera egna e-tjänster i drift.", True),
        ("Uppskattningsvis 150 kommuner har flera egna e-tjänster i drift.", False),  # weighted
        ("66 tjänster är flera i drift hos kommunerna.", False),  # no units
        ("I genomsnitt har kommunerna 1 409 tusen kronor i avsatta medel.", False),
        ("I genomsnitt har kommunerna 1 509 tusen kronor i avsatta medel.", True),
        ("Medelvärdet för avsatta medel är 1,7 miljoner kronor.", False),
        ("Medelvärdet för avsatta medel är 1,9 miljoner kronor.", True),
    ],
)
def test_counts_and_means_in_sentences(text, wrong):
    assert codes(text, known=COUNTED) == ({"STUDY-01"} if wrong else set())


@pytest.mark.parametrize(
    "text, told",
    [
        ("Enkäten gick till 574 organisationer och besvarades av 224 av dem.", []),
        ("Enkäten gick till 574 organisationer. Av 574 svarade 234.", ["224"]),
    ],
)
def test_the_size_of_the_survey(text, told):
    found = findings("Mer om metoden.", known=COUNTED, size=text)
    assert [one.expected for one in found if one.code == "STUDY-01"] == told


def test_shares_that_two_answers_share_are_both_right():
    data = [
        Known("s", level, "all", "all", "2024", "percent", value, 224, words={"item": "Stödet är till nytta", "level": level})
        for level, value in (("Instämmer helt", 30.0), ("Instämmer", 40.0), ("Avvisar", 20.0))
    ]  # fmt: skip
    for share, wrong in ((40, False), (70, False), (55, True)):
        text = f"{share} procent instämmer i att stödet är till nytta."
        assert codes(text, known=data) == ({"STUDY-01"} if wrong else set()), share


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
