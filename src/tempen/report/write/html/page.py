"""The page around the blocks: head, security policy, title, sidebar, notes, scripts."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from tempen.report import palette
from tempen.report.svg import Drawn
from tempen.report.write.html.blocks import write_blocks
from tempen.report.write.html.bundle import load_bundle
from tempen.report.write.html.contents import walk, write_sidebar
from tempen.report.write.html.escape import attributes, pack_json, script_json, text
from tempen.report.write.html.inlines import write_inlines
from tempen.report.write.html.state import Page
from tempen.terms.document import Document, Figure

COLOURS = ("PAPER", "INK", "SOFT", "ACCENT", "RULE", "GUIDE", "WASH", "CAUTION", "CAUTION_WASH")
FACES = {  # name: (weight, style)
    "Inter-Regular": (400, "normal"),
    "Inter-SemiBold": (600, "normal"),
    "Inter-Italic": (400, "italic"),
}
FIRST = "document.documentElement.className='js'"  # before anything is painted


def write_page(document: Document, *, live: bool = False, drawn: Drawn | None = None) -> str:
    page = Page.of(document, drawn)
    body = write_blocks(document.blocks, page)
    notes = write_notes(page)
    style = write_style(page)
    scripts = list_scripts(document, live)
    return (
        f'<!DOCTYPE html>\n<html lang="{text(document.lang)}">\n'
        f"<head>{write_head(document, style, [*scripts.values(), FIRST], live)}</head>\n<body>\n"
        f'<a class="skip" href="#t-main">{text(page.say("Skip to the content"))}</a>\n'
        f'{write_stamp(page)}{write_title(page)}\n<div class="layout">\n{write_sidebar(page)}\n'
        f'<main id="t-main" tabindex="-1">\n{body}\n{notes}</main>\n</div>\n'
        f"{write_popover(page)}\n{write_scripts(page, scripts)}\n</body>\n</html>\n"
    )


# --- head -----------------------------------------------------------------------------------


def write_head(document: Document, style: str, scripts: list[str], live: bool) -> str:
    policy = write_policy(style, scripts, live)
    description = document.abstract or document.subtitle
    about = f'<meta name="description" content="{text(description)}">' if description else ""
    return (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{text(document.title)}</title>{about}"
        f'<meta name="author" content="{text(document.publisher)}">'
        f'<meta name="theme-color" content="{palette.ACCENT}"><meta name="referrer" '
        f'content="no-referrer"><link rel="icon" href="data:,"><style>{style}</style>'
        f"<script>{FIRST}</script>"
    )


def write_policy(style: str, scripts: list[str], live: bool) -> str:
    """Nothing may be loaded, and nothing may run but what was written here, known by its hash.

    Style attributes are allowed, as the charts set them; they cannot load anything.
    """
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(hash_source(script) for script in scripts),
        "style-src-elem": hash_source(style),
        "style-src-attr": "'unsafe-inline'",
        "img-src": "data:",
        "font-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    if live:
        rules["connect-src"] = "'self'"
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def hash_source(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def write_style(page: Page) -> str:
    colours = "".join(
        f"--{name.lower().replace('_', '-')}:{getattr(palette, name)};" for name in COLOURS
    )
    faces = "".join(
        write_face(name) for name, (_, style) in FACES.items() if style == "normal" or page.emphasis
    )
    return f"{faces}:root{{{colours}}}\n{read_part('page.css')}"


@cache
def write_face(name: str) -> str:
    weight, style = FACES[name]
    packed = b64encode((palette.FONTS / f"{name}.woff2").read_bytes()).decode()
    return (
        f"@font-face{{font-family:Inter;font-weight:{weight};font-style:{style};"
        f"src:url(data:font/woff2;base64,{packed}) format('woff2')}}\n"
    )


@cache
def read_part(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


# --- body -----------------------------------------------------------------------------------


def write_stamp(page: Page) -> str:
    words = page.document.stamp
    label = text(page.say("Status of the report"))
    aside = f'<aside class="stamp" aria-label="{label}"><p>{text(words)}</p></aside>\n'
    return aside if words else ""


def write_title(page: Page) -> str:
    document = page.document
    date = document.date
    day = f'<time datetime="{date}">{text(page.format.date(date))}</time>' if date else ""
    line = " · ".join(part for part in (text(document.publisher), day) if part)
    subtitle = f'<p class="subtitle">{text(document.subtitle)}</p>' if document.subtitle else ""
    return (
        f'<header class="front"><div><h1>{text(document.title)}</h1>{subtitle}'
        f'<p class="imprint">{line}</p>{write_instruction(page)}</div></header>'
    )


def write_instruction(page: Page) -> str:
    if not page.provenance.facts:
        return ""
    how = page.say(
        "Dotted numbers and words open what they rest on: question, base and uncertainty. "
        "In a table, the arrow keys move between the numbers."
    )
    without = page.say("With JavaScript, every number opens what it rests on.")
    return (
        f'<p class="instruction js-only">{text(how)}</p>'
        f'<noscript><p class="instruction">{text(without)}</p></noscript>'
    )


def write_notes(page: Page) -> str:
    """Footnotes at the end, each with a way back; a note may itself call a later one."""
    entries = []
    for n, note in enumerate(page.notes, 1):  # the list grows while notes are written
        label = text(page.say("Back to the text, note {n}").format(n=n))
        entries.append(
            f'<li id="t-note-{n}">{write_inlines(note.inlines, page)} <a class="back" '
            f'href="#t-ref-{n}" role="doc-backlink" aria-label="{label}">↩\ufe0e</a></li>'
        )
    if not entries:
        return ""
    return (
        f'<section class="notes" role="doc-endnotes" aria-labelledby="t-notes"><h2 id="t-notes">'
        f"{text(page.say('Notes'))}</h2><ol>{''.join(entries)}</ol></section>\n"
    )


def write_popover(page: Page) -> str:
    """One box for all evidence: not modal, closed with Escape, filled by the script."""
    close = text(page.say("Close"))
    given = attributes(id="t-evidence", popover=True, role="dialog", aria_labelledby="t-subject")
    return (
        f'<div{given} tabindex="-1"><p class="kicker">{text(page.say("What this rests on"))}</p>'
        f'<p id="t-subject"></p><div class="facts"></div>'
        f'<button type="button" class="close">{close}</button></div>'
        f'<p id="t-said" class="unseen" role="status"></p>'
    )


# --- scripts --------------------------------------------------------------------------------


def list_scripts(document: Document, live: bool) -> dict[str, str]:
    scripts = {"page": read_part("page.js")}
    if any(isinstance(block, Figure) for block in walk(document.blocks)):
        scripts["vega"] = load_bundle()
    if live:
        scripts["live"] = read_part("live.js")
    return scripts


def write_scripts(page: Page, scripts: dict[str, str]) -> str:
    """Vega waits as text until a chart comes into view; its hash lets it run then.

    The specifications of all views at two widths are long and much alike, hence packed. The same
    values stand readable in the tables of the charts.
    """
    data = {
        "say": write_messages(page),
        "lang": page.document.lang,
        "stamp": page.document.stamp,
        **page.provenance.packed(),
    }
    parts = [f'<script type="application/json" id="t-data">{script_json(data)}</script>']
    if "vega" in scripts:
        parts.append(f'<script type="text/plain" id="t-specs">{pack_json(page.specs)}</script>')
        parts.append(f'<script type="text/plain" id="t-vega">{scripts["vega"]}</script>')
    parts += [f"<script>{scripts[name]}</script>" for name in ("page", "live") if name in scripts]
    return "\n".join(parts)


def write_messages(page: Page) -> dict[str, str]:
    say = page.say
    return {
        "claim": say("The words stand because the data meet this condition"),
        "copied": say("Link copied"),
        "filtered": say("{n} of {all} charts show: {group}"),
        "series": say("Series"),
        "category": say("Category"),
        "value": say("Value"),
        "low": say("Lower limit"),
        "high": say("Upper limit"),
        "answers": say("Answers"),
        "remark": say("Remark"),
    }
