"""Inlines as Typst content."""

from __future__ import annotations

from collections.abc import Set

from tempen.report.write.typst.literal import quote, write_text
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


def write_inlines(inlines: Inlines, targets: Set[str]) -> str:
    """Content in brackets. `targets` are the ids that the document has a place for."""
    return "[" + "".join(write_inline(one, targets) for one in inlines) + "]"


def write_inline(inline: Inline, targets: Set[str]) -> str:
    match inline:
        case Text(text) | Number(text):
            return f"#{write_text(text)}" if text else ""
        case Strong(inlines):
            return f"#strong{write_inlines(inlines, targets)}"
        case Emphasis(inlines):
            return f"#emph{write_inlines(inlines, targets)}"
        case Claim(inlines):
            return "".join(write_inline(one, targets) for one in inlines)
        case Link(inlines, url):
            body = write_inlines(inlines, targets)
            return f"#link({quote(url)}){body}" if url.strip() else f"#{body}"
        case CrossReference(text, target):
            body = f"[#{write_text(text)}]"
            return f"#link(label({quote(target)})){body}" if target in targets else f"#{body}"
        case Note(inlines):
            return f"#note{write_inlines(without_notes(inlines), targets)}"


def without_notes(inlines: Inlines) -> Inlines:
    """A note in a note would be set on no page."""
    return tuple(one for one in inlines if not isinstance(one, Note))


def plain(inlines: Inlines) -> str:
    """The text alone, to be measured."""
    parts = []
    for one in inlines:
        match one:
            case Text(text) | Number(text) | CrossReference(text, _):
                parts.append(text)
            case Strong(inner) | Emphasis(inner) | Link(inner, _) | Claim(inner):
                parts.append(plain(inner))
            case Note():
                pass
    return "".join(parts)
