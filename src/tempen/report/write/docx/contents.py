"""Contents, list of figures and list of tables: fields that Word can update, filled when made."""

from __future__ import annotations

from collections.abc import Sequence

from tempen.report.write.docx.draft import Draft
from tempen.report.write.docx.elements import Element, begin_page, name, paragraph, run, tab, w
from tempen.report.write.docx.fields import bookmark_name, close_field, field, open_field
from tempen.report.write.docx.inlines import plain
from tempen.report.write.docx.numbering import properties
from tempen.terms.document import Figure, Heading, TableBlock

UNKNOWN_PAGE = "–"

DEPTH = 2  # levels of headings that the contents show
FIELD = f'TOC \\o "1-{DEPTH}" \\h \\z \\u'


def write_contents(draft: Draft) -> list[Element]:
    """A page of contents, then the lists of figures and tables; nothing for what is not there."""
    targets = draft.bookmarks.targets.values()
    headings = [one for one in targets if isinstance(one, Heading) and one.level <= DEPTH]
    figures = [one for one in targets if isinstance(one, Figure)]
    tables = [one for one in targets if isinstance(one, TableBlock)]
    say = draft.say
    lists = [
        (say("Contents"), FIELD, [head_entry(draft, heading) for heading in headings]),
        *(
            (
                title,
                f'TOC \\h \\z \\c "{label}"',
                [caption_entry(draft, label, one) for one in some],
            )
            for title, label, some in (
                (say("Figures"), say("Figure"), figures),
                (say("Tables"), say("Table"), tables),
            )
        ),
    ]
    filled = [write_list(draft, *one) for one in lists if one[2]]
    if filled:
        begin_page(first_paragraph(filled[0]))
    return filled


def first_paragraph(block: Element) -> Element:
    return next(block.iter(name("w:p")))


def write_list(draft: Draft, title: str, instruction: str, entries: Sequence[Element]) -> Element:
    """A list in the frame that gives Word its “Update table” button."""
    first, last = entries[0], entries[-1]
    for run_ in reversed(open_field(instruction)):
        first.insert(1, run_)
    last.append(close_field())
    # In a template this style may inherit the numbers of the chapters.
    heading = paragraph(draft.styles["TOC Heading"], run(title), numPr=properties(0, 0))
    gallery = w("docPartGallery", val="Table of Contents")
    frame = w("sdtPr", w("docPartObj", gallery, w("docPartUnique")))
    return w("sdt", frame, w("sdtContent", heading, *entries))


def head_entry(draft: Draft, heading: Heading) -> Element:
    number = [run(heading.number), tab()] if heading.number else []
    style = draft.styles[f"toc {heading.level}"]
    return entry(draft, style, heading.id, [*number, run(plain(heading.inlines))])


def caption_entry(draft: Draft, label: str, block: Figure | TableBlock) -> Element:
    one = block.chart if isinstance(block, Figure) else block.table
    text = [run(f"{label} {one.number}."), tab(), run(plain(one.title))]
    return entry(draft, draft.styles["table of figures"], one.id, text)


def entry(draft: Draft, style: str, id: str, text: list[Element]) -> Element:
    """A line that leads to its place, with the page as a field."""
    bookmark = bookmark_name(id)
    page = draft.pages.get(id)
    shown = run(UNKNOWN_PAGE if page is None else str(page))
    number = field(f"PAGEREF {bookmark} \\h", shown)
    return paragraph(style, w("hyperlink", *text, tab(), *number, anchor=bookmark, history=1))
