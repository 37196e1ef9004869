"""Inlines as HTML.

A number and a claim are `span`s that the script turns into buttons. A real `button` cannot
break over lines, and without the script it would be a promise that nothing keeps: so the page
without JavaScript has plain text, and with it a span of role "button", in the tab order and
opened with Enter or Space. Screen readers say only “38 %, button”: no description is added to
each, the note at the top of the report explains them once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from tempen.report.write.html.escape import attributes, text
from tempen.report.write.html.state import Page
from tempen.terms.document import (
    Claim,
    CrossReference,
    Emphasis,
    Inline,
    Inlines,
    Link,
    Note,
    Number,
    Strong,
    Text,
)

SAFE_SCHEMES = {"http", "https", "mailto", "tel", ""}


def write_inlines(inlines: Iterable[Inline], page: Page) -> str:
    return "".join(WRITERS[type(inline)](inline, page) for inline in inlines)


def plain(inlines: Iterable[Inline]) -> str:
    """The words alone: for labels, contents and file names."""
    return "".join(words(inline) for inline in inlines)


def words(inline: Inline) -> str:
    match inline:
        case Text() | Number() | CrossReference():
            return inline.text
        case Note():
            return ""
        case _:
            return plain(inline.inlines)


def write_text(inline: Text, page: Page) -> str:
    return text(inline.text)


def write_strong(inline: Strong, page: Page) -> str:
    return f"<strong>{write_inlines(inline.inlines, page)}</strong>"


def write_emphasis(inline: Emphasis, page: Page) -> str:
    page.emphasis = True
    return f"<em>{write_inlines(inline.inlines, page)}</em>"


def write_link(inline: Link, page: Page) -> str:
    inner = write_inlines(inline.inlines, page)
    return f'<a href="{text(inline.url)}">{inner}</a>' if is_safe(inline.url) else inner


def is_safe(url: str) -> bool:
    """Whether a click on `url` cannot run anything (`javascript:`, `data:`)."""
    return urlsplit(url.strip()).scheme.lower() in SAFE_SCHEMES


def write_number(inline: Number, page: Page) -> str:
    return sourced(text(inline.text), page, (inline.evidence,))


def sourced(inner: str, page: Page, ids: Iterable[str], kind: str = "num", claim: str = "") -> str:
    """`inner` as something that opens its evidence; as it stands where there is none."""
    places = page.provenance.refer(ids)
    if not places and not claim:
        return inner
    given = attributes(class_=kind, data_e=places, data_claim=claim or None)
    return f"<span{given}>{inner}</span>"


def write_claim(inline: Claim, page: Page) -> str:
    """Links inside a claim stay links; the words between them open the evidence."""
    parts = []
    for is_link, run in groupby(inline.inlines, holds_link):
        run = tuple(run)
        parts.append(write_inlines(run, page) if is_link else write_run(run, inline, page))
    return "".join(parts)


def write_run(run: Inlines, claim: Claim, page: Page) -> str:
    """Numbers in a claim add their evidence to it: a button must not hold a button."""
    inner = write_inlines(tuple(without_buttons(run)), page)
    ids = (*claim.evidence, *numbers_in(run))
    return sourced(inner, page, ids, "claim", claim.condition)


def holds_link(inline: Inline) -> bool:
    if isinstance(inline, Link | CrossReference | Note):
        return True
    return any(holds_link(part) for part in getattr(inline, "inlines", ()))


def numbers_in(inlines: Inlines) -> Iterator[str]:
    for inline in inlines:
        if isinstance(inline, Number):
            yield inline.evidence
        elif isinstance(inline, Claim):
            yield from inline.evidence
        yield from numbers_in(getattr(inline, "inlines", ()))


def without_buttons(inlines: Inlines) -> Iterator[Inline]:
    for inline in inlines:
        match inline:
            case Number():
                yield Text(inline.text)
            case Claim():
                yield from without_buttons(inline.inlines)
            case Strong() | Emphasis():
                yield type(inline)(tuple(without_buttons(inline.inlines)))
            case _:
                yield inline


def write_reference(inline: CrossReference, page: Page) -> str:
    return f'<a class="ref" href="#{text(inline.target)}">{text(inline.text)}</a>'


def write_note_mark(inline: Note, page: Page) -> str:
    page.notes.append(inline)
    n = len(page.notes)
    label = text(page.say("Note {n}").format(n=n))
    return (
        f'<sup><a class="noteref" id="t-ref-{n}" href="#t-note-{n}" role="doc-noteref" '
        f'aria-label="{label}">{n}</a></sup>'
    )


WRITERS: dict[type, Callable[[Any, Page], str]] = {
    Text: write_text,
    Strong: write_strong,
    Emphasis: write_emphasis,
    Link: write_link,
    Number: write_number,
    Claim: write_claim,
    CrossReference: write_reference,
    Note: write_note_mark,
}
