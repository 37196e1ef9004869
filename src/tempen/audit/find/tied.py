"""The cells of a table, tied to what the data hold: by its rows, columns and caption together.

A table is tied only if its labels are those of one question. What is not understood of it, such as
a column under an unknown head, is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tempen.audit.find.figures import Figure
from tempen.audit.find.held import EVERYONE, Group, Held, Question, normal
from tempen.audit.find.sheet import YEAR, Row, Sheet
from tempen.audit.find.stems import stems_of
from tempen.terms.finding import Known

What = Literal["share", "mean", "count", "base", "low", "high"]
FEW = 2  # labels that a question must share with a table
MOST = 0.6  # of the labels of a table that must be its question's
INTERVAL = re.compile(
    r"(?:95|90|99)\s*(?:%|procent\w*|per cent|percent)?\s*-?(?:konfidens|confidence )?interval\w*"
    r"|(?:konfidens|confidence )?intervall?\b|\bKI\b|\bCI\b",
    re.IGNORECASE,
)
PLAIN_WORDS = (
    "andel andelar share shares percent per cent procent % skattning estimate resultat result "
    "värde value i in of av alla all totalt total samtliga svar answer answers medelvärde medel "
    "genomsnitt mean average"
)
PLAIN = frozenset(PLAIN_WORDS.split())  # in a head, they say neither group nor answer
BASE_HEADS = frozenset(
    (
        "n",
        "bas",
        "base",
        "svar",
        "answers",
        "antal svar",
        "antal svarande",
        "number of answers",
        "number of respondents",
        "responses",
        "respondents",
    )
)
COUNT_HEADS = frozenset(("antal", "count", "number", "frekvens", "frequency"))
DIVIDED = re.compile(r"(?<!\w)(?:per|efter|by)\s.*", re.IGNORECASE)  # by whom, of all
N_BEFORE = re.compile(r"(?:\bn|\bbas(?:en)?|\bbase)\s*[=:]?\s*$", re.IGNORECASE)
OF = re.compile(r"\s*(?:av|of|out of|/)\s*")
MEAN = "mean"  # in place of a level
ENDS: tuple[What, What] = ("low", "high")


@dataclass(frozen=True)
class Tie:
    """A figure of a table and those of the data that it may be."""

    figure: Figure
    what: What
    known: tuple[Known, ...]


@dataclass(frozen=True)
class Head:
    """What a column holds: of which wave and group, or of which answer.

    groups   those that the head names; the caption's where it names none
    caption  the caption's groups, for heads that name an answer
    label    the head's own words; "" where it says no more than the year, or “share”
    """

    kind: Literal["value", "base", "count", "interval", "unknown"]
    groups: frozenset[Group]
    caption: frozenset[Group]
    waves: tuple[str, ...]
    label: str = ""
    grouped: bool = True  # it names groups, or no one


@dataclass(frozen=True)
class Address:
    """Where in the data a cell's figure is to be found.

    variable  of bases, it may be the whole question's id
    level     "" for bases and means
    """

    variable: str
    level: str
    groups: frozenset[Group]
    waves: tuple[str, ...]


Read = Callable[[Row, Head], Address | None]


def ties_of(sheet: Sheet, held: Held) -> Iterator[list[Tie]]:
    """The ties of each part of a table that one question explains, and one alone."""
    groups = groups_of_caption(sheet, held)
    if groups is None:
        return
    heads = [head_of(sheet, index, held, groups) for index in range(sheet.grid.width)]
    for rows in sheet.parts:
        best: list[Tie] = []
        rivals = 0
        for read in readings(sheet, rows, heads, held, groups):
            ties = list(ties_in(sheet, rows, heads, held, read))
            if len(ties) > len(best):
                best, rivals = ties, 0
            elif ties and len(ties) == len(best):
                rivals += 1
        if best and not rivals:
            yield best


# --- whom the table is about --------------------------------------------------------------------


def groups_of_caption(sheet: Sheet, held: Held) -> frozenset[Group] | None:
    """The group that a caption names as a part of its own, “Figure 1: Plans: Regions”; all where
    it names none; None where it names one in passing."""
    found: frozenset[Group] = EVERYONE
    rest = sheet.caption
    for piece in re.split(r"[:,;.(–—]", sheet.caption):
        bare = re.sub(r"^(?:bland|among|för|for)\s+", "", normal(piece))
        if bare in held.groups:
            found = frozenset(held.groups[bare])
            rest = rest.replace(piece, " ")
    words = normal(DIVIDED.sub(" ", rest))
    for question in held.questions.values():
        for name in question.names:
            words = words.replace(name, " ")
    stems = stems_of(words, sheet.lang)
    for label in held.groups:
        own = stems_of(label, sheet.lang)
        if own and len(label) > 3 and own <= stems:
            return None
    return found


def head_of(sheet: Sheet, index: int, held: Held, groups: frozenset[Group]) -> Head:
    """What the heads over a column say, each taken by itself."""
    column = sheet.columns[index]
    years = column.years or frozenset(YEAR.findall(sheet.caption))
    waves = tuple(held.waves_of(sorted(years)))
    kind: Literal["value", "base", "count", "interval", "unknown"] = "value"
    labels: list[str] = []
    for head in heads_over(sheet, index):
        words = normal(INTERVAL.sub(" ", YEAR.sub(" ", head)))
        if not words:
            alone = bool(INTERVAL.search(head)) and not YEAR.search(head)
            kind = "interval" if alone else kind
        elif words in BASE_HEADS:
            kind = "base"
        elif words in COUNT_HEADS:
            kind = "count"
        elif words in held.groups or not set(words.split()) <= PLAIN:
            labels.append(words)
    if len(labels) > 1 or not waves:
        return Head("unknown", groups, groups, waves)
    label = labels[0] if labels else ""
    named = held.groups.get(label)
    if named and groups != EVERYONE:
        return Head(kind, groups, groups, waves, label, False)
    own = frozenset(named) if named else groups
    return Head(kind, own, groups, waves, label, bool(named) or not label)


def heads_over(sheet: Sheet, index: int) -> list[str]:
    """The heads over a column, without what stands across the whole table."""
    cells = [row[index] for row in sheet.grid.rows[: sheet.top]]
    texts = [one.text.text for one in cells if one and one.width < sheet.grid.width]
    return list(dict.fromkeys(texts))


# --- which question ------------------------------------------------------------------------------


def readings(
    sheet: Sheet, rows: Sequence[Row], heads: Sequence[Head], held: Held, groups: frozenset[Group]
) -> Iterator[Read]:
    """The ways in which the rows and columns of a part of a table may be those of a question."""
    labels = {normal(row.label) for row in rows if not is_base(row)} - {""}
    over = {head.label for head in heads[1:]} - {""}
    part = normal(part_label(sheet, rows))
    for id, question in held.questions.items():
        sure = is_named(question, sheet, part)
        answers, levels = question.answers, question.levels
        if fits(labels, answers) and (sure or is_own(labels, id, held)):
            yield by_answers(id, question)
        if part in question.rows and fits(labels, levels):
            yield by_levels(question, question.rows[part])
        if fits(labels, question.rows):
            level = level_of_all(question, sheet)
            if fits(over, levels):
                yield by_rows(question)
            elif level:
                yield by_row(question, level)
        if says_mean(sheet) and any(mean_of(row, question) for row in rows):
            yield by_mean(id, question)
        if sure and fits(labels, held.groups) and fits(over, answers):
            yield by_groups(id, question, held)
        for name in question.names:
            told = part.removeprefix(name).strip() if part.startswith(name) else ""
            if told in answers and fits(labels, held.groups):
                yield by_group(answers[told], held)


def fits(labels: set[str], wanted: Iterable[str]) -> bool:
    """Whether enough of a table's labels are wanted ones."""
    shared = labels & set(wanted)
    return len(shared) >= FEW and len(shared) >= MOST * len(labels)


