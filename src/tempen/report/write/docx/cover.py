"""The cover, and what stands on every page: title, stamp and page number."""

from __future__ import annotations

from docx.enum.section import WD_HEADER_FOOTER as PLACE
from docx.section import Section, _BaseHeaderFooter

from tempen.report.format import FORMATS
from tempen.report.write.docx.draft import Draft
from tempen.report.write.docx.elements import Element, name, paragraph, run, tab, w
from tempen.report.write.docx.fields import text_field
from tempen.report.write.docx.styles import CAUTION


def write_cover(draft: Draft) -> list[Element]:
    document, styles = draft.document, draft.styles
    lines = [document.publisher, say_date(draft)]
    return [
        paragraph(styles["Title"], run(document.title)),
        *([paragraph(styles["Subtitle"], run(document.subtitle))] if document.subtitle else []),
        *(paragraph(styles["Cover"], run(line)) for line in lines if line),
        *([write_stamp(draft)] if document.stamp else []),
    ]


def say_date(draft: Draft) -> str:
    document = draft.document
    if document.date is None:
        return ""
    text = FORMATS[document.lang].date(document.date)
    return text.removeprefix("den ")


def write_stamp(draft: Draft) -> Element:
    return paragraph(draft.styles["Stamp"], run(draft.document.stamp))


def write_edges(draft: Draft, templated: bool) -> None:
    """Headers and footers. A template's own stay as they are and only gain the stamp."""
    section = draft.word.sections[-1]
    if not templated:
        section.different_first_page_header_footer = True
        empty_header(section.first_page_header, draft)
    for footer in used_footers(section):
        if templated and not footer.is_linked_to_previous:
            add_stamp(footer, draft)
        else:
            fill_footer(footer, draft, numbered=footer._hdrftr_index != PLACE.FIRST_PAGE)
    if section.header.is_linked_to_previous:
        fill_header(section.header, draft)


def used_footers(section: Section) -> list[_BaseHeaderFooter]:
    footers: list[_BaseHeaderFooter] = [section.footer]
    if section.different_first_page_header_footer:
        footers.append(section.first_page_footer)
    settings = section._document_part.settings.element
    if settings.find(name("w:evenAndOddHeaders")) is not None:
        footers.append(section.even_page_footer)
    return footers


def empty_header(header: _BaseHeaderFooter, draft: Draft) -> None:
    replace(header, paragraph(draft.styles["header"]))


def fill_header(header: _BaseHeaderFooter, draft: Draft) -> None:
    document = draft.document
    replace(
        header,
        paragraph(draft.styles["header"], run(document.title), tab(), run(document.publisher)),
    )


def fill_footer(footer: _BaseHeaderFooter, draft: Draft, numbered: bool) -> None:
    stamp = [run(draft.document.stamp, *stamp_look())] if draft.document.stamp else []
    number = number_page(draft) if numbered else []
    replace(footer, paragraph(draft.styles["footer"], *stamp, tab(), *number))


def stamp_look() -> list[Element]:
    return [w("b"), w("color", val=CAUTION)]


def number_page(draft: Draft) -> list[Element]:
    """“page 3 of 20”, as fields; the cached values stand only until a page is laid out."""
    before, _, rest = draft.say("page {page} of {pages}").partition("{page}")
    between, _, after = rest.partition("{pages}")
    last = str(max(draft.pages.values(), default=1))
    parts = [run(before), *text_field("PAGE", "1"), run(between), *text_field("NUMPAGES", last)]
    return [*parts, run(after)] if after else parts


def replace(edge: _BaseHeaderFooter, line: Element) -> None:
    edge.is_linked_to_previous = False
    root = edge._element
    for child in list(root):
        root.remove(child)
    root.append(line)


def add_stamp(footer: _BaseHeaderFooter, draft: Draft) -> None:
    if draft.document.stamp:
        line = paragraph(draft.styles["footer"], run(draft.document.stamp, *stamp_look()))
        footer._element.append(line)
