"""Each fault of a study folder: one line of tiny is spoilt, and the fault tells where."""

from __future__ import annotations

import pytest

from tempen.errors import TempenError
from tempen.study import load
from tests.unit.study.drawn import copy_tiny, faults_of, said, spoil

S, Q, SV, EN = "study.yaml", "questionnaire.yaml", "texts/sv.yaml", "texts/en.yaml"

# file, what stands there, what is written instead, code, lines below the spoilt one
CASES = {
    "a misspelt key": (S, "resolve: last", "resolv: last", "STUDY-01", 0),
    "a misspelt key of a wave": (S, "opens: 2027-03-01", "open: 2027-03-01", "STUDY-01", 0),
    "a key that is missing": (S, "design: census ", "# ", "STUDY-02", None),
    "a text where a list should be": (S, "strata: [sector]", "strata: sector", "STUDY-03", 0),
    "no date": (S, "date: 2026-05-04", "date: 4 May 2026", "STUDY-03", 0),
    "yes is not true": (S, "date: 2026-05-04", "stamp: yes", "STUDY-03", 0),
    "no choice": (S, "status: planned", "status: plannd", "STUDY-04", 0),
    "a number out of bounds": (S, "width: 0.95", "width: 95", "STUDY-05", 0),
    "not a number": (S, "width: 0.95", "width: wide", "STUDY-03", 0),
    "not an id": (S, 'id: "2027"', 'id: "våren 27"', "STUDY-06", 0),
    "a wave twice": (S, 'id: "2027"', 'id: "2025"', "STUDY-07", 0),
    "a value left out": (S, "resolve: last ", "resolve: # last ", "STUDY-08", 0),
    "waves in no order": (S, "opens: 2027-03-01", "opens: 2024-03-01", "STUDY-09", 0),
    "closes before it opens": (S, "closes: 2025-04-11", "closes: 2025-01-11", "STUDY-10", 0),
    "no answers": (S, "answers: answers/2025.csv", "# none", "STUDY-11", -5),
    "a file that is not there": (S, "answers/2025.csv", "answers/2026.csv", "FILE-01", 0),
    "a frame that is not there": (S, "frame/2023.csv", "fram/2023.csv", "FILE-01", 0),
    "a domain of no item": (S, "item: strategy", "item: stategy", "STUDY-12", 0),
    "a domain of an item without levels": (S, "item: strategy", "item: comment", "STUDY-13", 0),
    "a domain of a whole battery": (S, "item: strategy", "item: benefit", "STUDY-13", 0),
    "a level of a domain": (
        S,
        "levels: [yes, drafting, no]",
        "levels: [yes, draft, no]",
        "STUDY-14",
        0,
    ),
    "a domain without levels": (S, "    levels: [town, county]\n", "\n", "STUDY-15", -1),
    "strata of no domain": (S, "strata: [sector]", "strata: [size]", "STUDY-16", 0),
    "groups of no domain": (S, "groups: [sector]", "groups: [strategy]", "STUDY-16", 0),
    "a group to collapse that is not there": (
        S,
        "    least: 2\n",
        "    least: 2\n    collapse: {twn: county}\n",
        "STUDY-22",
        1,
    ),
    "no groups": (S, "groups: [sector]", "# groups", "STUDY-17", -2),
    "a family of no item": (
        S,
        "outside:  ",
        "families: {one: [trust, bord]}\noutside:  ",
        "STUDY-18",
        0,
    ),
    "two families": (
        S,
        "outside:  ",
        "families: {one: [trust], two: [trust]}\noutside:  ",
        "STUDY-19",
        0,
    ),
    "a domain called all": (
        S,
        "- id: sector",
        "- {id: all, levels: [a]}\n  - id: sector",
        "STUDY-20",
        0,
    ),
    "a key twice": (S, "resolve: last ", "resolve: last\nid: tiny ", "FILE-06", 1),
    "no YAML": (S, "languages: [sv, en]", "languages: [sv, en", "FILE-02", 1),
    "a tab": (S, "    status: planned", "\tstatus: planned", "FILE-02", 0),
    "a tag": (S, "resolve: last", "resolve: !!python/object:os.system last", "FILE-02", 0),
    "two documents": (S, "resolve: last ", "---\nresolve: last ", "FILE-02", 0),
    "a group of no level": (
        Q,
        "at_least_some: [great, some]",
        "at_least_some: [great, sum]",
        "ITEM-01",
        0,
    ),
    "a group with the id of a level": (
        Q,
        "groups: {at_least_some:",
        "groups: {some:",
        "ITEM-07",
        0,
    ),
    "a recode to no level": (Q, '"3": no, "9"', '"3": never, "9"', "ITEM-02", 0),
    "a recode of the item to no level": (
        Q,
        "kind: scale",
        'kind: scale\n        recode: {"3*": never}',
        "ITEM-02",
        1,
    ),
    "a star before the end": (Q, '"3": no, "9"', '"3*x": no, "9"', "ITEM-15", 0),
    "columns of the item for no row": (
        Q,
        "kind: scale",
        "kind: scale\n        columns: {x: q1}",
        "ITEM-11",
        1,
    ),
    "minimum above maximum": (Q, "minimum: 0", "minimum: 900", "ITEM-03", 1),
    "a cap above the options": (Q, "cap: 2", "cap: 4", "ITEM-04", 0),
    "scores that do not fit": (Q, "scores: [3, 2, 1, 0]", "scores: [3, 2, 1]", "ITEM-05", 0),
    "a wave that is not there": (Q, '"2025": {comparable', '"2024": {comparable', "ITEM-06", 0),
    "dont_know among the options": (
        Q,
        "options: [law, skills, money]",
        "options: [law, dont_know]",
        "ITEM-08",
        0,
    ),
    "no kind": (Q, "kind: number", "kind: numeric", "ITEM-09", 0),
    "a level the wave offered": (
        Q,
        '"2025": {comparable: changed,',
        '"2025": {levels: [ja],',
        "ITEM-10",
        0,
    ),
    "a row the wave had": (
        Q,
        "{asked: false}\n  - id: needs",
        "{rows: [x]}\n  - id: needs",
        "ITEM-11",
        0,
    ),
    "a note in one language": (Q, ', en: "The word plan was dropped."', "", "ITEM-13", 0),
    "changed without a note": (
        Q,
        ', note: {sv: "Ordet plan ströks.", en: "The word plan was dropped."}',
        "",
        "ITEM-14",
        0,
    ),
    "a made-up part that is not there": (
        Q,
        "unit: people",
        "unit: people\n        made_up: [x]",
        "ITEM-11",
        1,
    ),
    "neither made up nor not": (
        Q,
        "unit: people",
        "unit: people\n        made_up: yes",
        "STUDY-03",
        1,
    ),
    "an item twice": (Q, "id: staff", "id: trust", "STUDY-07", 0),
    "a level twice": (Q, "[people, data, tools]", "[people, data, data]", "STUDY-07", 0),
    "an option too few": (Q, "options: [people, data, tools]", "options: []", "STUDY-08", 0),
    "a key of another kind": (Q, "unit: people", "cap: 3", "STUDY-01", 0),
    "routing by no item": (Q, "ask_if: strategy in", "ask_if: stategy in", "ROUTE-01", 0),
    "routing by a later item": (
        Q,
        "ask_if: strategy in [yes, drafting]",
        "ask_if: trust == high",
        "ROUTE-02",
        0,
    ),
    "routing by no level": (
        Q,
        "ask_if: strategy in [yes, drafting]",
        "ask_if: strategy == ja",
        "ROUTE-03",
        0,
    ),
    "routing by itself": (Q, "ask_if: strategy in [yes, drafting]", "ask_if: board", "ROUTE-04", 0),
    "a filter not asked": (
        Q,
        "kind: ranking",
        "kind: ranking\n        ask_if: trust == high",
        None,
        0,
    ),
    "routing that says nothing": (
        Q,
        "ask_if: strategy in [yes, drafting]",
        "ask_if: strategy",
        "ROUTE-06",
        0,
    ),
    "routing by size of a level": (
        Q,
        "ask_if: strategy in [yes, drafting]",
        "ask_if: strategy > 3",
        "ROUTE-07",
        0,
    ),
    "routing cut off": (
        Q,
        "ask_if: strategy in [yes, drafting]",
        "ask_if: strategy in",
        "EXPR-01",
        0,
    ),
    "a text in one language": (EN, "    help: Choose two at most.\n", "", "TEXT-01", -3),
    "a text misspelt": (
        SV,
        "    help: Välj högst två.\n",
        "    hjälp: Välj högst två.\n",
        "TEXT-02",
        0,
    ),
    "an empty text": (SV, "short: Ordning", 'short: ""', "TEXT-03", 0),
    "keys where a text should be": (SV, "short: Ordning", "short: {a: b}", "TEXT-05", 0),
    "a text where keys should be": (
        SV,
        "options: {law: Juridik, skills: Kompetens, money: Pengar}",
        "options: Juridik",
        "TEXT-05",
        0,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_fault_has_its_code_and_line(case, tmp_path):
    file, old, new, code, below = CASES[case]
    study, line = spoil(tmp_path, file, old, new)
    found = faults_of(study)
    if code is None:
        assert found == []
    elif below is None:
        assert (f"{file}:1", code) in found
    else:
        assert (f"{file}:{line + below}", code) in found


def test_did_you_mean(tmp_path):
    study, _ = spoil(tmp_path, S, "resolve: last", "resolv: last")
    assert "did you mean “resolve”?" in said(study)[0].say()


def test_all_faults_of_all_files_at_once(tmp_path):
    study = copy_tiny(tmp_path)
    for file, old, new in [
        (S, "resolve: last", "resolv: last"),
        (Q, "cap: 2", "cap: 4"),
        (Q, "unit: people", "units: people"),
        (SV, "short: Ordning", "short:"),
        (EN, "title: A small survey\n", ""),
    ]:
        path = study / file
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(TempenError) as caught:
        load(study)
    codes = {fault.code for fault in caught.value.faults}
    assert codes == {"STUDY-01", "ITEM-04", "TEXT-03", "TEXT-01"}
    files = {fault.place.file for fault in caught.value.faults}
    assert files == {S, Q, SV, EN}


def test_a_text_missing_in_every_language(tmp_path):
    study = copy_tiny(tmp_path)
    for file, line in [(SV, "  effects: Effekter\n"), (EN, "  effects: Effects\n")]:
        path = study / file
        path.write_text(path.read_text("utf-8").replace(line, ""), "utf-8")
    assert [code for _, code in faults_of(study)] == ["TEXT-04"]


def test_a_filter_that_the_wave_did_not_ask(tmp_path):
    study, line = spoil(
        tmp_path, Q, "        not_applicable: true", "        ask_if: trust == high"
    )
    assert faults_of(study) == [(f"{Q}:{line}", "ROUTE-05")]
    path = study / Q
    path.write_text(
        path.read_text("utf-8").replace(
            "ask_if: trust == high",
            'ask_if: trust == high\n        waves: {"2023": {ask_if: everyone}}',
        ),
        "utf-8",
    )
    assert faults_of(study) == []
    assert load(study).item("staff").ask_if_in("2023") is None
    assert load(study).item("staff").ask_if_in("2025") == "trust == high"


def test_a_circle_is_told_once(tmp_path):
    study = copy_tiny(tmp_path)
    path = study / Q
    text = path.read_text("utf-8").replace(
        "        dont_know: true\n        waves",
        "        dont_know: true\n        ask_if: board\n        waves",
        1,
    )
    path.write_text(text, "utf-8")
    codes = [(fault.code, fault.facts.get("circle")) for fault in said(study)]
    assert codes == [("ROUTE-04", "strategy → board → strategy")]
