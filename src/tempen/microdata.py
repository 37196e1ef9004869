"""The answers of a wave as a table of their own, for any other analysis."""

from __future__ import annotations

import polars as pl

from tempen.pipeline import Estimated
from tempen.terms.item import Variable


def list_cases(estimated: Estimated, wave: str, weighting: str) -> pl.DataFrame:
    """One row a case that stands in a stratum of the wave: `unit`, frame columns, answers, design.

    returns  answers by variable: levels by their id, marks 1 and 0, ranks and numbers as such,
             texts; null where there is no answer (not asked, skipped, not applicable).
             `weight`, `stratum` and `N`, the units of the frame in it (inf where not known)
    """
    weights = next(made for made in estimated.weights if weighting in ("", made.name))
    strata = weights.strata.filter(wave=wave).select("stratum", "N")
    table = estimated.cases.table.with_columns(weights.table["weight", "stratum"])
    rows = table.filter(pl.col("wave") == wave, pl.col("stratum").is_not_null())
    rows = rows.join(strata, on="stratum", how="left", maintain_order="left")
    asked = [one for one in estimated.estimates.study.variables if one.id in rows.columns]
    told = {name for one in asked for name in (one.id, f"{one.id}:value", f"{one.id}:text")}
    design = ("weight", "stratum", "N")
    before = [name for name in rows.columns if name not in told and name not in design]
    answers = [decode(variable) for variable in asked]
    return rows.select(
        *before, *answers, *design[:2], pl.col("N").cast(float).fill_null(float("inf"))
    )


def decode(variable: Variable) -> pl.Expr:
    """A variable's answers as a column of its name."""
    if variable.scale in ("number", "text"):
        kind = "value" if variable.scale == "number" else "text"
        return pl.col(f"{variable.id}:{kind}").alias(variable.id)
    code = pl.col(variable.id)
    if variable.scale == "levels":
        levels = pl.Enum(variable.levels)
        return code.replace_strict(
            dict(enumerate(variable.levels)), default=None, return_dtype=levels
        )
    return pl.when(code >= 0).then(code)
