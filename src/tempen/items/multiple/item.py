"""Several answers out of options: “What support do you need?” Each option is a variable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import numpy as np
import polars as pl
from pydantic import Field

from tempen.errors import Place
from tempen.items.answers import (
    Parsed,
    Problem,
    Raw,
    code_book,
    codes_of,
    column_of,
    height,
    no_column,
    put_between,
    skip,
    split_columns,
    split_marks,
    tell,
    translate,
)
from tempen.items.build import build_item, mark_variable
from tempen.items.fake import sprinkle
from tempen.items.keys import Flag, Id, ItemKeys, Slip, slip
from tempen.items.levels import DONT_KNOW, check_ids
from tempen.locale import speak
from tempen.terms.item import Asked, Item, Level, Missing, Variable

NONE = "none"
SKIPPED = int(Missing.SKIPPED)


class Keys(ItemKeys):
    kind: Literal["multiple"]
    options: list[Id] = Field(min_length=2, description="The options, in the order shown.")
    none: Flag = Field(False, description="Offers “none of these”, which stands alone.")
    dont_know: Flag = Field(False, description="Offers “don't know”, which stands alone.")
    exclusive: list[Id] = Field(default_factory=list, description="Options that stand alone.")
    cap: int | None = Field(None, ge=1, description="The most options that may be marked.")
    blank: Literal["skipped", "unmarked"] = Field(
        "skipped", description="A blank answer was skipped, or is an answer with no mark."
    )


def check(keys: Keys) -> Iterator[Slip]:
    yield from check_ids("options", keys.options)
    if keys.none and NONE in keys.options:
        yield slip("ITEM-08", "options", keys.options.index(NONE), id=NONE)
    for at, option in enumerate(keys.exclusive):
        if option not in keys.options:
            known = ", ".join(keys.options)
            yield slip("ITEM-12", "exclusive", at, option=option, known=known)
    if keys.cap is not None and keys.cap > len(keys.options):
        yield slip("ITEM-04", "cap", id=keys.id, cap=keys.cap, options=len(keys.options))


def build(keys: Keys, section: str, place: Place, waves: Mapping[str, Asked]) -> Item:
    return build_item(
        keys,
        "multiple",
        section,
        place,
        waves,
        levels=make_options(keys),
        dont_know=keys.dont_know,
        cap=keys.cap,
        blank=keys.blank,
    )


def make_options(keys: Keys) -> tuple[Level, ...]:
    """The options, then “none of these” and “don't know”, which stand alone."""
    levels = [Level(id, exclusive=id in keys.exclusive) for id in keys.options]
    if keys.none:
        levels.append(Level(NONE, "none", exclusive=True))
    if keys.dont_know:
        levels.append(Level(DONT_KNOW, "dont_know", exclusive=True))
    return tuple(levels)


def variables(item: Item) -> tuple[Variable, ...]:
    return tuple(mark_variable(item, level) for level in item.levels)


# How a column per option says that the option is marked, or not.
MARKS = {"1": 1, "x": 1, "yes": 1, "true": 1, "0": 0, "no": 0, "false": 0}


def parse(item: Item, asked: Asked, raw: Raw) -> Parsed:
    """Marks from one cell with several (`law skills`), or from a column per option.

    A blank cell is skipped; with `blank: unmarked` it is an answer with no mark.
    """
    if column_of(item, asked) in raw:
        marks, problems = read_cell(item, asked, raw[column_of(item, asked)])
    else:
        marks, problems = read_columns(item, asked, raw)
    for at, level in enumerate(item.levels):
        if not item.part_asked_in(level.id, asked.wave) and level.kind == "answer":
            marks[:, at] = int(Missing.NOT_ASKED)
    return Parsed(split_columns(marks, variables(item)), tuple(problems))


def read_cell(item: Item, asked: Asked, series: pl.Series) -> tuple[np.ndarray, list[Problem]]:
    column = column_of(item, asked)
    table = split_marks(series, asked.separator)
    ids = {level.id: at for at, level in enumerate(item.levels)}
    codes = translate(table["mark"], code_book(item, asked, ids))
    marks = np.full((len(series), len(item.levels)), blank_code(item), dtype=np.int16)
    rows, at = table["row"].to_numpy(), codes.to_numpy()
    marks[rows, :] = 0
    chosen = at >= 0  # nan where unknown
    marks[rows[chosen], at[chosen].astype(int)] = 1
    problems = check_marks(item, marks, series, column)
    unknown = np.unique(rows[codes.is_null().to_numpy()])
    known = ", ".join(ids)
    problems += tell(unknown, series, column, "ITEM-21", item=item.id, known=known)
    problems += set_said(item, marks, rows, at, series, column)
    skip(marks, [problem.row for problem in problems])
    return marks, problems


