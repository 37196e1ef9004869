"""Two languages of one report say the same: references, conditions and blocks, chapter by chapter.

Words and their order are each language's own; what is asked of the data is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tempen.errors import Faults, Place
from tempen.report import nodes
from tempen.report.calls import parse_call, parse_test, same_condition
from tempen.report.fences import MARKDOWN, TEXTS

# references that may differ: links and labels serve the sentence
FREE = ("figure", "table", "label", "question")


@dataclass
class Chapter:
    """What one chapter asks of the data: (kind, what) with where it stands and how it reads."""

    place: Place
    asked: list[tuple[str, object, Place, str]] = field(default_factory=list)


def check_parity(first: nodes.Source, second: nodes.Source, faults: Faults) -> None:
    ours, theirs = chapters_of(first), chapters_of(second)
    if len(ours) != len(theirs):
        counts = {"ours": len(ours), "theirs": len(theirs), "file": first.file}
        faults.add("PARITY-01", theirs[-1].place, **counts)
    for own, other in zip(ours, theirs, strict=False):
        compare(own, other, faults)
        compare(other, own, faults)


def compare(here: Chapter, there: Chapter, faults: Faults) -> None:
    """Tell what stands here and not there."""
    left = Counter((kind, what) for kind, what, _, _ in there.asked)
    for kind, what, place, text in here.asked:
        if left[kind, what] > 0:
            left[kind, what] -= 1
        else:
            code = {"reference": "PARITY-02", "guard": "PARITY-03", "block": "PARITY-04"}[kind]
            faults.add(code, place, what=text, there=str(there.place))


def chapters_of(source: nodes.Source) -> list[Chapter]:
    """One entry a chapter (a heading of the first level); what stands before has its own."""
    chapters = [Chapter(Place(source.file, 1))]
    for block in nodes.walk_blocks(source.blocks):
        if isinstance(block, nodes.Title) and block.level == 1:
            chapters.append(Chapter(block.place))
        chapters[-1].asked += asked_in(block)
    return chapters


def asked_in(block: nodes.Block) -> Iterator[tuple[str, object, Place, str]]:
    if isinstance(block, nodes.Listing):
        return  # its entries come by themselves
    if isinstance(block, nodes.Fence):
        settings = frozen(block.settings)
        yield "block", (block.kind, settings), block.place, describe(block)
    runs = block.inlines.values() if isinstance(block, nodes.Fence) else (block.inlines,)
    for inlines in runs:
        yield from asked_in_words(nodes.walk_inlines(inlines))


def asked_in_words(
    inlines: Iterable[nodes.Inline],
) -> Iterator[tuple[str, object, Place, str]]:
    for inline in inlines:
        if isinstance(inline, nodes.Reference):
            call = parse_call(inline.text, inline.place, Faults())
            if call and call.name not in FREE:
                yield "reference", call.same, inline.place, call.text
        elif isinstance(inline, nodes.Guard):
            test = parse_test(inline.condition, inline.condition_place, Faults())
            if test:
                same = (same_condition(test.condition), test.qualifiers)
                yield "guard", same, inline.place, inline.condition
        elif isinstance(inline, nodes.Outside):
            yield "reference", ("outside", inline.source), inline.place, inline.source


def describe(fence: nodes.Fence) -> str:
    name = fence.settings.get("id")
    return f"{fence.kind} {name}" if name else fence.kind


def frozen(value: object) -> object:
    """Settings without their texts, as something that can be compared."""
    if isinstance(value, dict):
        own = {k: v for k, v in value.items() if k not in (*TEXTS, *MARKDOWN)}
        return tuple(sorted((str(k), frozen(v)) for k, v in own.items()))
    if isinstance(value, list):
        return tuple(frozen(inner) for inner in value)
    return str(value)
