"""Text as readers hand it on: no marks that cannot be seen, white space single."""

from __future__ import annotations

import re

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0e-\x1f]")
TURNED = re.compile("[\u202e\u202d\u2066\u2067]")  # marks that show text in another order
BLANK = re.compile(r"[ \t\n\r\f\v\u2028\u2029]+")


def clean(text: str) -> str:
    """Single spaces (no-break ones stay), and no direction marks, soft hyphens, control codes."""
    return BLANK.sub(" ", INVISIBLE.sub("", text)).strip(" ")
