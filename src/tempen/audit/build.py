"""From what a reader took out of a file to a `Reading`: what is the same for every format.

Readers make drafts: texts with their kind and place. Here they get their language, section,
sentences, numbers and captions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from tempen.audit.numbers import find_numbers, take_units
from tempen.audit.reading import Block, Cell, Grid, Kind, Number, Reading, Span, Text
from tempen.audit.sentences import guess_language, split_sentences
from tempen.locale import Words

LABEL = (
    r"(?:tabell|figur|diagram|bild|graf|table|figure|fig\.|chart|graph|exhibit|box|ruta)"
    r"\s+[A-Z]?\d+(?:[.:–-]\d+)*"
)
CAPTION = re.compile(rf"{LABEL}(?:\s|[.:|–—]|$)", re.IGNORECASE)
SURE = re.compile(rf"{LABEL}\s*(?:[.:|–—]\s|$)", re.IGNORECASE)
LONE = re.compile(rf"{LABEL}[.:]?$", re.IGNORECASE)
PAGE_AT_END = re.compile(r"[^\W\d_].*(?:[^\d.,%]|\b(?:19|20)\d\d)\s(\d{1,4})$")
LISTED = re.compile(rf"(?:\d+(?:\.\d+)*\.?|[A-F](?:\.\d+)*\.?|{LABEL}.*)\s", re.IGNORECASE)
CONTENTS = re.compile(
    r"(?:innehåll\w*|(?:table of )?contents|(?:list of )?(?:figures|tables|charts)|figurer|tabeller"
    r"|diagram|(?:figur|tabell)förteckning)$",
    re.IGNORECASE,
)
LONG = 300  # characters: a longer paragraph is no caption


@dataclass
class DraftCell:
    """A cell before its numbers are found; `header` None where the format does not say."""

    text: str
    row: int
    column: int
    height: int = 1
    width: int = 1
    header: bool | None = None
    page: int = 0
    line: int = 0


@dataclass
class Draft:
    """A block before its numbers are found. Text holds single white space."""

    kind: Kind
    text: str = ""
    level: int = 0
    marker: str = ""
    page: int = 0
    line: int = 0
    lang: str = ""
    cells: list[DraftCell] = field(default_factory=list)
    links: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class Drafted:
    """What a reader makes of a file."""

    format: str
    drafts: list[Draft]
    lang: str = ""
    pages: int = 0
    remarks: tuple[Words, ...] = ()


def build_reading(name: str, drafted: Drafted) -> Reading:
    """The reading of a file, from its drafts."""
    drafts = [draft for draft in drafted.drafts if draft.text or draft.cells]
    if drafted.format == "pdf":
        drafts = join_labels(drafts)
    mark_contents(drafts)
    mark_captions(drafts)
    body = " ".join(draft.text for draft in drafts if draft.kind != "margin")
    lang = guess_language(body, drafted.lang)
    captions = pair_captions(drafts)
    blocks, section = [], ""
    for index, draft in enumerate(drafts):
        if draft.kind == "heading":
            section = draft.text
        blocks.append(build_block(name, index, draft, lang, section, drafts, captions))
    return Reading(name, drafted.format, lang, tuple(blocks), drafted.pages, drafted.remarks)


def build_block(
    name: str,
    index: int,
    draft: Draft,
    lang: str,
    section: str,
    drafts: list[Draft],
    captions: dict[int, int],
) -> Block:
    lang = guess_language(draft.text, draft.lang or lang) if len(draft.text) > 40 else lang
    numbers = find_numbers(draft.text, lang, heading=draft.kind == "heading")
    if draft.kind == "contents":
        numbers = without_pages(draft.text, numbers)
    text = Text(
        draft.text,
        lang,
        name,
        index,
        page=draft.page,
        line=draft.line,
        section=section,
        sentences=split_sentences(draft.text),
        numbers=numbers,
        links=tuple(Span(*link) for link in draft.links),
    )
    grid = None
    if draft.cells:
        caption = captions.get(index, -1)
        words = drafts[caption].text if caption >= 0 else draft.text or title(drafts, index)
        grid = build_grid(name, index, draft, lang, section, caption, words)
    return Block(draft.kind, text, draft.level, draft.marker, grid)


def title(drafts: list[Draft], index: int) -> str:
    """The line right before a table that names it, though it has no number: no full sentence."""
    last = drafts[index - 1] if index else None
    if last is None or last.kind not in ("paragraph", "heading") or len(last.text) > LONG:
        return ""
    return "" if last.text.rstrip().endswith((".", "!")) else last.text


def without_pages(text: str, numbers: tuple[Number, ...]) -> tuple[Number, ...]:
    """A line of contents begins with a section's number and ends with a page's."""
    made = list(numbers)
    for index, number in enumerate(made):
        if number.stop == len(text):
            made[index] = replace(number, unit="label", label="page")
        elif number.start <= 2 and number.unit == "count":
            made[index] = replace(number, unit="section")
    return tuple(made)


def build_grid(
    name: str, index: int, draft: Draft, lang: str, section: str, caption: int, words: str
) -> Grid:
    heads = header_rows(draft.cells)
    cells = []
    for one in draft.cells:
        text = Text(
            one.text,
            lang,
            name,
            index,
            one.row,
            one.column,
            one.page or draft.page,
            one.line or draft.line,
            section,
            split_sentences(one.text),
            find_numbers(one.text, lang, cell=True),
        )
        header = one.header if one.header is not None else one.row in heads
        cells.append(Cell(text, one.row, one.column, one.height, one.width, header))
    height = max(cell.row + cell.height for cell in cells)
    width = max(cell.column + cell.width for cell in cells)
    return take_units(Grid(tuple(cells), height, width, caption), words)


def header_rows(cells: list[DraftCell]) -> set[int]:
    """Rows that name columns, where the format does not say: the first, if few of its cells
    are figures."""
    first = [cell for cell in cells if cell.row == 0]
    if len(first) == len(list(cells)):
        return set()
    figures = sum(bool(re.fullmatch(r"[\d\s.,%+−–-]+", cell.text)) for cell in first[1:])
    years = sum(bool(re.fullmatch(r"(?:19|20)\d\d", cell.text)) for cell in first[1:])
    return {0} if first and figures <= years else set()


def mark_contents(drafts: list[Draft]) -> None:
    """A run of short lines that end in rising numbers is a list of contents, if its heading or
    the beginnings of its lines say so."""
    start = 0
    while start < len(drafts):
        end, last = start, 0
        while end < len(drafts) and (page := page_at_end(drafts[end])) >= max(last, 1):
            end, last = end + 1, page
        run = drafts[start:end]
        if len(run) >= 3:
            head = drafts[start - 1].text if start else ""
            begun = sum(bool(LISTED.match(draft.text)) for draft in run)
            if CONTENTS.match(head.strip()) or 2 * begun > len(run):
                for draft in run:
                    draft.kind = "contents"
        start = max(end, start + 1)


def page_at_end(draft: Draft) -> int:
    """The number that a line of contents would end in; 0 where it is no such line."""
    if draft.kind not in ("paragraph", "caption", "item", "heading") or len(draft.text) > 200:
        return 0
    found = PAGE_AT_END.search(draft.text)
    return int(found[1]) if found else 0


def mark_captions(drafts: list[Draft]) -> None:
    """Short paragraphs that begin as captions do are captions: surely so with a stop after the
    number, else if a table or figure is near. “Table 3 shows that …” is a sentence."""
    for index, draft in enumerate(drafts):
        if draft.kind not in ("paragraph", "heading") or len(draft.text) >= LONG:
            continue
        if SURE.match(draft.text):
            draft.kind = "caption"
        elif (match := CAPTION.match(draft.text)) and not goes_on(draft.text[match.end() :]):
            near = drafts[max(index - 1, 0) : index] + drafts[index + 1 : index + 2]
            if any(one.kind in ("table", "chart", "image") for one in near):
                draft.kind = "caption"


def goes_on(rest: str) -> bool:
    """Whether what follows a label makes a sentence of it."""
    return rest.lstrip()[:1].islower() and rest.rstrip().endswith(".")


def join_labels(drafts: list[Draft]) -> list[Draft]:
    """“Figure 1” on a line of its own and the title below it are one caption."""
    joined: list[Draft] = []
    for draft in drafts:
        last = joined[-1] if joined else None
        if (
            last
            and last.kind in ("paragraph", "caption")
            and LONE.match(last.text)
            and draft.kind in ("paragraph", "caption", "heading")
            and draft.page == last.page
            and len(draft.text) < LONG
        ):
            joined[-1] = replace(draft, kind="caption", text=f"{last.text} {draft.text}", links=[])
        else:
            joined.append(draft)
    return joined


def pair_captions(drafts: list[Draft]) -> dict[int, int]:
    """{table or chart: its caption}: the one right above, else the one right below."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for step in (-1, 1):
        for index, draft in enumerate(drafts):
            near = index + step
            while 0 <= near < len(drafts) and drafts[near].kind == "image":
                near += step
            if (
                draft.cells
                and index not in pairs
                and near not in taken
                and 0 <= near < len(drafts)
                and drafts[near].kind == "caption"
            ):
                pairs[index] = near
                taken.add(near)
    return pairs
