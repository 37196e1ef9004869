"""Claims hold, fail, are replaced while answers come in, or cannot be judged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tempen.terms.document import Box, Claim, Text
from tempen.terms.estimate import ALL
from tests.unit.report.fakes import (
    WITHHELD,
    Fake,
    change,
    compiled,
    faults_of,
    open_wave,
    printed,
    said_of,
    share,
    tiny,
)

DATA = Fake(
    shares={("strategy", "yes"): share(0.56), ("strategy", "no"): share(0.2)},
    changes={
        ("strategy", "yes"): change(0.12, significant=True),
        ("strategy", "no"): change(0.01, significant=False),
        ("board", "yes"): change(0.3, why="printed"),
    },
)

HOLDS = [
    "share('strategy', 'yes') > 50",
    "share('strategy', 'yes') == 56 and not share('strategy', 'no') >= 50",
    "share('strategy', 'no') < share('strategy', 'yes'), certain",
    "share('strategy', 'yes') > 49, certain",
    "share('strategy', 'yes') > 90 or (share('strategy', 'no') < 30)",
    "40 < share('strategy', 'yes') < 60",
    "change('strategy', 'yes') > 10, significant",
    "change('strategy', 'yes') > 5, significant, certain",
    "difference('strategy', 'yes', sector='town') > 0, significant",
    "association('strategy', 'board') > 0.3, significant",
    "lower('strategy', 'yes') > upper('strategy', 'no')",
    "lower('strategy', 'yes', differ=10) > 49 and upper('strategy', 'yes', differ=10) < 63",
    "rate() < 50 and rate(sector='county') > rate()",
    "rate(sector='county', than='town') > 20",
    "base('strategy') == 224",
    "mean('staff') > 12",
]
FAILS = [
    "share('strategy', 'yes') > 56",
    "lower('strategy', 'yes', differ=10) > 50",
    "share('strategy', 'yes') > 51, certain",
    "change('strategy', 'no') > 0, significant",
    "change('strategy', 'yes') < 0",
    "is_top('support', 'law')",
]


@pytest.mark.parametrize("condition", HOLDS)
def test_holds(condition):
    document = compiled(f"It is [[so: {condition}]].", fake=DATA).document
    claim = document.blocks[0].inlines[1]
    assert isinstance(claim, Claim)
    assert claim.condition == condition
    assert claim.evidence


@pytest.mark.parametrize("condition", FAILS)
def test_does_not_hold(condition):
    assert faults_of(f"It is [[so: {condition}]].", fake=DATA) == ["CLAIM-01 report/en.md:1:7"]


def test_the_fault_says_what_the_data_say_now():
    text = "One\nand [[a clear rise: change('strategy', 'no') > 10, significant]]."
    said = said_of(text, fake=DATA)
    assert "report/en.md:2:5: CLAIM-01" in said
    assert "“a clear rise” (change('strategy', 'no') > 10, significant)" in said
    assert "change('strategy', 'no') = 1\u00a0percentage point (not significant)" in said


def test_a_preliminary_report_says_something_neutral():
    study = open_wave(tiny())
    text = "It [[rose | moved: share('strategy', 'yes') > 90]]."
    assert printed(text, "en", DATA, study=study) == "It moved."
    made = compiled(text, "en", DATA, study=study)
    assert made.document.replaced == (("report/en.md:1:4", "rose", "moved"),)
    assert [(str(w.place), w.code) for w in made.warnings] == [("report/en.md:1:4", "CLAIM-08")]


def test_a_preliminary_report_begins_with_the_claims_that_it_could_not_make():
    text = "It [[rose | moved: share('strategy', 'yes') > 90]]."
    box = compiled(text, "en", DATA, preliminary=True).document.blocks[0]
    assert isinstance(box, Box) and box.title == (Text("Not settled while answers come in: 1"),)
    assert "report/en.md:1:4: “rose” → “moved”" in str(box)


def test_without_neutral_words_the_language_has_its_own():
    text = "Det [[steg: share('strategy', 'yes') > 90]]."
    said = printed(text, "sv", DATA, preliminary=True)
    assert said == "Det [inväntar svar]."


TOO_FEW = Fake(
    shares={
        ("strategy", "yes"): share(0.4, 20, reliability=WITHHELD),
        ("strategy", "yes", "2023", ALL): share(0.4, 20, reliability=WITHHELD),
    }
)


def test_numbers_on_too_few_answers_wait_in_a_preliminary_report():
    text = "Now {{ share('strategy', 'yes') }}, [[many | some: share('strategy', 'yes') > 50]]."
    assert faults_of(text, fake=TOO_FEW)[0] == "REF-21 report/en.md:1:8"
    study = open_wave(tiny())
    said = "Now [awaiting answers], some."
    assert printed(text, fake=TOO_FEW, study=study) == said
    made = compiled(text, fake=TOO_FEW, study=study)
    places = [place for place, _, _ in made.document.replaced]
    assert places == ["report/en.md:1:8", "report/en.md:1:37"]
    assert [warning.code for warning in made.warnings] == ["CLAIM-09", "CLAIM-08"]


def test_an_interval_that_is_not_there_yet_waits_too():
    """Of all who answered alike, or of an odds ratio with an empty cell, there is none."""
    bare = Fake({("strategy", "yes", "2025", ALL): replace(share(1.0), low=None, high=None)})
    text = "Within {{ interval('strategy', 'yes') }}."
    assert faults_of(text, fake=bare) == ["REF-24 report/en.md:1:11"]
    assert printed(text, fake=bare, study=open_wave(tiny())) == "Within [awaiting answers]."


def test_numbers_of_a_closed_wave_do_not_wait():
    text = "{{ share('strategy', 'yes', wave='2023') }}"
    assert faults_of(text, fake=TOO_FEW, study=open_wave(tiny())) == ["REF-21 report/en.md:1:4"]


def test_an_open_wave_without_answers_is_not_reported_yet():
    study = tiny()
    planned = study.waves[-1]
    opened = replace(study, waves=(*study.waves[:-1], replace(planned, status="open")))
    assert opened.latest.id == "2025"
    assert compiled("Text.", study=opened).document.preliminary is False


def test_the_stamp_of_a_preliminary_report():
    assert compiled("Text.", "sv", study=open_wave(tiny())).document.stamp == "Preliminär"


def test_a_claim_that_holds_stays_in_a_preliminary_report():
    text = "It [[rose | moved: share('strategy', 'yes') > 50]]."
    assert printed(text, "en", DATA, preliminary=True) == "It rose."


@pytest.mark.parametrize(
    "condition, code",
    [
        ("change('board', 'yes') > 0, significant", "CLAIM-02 report/en.md:1:7"),
        ("share('strategy', 'yes') > 5, sure", "CLAIM-03 report/en.md:1:43"),
        ("strategy > 5", "CLAIM-04 report/en.md:1:13"),
        ("answered() > 5, significant", "CLAIM-06 report/en.md:1:7"),
        ("label('support', 'law') == 5", "CLAIM-07 report/en.md:1:13"),
        ("share('strategy', 'yes') = 5", "EXPR-01 report/en.md:1:38"),
        ("share('x', 'yes') > 5", "REF-04 report/en.md:1:13"),
    ],
)
def test_conditions_that_cannot_be_judged(condition, code):
    assert faults_of(f"It is [[so: {condition}]].", fake=DATA) == [code]


def test_why_a_change_is_not_tested():
    text = "[[so: change('board', 'yes') > 0, significant]]"
    assert "only printed figures without a base" in said_of(text, fake=DATA)


def test_certain_needs_intervals():
    fake = Fake(shares={("strategy", "yes"): share(0.6, None)})
    text = "[[so: share('strategy', 'yes') > 50, certain]]"
    assert faults_of(text, fake=fake) == ["CLAIM-05 report/en.md:1:1"]


def test_a_guard_without_condition():
    assert faults_of("It is [[so]].") == ["REPORT-05 report/en.md:1:7"]


def test_words_may_hold_references_and_emphasis():
    text = "[[*Over half*, {{ share('strategy', 'yes') }}: share('strategy', 'yes') > 50]]"
    assert printed(text, "en", DATA) == "Over half, 56%"
