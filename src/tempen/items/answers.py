"""Raw answers become codes: what every kind's `parse` is made of.

`raw` is the table of answers, a text per cell and column; a blank cell is skipped. An answer
with a problem counts as skipped, and the problem is told with its row: nothing is guessed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from tempen.terms.item import Asked, Item, Missing, Variable

Raw = Mapping[str, pl.Series]
SEPARATORS = r"[\s;|,]+"
CSV = "csv"  # the separator of marks that are quoted where they hold a comma
ANY = "*"  # the end of a code that stands for every text that begins so


@dataclass(frozen=True)
class Problem:
    """A cell that cannot be taken as it stands; row counts from 0, -1 is the whole column."""

    row: int
    column: str
    value: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Parsed:
    """Columns of codes by name (`id`, and `id:value` or `id:text`), and what was wrong."""

    columns: Mapping[str, pl.Series]
    problems: tuple[Problem, ...] = ()


def height(raw: Raw) -> int:
    return next((len(series) for series in raw.values()), 0)


def column_of(item: Item, asked: Asked, part: str | None = None) -> str:
    """The column that holds an item's answers, or those of a row or option of it."""
    own = asked.column or item.id
    return own if part is None else asked.columns.get(part, f"{own}.{part}")


def clean(series: pl.Series) -> pl.Series:
    """The texts without spaces around them; what is blank is null."""
    text = series.cast(pl.String).str.strip_chars()
    return text.set(text == "", None)


def whole(series: pl.Series) -> pl.Series:
    """`1.0`, as workbooks write a whole number, is `1`."""
    return series.str.replace(r"^(-?\d+)\.0+$", "$1")


def translate(series: pl.Series, book: Mapping[str, int]) -> pl.Series:
    """Codes of texts; null where the text is blank or unknown.

    The whole text goes before its beginning (`Other*`), a longer beginning before a shorter.
    """
    exact = {text: code for text, code in book.items() if not text.endswith(ANY)}
    beginnings = sorted(book.keys() - exact.keys(), key=len, reverse=True)
    codes = look_up(series, exact)
    if left(codes, series).any():
        codes = codes.fill_null(look_up(whole(series), exact))
    for beginning in beginnings:
        begins = series.str.starts_with(beginning.removesuffix(ANY))
        codes = codes.set(left(codes, series) & begins, book[beginning])
    return codes


def look_up(series: pl.Series, codes: Mapping[str, int]) -> pl.Series:
    old, new = list(codes), list(codes.values())
    if not old:
        return pl.Series(series.name, [None] * len(series), dtype=pl.Int16)
    return series.replace_strict(old, new, default=None, return_dtype=pl.Int16)


def left(codes: pl.Series, series: pl.Series) -> pl.Series:
    """Texts that have no code yet."""
    return codes.is_null() & series.is_not_null()


def code_book(item: Item, asked: Asked, codes: Mapping[str, int]) -> dict[str, int]:
    """Raw text -> code: ids as they are, what may always be said, and the wave's recodes.

    A recode may name a level, `dont_know`, `not_applicable`, or `skipped`. Spaces around its
    code do not count, as those around an answer do not.
    """
    book = dict(codes)
    if item.not_applicable:
        book.setdefault("not_applicable", Missing.NOT_APPLICABLE)
    if item.dont_know:
        book.setdefault("dont_know", Missing.DONT_KNOW)
    targets = {"skipped": int(Missing.SKIPPED), **book}
    recoded = {
        raw.strip(): targets[level] for raw, level in asked.recode.items() if level in targets
    }
    return {**book, **recoded}


def codes_of(series: pl.Series, book: Mapping[str, int]) -> tuple[pl.Series, np.ndarray]:
    """Codes, blank and unknown as skipped; and the rows whose text is in no code book."""
    text = clean(series)
    codes = translate(text, book)
    unknown = left(codes, text).to_numpy()
    return codes.fill_null(int(Missing.SKIPPED)).cast(pl.Int16), np.flatnonzero(unknown)


def tell(
    rows: Iterable[int], series: pl.Series, column: str, code: str, **facts: Any
) -> list[Problem]:
    """A problem for each row, with the cell as it stands."""
    cells = [(int(row), str(series[int(row)])) for row in rows]
    return [Problem(row, column, cell, code, {"value": cell, **facts}) for row, cell in cells]


def blank(n: int, code: Missing = Missing.SKIPPED) -> pl.Series:
    return pl.Series(np.full(n, int(code), dtype=np.int16))


