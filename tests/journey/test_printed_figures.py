"""Every figure that was printed of the example's waves comes out of its own answers.

The printed figures stand in the example's answers/printed-2024.csv; nothing is typed here.
"""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from tempen.pipeline import Estimated, estimate_study

EXAMPLE = Path(__file__).parents[2] / "examples" / "ai-offentlig-sektor"
REGISTERS = Path(__file__).parents[3] / "shared" / "frame"


def read(file: str) -> list[dict[str, str]]:
    with (EXAMPLE / "answers" / file).open(encoding="utf-8") as rows:
        return list(csv.DictReader(rows))


def named(row: dict[str, str]) -> str:
    return "-".join(filter(None, row.values()))


PRINTED_2018 = read("2018.csv")
PRINTED = read("printed-2024.csv")
SHARES = [row for row in PRINTED if row["kind"] in ("share", "left")]
COUNTS = [row for row in PRINTED if row["kind"] in ("sent", "answered")]


@pytest.fixture(scope="module")
def example() -> Estimated:
    return estimate_study(EXAMPLE)


@pytest.mark.parametrize("row", SHARES, ids=named)
def test_share(example: Estimated, row: dict[str, str]) -> None:
    estimate = example.estimates.share(row["key"], row["level"], "2024")
    assert estimate.value is not None and estimate.count is not None
    assert round(100 * estimate.value) == int(row["value"])
    assert estimate.n is not None and estimate.n == number("answered", "all")
    assert round(100 * estimate.count / estimate.n) == int(row["value"])  # the other way


@pytest.mark.parametrize("row", COUNTS, ids=named)
def test_sent_and_answered(example: Estimated, row: dict[str, str]) -> None:
    level = "not_stated" if row["key"] == "unstated" else row["key"]
    rate = next(r for r in example.response if (r.wave, r.domain_level) == ("2024", level))
    counted = {"sent": rate.invited, "answered": rate.answered}[row["kind"]]
    assert counted == int(row["value"])


def test_totals_follow_from_their_parts() -> None:
    parts = ("agency", "region", "municipality")
    assert number("sent", "all") == sum(number("sent", part) for part in parts)
    answered = [number("answered", part) for part in (*parts, "unstated")]
    assert number("answered", "all") == sum(answered)


def test_response_rate(example: Estimated) -> None:
    whole = next(r for r in example.response if (r.wave, r.domain_level) == ("2024", "all"))
    assert whole.rate == pytest.approx(number("answered", "all") / number("sent", "all"))


@pytest.mark.parametrize("row", PRINTED_2018, ids=named)
def test_share_of_2018_is_printed_and_its_change_untested(
    example: Estimated, row: dict[str, str]
) -> None:
    estimate = example.estimates.share(row["item"], row["level"], "2018")
    assert estimate.value == pytest.approx(int(row["percent"]) / 100)
    assert (estimate.source, estimate.n) == ("printed", None)
    change = example.estimates.change(row["item"], row["level"], "2024")
    assert (change.tested, change.why, change.comparable) == (False, "printed", "not_known")


def test_answers_are_what_the_script_makes() -> None:
    assert run("reconstruct.py").returncode == 0


@pytest.mark.skipif(not REGISTERS.exists(), reason="the registers are not in ../shared/frame")
def test_frame_is_what_the_script_makes() -> None:
    assert run("build_frame.py").returncode == 0


def run(script: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, str(EXAMPLE / script), "--check"], check=False)


def number(kind: str, key: str) -> int:
    return next(int(r["value"]) for r in PRINTED if (r["kind"], r["key"]) == (kind, key))
