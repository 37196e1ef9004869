"""A copy of the document as one HTML page, with the findings in its margin.

Whatever the format of the original, the copy shows what was read: headings, paragraphs, lists,
tables and the data of charts. It needs no other file and no script; every text is escaped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from tempen.audit.reading import Block, Cell, Reading, Text
from tempen.audit.write.told import coverage_lines, head, name, place, shorten, sums
from tempen.locale import Speak, mark, speak
from tempen.terms.finding import Audit, Finding, Passage

TAGS = {
    "paragraph": "p",
    "item": "p",
    "quote": "blockquote",
    "caption": "p",
    "footnote": "p",
    "contents": "p",
    "margin": "p",
    "image": "p",
}
TOLD = mark(
    {
        "footnote": "Footnote",
        "image": "Picture",
        "chart": "Chart",
        "margin": "Running head",
    }
)
STYLE = """
:root{color-scheme:light;--ink:#1a1a1a;--soft:#555;--line:#d5d5d5;
--error:#a1001f;--warning:#7a4a00;--note:#1d4f86}
*{box-sizing:border-box}
body{font:1rem/1.55 system-ui,sans-serif;color:var(--ink);background:#fff;margin:0 auto;
max-width:78rem;padding:1rem 1.25rem 4rem}
h1,h2,h3,h4,h5,h6{line-height:1.25;margin:1.4em 0 .4em}
.head{border-bottom:2px solid var(--ink);margin-bottom:1.5rem}
.head ul{padding-left:1.2rem}
.block{display:grid;grid-template-columns:minmax(0,2fr) minmax(15rem,1fr);gap:0 2rem}
.block>.text{grid-column:1;overflow-x:auto}
.text>p{margin:.4rem 0}
.block>aside{grid-column:2}
.finding{border-left:4px solid var(--note);padding:.1rem 0 .1rem .75rem;margin:.4rem 0 1rem;
font-size:.9rem}
.finding p{margin:.15rem 0}
.finding.error{border-color:var(--error)}.finding.warning{border-color:var(--warning)}
.kind{font-weight:700}
.finding .kind{color:var(--note)}.finding.error .kind{color:var(--error)}
.finding.warning .kind{color:var(--warning)}
mark{background:#fff3c4;color:inherit;padding:0 .1em;border-bottom:2px solid var(--note)}
mark.error{background:#ffe0e4;border-bottom-color:var(--error)}
mark.warning{border-bottom-color:var(--warning)}
mark a{color:inherit;text-decoration:none}
mark sup{font-weight:700;line-height:0}
.head li{margin:.35rem 0}
a{color:#1d4f86}a:focus-visible{outline:3px solid #1d4f86;outline-offset:2px}
table{border-collapse:collapse;margin:.5rem 0 1rem;font-size:.95rem}
th,td{border:1px solid var(--line);padding:.25rem .5rem;text-align:left;vertical-align:top}
th{background:#f4f4f4}
.told{color:var(--soft);font-size:.85rem}
.page{color:var(--soft);font-size:.8rem;border-top:1px dotted var(--line);margin-top:1.5rem}
:target{outline:3px solid var(--note);outline-offset:3px}
@media(max-width:50rem){.block{display:block}}
@media print{.block{break-inside:avoid}}
"""


@dataclass(frozen=True)
class Numbered:
    """A finding with its number on the page."""

    number: int
    finding: Finding


def write(reading: Reading, audit: Audit, lang: str) -> str:
    """The page. `lang` is that of the findings; the document keeps its own."""
    say = speak(lang)
    numbered = [Numbered(i, finding) for i, finding in enumerate(audit.findings, 1)]
    by_block: dict[int, list[Numbered]] = defaultdict(list)
    for one in numbered:
        by_block[one.finding.passage.block].append(one)
    title = say("Audit of {document}").format(document=reading.name)
    lines = [
        "<!doctype html>",
        f'<html lang="{escape(lang)}">',
        '<head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>",
        "<body>",
        *summary(reading, audit, numbered, title, lang),
        f'<main lang="{escape(reading.lang)}">',
    ]
    page = 0
    for block in reading.blocks:
        if block.text.page and block.text.page != page and block.kind != "margin":
            page = block.text.page
            told = say("page {n}").format(n=page)
            lines.append(f'<p class="page" lang="{escape(lang)}">{escape(told)}</p>')
        lines += write_block(block, by_block.get(block.index, []), say, lang)
    lines += ["</main>", "</body></html>"]
    return "\n".join(lines) + "\n"


def summary(
    reading: Reading, audit: Audit, numbered: list[Numbered], title: str, lang: str
) -> Iterator[str]:
    say = speak(lang)
    yield f'<header class="head"><h1>{escape(title)}</h1>'
    yield f"<p>{escape(head(reading, lang))}</p><p><strong>{escape(sums(audit, lang))}</strong></p>"
    if numbered:
        yield f"<h2>{escape(say('Findings'))}</h2><ol>"
        for one in numbered:
            finding = one.finding
            quote = say("“{quote}”").format(quote=shorten(finding.quote, 90))
            yield (
                f'<li class="{finding.severity}"><a href="#n{one.number}">'
                f"{escape(name(finding, say))} {escape(finding.code)}</a>: {escape(quote)}<br>"
                f"{escape(finding.explanation.said(say))}<br>"
                f'<span class="told">{escape(place(finding.passage, reading, say))}</span></li>'
            )
        yield "</ol>"
    yield f"<h2>{escape(say('What was looked at'))}</h2>"
    inside = False
    for line in coverage_lines(audit.coverage, lang):
        deep = line.startswith(" ")
        if deep != inside:
            yield "<ul>" if deep else "</ul>"
            inside = deep
        yield f"<{'li' if deep else 'p'}>{escape(line.strip())}</{'li' if deep else 'p'}>"
    if inside:
        yield "</ul>"
    if audit.accepted:
        yield f"<h2>{escape(say('Accepted by tempen-audit.yaml:'))}</h2><ul>"
        for one in audit.accepted:
            quote = shorten(one.finding.quote, 90)
            yield f"<li>{escape(one.finding.code)} “{escape(quote)}”: {escape(one.reason)}</li>"
        yield "</ul>"
    yield "</header>"


def write_block(block: Block, numbered: list[Numbered], say: Speak, lang: str) -> Iterator[str]:
    """A block and, beside it, what was found in it."""
    yield '<div class="block"><div class="text">'
    told = TOLD.get(block.kind, "")
    label = f'<span class="told" lang="{escape(lang)}">{escape(say(told))}</span> ' if told else ""
    if block.grid:
        if block.text.text:
            yield f"<p>{label}{marked(block.text, numbered)}</p>"
        yield from write_grid(block, numbered)
    elif block.kind == "heading":
        tag = f"h{min(block.level + 1, 6)}"
        yield f"<{tag}>{marked(block.text, numbered)}</{tag}>"
    else:
        tag = TAGS.get(block.kind, "p")
        if block.kind == "item":
            label = f'<span class="told">{escape(block.marker or "•")}</span> '
        yield f"<{tag}>{label}{marked(block.text, numbered)}</{tag}>"
    yield "</div>"
    if numbered:
        first, last = numbered[0].number, numbered[-1].number
        told = f"{first}" if first == last else f"{first}–{last}"
        here = escape(f"{say('Findings')} {told}")
        yield f'<aside lang="{escape(lang)}" aria-label="{here}">'
        for one in numbered:
            yield from write_note(one, say)
        yield "</aside>"
    yield "</div>"


def write_note(one: Numbered, say: Speak) -> Iterator[str]:
    finding = one.finding
    back = escape(say("to the words"))
    yield f'<div class="finding {finding.severity}" id="n{one.number}">'
    yield (
        f'<p><span class="kind">{one.number}. {escape(name(finding, say))}</span> '
        f'{escape(finding.code)} <a href="#m{one.number}" aria-label="{back}">↩</a></p>'
    )
    yield f"<p>{escape(finding.explanation.said(say))}</p>"
    if finding.expected:
        told = say("Stated: {stated}. Expected: {expected}.")
        yield f"<p>{escape(told.format(stated=finding.stated, expected=finding.expected))}</p>"
    yield "</div>"


def write_grid(block: Block, numbered: list[Numbered]) -> Iterator[str]:
    assert block.grid
    yield "<table>"
    rows: dict[int, list[Cell]] = defaultdict(list)
    for cell in block.grid.cells:
        rows[cell.row].append(cell)
    for row in range(block.grid.height):
        cells = "".join(write_cell(cell, numbered) for cell in rows.get(row, ()))
        yield f"<tr>{cells}</tr>"
    yield "</table>"


def write_cell(cell: Cell, numbered: list[Numbered]) -> str:
    tag = "th" if cell.header and cell.text.text else "td"
    spans = f' rowspan="{cell.height}"' if cell.height > 1 else ""
    spans += f' colspan="{cell.width}"' if cell.width > 1 else ""
    return f"<{tag}{spans}>{marked(cell.text, numbered)}</{tag}>"


def marked(text: Text, numbered: Iterable[Numbered]) -> str:
    """The text, escaped, with what findings point at marked and linked to its note.

    Marks that overlap cannot nest: the later one begins where the earlier ends.
    """
    here = [one for one in numbered if is_here(one.finding.passage, text)]
    here.sort(key=lambda one: (one.finding.passage.start, one.number))
    pieces: list[str] = []
    at = 0
    for one in here:
        passage = one.finding.passage
        start, end = max(passage.start, at), max(min(passage.end, len(text.text)), at)
        pieces.append(escape(text.text[at:start]))
        words = escape(text.text[start:end])
        pieces.append(
            f'<mark class="{one.finding.severity}" id="m{one.number}">{words}'
            f'<a href="#n{one.number}"><sup>{one.number}</sup></a></mark>'
        )
        at = end
    pieces.append(escape(text.text[at:]))
    return "".join(pieces)


def is_here(passage: Passage, text: Text) -> bool:
    return (passage.block, passage.row, passage.column) == (text.block, text.row, text.column)
