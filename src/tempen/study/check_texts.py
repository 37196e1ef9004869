"""Texts of the study: flattened to dotted keys, and checked against what the study needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tempen.study.draft import Draft


def flatten(value: Any) -> dict[str, str]:
    """Dotted key: text."""
    return {".".join(path): text for path, text in leaves(value)}


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, (*path, key))
    elif isinstance(value, str):
        yield path, str(value)


def check_texts(draft: Draft) -> None: ...
