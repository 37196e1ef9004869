"""Every reference as it is printed, in both languages; and every way to get one wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tempen.errors import TempenError
from tempen.locale import speak
from tempen.report.bind import TAKES
from tempen.report.references import REFERENCES
from tempen.terms.estimate import Reliability
from tests.unit.report.fakes import (
    FEW,
    WITHHELD,
    Fake,
    change,
    compiled,
    faults_of,
    printed,
    said_of,
    share,
    tiny,
)

DATA = Fake(
    shares={
        ("strategy", "yes"): share(0.38),
        ("strategy", "yes", "county"): share(7 / 12, 12, reliability=FEW),
        ("support.law", "yes"): share(0.68),
        ("support.skills", "yes"): share(0.51),
        ("support.money", "yes"): share(0.48),
    },
    changes={("strategy", "yes"): change(0.33, significant=True)},
)

PRINTED = [
    ("share('strategy', 'yes')", "38 %", "38%"),
    ("share('strategy', 'yes', decimals=1)", "38,0 %", "38.0%"),
    ("count('strategy', 'yes')", "85", "85"),
    ("base('strategy')", "224", "224"),
    ("share_of_base('strategy', 'yes', sector='county')", "7 av 12", "7 of 12"),
    ("about('strategy', 'yes')", "knappt fyra av tio", "just under four in ten"),
    ("mean('staff')", "12,4", "12.4"),
    ("interval('strategy', 'yes')", "32–44 %", "32–44%"),
    ("change('strategy', 'yes')", "33 procentenheter", "33 percentage points"),
    ("signed_change('strategy', 'yes')", "+33 procentenheter", "+33 percentage points"),
    ("change_word('strategy', 'yes')", "ökat", "increased"),
    ("change_word('strategy', 'no')", "inte säkert ändrats", "not changed with certainty"),
    ("change_range('strategy', 'yes')", "28–38 procentenheter", "28–38 percentage points"),
    (
        "difference('strategy', 'no', sector='town', than='county')",
        "12 procentenheter",
        "12 percentage points",
    ),
    ("association('strategy', 'board')", "0,31", "0.31"),
    ("answered()", "224", "224"),
    ("invited(sector='town')", "290", "290"),
    ("response_rate()", "39 %", "39%"),
    ("top('support', 1)", "Juridik", "Law"),
    ("top('support', 2)", "Kompetens", "Skills"),
    ("sensitivity('strategy', 'yes', differ=12)",
     "31–45 % om de som inte svarade skiljer sig från dem som svarade med upp till 12 procentenheter",
     "31–45% if those who did not answer differ from those who did by up to 12 percentage points"),
    ("sensitivity('strategy', 'yes')", "15–76 %, vad de som inte svarade än hade sagt",
     "15–76%, whatever those who did not answer would have said"),
    ("sensitivity('strategy', 'yes', differ=2.5, form='short')", "36–40 %", "36–40%"),
    ("top_share('support', 1)", "68 %", "68%"),
    ("label('support', 'law')", "Juridik", "Law"),
    ("label('support', 'law', form='lower')", "juridik", "law"),
    ("top('support', 1, form='lower')", "juridik", "law"),
    ("label('strategy')", "Strategi", "Strategy"),
    ("question('strategy')", "Har ni en strategi för digitala verktyg?",
     "Do you have a strategy for digital tools?"),
]  # fmt: skip


@pytest.mark.parametrize("reference, sv, en", PRINTED)
def test_printed(reference, sv, en):
    assert printed(f"Så: {{{{ {reference} }}}}.", "sv", DATA) == f"Så: {sv}."
    assert printed(f"So: {{{{ {reference} }}}}.", "en", DATA) == f"So: {en}."


def test_every_reference_has_its_arguments():
    assert set(REFERENCES) == set(TAKES)


def test_a_sentence_begins_with_a_capital():
    text = "{{ about('strategy', 'yes') }} agree. {{ change_word('strategy', 'yes') }}."
    assert printed(text, "en", DATA) == "Just under four in ten agree. Increased."


def test_links_to_figures_ahead():
    text = (
        "{{ figure('b') }} and {{ table('a') }}\n\n"
        "```table\nid: a\nitem: board\ntitle: A\n```\n\n"
        "```chart\nid: b\nkind: bars\nitem: strategy\ntitle: B\n```\n"
    )
    assert printed(text) == "Figure 1 and table 1"


def test_a_printed_change_without_base():
    printed_change = change(
        0.33, why="printed", low=0.32, high=0.34, method="printed", least_base=41
    )
    fake = Fake(changes={("strategy", "yes"): printed_change})
    text = "{{ change_range('strategy','yes') }}, {{ least_base('strategy','yes') }}"
    assert printed(text, "sv", fake) == "32–34 procentenheter, 41"


WRONG = [
    ("share('strategi', 'yes')", "REF-04", "“strategy”?"),
    ("share('strategy', 'yess')", "REF-05", "“yes”?"),
    ("share('support', 'lav')", "REF-05", "“law”?"),
    ("shares('strategy', 'yes')", "REF-02", "“share”?"),
    ("share('strategy')", "REF-03", "variable, level"),
    ("share('strategy', 'yes', wave='2024')", "REF-09", "2023, 2025, 2027"),
    ("share('strategy', 'yes', secctor='town')", "REF-07", "“sector”?"),
    ("share('strategy', 'yes', sector='twon')", "REF-05", "“town”?"),
    ("share('strategy', 'yes', sector='town', strategy='yes')", "REF-08", "sector, strategy"),
    ("share('trust', 'high', wave='2023')", "REF-10", "2025"),
    ("change('trust', 'high')", "REF-11", "before 2025"),
    ("mean('comment')", "REF-12", "no mean"),
    ("difference('strategy', 'yes')", "REF-13", "domain"),
    ("lower('strategy', 'yes')", "REF-14", "conditions"),
    ("top('support', 0)", "REF-06", "0"),
    ("sensitivity('strategy', 'yes', differ=0)", "REF-06", "0"),
    ("sensitivity('strategy', 'yes', differ='ten')", "REF-06", "ten"),
    ("sensitivity('strategy', 'yes', form='lower')", "REF-09", "short"),
    ("sensitivity('strategy', 'yes', wave='2023')", "REF-22", "2023"),
    ("top('benefit', 1)", "REF-26", "level="),
    ("top('support', 9)", "REF-27", "3"),
    ("top('strategy', 1)", "REF-28", "yes, drafting, no"),
    ("figure('nowhere')", "REF-29", "figure"),
    ("'strategy'", "REF-01", "strategy"),
    ("share('strategy', ", "EXPR-01", "expected"),
]


@pytest.mark.parametrize("reference, code, words", WRONG)
def test_wrong(reference, code, words):
    text = f"First line\nthen {{{{ {reference} }}}}."
    found = faults_of(text)
    assert [fault.split(":")[0] for fault in found] == [f"{code} report/en.md"]
    assert found[0].split(":")[1] == "2"
    assert words.lower() in said_of(text).lower()


def test_the_column_of_a_reference():
    assert faults_of("Då är {{ share('x', 'y') }}.") == ["REF-04 report/en.md:1:10"]


def test_withheld_is_not_printed():
    fake = Fake(shares={("strategy", "yes"): share(0.4, 20, reliability=WITHHELD)})
    assert faults_of("{{ share('strategy', 'yes') }}", fake=fake) == ["REF-21 report/en.md:1:4"]


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "wide interval, few answers"), ("sv", "brett intervall, få svar")],
)
def test_the_reasons_of_a_fault_are_words_of_its_reader(lang, words):
    withheld = Reliability("withheld", ("width", "n_eff", "small"))
    fake = Fake(shares={("strategy", "yes"): share(0.4, 20, reliability=withheld)})
    with pytest.raises(TempenError) as error:
        compiled("{{ share('strategy', 'yes') }}", fake=fake)
    assert f": {words}." in error.value.faults[0].say(lang)


def test_small_part_of_the_frame_is_told_in_counts():
    text = "{{ share('strategy', 'yes', sector='county') }}"
    assert faults_of(text, fake=DATA) == ["REF-23 report/en.md:1:4"]


def test_a_difference_needs_both_sides_fit_to_print():
    text = "{{ difference('strategy', 'yes', sector='town', than='county') }}"
    assert faults_of(text, fake=DATA) == ["REF-23 report/en.md:1:4"]


def test_what_was_not_printed_has_no_value():
    fake = Fake(shares={("strategy", "yes"): share(None, None)})
    assert faults_of("{{ share('strategy', 'yes') }}", fake=fake) == ["REF-22 report/en.md:1:4"]


def test_no_interval():
    fake = Fake(shares={("strategy", "yes"): share(0.4, None)})
    assert faults_of("{{ interval('strategy', 'yes') }}", fake=fake) == ["REF-24 report/en.md:1:4"]
    assert faults_of("{{ least_base('strategy', 'yes') }}") == ["REF-25 report/en.md:1:4"]


def test_evidence_is_localised_and_complete():
    document = compiled("{{ share('strategy', 'yes') }}", "sv", DATA).document
    evidence = document.evidence[document.blocks[0].inlines[0].evidence]
    facts = dict(evidence.facts)
    assert facts["Fråga"] == "Har ni en strategi för digitala verktyg?"
    assert facts["Svar"] == "Ja"
    assert facts["Mätning"] == "våren 2025"
    assert facts["Bas"] == "224 svar"
    assert facts["Vikt"] == "vägt för bortfall inom svarsgrupper"
    assert "bortfall" in facts[speak("sv")("95% interval")]
    assert (evidence.value, evidence.n) == (0.38, 224)


def test_the_evidence_of_a_range_says_what_is_supposed():
    text = "{{ sensitivity('strategy', 'yes', differ=12) }}"
    document = compiled(text, "en", DATA).document
    evidence = document.evidence[document.blocks[0].inlines[0].evidence]
    facts = {label: told.replace("\u00a0", " ") for label, told in evidence.facts}
    assert facts["Share among those who answered"] == "38.0%"
    assert facts["Answers of eligible units"] == "224 of 574"
    assert facts["Range for everyone"] == "30.7–45.3%"
    assert "12.0 percentage points" in facts["Supposed that the others differ"]
    assert (evidence.low, evidence.high) == pytest.approx((0.38 - 0.0732, 0.38 + 0.0732), abs=1e-4)


def test_of_those_who_came_by_themselves_there_is_no_range():
    study = replace(tiny(), design="open")
    text = "{{ sensitivity('strategy', 'yes', differ=12) }}"
    assert faults_of(text, fake=DATA, study=study) == ["REF-24 report/en.md:1:4"]


def test_the_same_number_has_one_evidence():
    text = "{{ share('strategy', 'yes') }} {{ share('strategy', 'yes', decimals=1) }}"
    assert len(compiled(text, fake=DATA).document.evidence) == 1