def is_own(labels: set[str], id: str, held: Held) -> bool:
    """Whether the labels are those of one question alone, and not answers such as “yes”."""
    telling = {label for label in labels if len(label) > 4}
    return len(telling) > FEW and not any(
        len(telling & set(question.answers)) > 1
        for other, question in held.questions.items()
        if other != id
    )


def is_named(question: Question, sheet: Sheet, part: str) -> bool:
    """Whether the caption, the row above or, if none is named there, the notes name it."""
    caption = normal(sheet.caption)
    if any(name in caption or name == part for name in question.names):
        return True
    about = normal_all(sheet.about)
    return any(name in about for name in question.names if len(name.split()) > 3)


QUOTED = re.compile(r"[“”\"»]([^“”\"»«]{3,80})[“”\"«]")


def level_of_all(question: Question, sheet: Sheet) -> str:
    """The one answer that a whole table is of: its caption says it, or its notes quote it."""
    caption = f" {normal(sheet.caption)} "
    quoted = {normal(words) for words in QUOTED.findall(sheet.about)}
    named = [
        label
        for label in question.levels
        if label in quoted or (" " in label and f" {label} " in caption)
    ]
    longest = [one for one in named if not any(one != other and one in other for other in named)]
    return question.levels[longest[0]] if len(longest) == 1 else ""


