"""PDF without tags: words from letters, lines from words, columns, tables and paragraphs from
where the lines stand. What repeats at the edges of pages is set aside."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import pi
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from tempen.audit.build import Draft, DraftCell
from tempen.audit.readers.clean import clean
from tempen.audit.readers.limits import Budget
from tempen.audit.readers.sheets import Unread, open_sheets
from tempen.audit.readers.tagged import HYPHENS, mend
from tempen.audit.reading import Kind

APART = 0.25  # of the size of the letters: a wider gap divides words
RESIZED = 0.2  # of the size: letters so much smaller or larger are another word
COLUMN = 1.2  # of the size: a wider gap divides what stands side by side
LEADING = 0.85  # of the size between lines: more begins a paragraph
EDGE = 0.09  # of the page's height: where running heads and feet stand
GUTTER_LINES = 4  # lines side by side that make two columns of prose
WORDY = 22  # letters to a line, on average, in a column of prose
MOST_LETTERS = 200_000  # on one page
SAMPLED = 7  # each so many letters one is asked whether it is set sideways
FIGURES = "0123456789"
LEADER = re.compile(r"\s*(?:\.\s?){4,}\s*(\d{1,4})$")
LONE_BULLET = re.compile(r"[•▪●◦‣o–*-]|\d{1,2}[.)]")
BULLET = re.compile(r"([•▪●◦‣–·*-]|\d{1,2}[.)])\s+(?=\S)")


@dataclass(slots=True)
class Word:
    """Letters without a gap; points from above left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float


@dataclass(slots=True)
class Segment:
    """Words of one line without a wide gap."""

    words: list[Word]
    left: float
    top: float
    right: float
    bottom: float
    size: float

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass
class Sheet:
    """One page: its lines from the top, each the segments of a line from the left."""

    number: int
    height: float
    lines: list[list[Segment]] = field(default_factory=list)


def read_drafts(document: pdfium.PdfDocument, budget: Budget) -> tuple[list[Draft], Unread]:
    """Drafts of all pages, and the pages of which nothing was read."""
    sheets, unread = [], Unread()
    for index, page in open_sheets(document, unread, budget):
        any_words = False
        for words, height in read_page(page, budget):
            sheets.append(Sheet(index + 1, height, lines_of(words)))
            any_words |= bool(words)
        if not any_words:
            unread.empty.append(index + 1)
    drafts = margins(sheets)
    body = usual_size(sheets)
    running: list[Draft] = []
    for sheet in sheets:
        running += blocks_of(sheet, body)
    return join_pages(running) + drafts, unread


# --- words and lines ----------------------------------------------------------------------------


def read_page(page: pdfium.PdfPage, budget: Budget) -> Iterator[tuple[list[Word], float]]:
    """The words of a page and its height; those that are set sideways as of a page of their own,
    turned upright."""
    text = raw.FPDFText_LoadPage(page.raw)
    try:
        count = min(raw.FPDFText_CountChars(text), MOST_LETTERS)
        budget.spend(max(count, 0))
        turns = sorted({turn_of(text, i) for i in range(0, count, SAMPLED)} & {0, 1, 3}) or [0]
        for turn in turns:
            height = page.get_width() if turn else page.get_height()
            only = turn if len(turns) > 1 else None
            yield read_words(text, count, page.get_size(), turn, only), height
    finally:
        raw.FPDFText_ClosePage(text)


def turn_of(text: Any, index: int) -> int:
    """Quarters by which a letter is turned: 0 upright, 1 read downwards, 3 read upwards."""
    return round(raw.FPDFText_GetCharAngle(text, index) / (pi / 2)) % 4


def upright(box: Any, size: tuple[float, float], turn: int) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a letter's box, from above left, with its page turned."""
    width, height = size
    if turn == 1:
        return height - box.top, width - box.right, height - box.bottom, width - box.left
    if turn == 3:
        return box.bottom, box.left, box.top, box.right
    return box.left, height - box.top, box.right, height - box.bottom


