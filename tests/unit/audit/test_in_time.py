"""An audit ends in its time, and says what it did not come to."""

from __future__ import annotations

import time

import pytest

from tempen import auditor
from tempen.audit import find
from tempen.audit.finder import Found


def spin(look) -> Found:
    """Looks for ever."""
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        sum(range(1000))
    return Found()


@pytest.fixture
def hurried(monkeypatch):
    if not hasattr(auditor.signal, "SIGALRM"):
        pytest.skip("this system has no timers that interrupt")
    monkeypatch.setattr(auditor, "LEAST_SECONDS", 0.2)
    monkeypatch.setitem(find.FINDERS, "twice", spin)


def test_what_was_not_looked_for_is_told(hurried, tmp_path):
    path = tmp_path / "a.md"
    path.write_text("Of 250 agencies, 100 answered, which is 45%.", "utf-8")
    began = time.monotonic()
    (done,), faults = auditor.audit_files([path], seconds=0.5)
    assert time.monotonic() - began < 20
    assert "PART-01" in {one.code for one in done.audit.findings} and not faults
    assert [str(one) for one in done.audit.coverage.remarks] == [
        "time ran out before this was looked for: TEST_IN_TIME"
    ]


def test_a_document_that_cannot_be_read_in_time_is_refused(monkeypatch, hurried, tmp_path):
    path = tmp_path / "a.md"
    path.write_text("Of 250 agencies, 100 answered.", "utf-8")
    monkeypatch.setattr(auditor, "read", lambda *_: spin(None))
    done, faults = auditor.audit_files([path], seconds=0.5)
    assert (done, [fault.code for fault in faults]) == ([], ["AUDIT-03"])


LONG = {
    "numbers": "1 ",
    "shares": "31 % ",
    "parts": "8 of 10 (80%), ",
    "digits": "7",
    "commas": ",",
    "brackets": "(",
    "letters": "a",
}


@pytest.mark.parametrize("unit", LONG.values(), ids=LONG)
def test_no_text_makes_reading_dear(unit):
    """Reading a hundred times as much takes not much more than a hundred times as long."""
    took = []
    for size in (2_000, 200_000):
        data = (unit * size)[:size].encode()
        began = time.process_time()
        assert auditor.read("a.txt", data).blocks
        took.append(time.process_time() - began)
    assert took[1] < 300 * max(took[0], 0.005)
