"""The plan of fieldwork: its faults at their lines, and mails that cannot be turned by a name."""

from __future__ import annotations

import pytest

from tempen.study import load
from tempen.study.mail import compose
from tests.unit.study.drawn import copy_tiny, faults_of, spoil

OUTSIDE = "outside:                        # figures"
PLAN = """\
fieldwork:
  target: 0.7
  targets: {sector: {town: 0.8}}
  mail:
    - {id: invitation, day: 0, to: everyone}
    - {id: thanks_for_starting, day: 7, to: started}
"""
SUBJECT, BODY = "subject: Go on", 'body: "Go on here: {link}"'


def with_plan(folder, plan=PLAN, subject=SUBJECT, body=BODY):
    study, line = spoil(folder, "study.yaml", OUTSIDE, plan + OUTSIDE)
    for lang in ("sv", "en"):
        with (study / "texts" / f"{lang}.yaml").open("a", encoding="utf-8") as file:
            file.write(f"\nmail:\n  thanks_for_starting:\n    {subject}\n    {body}\n")
    return study, line


def test_a_plan_with_its_texts_has_no_faults(tmp_path):
    study, _ = with_plan(tmp_path)
    assert faults_of(study) == []
    plan = load(study).fieldwork
    assert [(s.id, s.day, s.to) for s in plan.mail] == [
        ("invitation", 0, "everyone"),
        ("thanks_for_starting", 7, "started"),
    ]
    assert plan.targets["sector"]["town"] == 0.8


def test_a_study_without_a_plan_has_the_usual_one(tmp_path):
    plan = load(copy_tiny(tmp_path)).fieldwork
    assert [step.id for step in plan.mail] == ["invitation", "reminder", "finish", "last_call"]
    assert plan.erase_after == 365


@pytest.mark.parametrize(
    ("old", "new", "at", "code"),
    [
        ("id: thanks_for_starting, day", "id: invitation, day", 5, "STUDY-07"),
        ("day: 7", "day: soon", 5, "STUDY-03"),
        ("to: started", "to: sleepers", 5, "STUDY-04"),
        ("target: 0.7", "target: 70", 1, "STUDY-05"),
        ("{sector:", "{colour:", 2, "STUDY-16"),
        ("{town:", "{village:", 2, "FIELD-03"),
    ],
)
def test_faults_of_a_plan_are_told_at_their_line(tmp_path, old, new, at, code):
    study, line = with_plan(tmp_path, PLAN.replace(old, new))
    assert (f"study.yaml:{line + at}", code) in faults_of(study)


def test_a_mail_names_what_can_be_filled_in_and_holds_the_link(tmp_path):
    study, _ = with_plan(tmp_path, body='body: "Hello {nmae}"')
    assert sorted({code for _, code in faults_of(study)}) == ["FIELD-01", "FIELD-02"]


def test_a_mail_of_the_plan_needs_its_texts(tmp_path):
    study, _ = spoil(tmp_path, "study.yaml", OUTSIDE, PLAN + OUTSIDE)
    assert {code for _, code in faults_of(study)} == {"TEXT-04"}


FACTS = {"organisation": "Draksala kommun", "link": "https://svar.example/a/x"}


def test_the_usual_mail_reads_in_both_languages_and_leaves_out_what_is_not_known(tmp_path):
    study = load(copy_tiny(tmp_path))
    for lang, greeting in (("sv", "Hej Draksala kommun!"), ("en", "Hello Draksala kommun,")):
        mail = compose(study, lang, "reminder", FACTS)
        assert mail.body.startswith(greeting)
        assert "https://svar.example/a/x" in mail.body
        assert "{" not in mail.subject + mail.body
    assert "Please answer by" not in compose(study, "en", "reminder", FACTS).body
    dated = compose(study, "en", "reminder", {**FACTS, "last_day": "4 May"}).body
    assert "Please answer by 4 May." in dated


@pytest.mark.parametrize(
    "name",
    [
        "Ada\r\nBcc: everyone@example.org",
        "Ada\u2028\n\nhttps://evil.example",
        "{link}{title}\u202e",
    ],
)
def test_a_name_adds_no_header_no_paragraph_and_no_link_of_ours(tmp_path, name):
    study = load(copy_tiny(tmp_path))
    plain = compose(study, "en", "invitation", {**FACTS, "name": "Ada"})
    mail = compose(study, "en", "invitation", {**FACTS, "name": name, "organisation": name})
    assert "\n" not in mail.subject and "\r" not in mail.subject + mail.body
    assert mail.body.count("\n") == plain.body.count("\n")
    assert mail.body.count(FACTS["link"]) == 1
    assert "\u202e" not in mail.subject + mail.body
