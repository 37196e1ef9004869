"""A few sentences or a table as a report: what its audit finds."""

from __future__ import annotations

from tempen.audit.audit import look_for
from tempen.audit.find import FINDERS
from tempen.audit.finder import Look
from tempen.audit.readers import read
from tempen.terms.finding import Finding

SURVEY = {
    "sv": "Enkäten gick till 574 organisationer och besvarades av 224, vilket är 39 procent.",
    "en": "The survey went to 574 organisations and was answered by 224 of them, which is 39%.",
}


def findings(
    text: str, lang: str = "sv", previous: str = "", known=(), size: str = ""
) -> list[Finding]:
    """Findings in a Markdown text, which gets a sentence on the survey's size before it, or
    `size` in its place."""
    reading = read("rapport.md", f"{size or SURVEY[lang]}\n\n{text}".encode())
    assert reading.lang == lang
    before = read("forra.md", previous.encode()) if previous else None
    look = Look(reading, before, tuple(known))
    return look_for(look, FINDERS.values())[0]


def codes(text: str, lang: str = "sv", **more) -> set[str]:
    """The codes found, notes not counted."""
    return {one.code for one in findings(text, lang, **more) if one.severity != "note"}
