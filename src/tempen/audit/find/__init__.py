"""What an audit looks for: one module each, listed here by name.

A finder is `find(look) -> Found`; its module's `CODES` says what each of its codes means.
"""

from __future__ import annotations

from collections.abc import Mapping

from tempen.audit.find import (
    bare,
    change,
    form,
    grim,
    part,
    previous,
    study,
    total,
    twice,
    words,
)
from tempen.audit.finder import Find
from tempen.locale import Words

FINDERS: dict[str, Find] = {
    "part": part.find,
    "total": total.find,
    "grim": grim.find,
    "twice": twice.find,
    "words": words.find,
    "change": change.find,
    "bare": bare.find,
    "form": form.find,
    "study": study.find,
    "previous": previous.find,
}
EXPLAINED: dict[str, Mapping[str, Words]] = {
    "part": part.CODES,
    "total": total.CODES,
    "grim": grim.CODES,
    "twice": twice.CODES,
    "words": words.CODES,
    "change": change.CODES,
    "bare": bare.CODES,
    "form": form.CODES,
    "study": study.CODES,
    "previous": previous.CODES,
}
CODES: dict[str, Words] = {code: why for codes in EXPLAINED.values() for code, why in codes.items()}

__all__ = ["CODES", "EXPLAINED", "FINDERS"]
