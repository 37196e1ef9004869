"""A worked example of a kind of item: tested, and printed in the manual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spec:
    """An item (`keys`, YAML), raw answers of the wave 2023, and what becomes of them.

    problems  (row from 0, column, code)
    """

    keys: str
    raw: Mapping[str, Sequence[str]]
    codes: Mapping[str, Sequence[float | str | None]]
    problems: Sequence[tuple[int, str, str]] = ()
    notes: str = ""
