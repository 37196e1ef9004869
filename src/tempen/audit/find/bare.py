"""BARE: claims without a number anywhere near, and percentages whose base is nowhere."""

from __future__ import annotations

import re
from functools import cache

from tempen.audit.find.denial import mask
from tempen.audit.find.figures import sentences_of
from tempen.audit.find.sight import Prose, Sight, sight_of
from tempen.audit.find.sizes import sizes_of
from tempen.audit.find.stems import stems_of, units_of
from tempen.audit.finder import Found, Look
from tempen.audit.reading import Block, Span
from tempen.locale import mark
from tempen.locale.lexicon import any_of, lexicon
from tempen.terms.finding import Finding

CODES = {
    "BARE-01": mark("A comparison in time or between groups has no number near it."),
    "BARE-02": mark("No base is given for the percentages."),
}
NEAR = 2  # blocks on either side in which a table, chart or number may stand
SHOWN = ("table", "chart", "image", "caption")
BACK = re.compile(  # what stands before is meant
    r"(?:\w+\s+){0,3}(?:this|that|these|those|it|they|det|detta|dessa|denna|den|de)(?!\w)",
    re.IGNORECASE,
)
KNOWN = 0.34  # of a comparison's words that must stand beside numbers
ENOUGH = 3  # percentages before a missing base is told of
N_IS = re.compile(
    r"(?<!\w)(?:[nN]|sample size|base|bas)\s*[=:]\s*\d"
    r"|\d\s+(?:\w+\s+){0,2}(?:svar|svarande|svarade|respon|answer|particip|deltag|submissions|enkäter|intervju|interview|people|personer|hushåll|households)",
    re.IGNORECASE,
)


def find(look: Look) -> Found:
    sight, made = sight_of(look), Found()
    check_base(sight, made)
    for prose in sight.prose:
        if prose.block.kind == "paragraph":
            check_prose(prose, sight, made)
    return made


def check_base(sight: Sight, made: Found) -> None:
    """A report of percentages that nowhere says how many answered."""
    shares = [
        (prose.text, one)
        for prose in sight.prose
        for one in prose.figures
        if one.share and not one.words and prose.block.kind not in ("caption", "image")
    ]
    if len(shares) < ENOUGH or sizes_of(sight):
        return
    if any(pair for prose in sight.prose for pair in prose.pairs):
        return
    if any(N_IS.search(prose.text.text) for prose in sight.prose):
        return
    if any(column.unit == "count" for sheet in sight.sheets for column in sheet.columns) or any(
        "base" in row.roles for sheet in sight.sheets for row in sheet.rows
    ):
        return
    text, first = shares[0]
    made.add(
        Finding(
            "BARE-02",
            "warning",
            0.8,
            text.at(first.number),
            first.printed,
            "",
            mark(
                "The report prints {n} percentages and nowhere says how many answered.",
                n=len(shares),
            ),
        )
    )


@cache
def comparing(lang: str) -> re.Pattern[str]:
    """A change and the time it is measured from, or a comparison and its “than”."""
    lex = lexicon(lang)
    change = any_of(
        lex.claims("up", "down", "multiples") + (("increase", "decrease") if lang == "en" else ())
    )
    time = any_of(lex.words("before", "over_time")) + r"|(?:19|20)\d\d"
    more = any_of(lex.words("comparing"))
    than = "än" if lang == "sv" else "than"
    return re.compile(
        rf"(?<!\w)(?:(?:{change})(?!\w)[^.;]{{0,90}}?(?<!\w)(?:{time})"
        rf"|(?:{time})(?!\w)[^.;]{{0,90}}?(?<!\w)(?:{change})"
        rf"|(?:{more})(?!\w)[^.;,]{{0,60}}?(?<!\w){than}(?!\s+(?:an?|one|en|ett|\d))"
        rf")(?!\w)",
        re.IGNORECASE,
    )


