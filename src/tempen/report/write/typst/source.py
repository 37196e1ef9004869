"""A whole document as Typst source: the template, its settings, the blocks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tempen.locale import speak
from tempen.report import palette
from tempen.report.fontfile import spell
from tempen.report.format import FORMATS
from tempen.report.write.typst.blocks import Setting, find_targets, write_blocks
from tempen.report.write.typst.literal import quote, write_dict, write_flag, write_text
from tempen.terms.document import Block, Document, Figure, Heading, TableBlock

TEMPLATE = Path(__file__).with_name("report.typ")
REGIONS = {"sv": "SE", "en": "GB"}
LEVELS = ("low2", "low1", "middle", "high1", "high2")
ENTRIES = 40  # that fit on the page of the contents; else the lists come last


def write_source(document: Document, charts: Mapping[str, str]) -> str:
    targets = frozenset(find_targets(document.blocks))
    body = write_blocks(document.blocks, Setting(document.lang, targets, charts))
    return "\n".join(
        (
            f"#let colour = {write_colours()}",
            f"#let words = {write_words(document)}",
            read_template(),
            f"#show: report.with({write_dict(describe(document))})",
            body,
            "#places",
        )
    )


@cache
def read_template() -> str:
    return TEMPLATE.read_text("utf-8")


def write_colours() -> str:
    names = ("ink", "soft", "accent", "rule", "wash", "caution", "caution_wash")
    values = {name.replace("_", "-"): getattr(palette, name.upper()) for name in names}
    values |= {role: palette.shade(role).fill for role in LEVELS}  # type: ignore[arg-type]
    return write_dict({name: f"rgb({quote(value)})" for name, value in values.items()})


def write_words(document: Document) -> str:
    say = speak(document.lang)
    words = {
        "figure": say("Figure"),
        "table": say("Table"),
        "contents": say("Contents"),
        "figures": say("Figures"),
        "tables": say("Tables"),
        "figures-and-tables": say("Figures and tables"),
        "page": say("page {page} of {pages}"),
    }
    return write_dict({name: write_text(word) for name, word in words.items()})


def is_entry(block: Block) -> bool:
    """Does the block stand in the contents or in the lists of figures and tables?"""
    return isinstance(block, Figure | TableBlock) or (
        isinstance(block, Heading) and block.level < 3
    )


def describe(document: Document) -> dict[str, str]:
    day = document.date
    kinds = {type(block) for block in document.blocks}
    entries = [block for block in document.blocks if is_entry(block)]
    return {
        "title": write_text(document.title if spell(document.title).strip() else document.study),
        "subtitle": write_text(document.subtitle),
        "publisher": write_text(document.publisher),
        "abstract": write_text(document.abstract),
        "stamp": write_text(document.stamp),
        "lang": quote(document.lang),
        "region": quote(REGIONS.get(document.lang, "")),
        "date": f"datetime(year: {day.year}, month: {day.month}, day: {day.day})"
        if day
        else "none",
        "day": write_text(FORMATS[document.lang].date(day).removeprefix("den ") if day else ""),
        "lists-last": write_flag(len(entries) > ENTRIES),
        "has-figures": write_flag(Figure in kinds),
        "has-tables": write_flag(TableBlock in kinds),
    }
