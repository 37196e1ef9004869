"""GRIM: percentages that no count out of their base can give.

Source: Brown & Heathers 2017, “The GRIM test”. Weighted figures are exempt: any value can come
from weights.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Sequence
from functools import cache

from tempen.audit.find.figures import Figure, sentences_of
from tempen.audit.find.pairs import counted, patterns
from tempen.audit.find.rounding import Worked
from tempen.audit.find.sheet import Sheet
from tempen.audit.find.sight import Prose, Sight, sight_of
from tempen.audit.find.total import base_column
from tempen.audit.find.wording import exact, found
from tempen.audit.finder import Found, Look
from tempen.audit.reading import Number, Text
from tempen.locale import mark
from tempen.locale.lexicon import any_of, lexicon
from tempen.terms.finding import Severity

CODES = {"GRIM-01": mark("No whole number of answers gives this percentage of its base.")}
FIT = 0.8  # of a table's percentages must be possible before the others are judged
ENOUGH = 6  # percentages that a base must explain before it is inferred for a whole report
IN_THE = re.compile(
    r"(?:^|(?<=\s)|(?<=^))(?:i|in|hos|för|for|inom|at)\s+(?:de|the)\s+$", re.IGNORECASE
)
BRACKET = re.compile(r"\s+(?:[^\W\d_]+\s+){0,3}[^\W\d_]+\s*[(,]\s*")
N_IS = re.compile(r"\b[nN]\s*=\s*$|\b(?:bas|base|antal svar|svar|answers)\s*:?\s*$")


def find(look: Look) -> Found:
    sight, made = sight_of(look), Found()
    for sheet in sight.sheets:
        if not sight.is_weighted(sheet):
            judge(list(based_cells(sheet)), sight, made)
    if not sight.weighted:
        for prose in sight.prose:
            for share, base in based_prose(prose):
                judge([(share, base)], sight, made)
        infer(sight, made)
    return made


def possible(share: Figure, base: float, sight: Sight) -> bool:
    """Whether some whole number out of a base gives the share as it is printed."""
    return any(one.by(sight.habit) or one.by("nearest") for one in nearest(share, base))


def nearest(share: Figure, base: float) -> Iterator[Worked]:
    part = share.value * base / 100.0
    for count in (math.floor(part), math.ceil(part)):
        value = 100.0 * count / base
        yield Worked(share.value, value, value, share.half)


def telling(share: Figure, base: float) -> bool:
    """Whether the base is so small that not every percentage is possible."""
    return base > 1 and 100.0 / base > 2 * share.half and 0 < share.value < 100 and not share.hedge


def judge(cells: Sequence[tuple[Figure, Figure]], sight: Sight, made: Found) -> None:
    """Judge shares with their bases: where many cannot be, the base is not theirs."""
    cells = [(share, base) for share, base in cells if telling(share, base.value)]
    wrong = [(share, base) for share, base in cells if not possible(share, base.value, sight)]
    if len(cells) > 1 and len(cells) - len(wrong) < FIT * len(cells) and len(wrong) > 1:
        return
    for share, base in cells:
        made.check(share.text, share.number)
        made.check(base.text, base.number)
    for share, base in wrong:
        tell(share, base, "error", 0.9, made)


def tell(share: Figure, base: Figure, severity: Severity, certainty: float, made: Found) -> None:
    lang = share.text.lang
    part = share.value * base.value / 100.0
    below, above = math.floor(part), math.ceil(part)
    decimals = share.number.decimals
    low, high = (exact(100 * count / base.value, decimals, lang) for count in (below, above))
    made.add(
        found(
            "GRIM-01",
            severity,
            certainty,
            share,
            exact(100 * round(part) / base.value, decimals - 1, lang),
            mark(
                "{stated} of {base} is no whole number: {below} of {base} is {low} and "
                "{above} of {base} is {high}.",
                stated=share.printed,
                base=base.printed,
                below=str(below),
                above=str(above),
                low=low,
                high=high,
            ),
            [base],
        )
    )


def based_cells(sheet: Sheet) -> Iterator[tuple[Figure, Figure]]:
    """Shares of a table with the base of their column, or of their row."""
    for rows in sheet.parts:
        bases = [row for row in rows if "base" in row.roles]
        for column in sheet.columns:
            if column.unit != "percent":
                continue
            under = sheet.figure(bases[0].index, column.index) if len(bases) == 1 else None
            beside = None if bases else base_column(sheet, column)
            for row in rows:
                share = sheet.value(row.index, column.index)
                base = under or (sheet.figure(row.index, beside.index) if beside else None)
                base = base or column.base
                if (
                    share
                    and base
                    and share.unit == "percent"
                    and base.unit == "count"
                    and base.number.decimals == 0
                    and "rate" not in column.roles
                    and "base" not in row.roles
                ):
                    yield share, base


def based_prose(prose: Prose) -> Iterator[tuple[Figure, Figure]]:
    """“55% of the 12 regions”, “of the twelve regions, 55%”, “55% (n = 12)”, “a third of the 18
    regions (35%)”; no part is printed."""
    text, known = prose.text, patterns(prose.text.lang)
    paired = {figure for pair in prose.pairs for figure in (pair.part, pair.whole, pair.share)}
    lettered = counts_in_letters(text)
    for span in sentences_of(text):
        here = [one for one in (*prose.figures, *lettered) if span.start <= one.start < span.end]
        here = sorted(here, key=lambda one: one.start)
        yield from in_brackets(text, here, paired)
        for one, other in itertools.pairwise(here):
            between = text.text[one.stop : other.start]
            if one in paired or other in paired:
                continue
            if (one.words and one.share) or (other.words and other.share):
                continue
            if one.share and counted(other):
                if known.tight.fullmatch(between) or N_IS.search(between):
                    yield one, other
            elif other.share and counted(one) and len(between) < 60:
                start = max(span.start - 1, one.start - 30, 0)  # with the blank before “Of”
                before = known.of_before.search(text.text, start, one.start)
                before = before or IN_THE.search(text.text, start, one.start)
                if before and before.start() <= span.start + 1 and not known.apart.search(between):
                    yield other, one


def in_brackets(
    text: Text, here: Sequence[Figure], paired: set[Figure | None]
) -> Iterator[tuple[Figure, Figure]]:
    """“A third of the 18 regions (35%)”, “41% of those aged 18 to 29 (n = 8)”."""
    tight = patterns(text.lang).tight
    for i, base in enumerate(here):
        if not counted(base) or base in paired:
            continue
        said = here[i - 1] if i else None
        share = here[i + 1] if i + 1 < len(here) else None
        if said and share and said.words and said.share and share.share and not share.words:
            between = text.text[base.stop : share.start]
            if tight.fullmatch(text.text[said.stop : base.start]) and BRACKET.fullmatch(between):
                yield share, base
        ahead = text.text[max(0, base.start - 8) : base.start]
        before = [one for one in here[: i - 1] if one.share and not one.words]
        if len(before) == 1 and i > 1 and re.search(r"\(\s*[nN]\s*=\s*$", ahead):
            between = text.text[before[0].stop : base.start]
            if not re.search(r"[;:.]\s", between) and before[0] not in paired:
                yield before[0], base


def counts_in_letters(text: Text) -> list[Figure]:
    """“Of the twelve regions”, “av de elva regionerna”: small bases in letters."""
    lex = lexicon(text.lang)
    values = lex.values("numbers")
    made = []
    for match in lettered(text.lang).finditer(text.text):
        value = values.get(match["number"].lower(), 0.0)
        if value >= 3:
            start, stop = match.span("number")
            number = Number(value, 0, "count", start, stop, stop, match["number"], spelled=True)
            made.append(Figure(text, number, "count", value, value, value, "", start))
    return made


@cache
def lettered(lang: str) -> re.Pattern[str]:
    lex = lexicon(lang)
    numbers = any_of(lex.words("numbers"))
    return re.compile(
        rf"(?<!\w)(?:av|bland|i|hos|of|among|in|at)\s+(?:de|the|våra|our|samtliga|all)\s+"
        rf"(?P<number>{numbers})\s+(?!(?:åren|månaderna|years|months|dagarna|days)(?!\w))[^\W\d_]{{3,}}",
        re.IGNORECASE,
    )


def infer(sight: Sight, made: Found) -> None:
    """One base for every percentage with decimals of a report, where it explains nearly all."""
    cells = {
        one
        for sheet in sight.sheets
        for row in sheet.rows
        for column in sheet.columns
        for one in sheet.figures(row.index, column.index)
    }
    if cells:
        return
    shares = [
        one
        for prose in sight.prose
        for one in prose.figures
        if one.share
        and one.number.decimals >= 1
        and not one.words
        and not one.hedge
        and not any(one is pair.share for pair in prose.pairs)
    ]
    for base in sight.counts:
        telling_ = [one for one in shares if telling(one, base.value)]
        wrong = [one for one in telling_ if not possible(one, base.value, sight)]
        chance = sum(min(1.0, 2 * one.half * base.value / 100.0) for one in telling_)
        good = len(telling_) - len(wrong)
        if good >= ENOUGH and chance < 0.5 * good and good >= FIT * len(telling_):
            for one in telling_:
                made.check(one.text, one.number)
            for one in wrong:
                tell(one, base, "warning", 0.7, made)
            return
