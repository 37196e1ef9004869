"""Sources of reports as people save them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from tempen.study import load
from tempen.study.prose import read_reports

TINY = Path(__file__).parents[3] / "examples" / "tiny"


@cache
def tiny():
    return load(TINY)


def read(tmp_path: Path, sv: bytes | None):
    """What is read of a study whose Swedish report is these bytes, and “code place” of faults."""
    (tmp_path / "report").mkdir()
    if sv is not None:
        (tmp_path / "report" / "sv.md").write_bytes(sv)
    texts, faults = read_reports(replace(tiny(), folder=tmp_path), ("sv",))
    return texts, [f"{fault.code} {fault.place}" for fault in faults.found]


def test_a_byte_order_mark_and_windows_line_ends_are_no_matter(tmp_path):
    assert read(tmp_path, "# Ett\r\nTvå\r\n".encode("utf-8-sig")) == ({"sv": "# Ett\nTvå\n"}, [])


def test_what_is_not_utf_8_is_told_with_its_line(tmp_path):
    assert read(tmp_path, "# Ett\n\nTvå\n".encode("cp1252")) == ({}, ["FILE-03 report/sv.md:3"])


def test_a_missing_report_is_told(tmp_path):
    assert read(tmp_path, None) == ({}, ["REPORT-01 report/sv.md"])
