"""Words that stand in a text and claim nothing: innocent phrases, and what is denied."""

from __future__ import annotations

from tempen.locale.lexicon import lexicon


def mask(text: str, lang: str) -> str:
    """A text with its innocent phrases blanked out."""
    return lexicon(lang).pattern("innocent").sub(lambda match: " " * len(match[0]), text)


def denied(text: str, at: int, lang: str) -> bool:
    return bool(lexicon(lang).pattern("negation").search(text[max(0, at - 14) : at]))
