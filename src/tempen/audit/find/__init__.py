"""What an audit looks for: one module each, listed here by name.

A finder is `find(look) -> Found`; its module's `CODES` says what each of its codes means.
"""

from __future__ import annotations

from collections.abc import Mapping

from tempen.audit.find import form, grim, part, total, words
from tempen.audit.finder import Find
from tempen.locale import Words

FINDERS: dict[str, Find] = {
    "part": part.find,
    "total": total.find,
    "grim": grim.find,
    "words": words.find,
    "form": form.find,
}
EXPLAINED: dict[str, Mapping[str, Words]] = {
    "part": part.CODES,
    "total": total.CODES,
    "grim": grim.CODES,
    "words": words.CODES,
    "form": form.CODES,
}
CODES: dict[str, Words] = {code: why for codes in EXPLAINED.values() for code, why in codes.items()}

__all__ = ["CODES", "EXPLAINED", "FINDERS"]
