"""FORM: numbering of tables and figures, references to them, and captions without a table."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from dataclasses import dataclass

from tempen.audit.find.sheet import role_pattern
from tempen.audit.find.sight import sight_of
from tempen.audit.finder import Found, Look
from tempen.audit.reading import Block, Number, Reading, Text
from tempen.locale import mark
from tempen.terms.finding import Finding

CODES = {
    "FORM-01": mark("Two tables or figures have the same number."),
    "FORM-02": mark("A number is missing among the tables or figures."),
    "FORM-03": mark("A table or figure that is referred to is not there."),
    "FORM-04": mark("A caption has no table."),
}
AFTER_NUMBER = re.compile(r"\s*[.:–—|-]\s*\S|\s*$")
ALIKE = 18  # characters that two captions of one figure share
STRUCTURED = ("docx", "html", "md", "tagged pdf")


@dataclass(frozen=True, slots=True)
class Named:
    """A caption, or a reference to one."""

    kind: str  # "table" or "figure"
    name: str
    text: Text
    number: Number
    block: Block
    title: str


def find(look: Look) -> Found:
    made, reading = Found(), sight_of(look).reading
    captions, references = names(reading)
    by_kind: dict[str, dict[str, list[Named]]] = defaultdict(lambda: defaultdict(list))
    for one in captions:
        by_kind[one.kind][one.name].append(one)
    for kind, named in by_kind.items():
        repeated(named, made)
        missing(kind, named, made)
    dangling(references, by_kind, made)
    bare(captions, reading, made)
    return made


def names(reading: Reading) -> tuple[list[Named], list[Named]]:
    """Captions and references, in reading order."""
    captions, references = [], []
    for block in reading.blocks:
        if block.kind in ("contents", "margin"):
            continue
        for text in block.texts():
            for number in text.numbers:
                kind = kind_of(number.label, text.lang) if number.unit == "figure" else ""
                if not kind:
                    continue
                title = text.text[number.end :].strip(" .:–—|-")
                one = Named(kind, number.text, text, number, block, title)
                (captions if heads(one) else references).append(one)
    return captions, references


def kind_of(label: str, lang: str) -> str:
    for kind in ("table", "figure"):
        if any(
            re.fullmatch(rf"(?:{role_pattern(tongue, kind).pattern})\w{{0,3}}", label, re.I)
            for tongue in (lang, "en", "sv")
        ):
            return kind
    return ""


def heads(one: Named) -> bool:
    """Whether a number is that of a caption: “Table 3. Answers”, not “Table 3 shows”."""
    first = one.number.start <= len(one.number.label) + 3
    if not first or one.text.row >= 0:
        return False
    if one.block.kind == "caption":
        return not one.title[:1].islower() or one.block.text.text[-1:] != "."
    if one.block.kind not in ("paragraph", "heading", "image", "chart"):
        return False
    return len(one.text.text) < 300 and bool(AFTER_NUMBER.match(one.text.text, one.number.end))


def repeated(named: dict[str, list[Named]], made: Found) -> None:
    for ones in named.values():
        first = ones[0]
        for other in ones[1:]:
            if other.title[:ALIKE].lower() == first.title[:ALIKE].lower():
                continue
            made.add(
                Finding(
                    "FORM-01",
                    "error",
                    0.9,
                    passage(other),
                    printed(other),
                    "",
                    mark(
                        "{name} stands over two different things: “{first}” and “{second}”.",
                        name=printed(other),
                        first=first.title[:60],
                        second=other.title[:60],
                    ),
                    (passage(first),),
                )
            )


def out_of_order(named: dict[str, list[Named]], made: Found) -> None:
    """“Table 1, Table 4, Table 3”: a number that the next falls short of, and whose own place in
    the order is empty."""
    ones = sorted(
        (one for name, each in named.items() if name.isdigit() for one in each),
        key=lambda one: one.block.index,
    )
    for before, one, after in zip(ones, ones[1:], ones[2:], strict=False):
        first, this, last = int(before.name), int(one.name), int(after.name)
        if last == first + 2 and this > last and str(first + 1) not in named:
            label = one.text.text[: one.number.start].strip()
            right = f"{label} {first + 1}"
            made.add(
                Finding(
                    "FORM-02",
                    "warning",
                    0.85,
                    passage(one),
                    printed(one),
                    right,
                    mark(
                        "{name} stands between {before} and {after}: it should be {right}.",
                        name=printed(one),
                        before=printed(before),
                        after=printed(after),
                        right=right,
                    ),
                    (passage(before), passage(after)),
                )
            )


def missing(kind: str, named: dict[str, list[Named]], made: Found) -> None:
    out_of_order(named, made)
    whole = sorted(int(name) for name in named if name.isdigit())
    if len(whole) < 3 or len(whole) != len(named) or whole[-1] - whole[0] > 2 * len(whole):
        return
    for before, after in itertools.pairwise(whole):
        twice = len({one.title[:ALIKE].lower() for one in named[str(before)]}) > 1
        if after - before > 1 and not (twice and after - before == 2):
            one = named[str(after)][0]
            label = one.text.text[: one.number.start].strip()
            gone = f"{label} {before + 1}"
            made.add(
                Finding(
                    "FORM-02",
                    "warning",
                    0.8,
                    passage(one),
                    printed(one),
                    gone,
                    mark(
                        "{before} is followed by {after}: {gone} is not in the report.",
                        before=f"{label} {before}",
                        after=printed(one),
                        gone=gone,
                    ),
                    (passage(named[str(before)][0]),),
                )
            )


def dangling(
    references: list[Named], by_kind: dict[str, dict[str, list[Named]]], made: Found
) -> None:
    told = set()
    for one in references:
        named = by_kind.get(one.kind)
        other = by_kind.get("table" if one.kind == "figure" else "figure", {})
        if not named or one.name in named:
            continue
        if len(named) + len(other) < 2 and not (one.name.isdigit() and elsewhere(one, named)):
            continue
        if (one.kind, one.name) in told or one.block.kind == "heading":
            continue
        if one.block.kind == "caption" and not one.title[:1].islower():
            continue
        if any(name.startswith(one.name) for name in named):
            continue
        told.add((one.kind, one.name))
        last = max(named, key=lambda name: int(name) if name.isdigit() else 0)
        made.add(
            Finding(
                "FORM-03",
                "warning",
                0.85,
                passage(one),
                printed(one),
                "",
                mark(
                    "The text refers to {name}, which is not in the report; the last is {last}.",
                    name=printed(one),
                    last=printed(named[last][0]),
                ),
            )
        )


def elsewhere(one: Named, named: dict[str, list[Named]]) -> bool:
    """Whether a lone caption is near the number that is referred to, and the reference is to this
    report and no appendix or other work."""
    after = one.text.text[one.number.stop : one.number.stop + 40]
    other = re.match(r"\s+(?:i|in|of|av|på|on)\s+(?:bilaga|appendix|annex|[A-ZÅÄÖ])", after)
    only = next(iter(named))
    return not other and only.isdigit() and abs(int(one.name) - int(only)) <= 5


def bare(captions: list[Named], reading: Reading, made: Found) -> None:
    """Captions of tables with neither table nor picture beside them, where others have one."""
    if reading.format not in STRUCTURED:
        return
    for kind in ("table", "figure"):
        ones = [one for one in captions if one.kind == kind and one.block.kind != "image"]
        filled = {one.name for one in ones if beside(one, reading)}
        empty = [one for one in ones if one.name not in filled]
        if not empty or len(filled) < 2 * len(empty):
            continue
        for one in empty:
            made.add(
                Finding(
                    "FORM-04",
                    "warning",
                    0.75,
                    passage(one),
                    printed(one),
                    "",
                    mark("{name} has a caption, but nothing stands under it.", name=printed(one))
                    if kind == "figure"
                    else mark("{name} has a caption, but no table.", name=printed(one)),
                )
            )


def beside(one: Named, reading: Reading) -> bool:
    """Whether a table or picture stands right before or after a caption."""
    blocks, at = reading.blocks, one.block.index
    claimed = {block.grid.caption for block in blocks if block.grid}
    if at in claimed:
        return True
    for step in (1, -1):
        for distance in (1, 2, 3):
            i = at + step * distance
            if not 0 <= i < len(blocks) or blocks[i].kind in ("heading", "caption"):
                break
            if blocks[i].kind in ("table", "chart", "image"):
                other = blocks[i].grid
                if other is None or other.caption in (-1, at):
                    return True
                break
    return False


def passage(one: Named):
    start = max(0, one.number.start - len(one.number.label) - 1)
    head = one.text.text[start : one.number.start]
    start += len(head) - len(head.lstrip(" (\u00a0"))
    return one.text.passage(start, one.number.end)


def printed(one: Named) -> str:
    return " ".join(passage(one).quote.split())
