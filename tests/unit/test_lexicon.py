"""One file of words per language; the same groups in each, and each word in its shape."""

from __future__ import annotations

import pytest

from tempen.locale import LANGUAGES
from tempen.locale.lexicon import MANY, lexicon


def test_the_languages_have_the_same_groups():
    groups = {lang: set(lexicon(lang).always) for lang in LANGUAGES}
    assert groups["sv"] == groups["en"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_group_is_empty(lang):
    assert [group for group in lexicon(lang).always if not lexicon(lang).words(group)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_word_means_both_a_rise_and_a_fall(lang):
    words = lexicon(lang)
    assert set(words.words("up", "more_of")) & set(words.words("down", "less_of")) == set()


@pytest.mark.parametrize(
    "lang, group, word, value",
    [
        ("sv", "fractions", "två tredjedelar", 2 / 3),
        ("sv", "every", "var fjärde", 1 / 4),
        ("sv", "multiples", "fördubblats", 2),
        ("sv", "multiples", "mångdubbelt", MANY),
        ("en", "fractions", "three quarters", 3 / 4),
        ("en", "every", "every other", 1 / 2),
        ("en", "multiples", "halved", 1 / 2),
    ],
)
def test_values_of_words(lang, group, word, value):
    assert lexicon(lang).values(group)[word] == pytest.approx(value)


def test_a_phrase_is_found_across_a_line_break_and_whole():
    found = lexicon("sv").pattern("hedge_above")
    assert found.search("lite mer\nän hälften")
    assert not found.search("drygtig")


def test_an_unknown_language_has_no_words():
    assert not lexicon("fi").pattern("up").search("nousi")
