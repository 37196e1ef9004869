"""How many were asked and how many answered, wave by wave, wherever a report says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from tempen.audit.find.figures import Figure, sentences_of, years_of
from tempen.audit.find.pairs import answered_by
from tempen.audit.find.sheet import Sheet
from tempen.audit.find.sight import Prose, Sight
from tempen.audit.find.stems import has_group, is_group, stem, stems_of
from tempen.audit.reading import Span
from tempen.locale.lexicon import any_of, lexicon

Role = Literal["invited", "answered", "rate"]
ASIDE = re.compile(r"\((?:19|20)\d\d\s*[:,][^()]*\)")  # “(2021: 74 procent)”
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Size:
    """A statement of the survey's size.

    year   "" where none is named
    group  "" for all; else the stem of the group
    firm   part of a pair or a table: not a number in passing
    """

    role: Role
    year: str
    group: str
    figure: Figure
    firm: bool


def sizes_of(sight: Sight) -> list[Size]:
    """Every statement of the survey's size; worked out once."""
    if "sizes" not in sight.kept:
        sight.kept["sizes"] = find_sizes(sight)
    return sight.kept["sizes"]


def find_sizes(sight: Sight) -> list[Size]:
    found = [size for sheet in sight.sheets for size in sizes_in_sheet(sheet)]
    groups = {size.group for size in found if size.group}
    for prose in sight.prose:
        if prose.block.kind in ("paragraph", "item", "footnote", "quote"):
            found += sizes_in_prose(prose, groups)
    return name_all(found)


def this_year(sight: Sight) -> str:
    """The wave that a report is of: the latest year of its title and of its sizes."""
    first = next((one for one in sight.prose if one.block.kind == "heading"), None)
    title = YEAR.findall(first.text.text) if first else []
    return max((*title, *(size.year for size in sizes_of(sight))), default="")


def name_all(sizes: list[Size]) -> list[Size]:
    """Where one kind of unit is counted throughout, “412 companies” are all, and no group."""
    kinds = {kind for size in sizes if size.group == "?" for kind in kinds_of(size)}
    if len(kinds) != 1:
        return sizes
    return [replace(size, group="") if size.group == "?" else size for size in sizes]


def kinds_of(size: Size) -> set[str]:
    """The unit that a count is of; where none follows it, the groups that its sentence is among."""
    unit = counted_unit(size)
    return {unit} if unit else named_groups(size.figure)


def named_groups(figure: Figure) -> set[str]:
    text, lang = figure.text, figure.text.lang
    among = (
        rf"(?<!\w)(?:{any_of(lexicon(lang).words('among'))})\s+(?:de\s+|the\s+)?([^\W\d_]{{4,}})"
    )
    span = next(span for span in sentences_of(text) if span.start <= figure.start < span.end)
    words = re.findall(among, text.text[span.start : span.end], re.I)
    return {one for word in words if is_group(one := stem(word, lang), lang)}


def counted_unit(size: Size) -> str:
    """The unit that a count is of, cut: “412 bolag”."""
    text = size.figure.text
    match = re.match(r"\s+([^\W\d_]{4,})", text.text[size.figure.stop :])
    word = stem(match[1], text.lang) if match and size.figure.unit == "count" else ""
    return word if word and is_group(word, text.lang) else ""


