"""docs/agreement.md is what the comparison with R gives now, and within what is allowed."""

from __future__ import annotations

from functools import cache

from tests.reference import agreement
from tests.reference.cases import needs_reference

pytestmark = needs_reference


@cache
def rows() -> list[agreement.Row]:
    return agreement.rows()


def test_every_number_agrees():
    assert [row.what for row in rows() if not row.difference <= row.allowed] == []


def test_every_case_is_in_the_table():
    told = {row.case for row in rows()}
    assert told >= {f"c{n:02d}" for n in (1, 2, 3, 4, 6, 7, 8, 9, 11, 13, 14, 16, 17, 20, 22, 23)}
    assert told >= {"c25", "c27", "c29", "c30", "c32", "orgs2w", "two phases"}


def test_the_page_is_as_it_is_made():
    assert agreement.PAGE.read_text(encoding="utf-8") == agreement.write(), (
        "run python -m tests.reference.agreement"
    )
