"""Text as readers hand it on: no marks that cannot be seen, white space single."""

from __future__ import annotations

import re

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0e-\x1f]")
BLANK = re.compile(r"[ \t\n\r\f\v\u2028\u2029]+")


APART = "\u2003"  # between two figures that a tab, a line or a cell sets apart: no thousands


def gap(before: str) -> str:
    """The white space for a tab or a new line after a text: “290” and “107” are no “290 107”."""
    return APART if before[-1:].isdigit() else " "


def clean(text: str) -> str:
    """Single spaces (no-break ones stay), and no direction marks, soft hyphens, control codes."""
    return BLANK.sub(" ", INVISIBLE.sub("", text)).strip(" \u2003")
