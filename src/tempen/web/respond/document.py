"""A response, or the questionnaire, as a tagged PDF (PDF/UA-1) by the report's writer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from tempen.items.forms import beside, offered_levels, offered_rows
from tempen.locale import Speak, speak
from tempen.report.charts import as_text
from tempen.report.format import FORMATS
from tempen.report.questionnaire import KINDS, listing
from tempen.report.references import Teller
from tempen.report.routing import say_routing
from tempen.report.write.pdf import typeset
from tempen.study import texts
from tempen.terms.document import Block, Document, Heading, Paragraph, Strong
from tempen.terms.item import Item
from tempen.web.respond.pages import Desk, say_sections
from tempen.web.times import moment


def write_receipt(desk: Desk, at: datetime) -> bytes:
    """All answers of a response, and when they were sent in."""
    say = speak(desk.lang)
    blocks: list[Block] = [
        Heading("sent", 1, as_text(say("Receipt"))),
        lead(say("Sent in {when}.").format(when=moment(at, desk.lang))),
    ]
    for section in say_sections(desk):
        blocks.append(Heading(section["section"], 2, as_text(section["label"])))
        for line in section["lines"]:
            blocks.append(Paragraph((Strong(as_text(line["text"])),)))
            said = line["said"] or [say("No answer")]
            blocks += [Paragraph(as_text(text)) for text in said if text]
    return write_pdf(desk, tuple(blocks), at.date())


def write_questionnaire(desk: Desk) -> bytes:
    """Every question that the wave may ask, section by section."""
    say = speak(desk.lang)
    blocks: list[Block] = [
        Heading("questions", 1, as_text(say("The questions"))),
        lead(
            say(
                "These are the questions. Answers are given on the web, by the link in the "
                "letter; this is for preparing them."
            )
        ),
    ]
    for page in desk.questionnaire.pages:
        label = texts.section_label(desk.here.study, desk.lang, page.section)
        blocks.append(Heading(page.section, 2, as_text(label)))
        for item in page.items:
            blocks.extend(ask(desk, say, item))
    return write_pdf(desk, tuple(blocks), desk.here.wave.opens or desk.here.study.date)


def lead(text: str) -> Paragraph:
    return Paragraph(as_text(text), "lead")


def ask(desk: Desk, say: Speak, item: Item) -> Iterator[Block]:
    """A question with its help, rows, answers and who is asked it."""
    teller, wave = teller_of(desk), desk.questionnaire.wave
    number = list(desk.questionnaire.items).index(item.id) + 1
    yield Paragraph((Strong(as_text(f"{number}. {desk.painter.text(item)}")),))
    if help := desk.painter.help(item):
        yield Paragraph(as_text(help))
    rows = offered_rows(item, item.waves[wave])
    if rows:
        labels = [texts.row_label(desk.here.study, desk.lang, item, row, wave) for row in rows]
        yield listing(labels)
        levels = ", ".join(answers_of(desk, item))
        yield Paragraph(as_text(say("Answers: {answers}.").format(answers=levels)))
    elif found := answers_of(desk, item):
        yield listing(found)
    unit = texts.unit_label(desk.here.study, desk.lang, item)
    terms = [say(KINDS[item.kind]), unit and f"{unit[:1].upper()}{unit[1:]}."]
    if item.cap:
        terms.append(say("At most {n} answers.").format(n=item.cap))
    terms.append(say_routing(teller, item, wave))
    yield Paragraph(as_text(" ".join(filter(None, terms))), "small")


def answers_of(desk: Desk, item: Item) -> list[str]:
    asked = item.waves[desk.questionnaire.wave]
    ids = [level.id for level in offered_levels(item, asked)]
    return [desk.painter.label(item, id) for id in [*ids, *beside(item)]]


def teller_of(desk: Desk) -> Teller:
    """What says routing in words; it asks nothing of estimates, of which there are none yet."""
    nothing: Any = None
    say = speak(desk.lang)
    return Teller(desk.here.study, desk.lang, nothing, (), FORMATS[desk.lang], say, nothing)


def write_pdf(desk: Desk, blocks: tuple[Block, ...], made: date | None) -> bytes:
    document = Document(
        study=desk.here.study.id,
        lang=desk.lang,
        title=desk.here.title(desk.lang),
        subtitle=desk.seat.unit.name,
        publisher=desk.here.publisher(desk.lang),
        date=made,
        blocks=blocks,
        stamp=desk.here.stamp(desk.lang),
    )
    return typeset(document).data