def read_words(
    text: Any, count: int, page: tuple[float, float], turn: int, only: int | None
) -> list[Word]:
    """The words of a page in the order in which they are drawn.

    page  its width and height
    turn  of its letters; only: leave out those with another turn
    """
    box = raw.FS_RECTF()
    words: list[Word] = []
    letters: list[str] = []
    left = top = right = bottom = size = 0.0
    raised = False
    tight = [ctypes.c_double() for _ in range(4)]

    def end() -> None:
        if letters:
            words.append(Word("".join(letters), left, top, right, bottom, size))
            letters.clear()

    unicode, loose = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    reference = ctypes.byref(box)
    for i in range(count):
        code = unicode(text, i)
        if raised and code <= 32:
            raised = False
        if (code <= 32 and code != 2) or code in (0x2028, 0x2029) or code > 0x10FFFF:
            end()
            continue
        if not loose(text, i, reference) or (only is not None and turn_of(text, i) != only):
            continue
        letter = HYPHENS.get(code) or chr(code)
        if not raised and not turn and 48 <= code <= 57 and stands_high(text, i, box, tight):
            end()
            raised = True
        elif raised and not 48 <= code <= 57:
            end()
            raised = False
        start, above, stop, below = upright(box, page, turn)
        if letters and (
            start > right + APART * size
            or start < right - size
            or (not raised and is_lifted(letter, below, below - above, bottom, size))
            or (not raised and abs(below - bottom) > 0.5 * size)
            or (not raised and abs(below - above - size) > RESIZED * size)
        ):
            within = above >= top - 1 and below <= bottom + 1
            if not (joined(letters[-1], letter) and abs(start - right) < 0.1 * size):
                end()
            elif not within:  # the word began with a ligature
                top, bottom, size = above, below, max(below - above, 1.0)
        if not letters:
            left, top, right = start, above, stop
            size = max(below - above, 1.0) * (0.6 if raised else 1.0)
            bottom = below - 0.4 * size if raised else below
        letters.append(letter)
        right = max(right, stop)
    end()
    return [word for word in words if word.text.strip("\u00a0")]


def joined(one: str, other: str) -> bool:
    """Whether letters that touch may be of one ligature, whose parts have boxes of their own."""
    return one.isalpha() and other.isalpha()


def is_lifted(letter: str, below: float, height: float, bottom: float, size: float) -> bool:
    """Whether a figure is smaller than what it follows, and above its line."""
    lower = bottom - below
    return letter in FIGURES and height < 0.9 * size and lower > 0.3 * size


def stands_high(text: Any, index: int, box: Any, tight: list[Any]) -> bool:
    """Whether a figure is drawn above the line, as reference marks of a font's own are."""
    left, right, bottom, top = tight
    if not raw.FPDFText_GetCharBox(text, index, left, right, bottom, top):
        return False
    height = box.top - box.bottom
    return bottom.value - box.bottom > 0.42 * height and top.value - bottom.value < 0.5 * height


