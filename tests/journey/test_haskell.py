"""Every percentage and count that was printed of a real survey comes out of its own answers.

The printed page and the answers stand outside the project, see examples/haskell/README.md. What
is printed is read here once more, without the script that made the example's questionnaire.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

import tempen
from tempen.locale import curl
from tempen.session import Opened
from tempen.study import check
from tempen.terms.estimate import Estimate

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "haskell"
REAL = ROOT.parent / "shared" / "real" / "haskell"
THERE = REAL.exists()
ABSENT = "the answers and printed results are not in ../shared/real/haskell"
needs_data = pytest.mark.skipif(not THERE, reason=ABSENT)
FREE_TEXT = ("s9q0", "s9q1")  # collected but not analysed
ANSWERED = 1152  # as the page says: “This year the survey received fewer responses”


@dataclass
class Row:
    """One row of the page: `choice`, and per bar its width, percentage and count as printed."""

    widths: list[str] = field(default_factory=list)
    percent: list[str] = field(default_factory=list)
    count: list[str] = field(default_factory=list)
    choice: str = ""


class Page(HTMLParser):
    """The rows of each question, from the elements that a browser shows."""

    def __init__(self) -> None:
        super().__init__()
        self.questions: dict[str, list[Row]] = {}
        self.open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.open = given.get("class", "") if tag == "div" else ""
        if tag == "h3":
            self.questions[given["id"]] = []
        elif self.open == "row":
            self.rows.append(Row())
        elif self.open.startswith("bar"):
            width = given["style"].rpartition("width: ")[2]
            self.rows[-1].widths.append(width.removesuffix("%;"))

    def handle_data(self, data: str) -> None:
        if self.open == "percent":
            self.rows[-1].percent.append(data.strip("%"))
        elif self.open == "count":
            self.rows[-1].count.append(data)
        elif self.open == "choice":
            self.rows[-1].choice += data

    def handle_endtag(self, tag: str) -> None:
        self.open = ""

    @property
    def rows(self) -> list[Row]:
        return next(reversed(self.questions.values()))


@cache
def printed() -> dict[str, list[Row]]:
    page = Page()
    page.feed((REAL / "published-2021.md").read_text(encoding="utf-8"))
    return page.questions


@cache
def study() -> Opened:
    return tempen.open(EXAMPLE)


def text_of(key: str) -> str:
    return study().study.texts["en"].get(f"items.{key}") or ""


def find(question: str, choice: str) -> list[tuple[str, str]]:
    """The (variable, level) of each bar of a printed row, by the words of the study's texts."""
    if question.startswith("s6q"):
        assert text_of(f"s6.rows.{question}")
        return [(f"s6.{question}", level_of("s6.scale", "s6", choice))]
    if question == "s2q5":
        row = next(
            r for r in study().study.item("s2q5").rows if text_of(f"s2q5.rows.{r}") == curl(choice)
        )
        return [(f"s2q5.{row}", "on"), (f"s2q5.{row}", "off")]
    if question == "s10q1":
        return [(question, choice.lower())]
    if question == "s10q0":
        return [(question, f"day_{choice[-2:]}")]
    level = level_of(f"{question}.options", question, choice)
    if study().study.item(question).kind == "multiple":
        return [(f"{question}.{level}", "yes")]
    return [(question, level)]


def level_of(key: str, item: str, choice: str) -> str:
    levels = [level.id for level in study().study.item(item).levels]
    return next(level for level in levels if text_of(f"{key}.{level}") == curl(choice.strip()))


def percent(share: float, decimals: int) -> Decimal:
    """As the page rounds: 12.5 is printed 12, and 3.125 as 3.12, but 9.375 as 9.38."""
    step = Decimal(1).scaleb(-decimals)
    return Decimal(100 * share).quantize(step, ROUND_HALF_EVEN)


def check_bar(found: Estimate, width: str, percentage: str, count: str) -> None:
    assert found.value is not None and found.n == ANSWERED
    assert found.count == abs(int(count))
    assert percent(found.value, 0) == abs(int(percentage))
    assert percent(found.value, 2) == Decimal(width)
    assert (found.low, found.high) == (None, None)  # anyone could answer: no interval


QUESTIONS = [id for id in printed() if id not in FREE_TEXT] if THERE else []


@needs_data
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_printed_count_and_percentage(question: str) -> None:
    for row in printed()[question]:
        bars = find(question, row.choice)
        assert len(bars) == len(row.count) == len(row.percent) == len(row.widths)
        for (variable, level), *figures in zip(
            bars, row.widths, row.percent, row.count, strict=True
        ):
            estimate = study().estimated.estimates.share(variable, level, "2021")
            check_bar(estimate, *figures)


@needs_data
def test_all_that_is_printed_was_compared() -> None:
    rows = {id: len(found) for id, found in printed().items()}
    assert len(rows) == 75
    assert [id for id, found in rows.items() if not found] == list(FREE_TEXT)
    bars = sum(len(row.count) for found in printed().values() for row in found)
    assert (bars - 2 * rows["s2q5"], 2 * rows["s2q5"]) == (547, 226)


@needs_data
def test_the_questionnaire_is_what_the_script_makes() -> None:
    script = [sys.executable, str(EXAMPLE / "make_study.py"), "--check"]
    assert subprocess.run(script, check=False).returncode == 0


def test_without_the_data_the_files_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.is_file
    monkeypatch.setattr(Path, "is_file", lambda p: "answers-" not in p.name and real(p))
    faults = [fault for fault in check(EXAMPLE) if fault.severity == "error"]
    assert [(fault.code, fault.place.file) for fault in faults] == [("FILE-01", "study.yaml")] * 2
    assert "answers-2021.csv" in faults[0].say() and "Mend:" in faults[0].say()