def sizes_in_sheet(sheet: Sheet) -> Iterator[Size]:
    """A table of answers per group or wave: columns asked, answered and rate."""
    roles: dict[Role, int] = {}
    for column in sheet.columns:
        for role in ("invited", "answered", "rate"):
            unit = "percent" if role == "rate" else "count"
            if role in column.roles and column.unit == unit and role not in roles:
                roles[role] = column.index
    if "answered" in roles and "rate" in roles and "invited" not in roles:
        left = roles["answered"] - 1
        if left > 0 and sheet.columns[left].unit == "count":
            roles["invited"] = left
    beside = roles.get("answered", 0) - 1
    if "invited" in roles and beside > 0 and "invited" in sheet.columns[beside].roles:
        roles["invited"] = beside  # of a gross and a net sample, the net
    if "answered" not in roles or "invited" not in roles:
        return
    caption = YEAR.findall(sheet.caption)
    for row in sheet.rows:
        year = YEAR.findall(row.label) or caption
        if len(set(year)) > 1:
            continue
        whole = bool(row.roles & {"total"}) or bool(YEAR.fullmatch(row.label))
        stems = sorted(stems_of(row.label, sheet.lang))
        group = "" if whole else " ".join(stems)
        if not whole and not stems:
            continue
        for role, column in roles.items():
            figure = sheet.figure(row.index, column)
            if figure:
                yield Size(role, year[0] if year else "", group, figure, True)


@cache
def patterns(lang: str) -> dict[str, re.Pattern[str]]:
    lex = lexicon(lang)
    word = {
        group: any_of(lex.words(group))
        for group in (
            "answer_nouns",
            "answer_verbs",
            "answering",
            "got",
            "sent_to",
            "asked",
            "answers_from",
            "surveyed",
            "net_sample",
            "took_survey",
            "sending",
            "answered",
        )
    }
    few = r"(?:[^\W\d_]+\s+){0,2}"
    return {
        "answered_after": re.compile(
            rf"[*_\s]*{few}(?:{word['answer_nouns']}|{word['answer_verbs']})(?!\w)", re.I
        ),
        "answered_before": re.compile(
            rf"(?<!\w)(?:{word['got']})\s+(?:in\s+)?(?:\w+\s+){{0,3}}[*_]*$", re.I
        ),
        "answered_right_before": re.compile(rf"(?<!\w)(?:{word['answer_verbs']})\s*$", re.I),
        "answered_by": answered_by(lang),
        "answers_from": re.compile(
            rf"(?<!\w)(?:{word['answers_from']}|{word['surveyed']})\s+(?:\w+\s+)?$", re.I
        ),
        "surveyed": re.compile(rf"\s+{few}(?:{word['surveyed']})(?!\w)", re.I),
        "net_sample": re.compile(rf"(?<!\w)(?:{word['net_sample']})\s+{few}$", re.I),
        "took_survey": re.compile(rf"\s+{few}(?:{word['took_survey']})(?!\w)", re.I),
        "sending": re.compile(rf"(?<!\w)(?:{word['sending']})(?!\w)", re.I),
        "answered_share": re.compile(rf"\s+{few}(?:{word['answer_verbs']})(?!\w)", re.I),
        "answering": re.compile(rf"\s+{few}(?:{word['answering']})(?!\w)", re.I),
        "invited_before": re.compile(rf"(?<!\w)(?:{word['sent_to']})\s+(?:\w+\s+){{0,3}}$", re.I),
        "invited_after": re.compile(rf"\s+{few}(?:{word['asked']})(?!\w)", re.I),
        "got_before": re.compile(rf"(?<!\w)(?:{any_of(lex.words('got'))})\s*$", re.I),
        "form_after": re.compile(rf"\s+{few}(?:{any_of(lex.words('form'))})(?!\w)", re.I),
        "by": re.compile(rf"(?<!\w)(?:{any_of(lex.words('answered', 'answered_by'))})(?!\w)", re.I),
        "for": re.compile(rf"\s*(?:{any_of(lex.words('among'))})\s+", re.I),
        "level": lex.pattern("survey_level"),
        "rate": lex.pattern("rate"),
    }


@cache
def against(lang: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of(lexicon(lang).words('against'))})(?!\w)", re.I)