def lines_of(words: list[Word]) -> list[list[Segment]]:
    """Words on one level make a line; wide gaps divide it into segments."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda one: (one.top + one.bottom) / 2):
        middle = (word.top + word.bottom) / 2
        for line in lines[-1:-4:-1]:
            first = line[0]
            if first.top < middle < first.bottom and abs(
                middle - (first.top + first.bottom) / 2
            ) < (0.4 * max(first.size, word.size)):
                line.append(word)
                break
        else:
            lines.append([word])
    return [segments_of(sorted(line, key=lambda one: one.left)) for line in lines]


def segments_of(line: list[Word]) -> list[Segment]:
    segments: list[Segment] = []
    for word in line:
        last = segments[-1] if segments else None
        near = last and word.left - last.right < COLUMN * min(last.size, word.size)
        if last and (near or LONE_BULLET.fullmatch(last.text)):
            if is_raised(word, last):
                continue
            last.words.append(word)
            last.right = max(last.right, word.right)
            last.top, last.bottom = min(last.top, word.top), max(last.bottom, word.bottom)
        else:
            segments.append(
                Segment([word], word.left, word.top, word.right, word.bottom, word.size)
            )
    return segments


def is_raised(word: Word, last: Segment) -> bool:
    """Whether a word is a reference mark: a small figure above the line."""
    lifted = last.bottom - word.bottom
    small = word.size < 0.75 * last.size and lifted > 0.15 * last.size
    high = word.size < 0.9 * last.size and lifted > 0.3 * last.size
    return (small or high) and bool(re.fullmatch(r"[\d*†,]{1,4}", word.text))


def usual_size(sheets: list[Sheet]) -> float:
    """The size in which most letters are set."""
    sizes: Counter[float] = Counter()
    for sheet in sheets:
        for line in sheet.lines:
            for segment in line:
                sizes[round(segment.size, 1)] += len(segment.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


# --- running heads ------------------------------------------------------------------------------


def margins(sheets: list[Sheet]) -> list[Draft]:
    """Take out what stands at the edges of several pages, and page numbers; each text once."""
    edges: dict[str, list[tuple[Sheet, list[Segment]]]] = {}
    for sheet in sheets:
        for line in sheet.lines:
            middle = (line[0].top + line[0].bottom) / 2
            if middle < EDGE * sheet.height or middle > (1 - EDGE) * sheet.height:
                edges.setdefault(pattern(line), []).append((sheet, line))
    least = 2 if len(sheets) < 6 else 3
    drafts = []
    for words, places in edges.items():
        lone = re.fullmatch(r"(?:sida |page |s\. ?)?#(?: ?(?:av|of|/) ?#)?", words) is not None
        if len(places) >= least or (lone and len(sheets) > 1):
            for sheet, line in places:
                sheet.lines.remove(line)
            sheet, line = places[0]
            text = clean(" ".join(segment.text for segment in line))
            drafts.append(Draft("margin", text, page=sheet.number))
    return drafts


def pattern(line: list[Segment]) -> str:
    return re.sub(r"\d+", "#", " ".join(segment.text for segment in line)).lower()


# --- blocks -------------------------------------------------------------------------------------


def blocks_of(sheet: Sheet, body: float) -> list[Draft]:
    """Bands of a page from the top: columns of prose, tables, and lines one below another."""
    drafts: list[Draft] = []
    held: list[Segment] = []
    at, lines = 0, sheet.lines
    while at < len(lines):
        listed = contents_line(lines[at], sheet.number)
        if listed:
            drafts += [*paragraphs(held, sheet.number, body), listed]
            held = []
            at += 1
            continue
        columns = columns_at(lines, at)
        rows = [] if columns else table_at(lines, at)
        if columns or rows:
            drafts += paragraphs(held, sheet.number, body)
            held = []
        if columns:
            gutter, end = columns
            band = [segment for line in lines[at:end] for segment in line]
            for side in (True, False):
                half = [one for one in band if (one.left < gutter) == side]
                drafts += paragraphs(half, sheet.number, body)
            at = end
        elif rows:
            drafts.append(table(rows, sheet.number))
            at += len(rows)
        elif len(lines[at]) > 1:
            drafts += paragraphs(held, sheet.number, body)
            held = []
            drafts += [
                Draft("image", clean(mend(one.text)), page=sheet.number) for one in lines[at]
            ]
            at += 1
        else:
            held += lines[at]
            at += 1
    return drafts + paragraphs(held, sheet.number, body)


def contents_line(line: list[Segment], page: int) -> Draft | None:
    """A line of contents has dots between its words and the number of a page."""
    text = " ".join(one.text for one in line)
    found = LEADER.search(text, max(0, len(text) - 400)) if text[-1:].isdigit() else None
    if found is None:
        return None
    words = clean(text[: found.start()])
    return Draft("contents", f"{words} {found[1]}".strip(), page=page)


def columns_at(lines: list[list[Segment]], at: int) -> tuple[float, int] | None:
    """Where two columns of prose divide, and the line after their last; None where none begin."""
    if len(lines[at]) != 2:
        return None
    low, high = lines[at][0].right, lines[at][1].left
    both = letters = 0
    end = at
    for line in lines[at:]:
        if len(line) > 2 or any(one.left < low and one.right > high for one in line):
            break
        lefts = [one for one in line if one.right <= high]
        rights = [one for one in line if one.left >= low]
        if len(lefts) + len(rights) < len(line):
            break
        new_low = max([low, *(one.right for one in lefts if one.left < low)])
        new_high = min([high, *(one.left for one in rights if one.left >= low)])
        if new_high - new_low < 4:
            break
        low, high = new_low, new_high
        if len(line) == 2:
            both += 1
            letters += sum(len(one.text) for one in line)
        end += 1
    if both < GUTTER_LINES or letters < 2 * WORDY * both:
        return None
    return (low + high) / 2, end


def table_at(lines: list[list[Segment]], at: int) -> list[list[Segment]]:
    """The lines from here that make a table: several to a row, on the same columns."""
    if len(lines[at]) < 2:
        return []
    rows = [lines[at]]
    for line in lines[at + 1 :]:
        last = rows[-1]
        gap = line[0].top - max(one.bottom for one in last)
        if gap > 2.2 * last[0].size:
            break
        if len(line) == 1 and not inside_column(line[0], rows):
            break
        rows.append(line)
    while rows and len(rows[-1]) == 1:
        rows.pop()
    return rows if is_table(rows) else []


def inside_column(one: Segment, rows: list[list[Segment]]) -> bool:
    """Whether a lone piece stands under a single column, as a label's second line does."""
    return any(
        other.left - 3 <= one.left and one.right <= max(other.right, other.left + 3) + 40
        for row in rows
        for other in row
    ) and not any(one.right > other.left + 3 for row in rows for other in row[1:2])