def normal_all(text: str) -> str:
    return " ".join(normal(line) for line in text.split("\n"))


def part_label(sheet: Sheet, rows: Sequence[Row]) -> str:
    """The spanning row above a part of a table."""
    at = rows[0].index - 1 if rows else -1
    cell = sheet.grid.rows[at][0] if at >= 0 else None
    if cell is None or (at < sheet.top and cell.width < sheet.grid.width):
        return ""
    return cell.text.text


def says_mean(sheet: Sheet) -> bool:
    """Whether a table says that it is of means."""
    words = " ".join((sheet.caption, *(head for one in sheet.columns for head in one.heads)))
    return bool(re.search(r"medel|genomsnitt|\bmean|\baverage", words, re.IGNORECASE))


def is_base(row: Row) -> bool:
    return "base" in row.roles or normal(row.label) in BASE_HEADS


# --- addresses -----------------------------------------------------------------------------------


def by_answers(id: str, question: Question) -> Read:
    """Rows are answers; columns groups or waves."""

    def read(row: Row, head: Head) -> Address | None:
        if not head.grouped:
            return None
        found = (id, "") if is_base(row) else question.answers.get(normal(row.label))
        return Address(*found, head.groups, head.waves) if found else None

    return read


def by_levels(question: Question, variable: str) -> Read:
    """Rows are the scale of one row of a battery, named above them."""

    def read(row: Row, head: Head) -> Address | None:
        level = "" if is_base(row) else question.levels.get(normal(row.label))
        if level is None or not head.grouped:
            return None
        return Address(variable, level, head.groups, head.waves)

    return read


def by_rows(question: Question) -> Read:
    """Rows are those of a battery; columns its scale."""

    def read(row: Row, head: Head) -> Address | None:
        variable = question.rows.get(normal(row.label))
        level = "" if head.kind == "base" else question.levels.get(head.label)
        if not variable or level is None:
            return None
        return Address(variable, level, head.caption, head.waves)

    return read


def by_row(question: Question, level: str) -> Read:
    """Rows are those of a battery; columns groups or waves; the caption names the answer."""

    def read(row: Row, head: Head) -> Address | None:
        variable = question.rows.get(normal(row.label))
        if not variable or not head.grouped:
            return None
        return Address(variable, level, head.groups, head.waves)

    return read


def by_mean(id: str, question: Question) -> Read:
    """Rows are numbers, scores or indexes, each with its mean; columns groups or waves."""

    def read(row: Row, head: Head) -> Address | None:
        if not head.grouped:
            return None
        name = (id, "") if is_base(row) else None
        found = name or mean_of(row, question)
        return Address(*found, head.groups, head.waves) if found else None

    return read


