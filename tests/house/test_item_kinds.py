"""A kind of item is complete: all its files, a worked example, made-up answers, the manual."""

from __future__ import annotations

from pathlib import Path

import pytest

from tempen.items import FORMS, KINDS
from tempen.items.manual import manual, spec_of

ROOT = Path(__file__).parents[2]
ITEMS = ROOT / "src" / "tempen" / "items"
FORM_OFFERS = ("take", "codes", "spread", "cells")
OFFERS = ("Keys", "check", "build", "variables", "parse", "fake", "describe")


def test_every_folder_is_a_kind_and_every_kind_a_folder():
    folders = {path.parent.name for path in ITEMS.glob("*/item.py")}
    assert folders == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_whole(kind):
    needed = {"item.py", "spec.py", "form.py", "page.html"}
    assert needed - {path.name for path in (ITEMS / kind).iterdir()} == set()
    assert [name for name in OFFERS if not hasattr(KINDS[kind], name)] == []
    assert [name for name in FORM_OFFERS if not hasattr(FORMS[kind], name)] == []
    assert KINDS[kind].__doc__
    assert spec_of(kind).notes
    for field in KINDS[kind].Keys.model_fields.values():
        assert field.description or field.annotation is not None


def test_the_manual_is_up_to_date():
    page = ROOT / "docs" / "item-kinds.md"
    assert page.read_text("utf-8") == manual(), "write tempen.items.manual.manual() to the page"