def is_table(rows: list[list[Segment]]) -> bool:
    full = [row for row in rows if len(row) > 1]
    if len(full) < 3:
        return False
    columns = column_edges(rows)
    if len(columns) < 2:
        return False
    filled = sum(len(row) for row in full) / (len(full) * len(columns))
    named = sum(any(letter.isalpha() for letter in row[0].text) for row in full)
    return filled >= 0.6 and named >= 0.6 * len(full)


def column_edges(rows: list[list[Segment]]) -> list[tuple[float, float]]:
    """The columns as ranges that no segment of the fullest rows crosses."""
    most = max(len(row) for row in rows)
    fullest = [row for row in rows if len(row) == most]
    if len(fullest) < 2:
        fullest = [row for row in rows if len(row) > most / 2]
    columns: list[list[float]] = []
    for left, right in sorted((one.left, one.right) for row in fullest for one in row):
        if columns and left < columns[-1][1]:
            columns[-1][1] = max(columns[-1][1], right)
        else:
            columns.append([left, right])
    return [(left, right) for left, right in columns]


def table(rows: list[list[Segment]], page: int) -> Draft:
    columns = column_edges(rows)
    texts: list[dict[int, str]] = []
    for row in rows:
        placed = place(row, columns)
        if len(row) == 1 and texts and 0 in placed:
            texts[-1][0] = f"{texts[-1].get(0, '')}\n{placed[0]}"  # a label's second line
        else:
            texts.append(placed)
    cells = [
        DraftCell(clean(mend(row.get(column, ""))), index, column)
        for index, row in enumerate(texts)
        for column in range(len(columns))
    ]
    return Draft("table", page=page, cells=cells)


def place(row: list[Segment], columns: list[tuple[float, float]]) -> dict[int, str]:
    """{column: text}: a segment goes where it stands; one across columns goes word by word."""
    placed: dict[int, list[str]] = {}
    for segment in row:
        crossed = sum(left < segment.right and segment.left < right for left, right in columns)
        if crossed > 1:
            for word in segment.words:
                placed.setdefault(nearest(word, columns), []).append(word.text)
        else:
            placed.setdefault(nearest(segment, columns), []).append(segment.text)
    return {column: " ".join(words) for column, words in placed.items()}


def nearest(one: Word | Segment, columns: list[tuple[float, float]]) -> int:
    middle = (one.left + one.right) / 2
    return min(
        range(len(columns)),
        key=lambda i: max(columns[i][0] - middle, middle - columns[i][1], 0.0),
    )


def paragraphs(segments: list[Segment], page: int, body: float) -> list[Draft]:
    """Lines one below another, divided where the gap, the size or a bullet says so."""
    drafts: list[Draft] = []
    for group in groups_of(segments):
        text = clean(mend("\n".join(one.text for one in group)))
        if not text:
            continue
        size = max(one.size for one in group)
        kind: Kind = "paragraph"
        bullet = BULLET.match(text)
        if bullet:
            drafts.append(Draft("item", text[bullet.end() :], 1, bullet[1], page))
            continue
        if not any(letter.isalpha() for letter in text):
            kind = "image"  # figures without words are labels of a drawing
        elif is_note(group[0]):
            own, _, text = text.partition(" ")
            drafts.append(Draft("footnote", text, marker=own, page=page))
            continue
        elif size > 1.15 * body and len(text) < 200:
            kind = "heading"
        level = 0 if kind != "heading" else (1 if size > 1.5 * body else 2)
        drafts.append(Draft(kind, text, level, page=page))
    return drafts


def is_note(line: Segment) -> bool:
    """Whether a line begins with a small raised figure, as notes do."""
    mark, *others = line.words
    return bool(
        others and re.fullmatch(r"\d{1,3}|[*†‡]", mark.text) and mark.size < 0.8 * others[0].size
    )


def groups_of(segments: list[Segment]) -> Iterator[list[Segment]]:
    group: list[Segment] = []
    for one in segments:
        if group:
            last = group[-1]
            apart = one.top - last.bottom > LEADING * last.size - 0.2 * last.size
            resized = abs(one.size - last.size) > 0.08 * last.size
            aside = one.left > last.right or one.right < last.left
            if apart or resized or aside or BULLET.match(one.text + " "):
                yield group
                group = []
        group.append(one)
    if group:
        yield group


def join_pages(drafts: list[Draft]) -> list[Draft]:
    """A paragraph that stops in the middle of a sentence goes on on the next page."""
    joined: list[Draft] = []
    for draft in drafts:
        last = joined[-1] if joined else None
        if (
            last
            and draft.kind == last.kind == "paragraph"
            and draft.page == last.page + 1
            and last.text[-1:] not in ".!?:"
            and draft.text[:1].islower()
        ):
            last.text = clean(mend(f"{last.text}\n{draft.text}"))
        else:
            joined.append(draft)
    return joined