def sizes_in_prose(prose: Prose, groups: set[str]) -> Iterator[Size]:
    if not prose.figures:
        return
    known, text = patterns(prose.text.lang), prose.text
    opening = YEAR.match(text.text)
    for span in sentences_of(text):
        sentence = text.text[span.start : span.end]
        if lexicon(text.lang).pattern("item_level").search(sentence):
            continue
        here, years = of_this_wave(prose, span)
        year = years.pop() if len(years) == 1 else (opening[0] if opening and not years else "")
        if len({*years, year} - {""}) > 1:
            continue
        stems = stems_of(sentence, text.lang)
        group = group_in(stems, groups, text.lang)
        if group is None:
            continue
        if group == "?" and of_all(prose, span, here):
            group = ""
        yield from sizes_in_pairs(prose, span, year, group)
        paired = {one for pair in prose.pairs for one in (pair.part, pair.whole, pair.share)}
        single = [one for one in here if one not in paired]
        counts = [
            one
            for one in single
            if one.unit == "count" and one.number.decimals == 0 and one.value >= 20
        ]
        for one in counts:
            role = role_of(one, counts, span)
            if role:
                yield Size(role, year, group, one, False)
        shares = [one for one in single if one.share and not one.words]
        yield from of_groups(prose, span, year, counts, shares)
        match = known["rate"].search(sentence)
        if match and shares and abs(span.start + match.start() - shares[0].start) < 60:
            if len(shares) == 1 or "(" in text.text[shares[0].stop : shares[1].start]:
                yield Size("rate", year, group, shares[0], False)
        elif (
            len(shares) == 1
            and counts
            and known["invited_after"].match(text.text, counts[0].stop)
            and known["answered_share"].match(text.text, shares[0].stop)
        ):
            yield Size("rate", year, group, shares[0], False)


def of_all(prose: Prose, span: Span, here: list[Figure]) -> bool:
    """“Answered by 153: 18 regions and 135 agencies”, “a rate of 70 % (86 % for regions …)”: the
    first figure is of all, and the groups have their own."""
    known = patterns(prose.text.lang)
    grouped = [one for one in here if group_after(one) or group_after(one, known["for"])]
    return len(grouped) >= 2 and len(here) > len(grouped) and here[0] not in grouped


def of_this_wave(prose: Prose, span: Span) -> tuple[list[Figure], set[str]]:
    """The figures and years of a sentence but for those of another wave: “(2021: 74%)”, “to be
    compared with 76% in 2021”."""
    text = prose.text
    here = [one for one in prose.figures if span.start <= one.number.start < span.end]
    asides = [
        (match.start(), match.end()) for match in ASIDE.finditer(text.text, span.start, span.end)
    ]
    here = [one for one in here if not any(a <= one.start < b for a, b in asides)]
    if here and (other := against(text.lang).search(text.text, here[0].stop, span.end)):
        asides.append((other.start(), span.end))
        here = [one for one in here if one.start < other.start()]
    years = {
        year
        for year, at in years_of(text, span.start, span.end)
        if not any(a <= at < b for a, b in asides)
    }
    return here, years


def sizes_in_pairs(prose: Prose, span: Span, year: str, group: str) -> Iterator[Size]:
    """“Of 574 asked, 224 answered, 39%”: a part, its whole and their rate."""
    known, text = patterns(prose.text.lang), prose.text
    sentence = text.text[span.start : span.end]
    for pair in prose.pairs:
        if span.start <= pair.part.start < span.end and (
            pair.rate
            or known["answered_after"].match(text.text, pair.whole.stop)
            or known["answered_after"].match(text.text, pair.part.stop)
            or known["answered_by"].search(text.text, span.start, pair.part.start)
            or known["answered_right_before"].search(text.text, span.start, pair.part.start)
        ):
            if not asked_of(sentence, text.lang) or known["answering"].match(
                text.text, pair.whole.stop
            ):
                continue
            yield Size("answered", year, group, pair.part, True)
            yield Size("invited", year, group, pair.whole, True)
            if pair.share and pair.share.text is text:
                yield Size("rate", year, group, pair.share, True)


