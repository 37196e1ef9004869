"""Counts and shares that one sentence lists as the parts of a whole."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from tempen.audit.find.figures import Figure, sentences_of, years_of
from tempen.audit.find.sheet import holds
from tempen.audit.find.sight import Prose, Sight
from tempen.audit.find.sizes import sizes_of, this_year
from tempen.audit.reading import Span, Text
from tempen.locale.lexicon import any_of, lexicon

TINY = 1e-7
NEAR = 0.1  # a sum further off than this is of something else
GROUPED = 0.3  # the same where the sentence says that it is the sum


@dataclass(frozen=True)
class Hundred:
    """Shares that may be the whole of one question.

    shut  something says they are: a total of 100, “don’t know”, yes and no
    """

    figures: tuple[Figure, ...]
    shut: bool

    @property
    def value(self) -> float:
        return sum(one.value for one in self.figures)

    @property
    def slack(self) -> float:
        return sum(one.half for one in self.figures) + TINY

    @property
    def adds(self) -> bool:
        return abs(self.value - 100.0) <= self.slack


@dataclass(frozen=True)
class Said:
    """Counts and what they are said to make: each added, or the second taken from the first."""

    parts: tuple[Figure, ...]
    total: Figure
    signs: tuple[int, ...]
    sure: bool


@cache
def patterns(lang: str) -> dict[str, re.Pattern[str]]:
    lex = lexicon(lang)
    in_all = any_of(lex.words("in_all"))
    return {
        "in_all": re.compile(rf"[^.;]{{0,60}}?(?<!\w)(?:{in_all})\s+(?:\w+\s+)?$", re.I),
        "and": re.compile(
            r"\s+[^\d,;:.()]{2,60}(?:,\s+(?:och|and|samt)?|\s(?:och|and|samt))\s+(?:[^\W\d_]+\s+)?",
            re.I,
        ),
        "colon": re.compile(r"[^\d;.()]{0,60}[:–—]\s*(?:[^\W\d_]+\s+)?$", re.I),
        "rest": lex.pattern("rest"),
        "nonresponse": lex.pattern("nonresponse"),
    }


def hundreds_in_prose(sight: Sight) -> Iterator[Hundred]:
    """Shares of one sentence that are the whole of a question, or of a group."""
    for prose in sight.prose:
        if prose.block.kind not in ("paragraph", "item"):
            continue
        text = prose.text
        for span in sentences_of(text):
            here = [one for one in prose.figures if span.start <= one.number.start < span.end]
            shares = [one for one in here if one.share]
            words = text.text[span.start : span.end]
            if (
                len(shares) < 2
                or len(shares) < len(here)
                or any(one.hedge or one.words for one in here)
                or years_of(text, span.start, span.end)
                or holds(words, text.lang, "multiple_choice")
                or holds(words, text.lang, "over_time")
            ):
                continue
            if whole_question(words, text.lang, len(here)):
                yield Hundred(tuple(shares), False)
            elif ends_with_rest(text, span, shares):
                yield Hundred(tuple(shares), True)


def whole_question(words: str, lang: str, n: int) -> bool:
    """Whether a sentence names all answers of a question: yes and no, women and men."""
    lex = lexicon(lang)
    yes = bool(lex.pattern("answer_yes").search(words) and lex.pattern("answer_no").search(words))
    women, men = (bool(lex.pattern(group).search(words)) for group in ("women", "men"))
    of_all = bool(lex.pattern("of_all").search(words))
    return yes or (n == 2 and women and men and of_all)


def ends_with_rest(text: Text, span: Span, shares: Sequence[Figure]) -> bool:
    """“38% chose A, 27% B, 21% C and 14% something else”: a list that closes with the rest."""
    if len(shares) < 3:
        return False
    gaps = [text.text[one.stop : other.start] for one, other in itertools.pairwise(shares)]
    if any(len(gap) > 80 or re.search(r"[.:()]", gap) for gap in gaps):
        return False
    if not all(re.search(r"[,;]|(?<!\w)(?:och|and|samt)(?!\w)", gap) for gap in gaps):
        return False
    tail = text.text[shares[-1].stop : span.end]
    ahead = text.text[max(span.start, shares[-1].start - 40) : shares[-1].start]
    rest = patterns(text.lang)["rest"]
    return bool(rest.search(tail) or rest.search(ahead))


def sums_in_prose(sight: Sight) -> Iterator[Said]:
    for prose in sight.prose:
        if prose.block.kind in ("paragraph", "item", "footnote"):
            for span in sentences_of(prose.text):
                yield from sums_in(prose, span)
    yield from lost(sight)


def sums_in(prose: Prose, span: Span) -> Iterator[Said]:
    """“80 towns and 11 counties, 91 in all”, “153 of them: 18 regions and 135 agencies”."""
    text, known = prose.text, patterns(prose.text.lang)
    here = [one for one in prose.figures if span.start <= one.number.start < span.end]
    for i in range(len(here)):
        for size in range(len(here) - i, 1, -1):
            run = here[i : i + size]
            if not all(whole(one) for one in run) or not listed(text, run):
                continue
            after = here[i + size] if i + size < len(here) else None
            before = here[i - 1] if i else None
            if after and whole(after) and said_in_all(text, run[-1], after):
                yield made_of(run, after, GROUPED)
                return
            if before and whole(before):
                between = text.text[before.stop : run[0].start]
                if known["colon"].fullmatch(between):
                    yield made_of(run, before, GROUPED)
                    return
                if size >= 3 and i == 1:
                    yield made_of(run, before, NEAR)
                    return


def made_of(parts: Sequence[Figure], total: Figure, near: float) -> Said:
    """A sum that is said; one that is far off is of other things, and made to agree."""
    value = sum(one.value for one in parts)
    if total.value <= 0 or abs(value - total.value) > near * total.value:
        return Said((total,), total, (1,), False)
    return Said(tuple(parts), total, (1,) * len(parts), True)


def said_in_all(text: Text, last: Figure, total: Figure) -> bool:
    """“…, sammanlagt 219 organisationer”, “…, 219 in all”."""
    if patterns(text.lang)["in_all"].fullmatch(text.text[last.stop : total.number.start]):
        return True
    tail = text.text[total.stop : total.stop + 40]
    words = any_of(lexicon(text.lang).words("in_all"))
    return bool(re.match(rf"\s+(?:\w+\s+){{0,2}}(?:{words})(?!\w)", tail, re.I))


def lost(sight: Sight) -> Iterator[Said]:
    """“87 did not answer”: those asked less those who answered."""
    latest = this_year(sight)
    sizes = [one for one in sizes_of(sight) if not one.group and one.year in ("", latest)]
    asked, answered = (
        {one.figure.value: one.figure for one in sizes if one.role == role}
        for role in ("invited", "answered")
    )
    if len(asked) != 1 or len(answered) != 1:
        return
    (whole_,), (part,) = asked.values(), answered.values()
    for prose in sight.prose:
        if prose.block.kind not in ("paragraph", "item"):
            continue
        text, known = prose.text, patterns(prose.text.lang)
        for span in sentences_of(text):
            here = [one for one in prose.figures if span.start <= one.number.start < span.end]
            counts = [one for one in here if whole(one) and one.value >= 5]
            word = known["nonresponse"].search(text.text, span.start, span.end)
            if len(counts) != 1 or not word or years_of(text, span.start, span.end):
                continue
            gap = (
                counts[0].start - word.end()
                if word.end() <= counts[0].start
                else (word.start() - counts[0].stop)
            )
            missing = whole_.value - part.value
            if gap <= 40 and 0.5 * missing <= counts[0].value <= 1.5 * missing:
                yield Said((whole_, part), counts[0], (1, -1), True)


def whole(figure: Figure) -> bool:
    return figure.unit == "count" and figure.number.decimals == 0 and not figure.hedge


def listed(text: Text, counts: Sequence[Figure]) -> bool:
    """Counts of one list, each followed by what it counts, the last after “and”."""
    gaps = [text.text[one.stop : other.start] for one, other in itertools.pairwise(counts)]
    comma = all(
        re.fullmatch(r"\s+[^\d,;:.()]{2,40},\s+(?:[^\W\d_]+\s+)?", gap) for gap in gaps[:-1]
    )
    last = re.fullmatch(r"\s+[^\d;:.()]{2,40}\s(?:och|and|samt)\s+(?:[^\W\d_]+\s+)?", gaps[-1])
    return comma and bool(last)
