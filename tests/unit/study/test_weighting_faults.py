"""Weightings by margins, as study.yaml says them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tempen.study import load
from tests.unit.study.drawn import copy_tiny, faults_of

RAKED = """
  - name: raked
    method: rake
    margins: [{margins}]
    totals: {{"{wave}": {{{margin}: {{town: 5, county: 4}}}}}}
"""


def declare(folder: Path, **facts: str) -> Path:
    """The tiny study with one more weighting."""
    known = {"margins": "sector", "wave": "2025", "margin": "sector"} | facts
    path = copy_tiny(folder) / "study.yaml"
    text = path.read_text("utf-8")
    at = text.index("weighting:") + len("weighting:")
    path.write_text(text[:at] + RAKED.format(**known).rstrip() + text[at:], "utf-8")
    return path.parent


def waves(folder: Path) -> str:
    return load(copy_tiny(folder / "copy")).waves[0].id


def test_margins_are_read(tmp_path):
    study = load(declare(tmp_path, wave=waves(tmp_path)))
    made = study.weightings[0]
    assert (made.method, made.margins) == ("rake", ("sector",))
    assert made.totals == {waves(tmp_path / "again"): {"sector": {"town": 5.0, "county": 4.0}}}


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"margins": "planet", "margin": "planet"}, "STUDY-16"),
        ({"margins": "sector/planet", "margin": "sector/planet"}, "STUDY-16"),
        ({"margins": ""}, "WEIGHT-14"),
        ({"wave": "1950"}, "WEIGHT-20"),
        ({"margin": "planet"}, "WEIGHT-20"),
    ],
)
def test_faults_of_margins(tmp_path, facts, code):
    study = declare(tmp_path, **({"wave": waves(tmp_path)} | facts))
    assert code in {found for _, found in faults_of(study)}
