"""Tables of any make as Polars, and their columns as arrays; every fault by code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import numpy as np
import polars as pl

from tempen.errors import Fault, TempenError
from tempen.estimate.design import Floats, Ints

MOST_LEVELS, MOST_NAMED = 1_000, 12
SIGNED = {np.int8: pl.Int8, np.int16: pl.Int16, np.int32: pl.Int32}


def fault(code: str, **facts: object) -> TempenError:
    return TempenError([Fault(code, facts=facts)])


def no_column(name: str, known: Sequence[str]) -> TempenError:
    """EST-05, with the columns there are; of many, those of like names first, and not all."""
    near = get_close_matches(name, known, MOST_NAMED)
    told = list(dict.fromkeys((*near, *known)))[:MOST_NAMED]
    more = ["…"] if len(told) < len(known) else []
    return fault("EST-05", column=name, known=", ".join((*told, *more)))


def read_table(data: Any) -> pl.DataFrame:
    """A Polars, pandas or Arrow table, or a mapping of columns; raises EST-21, EST-30."""
    if isinstance(data, pl.DataFrame):
        return data
    if isinstance(data, pl.LazyFrame):
        return data.collect()
    if isinstance(data, Mapping):
        return read_columns(data)
    if hasattr(data, "__arrow_c_stream__"):
        return pl.DataFrame(data)
    if hasattr(data, "columns") and hasattr(data, "to_dict"):  # an older pandas
        return pl.DataFrame(data.to_dict(orient="list"), strict=False)
    raise fault("EST-21", kind=type(data).__name__)


def read_columns(columns: Mapping[str, Any]) -> pl.DataFrame:
    """A table of columns, whole numbers among fractions as fractions; raises EST-30."""
    try:
        return pl.DataFrame(columns, strict=False)
    except (pl.exceptions.PolarsError, TypeError, ValueError) as error:
        problem = (str(error).strip().splitlines() or ["–"])[0]
        raise fault("EST-30", problem=problem) from error


def column(table: pl.DataFrame, name: str) -> pl.Series:
    """A column, floating point NaN as missing; raises EST-05, EST-29 for a column of lists."""
    if name not in table.columns:
        raise no_column(name, table.columns)
    found = table[name]
    if found.dtype == pl.Object:
        found = pl.Series(name, found.to_list(), strict=False)
    if found.dtype.is_nested() or found.dtype in (pl.Duration, pl.Binary, pl.Object):
        raise fault("EST-29", column=name, kind=found.dtype.base_type().__name__)
    return found.fill_nan(None) if found.dtype.is_float() else found


def numbers(table: pl.DataFrame, name: str, *, finite: bool = True) -> Floats:
    """(n,) numbers, NaN where missing; raises EST-12 for what is not a number, EST-28."""
    found = column(table, name)
    if not (found.dtype.is_numeric() or found.dtype in (pl.Boolean, pl.Null)):
        raise fault("EST-12", column=name)
    made = np.array(found.cast(pl.Float64).fill_null(np.nan).to_numpy())
    if finite and np.isinf(made).any():
        raise fault("EST-28", column=name, row=int(np.isinf(made).argmax()) + 1)
    return made


def whole(table: pl.DataFrame, name: str) -> pl.Series:
    """A column of the design, which no row may lack; raises EST-22."""
    found = column(table, name)
    if found.null_count():
        row = int(found.is_null().arg_max() or 0) + 1
        raise fault("EST-22", column=name, count=found.null_count(), row=row)
    return found


def crossing(table: pl.DataFrame, names: Sequence[str]) -> tuple[Ints, tuple[str, ...]]:
    """(n,) codes of the combinations that occur of some columns of the design, and their labels."""
    if not names:
        return np.zeros(table.height, np.int64), ("",)
    texts = [whole(table, name).cast(pl.String) for name in names]
    text = pl.select(pl.concat_str(texts, separator="/")).to_series()
    labels = text.unique().sort().to_list()
    return codes_of(text, labels).astype(np.int64), tuple(labels)


def levels_of(
    table: pl.DataFrame, name: str, wanted: Sequence[str] | None = None
) -> tuple[Ints, tuple[str, ...]]:
    """(n,) codes of a column's levels, in few bytes, -1 where missing; and the levels in order.

    wanted  the levels, also those that nobody chose; an answer outside them is outside the base.
            None: the categories of an enumeration, else the values that occur, in order
    raises  EST-05, EST-11 more than 1000 levels
    """
    found = column(table, name)
    made = small_whole_numbers(found)
    if wanted is None:
        if made is not None:
            return made
        labels = known_levels(found, name)
    else:
        labels = tuple(map(str, wanted))
        if made is not None:
            return renumber(*made, labels), labels
    return codes_of(found.cast(pl.String), labels), labels


def renumber(codes: Ints, known: Sequence[str], labels: Sequence[str]) -> Ints:
    """(n,) codes of levels as those of other labels; -1 for a level that is none of them."""
    place = {label: k for k, label in reversed(list(enumerate(labels)))}
    new = [*(place.get(label, -1) for label in known), -1]
    return np.array(new, small_kind(len(labels)))[codes]


def codes_of(text: pl.Series, labels: Sequence[str]) -> Ints:
    """(n,) the place of each text among the labels, -1 where it is none of them."""
    known = list(dict.fromkeys(labels))
    codes = text.cast(pl.Enum(known), strict=False).to_physical()
    return codes.cast(SIGNED[small_kind(len(known))]).fill_null(-1).to_numpy()


def small_kind(size: int) -> type[np.signedinteger]:
    """The type of fewest bytes that holds codes -1..size."""
    return next(kind for kind in SIGNED if size <= np.iinfo(kind).max)


def small_whole_numbers(found: pl.Series) -> tuple[Ints, tuple[str, ...]] | None:
    """Codes and levels of whole numbers that lie close together, by counting; None where they do
    not, or are none."""
    if not found.dtype.is_integer() or len(found) == found.null_count():
        return None
    low, high = (int(end) for end in (found.min(), found.max()))  # pyright: ignore[reportArgumentType]
    if high - low > MOST_LEVELS or high > np.iinfo(np.int64).max:
        return None
    size = high - low + 1
    kind = small_kind(size)
    missing = found.null_count() > 0
    values = (found.fill_null(low) if missing else found).to_numpy()
    place = (values.astype(np.int64) - low).astype(kind)
    if missing:
        place[found.is_null().to_numpy()] = size
    there = np.flatnonzero(np.bincount(place, minlength=size + 1)[:size])
    labels = tuple(str(low + int(step)) for step in there)
    if len(there) == size and not missing:
        return place, labels
    code = np.full(size + 1, -1, kind)
    code[there] = np.arange(len(there))
    return code[place], labels


def known_levels(found: pl.Series, name: str) -> tuple[str, ...]:
    if isinstance(found.dtype, pl.Enum):
        return tuple(found.dtype.categories.to_list())
    values = found.drop_nulls().unique()
    if len(values) > MOST_LEVELS:
        raise fault("EST-11", column=name, count=len(values), most=MOST_LEVELS)
    if isinstance(values.dtype, pl.Categorical):
        values = values.cast(pl.String)
    return tuple(values.sort().cast(pl.String).to_list())


def names_of(given: str | Sequence[str] | None) -> tuple[str, ...]:
    """One name, several, or none."""
    if given is None:
        return ()
    return (given,) if isinstance(given, str) else tuple(given)
