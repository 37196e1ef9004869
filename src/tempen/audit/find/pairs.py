"""A part of a whole in running text, and the share that is printed of it.

“224 of 574 (39%)”, “39% (224 of 574)”, “of 574 organisations 224 answered, a response rate of
39%”, “39% of the 574 organisations (224)”, and the same across two sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from tempen.audit.find.figures import Figure, figures_of, sentences_of
from tempen.audit.reading import Text
from tempen.locale.lexicon import any_of, lexicon

FAR = 90  # characters between the parts of one statement
WORDS = r"(?:[^\W\d_][\w’'-]*\s+)"


@dataclass(frozen=True, slots=True)
class Pair:
    """A part and its whole; the share printed of them, where one is.

    rate  the share is called a response rate
    """

    part: Figure
    whole: Figure
    share: Figure | None = None
    rate: bool = False
    tight: bool = True  # nothing but “of” between part and whole


@dataclass(frozen=True)
class Patterns:
    of: re.Pattern[str]
    tight: re.Pattern[str]
    of_before: re.Pattern[str]
    says: re.Pattern[str]
    equals: re.Pattern[str]
    apart: re.Pattern[str]
    that: re.Pattern[str]
    rate: re.Pattern[str]


@cache
def patterns(lang: str) -> Patterns:
    lex = lexicon(lang)
    of = any_of(word for word in lex.words("out_of") if word != "in")
    filler = "(?:de|the|alla|all|totalt|sammanlagt|våra|our|a total of|dessa|these|those|samtliga)"
    return Patterns(
        of=re.compile(rf"\s*[*_]*\s*{WORDS}{{0,4}}(?:{of})\s+(?:{filler}\s+)*[*_]*", re.I),
        tight=re.compile(rf"\s*[*_]*\s*(?:{of})\s+(?:{filler}\s+)*[*_]*", re.I),
        of_before=re.compile(
            rf"(?:^|[\s(])(?:av|of|out of|bland|among|utav)\s+(?:{filler}\s+)*"
            rf"(?:(?!(?:{any_of(lex.words('stand'))})\s)[^\W\d_]+(?:['’]s|s['’]?)\s+)?[*_]*$",
            re.I,
        ),
        says=re.compile(
            rf"\s*[,–—-]?\s*(?:(?:{any_of(lex.words('which'))})\s+)?"
            rf"(?:{any_of(lex.words('says'))}),?\s+",
            re.I,
        ),
        equals=re.compile(rf"(?<!\w)(?:{any_of(lex.words('equals'))})(?!\w)|[=(]", re.I),
        apart=re.compile(rf"(?<!\w)(?:{any_of(lex.words('apart'))})(?!\w)|;", re.I),
        that=re.compile(rf"\W*(?:{any_of(lex.words('that'))})(?!\w)", re.I),
        rate=lex.pattern("rate"),
    )


@cache
def answered_by(lang: str) -> re.Pattern[str]:
    """“Answered by” right before a number."""
    lex = lexicon(lang)
    whole = "(?:totalt|sammanlagt|in total|a total of|hela)"
    return re.compile(rf"(?<!\w)(?:{any_of(lex.words('answered_by'))})\s+{whole}?\s*$", re.I)


def pairs_of(text: Text) -> list[Pair]:
    """Every part of a whole in a text."""
    figures = figures_of(text)
    if len(figures) < 2:
        return []
    known = patterns(text.lang)
    made: list[Pair] = []
    last: Pair | None = None
    ahead: Figure | None = None  # the one share of the sentence before
    for span in sentences_of(text):
        here = [one for one in figures if span.start <= one.number.start < span.end]
        pairs = list(pairs_in(text, here, known, span.start, span.end))
        if not pairs and last and last.share is None and here and here[0].share:
            opens = known.that.match(text.text, span.start, here[0].start)
            between = text.text[span.start : here[0].start]
            if opens and len(between) < FAR:
                rate = bool(known.rate.search(between))
                made[made.index(last)] = replace(last, share=here[0], rate=rate)
        if ahead and len(pairs) == 1 and pairs[0].share is None and len(here) == 2:
            between = text.text[span.start : here[0].start]
            if known.that.match(between) and len(between) < FAR:
                pairs = [replace(pairs[0], share=ahead)]
        shares = [one for one in here if one.share and not one.words]
        ahead = shares[0] if len(shares) == 1 and not pairs else None
        made += pairs
        last = pairs[-1] if pairs else None
    return made


def pairs_in(
    text: Text, figures: list[Figure], known: Patterns, start: int, end: int
) -> Iterator[Pair]:
    """The pairs of one sentence."""
    taken: set[int] = set()
    for i in range(len(figures) - 1):
        one, other = figures[i], figures[i + 1]
        if i in taken or i + 1 in taken or not (counted(one) and counted(other)):
            continue
        between = text.text[one.stop : other.start]
        if answered_by(text.lang).search(between) and len(between) < FAR:
            if other.value > one.value or known.of_before.search(between[:-4]):
                continue
            pair = Pair(other, one, tight=False)
        elif known.of.fullmatch(between) and (
            one.value <= other.value or known.tight.fullmatch(between)
        ):
            pair = Pair(one, other, tight=bool(known.tight.fullmatch(between)))
        elif whole_first(text, one, other, known):
            pair = Pair(other, one, tight=False)
        else:
            continue
        taken |= {i, i + 1}
        made = with_share(text, figures, i, pair, known, start, end)
        yield made
        if made.whole is one and made.share and in_bracket(made):
            yield from listed(figures, i + 3, one, taken)
    yield from of_percent(text, figures, taken, known)
    yield from around(text, figures, taken, known)


@cache
def inside(lang: str) -> re.Pattern[str]:
    """Words that open another whole: “and of the large, 60 (45%)”."""
    words = (*lexicon(lang).words("out_of", "among"), "varav", "därav", "of whom", "of which")
    return re.compile(rf"(?<!\w)(?:{any_of(words)})(?!\w)", re.I)


def in_bracket(pair: Pair) -> bool:
    """“302 (45%)”: the share in a bracket of its own right after the part."""
    if pair.share is None:
        return False
    text, share = pair.part.text.text, pair.share
    opens = re.fullmatch(rf"\s+{WORDS}{{0,2}}\(\s*", text[pair.part.stop : share.start])
    return bool(opens and re.match(r"\s*(?:%|procent|per cent|percent)?\s*\)", text[share.stop :]))


def listed(figures: list[Figure], at: int, whole: Figure, taken: set[int]) -> Iterator[Pair]:
    """“Of 672 respondents, 302 (45%) were small, 237 (35%) medium and 133 (20%) large”: the parts
    after the first, of the same whole."""
    while at + 1 < len(figures):
        pair = Pair(figures[at], whole, figures[at + 1], tight=False)
        fits = counted(pair.part) and figures[at + 1].share and pair.part.value <= whole.value
        between = whole.text.text[figures[at - 1].stop : figures[at].start]
        if not fits or not in_bracket(pair) or taken & {at, at + 1} or len(between) > FAR:
            return
        if inside(whole.text.lang).search(between):
            return
        taken |= {at, at + 1}
        yield pair
        at += 2


def counted(figure: Figure) -> bool:
    """Whether a figure can be a number of answers: no end of a range such as “2–250”."""
    plain = figure.unit == "count" and figure.number.decimals <= 0 and figure.value >= 0
    return plain and not in_range(figure)


def in_range(figure: Figure) -> bool:
    """“33–43 %”: an interval, not a figure of its own."""
    following = next((one for one in figure.text.numbers if one.start >= figure.stop), None)
    return figure.number.joined or bool(following and following.joined)


def whole_first(text: Text, whole: Figure, part: Figure, known: Patterns) -> bool:
    """“Of 574 organisations, 224 answered”: the whole after “of” at the head of its clause."""
    between = text.text[whole.stop : part.start]
    if part.value > whole.value or len(between) > FAR or re.search(r"[;:(–—]", between):
        return False
    before = known.of_before.search(text.text, max(0, whole.start - 30), whole.start)
    if not before or not between.strip(" ,"):
        return False
    head = text.text[max(0, before.start() - 1) : before.start()].strip()
    clause = before.start() <= 1 or (
        head in ("", ",", ";", ":", "(", ".") and (starts_clause(text.text, before.start()))
    )
    return clause and not known.apart.search(between)


def starts_clause(text: str, at: int) -> bool:
    before = text[:at].rstrip()
    return (
        not before
        or before[-1] in '.,;:!?(”"'
        or bool(re.search(r"(?:^|\s)(?:och|and|att|that|medan|while)$", before))
    )


def with_share(
    text: Text, figures: list[Figure], i: int, pair: Pair, known: Patterns, start: int, end: int
) -> Pair:
    """The pair with its share: right after it, or right before its bracket."""
    after = figures[i + 2] if i + 2 < len(figures) else None
    if after and after.share and not after.words:
        between = text.text[figures[i + 1].stop : after.start]
        if links(between, known):
            return replace(pair, share=after, rate=bool(known.rate.search(between)))
    before = figures[i - 1] if i else None
    if before and before.share and pair.tight:
        between = text.text[before.stop : figures[i].start]
        bracket = re.fullmatch(rf"\W*{WORDS}{{0,8}}[(\[]\s*(?:n\s*=\s*)?", between + " " * 0)
        if bracket or known.says.fullmatch(between):
            rate = bool(known.rate.search(text.text[start : before.start]))
            return replace(pair, share=before, rate=rate)
    return pair


def links(between: str, known: Patterns) -> bool:
    """Whether a share right after a pair is of that pair."""
    if len(between) > FAR or known.apart.search(between):
        return False
    if re.fullmatch(r"[\s,*_–—(\[=]*", between):
        return True
    if re.fullmatch(rf"\s*(?:{WORDS}{{0,4}}[^\W\d_][\w’'-]*)\s*[,–—]\s*", between):
        return True  # “of the 1 284 clubs, 70 %, …”
    words = len(between.split())
    if between.rstrip().endswith(("(", "[")):
        return words <= 9
    return bool(known.equals.search(between)) and words <= 12


def of_percent(
    text: Text, figures: list[Figure], taken: set[int], known: Patterns
) -> Iterator[Pair]:
    """“39% of the 574 organisations (224)”."""
    for i in range(len(figures) - 2):
        share, whole, part = figures[i : i + 3]
        if taken & {i, i + 1, i + 2} or not (share.share and counted(whole) and counted(part)):
            continue
        first = text.text[share.stop : whole.start]
        second = text.text[whole.stop : part.start]
        closes = text.text[part.stop : part.stop + 12]
        if (
            known.tight.fullmatch(first)
            and re.fullmatch(rf"\s+{WORDS}{{0,4}}\(", second)
            and re.match(r"\s*(?:st|stycken|organisations?|svar)?\s*\)", closes)
            and part.value <= whole.value
        ):
            taken |= {i, i + 1, i + 2}
            yield Pair(part, whole, share, tight=False)


def around(text: Text, figures: list[Figure], taken: set[int], known: Patterns) -> Iterator[Pair]:
    """“102 agencies, or 39% of the 263 asked”."""
    for i in range(len(figures) - 2):
        part, share, whole = figures[i : i + 3]
        if taken & {i, i + 1, i + 2} or not (counted(part) and share.share and counted(whole)):
            continue
        first = text.text[part.stop : share.start]
        if (
            known.tight.fullmatch(text.text[share.stop : whole.start])
            and len(first) < FAR
            and part.value <= whole.value
            and (known.equals.search(first) and not known.apart.search(first))
        ):
            taken |= {i, i + 1, i + 2}
            yield Pair(part, whole, share, tight=False)