def role_of(one: Figure, counts: list[Figure], span: Span) -> Role | None:
    """Whether a count by itself is of those who answered, or of those asked."""
    text, known = one.text, patterns(one.text.lang)
    sentence = text.text[span.start : span.end]

    def answers(each: Figure) -> bool:
        after = known["answered_after"].match(text.text, each.stop)
        return bool(after) and not known["invited_after"].match(text.text, each.stop)

    before = known["answered_before"].search(text.text, span.start, one.start)
    if (
        known["answered_by"].search(text.text, span.start, one.start)
        or known["answers_from"].search(text.text, span.start, one.start)
        or known["surveyed"].match(text.text, one.stop)
        or known["took_survey"].match(text.text, one.stop)
        or (
            answers(one)
            and (before or known["level"].search(sentence))
            and not any(answers(each) for each in counts if each is not one)
        )
    ):
        return "answered"
    if (
        (
            known["got_before"].search(text.text, span.start, one.start)
            and known["form_after"].match(text.text, one.stop)
        )
        or known["invited_before"].search(text.text, span.start, one.start)
        or known["net_sample"].search(text.text, span.start, one.start)
        or (counts == [one] and known["sending"].search(sentence))
        or known["invited_after"].match(text.text, one.stop)
    ):
        return "invited"
    return None


def of_groups(
    prose: Prose, span: Span, year: str, counts: list[Figure], shares: list[Figure]
) -> Iterator[Size]:
    """“Sent to 21 regions and 198 agencies”, “86 % for regions, 68 % for agencies”."""
    text, known = prose.text, patterns(prose.text.lang)
    sentence = text.text[span.start : span.end]
    counts = [
        one
        for one in prose.figures
        if one.unit == "count"
        and one.number.decimals == 0
        and one.value >= 2
        and span.start <= one.start < span.end
    ]
    role: Role = "invited" if known["sending"].search(sentence) else "answered"
    named = [(group, one) for one in counts if (group := group_after(one))]
    if len({group for group, _ in named}) == len(named) > 1 and (
        role == "invited" or known["by"].search(sentence)
    ):
        for group, one in named:
            yield Size(role, year, group, one, False)
        rest = [one for one in counts if not any(one is each for _, each in named)]
        if len(rest) == 1 and rest[0].value >= max(one.value for _, one in named):
            yield Size(role, year, "", rest[0], False)
    if known["rate"].search(sentence):
        for one in shares:
            group = group_after(one, known["for"])
            if group:
                yield Size("rate", year, group, one, False)


def group_after(figure: Figure, before: re.Pattern[str] | None = None) -> str:
    """The unit that stands after a count, or after a share and “for”: its stem."""
    text, lang = figure.text, figure.text.lang
    rest = text.text[figure.stop : figure.stop + 50]
    match = before.match(rest) if before else None
    if before and not match:
        return ""
    words = re.findall(r"[^\W\d_]+", re.split(r"[,.;:()]", rest[match.end() if match else 0 :])[0])
    for word in words[:2]:
        if is_group(stem(word, lang), lang) and len(word) > 3:
            return stem(word, lang)
    return ""


def asked_of(sentence: str, lang: str) -> bool:
    """Whether a pair is of those asked: who answered the survey, not a question in it."""
    lex = lexicon(lang)
    return bool(lex.pattern("answered", "rate").search(sentence))


def group_in(stems: frozenset[str], groups: set[str], lang: str) -> str | None:
    """The one group that a sentence names, "" for none; None where it names several. "?" where no
    table says what the groups are."""
    named = [
        group for group in groups if group and all(fits(part, stems) for part in group.split())
    ]
    longest = [one for one in named if not any(one != other and one in other for other in named)]
    if len(longest) > 1:
        return None
    if longest:
        return longest[0]
    return "?" if not groups and has_group(stems, lang) else ""


def fits(part: str, stems: frozenset[str]) -> bool:
    return any(one.startswith(part) or (part.startswith(one) and len(one) >= 4) for one in stems)
