"""What the method appendix tells of nonresponse, weights and protection, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from tempen.report.prose import plain_of
from tempen.terms.document import Paragraph
from tempen.terms.nonresponse import Arrivals, Nonresponse, Representativity
from tempen.terms.study import Disclosure
from tempen.terms.weight import Diagnosis
from tests.unit.report.fakes import compiled, tiny

QUANTILES = {0.0: 1.5, 0.05: 1.5, 0.25: 2.0, 0.5: 2.5, 0.75: 3.0, 0.95: 4.0, 1.0: 4.0}
DIAGNOSIS = Diagnosis("2025", 224, 574.0, 1.1, 203.6, QUANTILES, 2.7, 81, 0.36)
MARGINS = pl.DataFrame(
    {
        "margin": ["sector", "sector"],
        "level": ["town", "county"],
        "units": [400, 174],
        "answers": [130, 94],
        "frame": [0.697, 0.303],
        "before": [0.58, 0.42],
        "after": [0.697, 0.303],
    }
)
PARTIAL = pl.DataFrame(
    {
        "variable": ["sector"] * 3,
        "level": [None, "county", "town"],
        "rate": [0.39, 0.54, 0.33],
        "unconditional": [0.1, 0.08, -0.05],
    }
)
PARTS = pl.DataFrame(
    {
        "part": [1, 2],
        "first": [date(2025, 3, 3)] * 2,
        "last": [date(2025, 3, 20)] * 2,
        "n": [110, 114],
    }
)


def arrivals(p: float) -> Arrivals:
    row = {"variable": "strategy", "level": "yes", "early": 0.6, "late": 0.4, "p_adjusted": p}
    return Arrivals(PARTS, 0, pl.DataFrame([row]))


FOUND = Nonresponse(
    "2025",
    Representativity("2025", 574, 224, 0.39, 0.82, 0.8, 0.09, 0.23, PARTIAL),
    arrivals(0.2),
    {"groups": DIAGNOSIS},
    MARGINS,
)
WITHHELD = pl.DataFrame(
    {"reason": ["few", "complement"], "distributions": [1, 3], "figures": [0, 2]}
)


def told(lang: str = "en", found: Nonresponse | None = FOUND, **more) -> str:
    document = compiled("```method\n```", lang, nonresponse=found, **more).document
    return " ".join(plain_of(b.inlines) for b in document.blocks if isinstance(b, Paragraph))


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "an answer stands for 1.5–4.0 units, and half of the weight lies on 81 of the 224"),
        ("en", "for “Town” (sector): 70% of the units and 58% of the answers, 70% once they are"),
        (
            "en",
            "Here it is 0.82. What goes most with answering is sector: 54% of “County” answered",
        ),
        (
            "en",
            "The 110 answers that had come in by 20 March 2025 were compared with the 114 later",
        ),
        ("en", "No difference is significant"),
        ("en", "the share of everyone is 6.1 percentage points from the one that is shown"),
        ("sv", "Här är den 0,82. Mest hänger svarandet ihop med sektor: 54 % av ”Län” svarade"),
        ("sv", "ligger andelen bland alla 6,1 procentenheter från den som redovisas"),
    ],
)
def test_it_is_told_in_words(lang, sentence):
    assert sentence in told(lang).replace("\u00a0", " ")


def test_a_significant_difference_is_named():
    said = told(found=replace(FOUND, arrivals=arrivals(0.01)))
    assert "adjusted for their number: 1. The largest is “Yes” to “Strategy”: 60% of the" in said


def test_what_is_not_known_is_said():
    found = replace(FOUND, representativity=None, arrivals=None, why={"arrivals": "no_dates"})
    assert "compared with late ones: the answers do not say on which day" in told(found=found)
    assert "R-indicator" not in told(found=found)


def test_a_handful_of_answers_has_no_indicator():
    few = replace(FOUND.representativity, n=19)
    assert "R-indicator" not in told(found=replace(FOUND, representativity=few))


def test_of_an_open_study_nothing_of_the_kind():
    said = told(study=replace(tiny(), design="open"), withheld=WITHHELD)
    assert "R-indicator" not in said and "did not answer" not in said
    assert "stands for" not in said and "Early answers" not in said


def test_what_was_withheld_is_counted_and_no_cell_named():
    said = told(study=replace(tiny(), disclosure=Disclosure(least=3)), withheld=WITHHELD)
    assert "Groups with fewer than 3 answers are not shown at all." in said
    assert "those who answered: 4 distributions and 2 single figures." in said
    assert "Reasons: too few answers in the group (1); it would give something else" in said
    svenska = told("sv", study=replace(tiny(), disclosure=Disclosure(least=3)), withheld=WITHHELD)
    assert "visas inte 4 fördelningar och 2 enstaka siffror." in svenska


def test_nothing_withheld_is_told_as_well():
    strict = replace(tiny(), disclosure=Disclosure(least=3, dominance=(1, 0.85), p_percent=10))
    said = told(study=strict, withheld=WITHHELD.clear())
    assert "Nothing else had to be withheld" in said
    assert "the 1 largest" not in said and "more than 85%" in said and "within 10%" in said