def blank_code(item: Item) -> int:
    return 0 if item.blank == "unmarked" else SKIPPED


def set_said(
    item: Item, marks: np.ndarray, rows: np.ndarray, at: np.ndarray, series: pl.Series, column: str
) -> list[Problem]:
    """ "Not applicable" (or a recode to skipped) holds for the whole answer, and stands alone."""
    said = at < 0
    alone = marks[rows[said]].sum(axis=1) == 0
    marks[rows[said][alone], :] = at[said][alone, None].astype(np.int16)
    mixed = np.unique(rows[said][~alone])
    return tell(mixed, series, column, "ITEM-22", item=item.id, option="not_applicable")


def read_columns(item: Item, asked: Asked, raw: Raw) -> tuple[np.ndarray, list[Problem]]:
    """A column per option. An option without a mark beside others that have one is not marked."""
    n = height(raw)
    marks = np.full((n, len(item.levels)), SKIPPED, dtype=np.int16)
    problems: list[Problem] = []
    for at, level in enumerate(item.levels):
        column = column_of(item, asked, level.id)
        if column in raw:
            marks[:, at], found = read_option(item, asked, raw[column], level.id, column)
            problems += found
        elif level.kind == "answer" and item.part_asked_in(level.id, asked.wave):
            problems.append(no_column(item, column))
    said = (marks == int(Missing.NOT_APPLICABLE)).any(axis=1)
    answered = (marks >= 0).any(axis=1)
    marks[np.expand_dims(answered, 1) & (marks < 0)] = 0
    marks[said, :] = int(Missing.NOT_APPLICABLE)
    marks[(marks == SKIPPED).all(axis=1), :] = blank_code(item)
    problems += check_marks(item, marks, pl.Series(["1"] * n), column_of(item, asked))
    skip(marks, [problem.row for problem in problems if problem.row >= 0])
    return marks, problems


def read_option(
    item: Item, asked: Asked, series: pl.Series, option: str, column: str
) -> tuple[np.ndarray, list[Problem]]:
    text = series.cast(pl.String).str.to_lowercase()
    book = {**MARKS, option.lower(): 1}
    said = code_book(item, asked, {level.id: int(level.id == option) for level in item.levels})
    book |= {raw.strip().lower(): said[raw.strip()] for raw in asked.recode if raw.strip() in said}
    if item.not_applicable:
        book["not_applicable"] = int(Missing.NOT_APPLICABLE)
    codes, unknown = codes_of(text, book)
    problems = tell(unknown, series, column, "ITEM-21", item=item.id, known="1, 0, x")
    return codes.to_numpy(), problems


def check_marks(item: Item, marks: np.ndarray, series: pl.Series, column: str) -> list[Problem]:
    """Options that stand alone beside others, and more marks than may be."""
    marked = marks == 1
    count = marked.sum(axis=1)
    problems: list[Problem] = []
    for at, level in enumerate(item.levels):
        if level.exclusive:
            rows = np.flatnonzero(marked[:, at] & (count > 1))
            problems += tell(rows, series, column, "ITEM-22", item=item.id, option=level.id)
    told = {problem.row for problem in problems}
    for row in np.flatnonzero(count > (item.cap or len(item.levels))):
        if row not in told:
            facts = {"item": item.id, "marked": int(count[row]), "cap": item.cap}
            problems += tell([int(row)], series, column, "ITEM-23", **facts)
    return problems


def fake(item: Item, asked: Asked, rng: np.random.Generator, n: int) -> dict[str, list[str]]:
    options = [level.id for level in item.levels if not level.exclusive]
    alone = [level.id for level in item.levels if level.exclusive]
    most = item.cap or len(options)
    sizes = rng.integers(1, most + 1, n)
    between = put_between(asked.separator)
    cells = [between.join(rng.permutation(options)[:size]) for size in sizes]
    for at in np.flatnonzero(rng.random(n) < 0.1) if alone else ():
        cells[at] = str(rng.choice(alone))
    return {column_of(item, asked): sprinkle(item, cells, rng)}


def describe(item: Item, lang: str) -> str:
    say = speak(lang)
    if item.cap is None:
        return say("Several answers")
    return say("At most {cap} answers").format(cap=item.cap)
