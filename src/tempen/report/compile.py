"""A report source and its estimates become a Document: the one way from claims to print.

`check_sources` tells everything that can be told before there are data; `compile_report` needs
them, and raises every fault of a language's report at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tempen.errors import Fault, Faults
from tempen.locale import speak
from tempen.report import nodes
from tempen.report.blocks import Builder
from tempen.report.evidence import Ledger, Witness
from tempen.report.format import FORMATS
from tempen.report.invented import Bare
from tempen.report.lexicon import check_prose
from tempen.report.measures import ask
from tempen.report.method import Material
from tempen.report.numbering import Numbering, number_blocks
from tempen.report.parity import check_parity
from tempen.report.prose import Prose, check_inlines, plain_of
from tempen.report.references import Teller
from tempen.report.selection import check_wave, select
from tempen.report.source import own_inlines, read_report
from tempen.study import texts
from tempen.study.indices import with_indices
from tempen.study.prose import report_file
from tempen.terms import document as doc
from tempen.terms.cases import Account, Frame
from tempen.terms.document import Block, Document
from tempen.terms.estimate import Estimates, ResponseRate
from tempen.terms.nonresponse import Nonresponse
from tempen.terms.study import Study
from tempen.terms.weight import Weights

SELECTING = ("chart", "table")
OF_A_WAVE = ("response", "questionnaire")


# --- without data -----------------------------------------------------------------------------


def check_sources(study: Study, written: Mapping[str, str]) -> tuple[Fault, ...]:
    """Every fault and warning of the study's report sources, in the order of their places.

    written  language -> the text of its source
    """
    faults, study = Faults(), with_indices(study)
    sources = [read_report(t, report_file(lang), lang, faults) for lang, t in written.items()]
    for source in sources:
        check_source(study, source, faults)
    for other in sources[1:]:
        check_parity(sources[0], other, faults)
    return tuple(sorted(faults.found, key=lambda fault: fault.place))


def check_alike(written: Mapping[str, str]) -> tuple[Fault, ...]:
    """What one language asks of the data and another does not; their other faults are not told."""
    faults = Faults()
    sources = [read_report(t, report_file(lang), lang, Faults()) for lang, t in written.items()]
    for other in sources[1:]:
        check_parity(sources[0], other, faults)
    return tuple(faults.found)


def check_source(study: Study, source: nodes.Source, faults: Faults) -> Numbering:
    """References, guards, blocks, digits and claim words of one language."""
    numbering = number_blocks(source.blocks, study, faults)
    for block in nodes.walk_blocks(source.blocks):
        for inlines in own_inlines(block):
            check_inlines(study, inlines, numbering, faults)
        if (
            isinstance(block, nodes.Fence)
            and block.kind in SELECTING
            and "item" in str(block.settings)
        ):
            select(block, study, faults)
        elif isinstance(block, nodes.Fence) and block.kind == "measures":
            ask(block, study, faults)
        elif isinstance(block, nodes.Fence) and block.kind in OF_A_WAVE:
            check_wave(block, study, faults)
    check_prose(source.blocks, source.lang, (wave.id for wave in study.waves), faults)
    return numbering


# --- with data --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Compiled:
    """The document, and the warnings its author should read."""

    document: Document
    warnings: tuple[Fault, ...]


def compile_report(
    study: Study,
    lang: str,
    text: str,
    estimates: Estimates,
    response: Sequence[ResponseRate] = (),
    *,
    frames: Mapping[str, Frame] | None = None,
    accounts: Sequence[Account] = (),
    weights: Mapping[str, Weights] | None = None,
    nonresponse: Nonresponse | None = None,
    withheld: pl.DataFrame | None = None,
    preliminary: bool | None = None,
) -> Compiled:
    """The report of a study in one language.

    text         the source, report/<lang>.md of the study's folder
    frames       wave -> its frame; told in `method` with accounts, weights (name -> Weights), the
                 nonresponse analysis of the latest wave, and what disclosure control withheld, by
                 reason (`reason`, `distributions`, `figures`)
    preliminary  None: if the latest wave is still open. Claims that do not hold are then
                 replaced by neutral words and listed in `Document.replaced`
    raises       TempenError with every fault of the source and every claim that does not hold
    """
    faults, study = Faults(), with_indices(study)
    source = read_report(text, report_file(lang), lang, faults)
    faults.stop()
    if preliminary is None:
        preliminary = study.latest.status == "open"
    numbering = check_source(study, source, faults)
    material = Material(frames or {}, accounts, weights or {}, nonresponse, withheld)
    teller = make_teller(study, lang, estimates, response, numbering)
    writer = Writer(teller, Prose(teller, faults, preliminary), numbering, material)
    blocks = writer.write(source.blocks)
    faults = unique(faults)
    faults.stop()
    document = finish(writer, (*tell_replaced(writer), *blocks), preliminary)
    return Compiled(document, faults.warnings)


def make_teller(
    study: Study,
    lang: str,
    estimates: Estimates,
    response: Sequence[ResponseRate],
    numbering: Numbering,
) -> Teller:
    format, say = FORMATS[lang], speak(lang)
    witness = Witness(study, lang, format, say, Ledger())
    places = numbering.places()
    bare = Bare(study, estimates)
    return Teller(study, lang, bare, response, format, say, witness, places)


def unique(faults: Faults) -> Faults:
    """Each fault once: a check and the writing may both have met it."""
    found = Faults()
    for fault in faults.found:
        if fault not in found.found:
            found.found.append(fault)
    return found


class Writer:
    """Writes blocks in order; numbering counts along."""

    def __init__(
        self, teller: Teller, prose: Prose, numbering: Numbering, material: Material
    ) -> None:
        self.teller, self.prose, self.numbering = teller, prose, numbering
        self.builder = Builder(teller, prose, numbering, material, self.write)

    def write(self, blocks: Iterable[nodes.Block]) -> tuple[Block, ...]:
        return tuple(made for block in blocks for made in self.write_one(block))

    def write_one(self, block: nodes.Block) -> list[Block]:
        match block:
            case nodes.Title():
                inlines = self.prose.write(block.inlines)
                text = plain_of(inlines)
                return [self.numbering.heading(block.level, inlines, text, block.mark)]
            case nodes.Prose():
                style = "lead" if block.lead else "body"
                return [doc.Paragraph(self.prose.write(block.inlines), style)]
            case nodes.Listing():
                entries = tuple(self.write(entry) for entry in block.entries)
                return [doc.ItemList(entries, block.ordered)]
            case nodes.Quotation():
                return [self.quotation(block)]
            case nodes.Fence():
                return self.builder.build(block)

    def quotation(self, quote: nodes.Quotation) -> doc.Quote:
        mark = self.teller.say("made-up quotation") if quote.made_up else ""
        inlines = self.prose.write(quote.inlines)
        return doc.Quote(inlines, quote.attribution, quote.made_up, mark)


def tell_replaced(writer: Writer) -> tuple[Block, ...]:
    """What a preliminary report could not claim: its authors must see it in the report itself."""
    replaced = writer.prose.replaced
    if not replaced:
        return ()
    say = writer.teller.say
    title = say("Not settled while answers come in: {n}").format(n=len(replaced))
    told = [f"{place}: “{claim}” → “{neutral}”" for place, claim, neutral in replaced]
    entries = tuple((doc.Paragraph((doc.Text(text),)),) for text in told)
    return (doc.Box("caution", (doc.Text(title),), (doc.ItemList(entries, False),)),)


def finish(writer: Writer, blocks: tuple[Block, ...], preliminary: bool) -> Document:
    study, lang = writer.teller.study, writer.teller.lang
    own = study.texts[lang]
    stamp = texts.stamp(study, lang)
    if preliminary:
        stamp = " · ".join(part for part in (writer.teller.say("Preliminary"), stamp) if part)
    return Document(
        study=study.id,
        lang=lang,
        title=texts.title(study, lang),
        subtitle=own.get("subtitle"),
        publisher=texts.publisher(study, lang),
        date=study.date,
        blocks=blocks,
        evidence=writer.teller.witness.ledger.by_id(),
        stamp=stamp,
        abstract=own.get("abstract") or own.get("subtitle"),
        annex=tuple(writer.builder.annex),
        preliminary=preliminary,
        replaced=tuple(writer.prose.replaced),
    )


def render_sentence(study: Study, lang: str, estimates: Estimates, text: str) -> str:
    """One sentence of report source as its reader would see it, without links and evidence.

    raises  TempenError if it is faulty or its claim does not hold
    """
    faults, study = Faults(), with_indices(study)
    source = read_report(text, "", lang, faults)
    faults.stop()
    teller = make_teller(study, lang, estimates, (), Numbering())
    prose = Prose(teller, faults, invented=True)
    runs = (inlines for block in source.blocks for inlines in own_inlines(block))
    written = " ".join(plain_of(prose.write(inlines)) for inlines in runs)
    faults.stop()
    return written
