"""Answers drawn as text: columns of margins, and what is told of bad ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from tempen.errors import TempenError


def columns(text: str) -> pl.DataFrame:
    """Rows of words under a header: every column a text."""
    header, *rows = [line.split() for line in text.strip().splitlines()]
    return pl.DataFrame(rows, schema=header, orient="row")


def told(do: Callable[..., object], *args: Any, **settings: Any) -> list[tuple[str, dict]]:
    """(code, facts) of the faults that a call raises."""
    with pytest.raises(TempenError) as caught:
        do(*args, **settings)
    assert all("{" not in fault.say() for fault in caught.value.faults)
    return [(fault.code, dict(fault.facts)) for fault in caught.value.faults]


def codes(do: Callable[..., object], *args: Any, **settings: Any) -> list[str]:
    return [code for code, _ in told(do, *args, **settings)]