def mean_of(row: Row, question: Question) -> tuple[str, str] | None:
    """The variable that a row names, alone or with its unit after a comma."""
    for label in (row.label, row.label.partition(",")[0]):
        if normal(label) in question.means:
            return question.means[normal(label)], MEAN
    return None


def by_groups(id: str, question: Question, held: Held) -> Read:
    """Rows are groups; columns answers."""

    def read(row: Row, head: Head) -> Address | None:
        groups = row_groups(row, held)
        found = (id, "") if head.kind == "base" else question.answers.get(head.label)
        return Address(*found, groups, head.waves) if groups and found else None

    return read


def by_group(answer: tuple[str, str], held: Held) -> Read:
    """Rows are groups; the row above names the question and the answer."""

    def read(row: Row, head: Head) -> Address | None:
        groups = row_groups(row, held)
        return Address(*answer, groups, head.waves) if groups and not head.label else None

    return read


def row_groups(row: Row, held: Held) -> frozenset[Group]:
    if "total" in row.roles:
        return EVERYONE
    return frozenset(held.groups.get(normal(row.label), ()))


# --- cells ----------------------------------------------------------------------------------------


def ties_in(
    sheet: Sheet, rows: Sequence[Row], heads: Sequence[Head], held: Held, read: Read
) -> Iterator[Tie]:
    """What a way of reading ties of a part of a table."""
    for row in rows:
        for index, head in enumerate(heads[1:], 1):
            address = read(row, head) if head.kind != "unknown" else None
            if address is None:
                continue
            figures = sheet.figures(row.index, index)
            for figure, what in parts_of(figures, head, address):
                known = tuple(found_at(address, what, held))
                if known:
                    yield Tie(figure, what, known)


def parts_of(
    figures: Sequence[Figure], head: Head, address: Address
) -> Iterator[tuple[Figure, What]]:
    """What the figures of a cell are: “35 % (31–39 %); n = 133”, “3 of 11”, “1 679.8”."""
    if not figures or any(one.words or one.hedge for one in figures):
        return
    first, text = figures[0], figures[0].text.text
    if re.search(r"[^\W\d_]", text[: first.start]) and not N_BEFORE.search(text[: first.start]):
        return
    kind = "base" if not address.level else head.kind
    lone = len(figures) == 1 and first.unit == "count"
    if address.level == MEAN and head.kind == "value":
        if first.unit in ("count", "money", "measure"):
            yield first, "mean"
    elif kind in ("base", "count"):
        if lone:
            yield first, kind
    elif kind == "interval":
        if len(figures) == 2 and figures[1].number.joined:
            yield from zip(figures, ENDS, strict=True)
    elif first.share:
        yield first, "share"
        yield from beside(figures, text)
    elif (
        len(figures) >= 2
        and first.unit == "count"
        and OF.fullmatch(text, first.stop, figures[1].start)
    ):
        yield first, "count"
        yield figures[1], "base"
    elif lone:
        yield first, "count"


def beside(figures: Sequence[Figure], text: str) -> Iterator[tuple[Figure, What]]:
    """What stands after a share: its interval and its base."""
    at = 1
    if len(figures) > 2 and figures[1].share and figures[2].number.joined:
        yield from zip(figures[1:3], ENDS, strict=True)
        at = 3
    for one in figures[at : at + 1]:
        if one.unit == "count" and N_BEFORE.search(text[: one.start]):
            yield one, "base"


def found_at(address: Address, what: What, held: Held) -> Iterator[Known]:
    """The figures of the data at an address: of every group and wave that its words may mean."""
    for group in sorted(address.groups):
        for wave in address.waves:
            if what == "base":
                yield from held.bases.get((address.variable, group, wave), ())
            elif what == "mean":
                one = held.means.get((address.variable, group, wave))
                yield from (one,) if one else ()
            else:
                one = held.shares.get((address.variable, address.level, group, wave))
                yield from (one,) if one else ()