def check_prose(prose: Prose, sight: Sight, made: Found) -> None:
    text = prose.text
    spans = sentences_of(text)
    masked = mask(text.text, text.lang)
    for i, span in enumerate(spans):
        match = comparing(text.lang).search(masked, span.start, span.end)
        if match is None or text.text[span.start : span.end].rstrip().endswith("?"):
            continue
        if lexicon(text.lang).pattern("negation").search(masked, span.start, span.end):
            continue
        if has_number(prose, span) or cites(prose, span):
            continue
        around = spans[max(0, i - 1) : i + 2]
        beside = any(has_number(prose, one) for one in around)
        if (beside or shown_near(prose.block, sight)) and not (
            beside and strange(prose, span, match, sight)
        ):
            continue
        made.add(
            Finding(
                "BARE-01",
                "note",
                0.6,
                text.passage(match.start(), match.end()),
                " ".join(match[0].split()),
                "",
                mark(
                    "“{words}” compares, but no number stands near it.",
                    words=" ".join(match[0].split())[:80],
                ),
            )
        )


def strange(prose: Prose, span: Span, match: re.Match[str], sight: Sight) -> bool:
    """Whether a comparison is of something that no figure of its chapter is about: two words or
    more of its content, and hardly any of them beside a number or in a table there."""
    text = prose.text
    if BACK.match(text.text, span.start, span.end):
        return False
    about = stems_of(text.text[span.start : span.end], text.lang) - units_of(text.lang)
    about -= stems_of(match[0], text.lang)
    told = numbered(sight).get(chapter(sight.reading.blocks, prose.block.index), frozenset())
    return len(about) >= 2 and len(about & told) < KNOWN * len(about)


def numbered(sight: Sight) -> dict[int, frozenset[str]]:
    """What stands beside numbers, and in tables and pictures, chapter by chapter."""
    if "numbered" not in sight.kept:
        made: dict[int, set[str]] = {}
        for block in sight.reading.blocks:
            words = made.setdefault(chapter(sight.reading.blocks, block.index), set())
            text = block.text
            if block.kind in (*SHOWN, "heading"):
                for one in block.texts():
                    words |= stems_of(one.text, one.lang)
                continue
            for span in text.sentences:
                if any(one.quantity and span.start <= one.start < span.end for one in text.numbers):
                    words |= stems_of(text.text[span.start : span.end], text.lang)
        sight.kept["numbered"] = {key: frozenset(words) for key, words in made.items()}
    return sight.kept["numbered"]


def cites(prose: Prose, span: Span) -> bool:
    """Whether a sentence refers to a table or figure, or to another report."""
    words = prose.text.text[span.start : span.end]
    return any(span.start <= link.start < span.end for link in prose.text.links) or bool(
        re.search(
            r"(?<!\w)(?:tabell|figur|diagram|bilaga|table|figure|chart|appendix)", words, re.I
        )
    )


def has_number(prose: Prose, span: Span) -> bool:
    inside = prose.text.numbers
    return any(
        span.start <= one.start < span.end and (one.quantity or one.unit == "figure")
        for one in inside
    ) or any(span.start <= one.start < span.end for one in prose.figures)


def chapter(blocks: tuple[Block, ...], index: int) -> int:
    """The index of the heading over a block; -1 before the first."""
    while index >= 0 and blocks[index].kind != "heading":
        index -= 1
    return index


def shown_near(block: Block, sight: Sight) -> bool:
    blocks = sight.reading.blocks
    if any(chapter(blocks, run.first) == chapter(blocks, block.index) for run in sight.runs):
        return True
    for step in (1, -1):
        for distance in range(1, NEAR + 1):
            i = block.index + step * distance
            if not 0 <= i < len(blocks) or (blocks[i].kind == "heading" and step == -1):
                break
            if blocks[i].kind in SHOWN or any(
                one.unit == "percent" for one in blocks[i].text.numbers
            ):
                return True
            if blocks[i].kind == "heading":
                break
    return False
