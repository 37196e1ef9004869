"""Faults of many rows told as one: where the first stands, how many there are, which."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from tempen.errors import Fault, Faults, Severity
from tempen.terms.table import Table

MOST = 50  # values told of one column


def tell_chosen(
    table: Table,
    chosen: pl.Series,
    faults: Faults,
    code: str,
    facts: Mapping[str, object] | None = None,
    severity: Severity = "error",
) -> None:
    """One fault for all the chosen rows, at the first of them; none where none is chosen."""
    chosen = chosen.fill_null(False)
    count = int(chosen.sum())
    if count:
        told = {"count": count, "rows": table.list_rows(chosen), **(facts or {})}
        told["where"] = table.say_rows(chosen)
        place = table.place(int(chosen.arg_max() or 0))
        faults.found.append(Fault(code, place, told, severity))


def tell_values(
    table: Table,
    values: pl.Series,
    chosen: pl.Series,
    faults: Faults,
    code: str,
    facts: Mapping[str, object],
    name: str = "value",
    severity: Severity = "error",
) -> None:
    """One fault for each different value in the chosen rows; the fact `name` holds the value."""
    chosen = chosen.fill_null(False)
    if not chosen.any():
        return
    for value in values.filter(chosen).drop_nulls().unique(maintain_order=True).head(MOST):
        told = {name: value, **facts}
        tell_chosen(table, chosen & (values == value), faults, code, told, severity)
