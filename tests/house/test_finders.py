"""A finder is complete when its codes are explained in every language and errors can be planted."""

from __future__ import annotations

import pytest
from bench.audit.plant import AGAINST, PLANTERS

from tempen.audit.find import CODES, EXPLAINED, FINDERS
from tempen.locale import LANGUAGES, speak


def test_every_finder_explains_its_codes():
    assert list(EXPLAINED) == list(FINDERS)
    assert all(EXPLAINED.values())


@pytest.mark.parametrize("name", FINDERS)
def test_codes_bear_the_name_of_their_finder(name):
    assert all(code.rpartition("-")[0] == name.upper() for code in EXPLAINED[name])


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != "en"])
def test_codes_are_explained_in_every_language(lang):
    say = speak(lang)
    assert [code for code, why in CODES.items() if why.said(say) == str(why)] == []


def test_every_finder_has_a_planter_of_its_errors():
    assert set(FINDERS) == {*PLANTERS, *AGAINST}
