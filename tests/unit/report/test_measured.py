"""References to measures, as they are printed, judged and refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tempen.terms.estimate import Reliability
from tests.unit.report.fakes import Fake, change, faults_of, printed, said_of, tiny

SCALED = replace(
    tiny(),
    items=tuple(replace(i, diverging=i.id == "trust") for i in tiny().items),
    variables=tuple(
        replace(v, scores=tuple(float(k) for k in range(len(v.levels)))) if v.id == "trust" else v
        for v in tiny().variables
    ),
)

PRINTED = [
    ("net('trust')", "−5 procentenheter", "−5 percentage points"),
    ("net('strategy', plus='yes', minus='no', show='interval')", "−11 till 1 procentenheter",
     "−11 to 1 percentage points"),
    ("net('trust', sector='town', than='county')", "12 procentenheter", "12 percentage points"),
    ("median('staff')", "12,0", "12.0"),
    ("quantile('staff', 0.9, show='interval', decimals=0)", "10–15", "10–15"),
    ("median('staff', show='effective')", "180", "180"),
    ("total('staff')", "7 150", "7,150"),
    ("total('strategy', 'yes', show='n')", "200", "200"),
    ("ratio('staff', 'staff', decimals=1)", "0,3", "0.3"),
    ("transition('strategy', 'no', 'yes', earlier='2023')", "25 %", "25%"),
    ("gap_change('strategy', 'yes', sector='town', than='county')", "3 procentenheter",
     "3 percentage points"),
    ("gap_change('strategy', 'yes', sector='town', show='signed')", "−3 procentenheter",
     "−3 percentage points"),
    ("gap_word('strategy', 'yes', sector='town')", "närmat sig varandra", "come closer"),
    ("battery_change('benefit', 'great')", "3 procentenheter", "3 percentage points"),
    ("trend('strategy', 'yes')", "2,3 procentenheter", "2.3 percentage points"),
    ("trend_word('strategy', 'yes')", "ökat", "increased"),
    ("smallest_change('strategy', 'yes')", "8 procentenheter", "8 percentage points"),
    ("odds_ratio('strategy', 'yes', 'board', 'yes', adjust='sector')", "2,5", "2.5"),
    ("odds_ratio('strategy', 'yes', 'board', 'yes', show='interval')", "1,2–5,1", "1.2–5.1"),
]  # fmt: skip


@pytest.mark.parametrize("reference, sv, en", PRINTED)
def test_printed(reference, sv, en):
    for lang, start, text in (("sv", "Så", sv), ("en", "So", en)):
        got = printed(f"{start}: {{{{ {reference} }}}}.", lang, Fake(), study=SCALED)
        assert got == f"{start}: {text}."


WRONG = [
    ("net('strategy')", "REF-30", "plus="),
    ("net('strategy', plus='yes')", "REF-30", "two sides"),
    ("net('strategy', plus='yes', minus='nay')", "REF-05", "nay"),
    ("median('strategy')", "REF-31", "number"),
    ("ratio('staff', 'strategy')", "REF-31", "strategy"),
    ("index('nothing')", "REF-32", "nothing"),
    ("quantile('staff', 90)", "REF-34", "0.9"),
    ("total('strategy')", "REF-38", "level or group"),
    ("gap_change('strategy', 'yes')", "REF-13", "sector="),
    ("odds_ratio('strategy', 'yes', 'board', 'yes', adjust='height')", "REF-16", "height"),
    ("median('staff', show='all')", "REF-09", "interval"),
]


@pytest.mark.parametrize("reference, code, words", WRONG)
def test_wrong(reference, code, words):
    text = f"So {{{{ {reference} }}}}."
    assert faults_of(text, study=SCALED) == [f"{code} report/en.md:1:7"]
    assert words in said_of(text, study=SCALED)


def test_an_odds_ratio_without_bound_is_stated_and_never_printed():
    fake = Fake()
    fake.ratio = replace(fake.ratio, ratio=None, separated=1, tested=False, why="separated")
    text = "So {{ odds_ratio('strategy', 'yes', 'board', 'yes') }}."
    assert faults_of(text, fake=fake) == ["REF-36 report/en.md:1:7"]
    assert "without an upper bound" in said_of(text, fake=fake)


def test_a_total_needs_weights_that_stand_for_all():
    unweighted = replace(tiny(), weightings=(replace(tiny().weightings[0], method="none"),))
    assert faults_of("{{ total('staff') }}", study=unweighted) == ["REF-33 report/en.md:1:4"]


def test_a_measure_that_is_withheld_is_not_printed():
    fake = Fake()
    fake.reliability = Reliability("withheld", ("disclosure",))
    assert faults_of("{{ median('staff') }}", fake=fake) == ["REF-21 report/en.md:1:4"]


def test_guards_judge_measures_and_their_tests():
    text = "[[closer: gap_change('strategy', 'yes', sector='town') < 0, significant]]"
    assert printed(text, study=SCALED) == "closer"
    text = "[[goes with: odds_ratio('strategy', 'yes', 'board', 'yes') > 1, significant, certain]]"
    assert printed(text, study=SCALED) == "goes with"
    text = "[[more doubt: net('trust') < 0, certain]]"
    assert faults_of(text, study=SCALED) == ["CLAIM-01 report/en.md:1:1"]


def test_a_gap_that_cannot_be_tested_says_so():
    fake = Fake()
    fake.compared = change(-0.03, why="small")
    text = "They have {{ gap_word('strategy', 'yes', sector='town') }}."
    assert printed(text, fake=fake) == "They have not changed in a way that can be tested."
    text = "[[closer: gap_change('strategy', 'yes', sector='town') < 0, significant]]"
    assert faults_of(text, fake=fake) == ["CLAIM-02 report/en.md:1:1"]


def block(*rows: str) -> str:
    listed = "\n".join(f"  - {row}" for row in rows)
    return f"```measures\nid: moved\nrows:\n{listed}\ntitle: Who moved\n```\n"


def test_transitions_are_rows_of_a_table_and_changes_are_not():
    moves = [f"transition('strategy', '{a}', '{b}')" for a in ("yes", "no") for b in ("yes", "no")]
    assert faults_of(block(*moves), study=SCALED) == []
    assert faults_of(block("median('staff', earlier='2023')"), study=SCALED) == [
        "REF-39 report/en.md:3"
    ]
