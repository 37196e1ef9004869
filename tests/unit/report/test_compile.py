"""Whole reports: the tiny study, its method and questionnaire, made-up items, checks without data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tempen.report.compile import check_sources, compile_report, render_sentence
from tempen.report.prose import plain_of
from tempen.study.prose import read_reports
from tempen.terms.document import Box, Heading, KeyFigures, Paragraph, TableBlock
from tempen.terms.study import Rule, Texts
from tests.unit.report.fakes import RESPONSE, Fake, compiled, faults_of, share, tiny

DATA = Fake(
    shares={
        ("strategy", "yes"): share(0.56),
        ("benefit.service", "great"): share(0.6),
        ("benefit.quality", "great"): share(0.4),
    }
)


def made_up():
    study = tiny()
    items = tuple(replace(i, made_up=i.id == "strategy") for i in study.items)
    return replace(study, items=items)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_tiny_report_compiles(lang):
    document = compile_report(tiny(), lang, read_reports(tiny())[0][lang], DATA, RESPONSE).document
    assert document.title == {"sv": "Liten mätning", "en": "A small survey"}[lang]
    assert document.publisher == {"sv": "Exempelnämnden", "en": "The Example Board"}[lang]
    assert any(isinstance(block, TableBlock) for block in document.blocks)


def test_the_tiny_sources_have_no_faults():
    written, faults = read_reports(tiny())
    found = (*faults.found, *check_sources(tiny(), written))
    assert [fault.say() for fault in found if fault.severity == "error"] == []


def words(text: str, lang: str = "en", **more) -> list[str]:
    blocks = compiled(text, lang, DATA, **more).document.blocks
    return [plain_of(b.inlines) for b in blocks if isinstance(b, Paragraph | Heading)]


def test_the_method_is_told_from_what_was_used():
    said = words("# Method {appendix}\n\n```method\n```")
    assert "Everyone in the frame was asked. What is left to chance is who answered." in said
    assert any("224 of 574 answered" in text for text in said)
    assert any("fewer than 5 effective answers" in text for text in said)


def test_an_open_study_tells_of_no_tests():
    study = replace(tiny(), design="open")
    said = " ".join(words("```method\n```", study=study))
    assert "no intervals and no tests" in said
    assert "Wilson" not in said
    assert "Benjamini" not in said


def test_the_questionnaire_as_it_was_asked():
    said = words('```questionnaire\nwave: "2025"\n```', "sv")
    assert (
        "Ett svar. Ställdes bara till dem som svarade ”Ja” eller ”En håller på att tas fram” "
        "på ”Strategi”."
    ) in said
    assert "Ett tal. 0–500 personer." in said
    assert "Hur stort är förtroendet för verktygen?" in said
    assert "Hur stort är förtroendet för verktygen?" not in words(
        '```questionnaire\nwave: "2023"\n```', "sv"
    )


def test_a_rule_stands_at_the_last_question_that_it_is_about():
    study = tiny()
    rule = Rule("r", "strategy in [no]", "staff <= 10", say="rules.r")
    own = Texts("en", {**study.texts["en"].by_key, "rules.r": "No strategy, few staff."})
    study = replace(study, rules=(rule, replace(rule, say="")), texts={**study.texts, "en": own})
    said = words('```questionnaire\nwave: "2025"\n```', study=study)
    assert [text for text in said if "Consistency" in text] == [
        "A number. 0–500 people. Consistency check: No strategy, few staff."
    ]


def test_key_figures_and_boxes():
    text = (
        "```key_figures\nfigures:\n  - value: \"{{ share('strategy', 'yes') }}\"\n"
        "    label: have one\n```\n\n"
        "```box\nkind: key\ntitle: Keep\ntext: |\n  - [[Over half: share('strategy', 'yes') > 50]]\n```"
    )
    figures, box = compiled(text, fake=DATA).document.blocks
    assert isinstance(figures, KeyFigures)
    assert plain_of(figures.figures[0].value) == "56%"
    assert isinstance(box, Box)


def test_made_up_answers_stay_out_of_running_prose():
    text = "{{ share('strategy', 'yes') }}"
    assert faults_of(text, study=made_up()) == ["REF-20 report/en.md:1:4"]
    boxed = "```box\nkind: caution\ntext: |\n  {{ share('strategy', 'yes') }}\n```"
    assert faults_of(boxed, study=made_up()) == []
    assert faults_of(boxed.replace("caution", "key"), study=made_up()) == [
        "REF-20 report/en.md:4:6"
    ]


def test_made_up_answers_may_be_drawn_and_are_named_so():
    text = (
        "```chart\nid: a\nkind: bars\nitem: strategy\n"
        "title: \"{{ share('strategy', 'yes') }} have one\"\n```"
    )
    (figure,) = compiled(text, fake=DATA, study=made_up()).document.blocks
    assert "The answers are made up." in plain_of(figure.chart.note)


def test_one_sentence():
    text = "It is [[over half: share('strategy', 'yes') > 50]], {{ share('strategy', 'yes') }}."
    assert render_sentence(tiny(), "en", DATA, text) == "It is over half, 56%."
