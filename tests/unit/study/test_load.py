"""The tiny study, loaded: values as written, and texts."""

from __future__ import annotations

from datetime import date

from tempen.study import check, load
from tempen.study import texts as t
from tests.unit.study.drawn import TINY, copy_tiny, spoil

STUDY = load(TINY)


def test_tiny_is_without_faults():
    assert check(TINY) == ()


def test_what_tiny_says():
    assert STUDY.date == date(2026, 5, 4)
    assert [wave.id for wave in STUDY.waves] == ["2023", "2025", "2027"]
    assert STUDY.latest.id == "2025"
    assert STUDY.item("strategy").levels[0].id == "yes"
    assert STUDY.item("strategy").waves["2023"].recode["9"] == "dont_know"
    assert STUDY.item("strategy").waves["2025"].comparable == "changed"
    assert not STUDY.item("trust").asked_in("2023")
    assert STUDY.variable("benefit.service").scores == (3, 2, 1, 0, None)
    assert STUDY.variable("support.none").levels == ("no", "yes")
    assert STUDY.domain("strategy").column == "strategy"
    assert STUDY.item("trust").place.line == 24


def test_texts():
    assert t.question(STUDY, "sv", "strategy").startswith("Har ni en strategi")
    assert t.level_label(STUDY, "sv", "strategy", "no") == "Nej"
    assert t.level_label(STUDY, "en", "benefit", "dont_know") == "Don’t know"
    assert t.level_label(STUDY, "en", "benefit", "none") == "None"
    assert t.level_label(STUDY, "en", "support", "none") == "None of these"
    assert t.level_label(STUDY, "sv", "benefit", "at_least_some") == "stor eller viss nytta"
    assert t.row_label(STUDY, "en", "benefit", "quality") == "Quality of the work"
    assert (
        t.variable_label(STUDY, "en", "benefit.quality", full=True)
        == "Benefit: Quality of the work"
    )
    assert t.variable_label(STUDY, "en", "support.law") == "Law"
    assert t.domain_level_label(STUDY, "sv", "sector", "town", plural=True) == "städer"
    assert t.domain_level_label(STUDY, "sv", "strategy", "yes") == "Ja"
    assert t.domain_level_label(STUDY, "sv", "sector", "all") == "Alla"
    assert t.unit_label(STUDY, "sv", "staff", 1) == "person"
    assert t.wave_label(STUDY, "en", "2023") == "spring 2023"


def test_a_wave_may_be_a_bare_number(tmp_path):
    study, _ = spoil(tmp_path, "study.yaml", '- id: "2027"', "- id: 2027")
    assert load(study).waves[-1].id == "2027"


def test_comparability_of_a_whole_wave(tmp_path):
    study, _ = spoil(
        tmp_path, "study.yaml", "opens: 2025-03-03", "opens: 2025-03-03\n    comparable: not_known"
    )
    items = load(study)
    assert items.item("support").waves["2025"].comparable == "not_known"
    assert items.item("strategy").waves["2025"].comparable == "changed"


def test_free_values_are_what_they_look_like(tmp_path):
    study, _ = spoil(
        tmp_path,
        "study.yaml",
        "opens: 2025-03-03",
        'opens: 2025-03-03\n    constants: {a: 4, b: no, c: true, d: "7", e: 2025-01-02, f: 1.5}',
    )
    assert load(study).wave("2025").constants == {
        "a": 4, "b": "no", "c": True, "d": "7", "e": date(2025, 1, 2), "f": 1.5,
    }  # fmt: skip


def test_a_wave_words_an_item_in_its_own_way(tmp_path):
    study = copy_tiny(tmp_path)
    for lang, words in (("sv", "Har ni en plan?"), ("en", "Do you have a plan?")):
        path = study / "texts" / f"{lang}.yaml"
        text = path.read_text("utf-8").replace(
            "  strategy:\n    question",
            f'  strategy:\n    waves: {{"2023": {{question: {words}}}}}\n    question',
        )
        path.write_text(text, "utf-8")
    loaded = load(study)
    assert t.question(loaded, "en", "strategy", "2023") == "Do you have a plan?"
    assert t.question(loaded, "en", "strategy", "2025").startswith("Do you have a strategy")
