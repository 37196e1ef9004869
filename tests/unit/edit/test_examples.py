"""Whole studies from file to cases."""

from pathlib import Path

import pytest

from tempen.edit import code_answers, link
from tempen.frame import build_frame, compare_frames, response_rates
from tempen.store import read_table
from tempen.study.load import load

EXAMPLES = Path(__file__).parents[3] / "examples"


def read_study(name: str):
    folder = EXAMPLES / name
    if not (folder / "study.yaml").exists():
        pytest.skip(f"{name} is not there")
    study = load(folder)
    frames = {
        w.id: build_frame(study, w, read_table(folder / w.frame, file=w.frame))
        for w in study.waves
        if w.frame
    }
    coded = [
        code_answers(
            study, w, frames.get(w.id), read_table(folder / w.answers, file=w.answers, **w.format)
        )
        for w in study.waves
        if w.answers and w.status in ("open", "closed")
    ]
    return study, frames, link(study, coded)


def test_the_tiny_study():
    """t8 answered twice in 2025; the later row counts. Row 6 of the file is the earlier one."""
    study, frames, cases = read_study("tiny")
    assert cases.table["wave"].value_counts(sort=True).rows() == [("2025", 9), ("2023", 8)]
    assert [account.rows for account in cases.accounts] == [(), ((6, "earlier"),)]
    changes = compare_frames(study, frames["2023"], frames["2025"])
    assert (changes.births, changes.deaths, changes.mergers) == (("t9",), (), {"t8": ("t6", "t7")})
    rates = response_rates(study, study.wave("2025"), frames["2025"], cases)
    assert [(r.domain_level, r.invited, r.answered) for r in rates] == [
        ("town", 7, 5),
        ("county", 5, 4),
        ("all", 12, 9),
    ]


def test_the_printed_response_rates_of_the_replica():
    study, frames, cases = read_study("ai-offentlig-sektor")
    rates = response_rates(study, study.wave("2024"), frames["2024"], cases)
    counts = sorted((r.invited, r.answered) for r in rates)
    assert counts == [(0, 3), (21, 12), (263, 102), (290, 107), (574, 224)]
