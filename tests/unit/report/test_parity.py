"""Two languages ask the data the same."""

from __future__ import annotations

import pytest

from tempen.errors import Faults
from tempen.report.parity import check_parity
from tempen.report.source import read_report


def compare(sv: str, en: str) -> list[str]:
    faults = Faults()
    first = read_report(sv, "report/sv.md", "sv", faults)
    second = read_report(en, "report/en.md", "en", faults)
    check_parity(first, second, faults)
    return [f"{fault.code} {fault.place}" for fault in faults.found]


ALIKE = "# A\n\n{{ share('a', 'b', wave='1') }} [[x: share('a', 'b') > 5, certain, significant]]"


def test_alike_in_other_words_and_order():
    other = (
        "# B\n\n[[y and z: share('a','b')>5, significant, certain]] in "
        '{{ share("a", "b", wave="1") }}, {{ figure(\'f\') }}'
    )
    assert compare(ALIKE, other) == []


@pytest.mark.parametrize(
    "other, found",
    [
        ("# B", ["PARITY-02 report/sv.md:3:4", "PARITY-03 report/sv.md:3:33"]),
        (
            ALIKE.replace("> 5", "> 6"),
            ["PARITY-03 report/sv.md:3:33", "PARITY-03 report/en.md:3:33"],
        ),
        (
            ALIKE.replace("wave='1'", "wave='2'"),
            ["PARITY-02 report/sv.md:3:4", "PARITY-02 report/en.md:3:4"],
        ),
        (ALIKE + "\n\n# C", ["PARITY-01 report/en.md:5"]),
        (
            ALIKE + "\n\n```chart\nid: a\nkind: bars\ntitle: T\n```",
            ["PARITY-04 report/en.md:5"],
        ),
    ],
)
def test_not_alike(other, found):
    assert compare(ALIKE, other) == found


def test_blocks_may_differ_in_their_texts_only():
    chart = "```chart\nid: a\nkind: bars\nitem: x\ntitle: {}\nnote: {}\n```"
    assert compare(chart.format("Ett", "Två"), chart.format("One", "Two")) == []
    other = chart.format("One", "Two").replace("bars", "stacked")
    assert compare(chart.format("Ett", "Två"), other) == [
        "PARITY-04 report/sv.md:1",
        "PARITY-04 report/en.md:1",
    ]