def no_column(item: Item, column: str) -> Problem:
    return Problem(-1, column, "", "ITEM-20", {"column": column, "item": item.id})


def parse_levels(
    item: Item, asked: Asked, raw: Raw, variable: Variable, extra: Mapping[str, int] | None = None
) -> tuple[pl.Series, list[Problem]]:
    """One column of levels. `extra` are other spellings of them, by code."""
    column = column_of(item, asked, variable.part)
    if column not in raw:
        return blank(height(raw)), [no_column(item, column)]
    series = raw[column]
    ids = {id: code for code, id in enumerate(variable.levels)}
    codes, unknown = codes_of(series, code_book(item, asked, {**(extra or {}), **ids}))
    known = ", ".join(variable.levels)
    problems = tell(unknown, series, column, "ITEM-21", item=item.id, known=known)
    if asked.levels:
        refused = not_offered(codes, variable.levels, asked.levels)
        problems += tell(refused, series, column, "ITEM-29", item=item.id)
        codes = codes.scatter(refused.tolist(), int(Missing.SKIPPED))
    return codes, problems


def not_offered(codes: pl.Series, levels: Sequence[str], offered: Sequence[str]) -> np.ndarray:
    """The rows that hold a level which the wave did not offer ("don't know" always may be)."""
    refused = [
        code for code, level in enumerate(levels) if level not in offered and level != "dont_know"
    ]
    return np.flatnonzero(np.isin(codes.to_numpy(), refused))


def parse_parts(item: Item, asked: Asked, raw: Raw, variables: Sequence[Variable]) -> Parsed:
    """A column of levels per row of a battery; rows the wave did not have were not asked."""
    columns: dict[str, pl.Series] = {}
    problems: list[Problem] = []
    for variable in variables:
        if not item.part_asked_in(variable.part, asked.wave):
            columns[variable.id] = blank(height(raw), Missing.NOT_ASKED).alias(variable.id)
            continue
        codes, found = parse_levels(item, asked, raw, variable)
        columns[variable.id] = codes.alias(variable.id)
        problems += found
    return Parsed(columns, tuple(problems))


def parse_one(
    item: Item, asked: Asked, raw: Raw, variable: Variable, extra: Mapping[str, int] | None = None
) -> Parsed:
    codes, problems = parse_levels(item, asked, raw, variable, extra)
    return Parsed({variable.id: codes.alias(variable.id)}, tuple(problems))


def split_marks(series: pl.Series, separator: str | None, usual: str = SEPARATORS) -> pl.DataFrame:
    """One row a mark of a cell with several: `row`, `mark`, in the order written."""
    text = clean(series)
    if separator == CSV:
        table = split_quoted(text)
    else:
        if separator is None:
            text, separator = text.str.replace_all(usual, "\x1f"), "\x1f"
        table = pl.DataFrame({"row": np.arange(len(text)), "mark": text.str.split(separator)})
        table = table.explode("mark")
    table = table.with_columns(pl.col("mark").str.strip_chars())
    return table.filter(pl.col("mark").is_not_null() & (pl.col("mark") != ""))


def split_quoted(text: pl.Series) -> pl.DataFrame:
    """Marks with commas between them, in quotes where they hold one: `"tests, fast",docs`."""
    found = [(row, mark) for row, cell in enumerate(text) if cell for mark in unquote(cell)]
    rows, marks = zip(*found, strict=True) if found else ((), ())
    return pl.DataFrame(
        {"row": np.array(rows, dtype=np.int64), "mark": pl.Series(marks, dtype=pl.String)}
    )


def unquote(cell: str) -> list[str]:
    try:
        return [mark for line in csv.reader(cell.splitlines(keepends=True)) for mark in line]
    except csv.Error:  # longer than csv reads: told as it stands, as no answer
        return [cell]


def put_between(separator: str | None) -> str:
    """What stands between marks that are written."""
    return "," if separator == CSV else separator or " "


def skip(table: np.ndarray, rows: Iterable[int]) -> None:
    """Answers with a problem count as skipped."""
    table[list(rows), :] = int(Missing.SKIPPED)


def split_columns(table: np.ndarray, variables: Sequence[Variable]) -> dict[str, pl.Series]:
    return {
        variable.id: pl.Series(variable.id, table[:, at].astype(np.int16))
        for at, variable in enumerate(variables)
    }
