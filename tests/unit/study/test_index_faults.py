"""Crossings, indices and weightings by size, as study.yaml says them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tempen.study import load
from tempen.study.indices import with_indices
from tests.unit.study.drawn import copy_tiny, faults_of

INDEX = """
indices:
  - {{id: {id}, items: [{items}], recode: {{{recode}}}, least: {least}, reverse: [{reverse}]}}
"""
CROSS = """
  - {{id: cell, cross: [{cross}], levels: [{levels}]}}
"""


def declare(folder: Path, **facts: str) -> Path:
    """The tiny study with an index of its battery, named in every language."""
    known = {"id": "gain", "items": "benefit", "recode": "great: 2, some: 1", "least": "1"}
    known |= {"reverse": ""} | facts
    study = copy_tiny(folder)
    with (study / "study.yaml").open("a", encoding="utf-8") as file:
        file.write(INDEX.format(**known))
    for lang in ("sv", "en"):
        with (study / f"texts/{lang}.yaml").open("a", encoding="utf-8") as file:
            file.write(f"\nindices:\n  {known['id']}: Index of benefit\n")
    return study


def test_an_index_is_read_as_a_number_of_its_members(tmp_path):
    study = load(declare(tmp_path))
    [index] = study.indices
    assert index.members == tuple(v.id for v in study.variables if v.item == "benefit")
    assert (index.points, index.least) == ({"great": 2.0, "some": 1.0}, 1)
    assert "gain" not in {item.id for item in study.items}
    whole = with_indices(study)
    assert whole.variable("gain").scale == "number" and with_indices(whole) == whole
    assert whole.item("gain").asked_in("2025") == study.item("benefit").asked_in("2025")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"id": "strategy"}, "STUDY-07"),
        ({"items": "planet"}, "STUDY-26"),
        ({"reverse": "strategy"}, "STUDY-26"),
        ({"least": "9"}, "STUDY-27"),
        ({"items": "staff", "recode": "", "least": "1"}, "STUDY-27"),
        ({"items": "benefit, strategy", "recode": "great: 2"}, "STUDY-28"),
    ],
)
def test_faults_of_an_index(tmp_path, facts, code):
    found = faults_of(declare(tmp_path, **facts))
    assert code in {one for _, one in found}
    assert all(place.startswith(("study.yaml:", "texts/")) for place, one in found if one == code)


def cross(folder: Path, parts: str = "sector, strategy", levels: str = "") -> Path:
    path = copy_tiny(folder) / "study.yaml"
    text = path.read_text("utf-8")
    at = text.index("\nweighting:")
    text = text[:at].rstrip() + CROSS.format(cross=parts, levels=levels) + text[at:]
    path.write_text(text, "utf-8")
    return path.parent


def test_a_crossing_has_every_combination_or_those_that_are_given(tmp_path):
    whole = load(cross(tmp_path, levels="")).domain("cell")
    tiny = load(copy_tiny(tmp_path / "b"))
    parts = [tiny.domain(name) for name in ("sector", "strategy")]
    assert whole.levels == tuple(f"{a}/{b}" for a in parts[0].levels for b in parts[1].levels)
    assert (whole.of_frame, whole.items) == (False, ("strategy",))
    some = load(cross(tmp_path / "c", levels="town/yes, town/no")).domain("cell")
    assert some.levels == ("town/yes", "town/no")


@pytest.mark.parametrize(
    ("parts", "levels", "code"),
    [
        ("sector", "", "STUDY-23"),
        ("sector, planet", "", "STUDY-24"),
        ("sector, cell", "", "STUDY-24"),
        ("sector, strategy", "town/maybe", "STUDY-14"),
    ],
)
def test_faults_of_a_crossing(tmp_path, parts, levels, code):
    assert code in {one for _, one in faults_of(cross(tmp_path, parts, levels))}


SIZED = """
  - {{name: sized, method: {method}, groups: [sector], margins: [{margins}], least: 2{size}{of}}}
"""


def size(folder: Path, **facts: str) -> Path:
    known = {"method": "groups", "margins": "", "size": ", size: people"}
    known |= {"of": ", of: {sv: invånarna, en: the inhabitants}"} | facts
    path = copy_tiny(folder) / "study.yaml"
    text = path.read_text("utf-8")
    at = text.index("\nlimits:")
    path.write_text(text[:at].rstrip() + SIZED.format(**known) + text[at:], "utf-8")
    return path.parent


def test_a_weighting_by_size_is_read(tmp_path):
    made = load(size(tmp_path)).weightings[-1]
    assert (made.size, made.of["en"]) == ("people", "the inhabitants")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"method": "rake", "margins": "sector"}, "WEIGHT-24"),
        ({"of": ""}, "WEIGHT-25"),
        ({"of": ", of: {sv: invånarna}"}, "WEIGHT-25"),
        ({"size": ""}, "WEIGHT-25"),
    ],
)
def test_faults_of_a_size(tmp_path, facts, code):
    assert code in {one for _, one in faults_of(size(tmp_path, **facts))}
