"""Weighed waves, and how they are put together again."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from tempen.errors import Fault
from tempen.terms.cases import Cases
from tempen.terms.study import Weighting
from tempen.terms.weight import Calibration, Weights
from tempen.weight.adjust import Adjusted

STRATA = {
    "wave": pl.String,
    "stratum": pl.String,
    "N": pl.Float64,
    "n": pl.Int64,
    "from_groups": pl.List(pl.String),
}
UNITS = {"wave": pl.String, "unit": pl.String, "stratum": pl.String}
PHASES = {
    "wave": pl.String,
    "stratum": pl.String,
    "first": pl.String,
    "group": pl.String,
    "N": pl.Float64,
    "drawn": pl.Int64,
    "asked": pl.Int64,
    "answered": pl.Int64,
}
DRAWN = {"wave": pl.String, "unit": pl.String, "first": pl.String, "group": pl.String}
ROW = pl.Schema({"row": pl.UInt32, "weight": pl.Float64, "stratum": pl.String})


@dataclass(frozen=True)
class Weighed:
    """One wave, weighed: rows (`row`, `weight`, `stratum`), its strata and its frame units; where
    response groups cross the strata of a sample, the two phases and who was drawn."""

    rows: pl.DataFrame
    strata: pl.DataFrame
    units: pl.DataFrame
    adjusted: Adjusted | None = None
    phases: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PHASES))
    drawn: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DRAWN))


def gather(
    cases: Cases, weighting: Weighting, parts: list[Weighed], warnings: tuple[Fault, ...]
) -> Weights:
    """The waves put together again, rows in the order of the cases."""
    rows = pl.concat([pl.DataFrame(schema=ROW), *(part.rows.cast(ROW) for part in parts)])
    rows = rows.sort("row")
    return Weights(
        name=weighting.name,
        method=weighting.method,
        table=cases.table.select("wave", "unit").with_columns(rows["weight"], rows["stratum"]),
        strata=pl.concat([pl.DataFrame(schema=STRATA), *(part.strata for part in parts)]),
        faults=warnings,
        frame_strata=pl.concat([pl.DataFrame(schema=UNITS), *(part.units for part in parts)]),
        calibration=keep_calibration(rows, parts),
        phases=pl.concat([pl.DataFrame(schema=PHASES), *(part.phases for part in parts)]),
        drawn=pl.concat([pl.DataFrame(schema=DRAWN), *(part.drawn for part in parts)]),
    )


def keep_calibration(rows: pl.DataFrame, parts: list[Weighed]) -> Calibration | None:
    """What the waves were fitted to, rows in the order of the cases; columns are shared."""
    fitted = [(part, part.adjusted) for part in parts if part.adjusted is not None]
    if not fitted:
        return None
    columns = tuple(dict.fromkeys(name for _, one in fitted for name in one.target.names))
    x, w0 = np.zeros((rows.height, len(columns))), rows["weight"].to_numpy().copy()
    for part, one in fitted:
        row = part.rows["row"].to_numpy()
        w0[row] = one.w0
        for at, name in enumerate(one.target.names):
            x[row[one.inside], columns.index(name)] = one.target.x[:, at]
    tables = [tell_margins(one) for _, one in fitted]
    fits = [(one.wave, one.fit.steps, one.fit.misfit) for _, one in fitted]
    told = pl.DataFrame(fits, schema=["wave", "steps", "misfit"], orient="row")
    return Calibration(x, w0, np.ones(rows.height), columns, pl.concat(tables), told)


def tell_margins(one: Adjusted) -> pl.DataFrame:
    """`wave`, `margin`, `level`, `total`, and the sums of the weights before and after."""
    target = one.target
    return pl.DataFrame(
        {
            "wave": [one.wave] * len(target.names),
            "margin": [margin for margin, _ in target.names],
            "level": [level for _, level in target.names],
            "total": target.totals,
            "before": one.w0[one.inside] @ target.x,
            "after": one.weight[one.inside] @ target.x,
        }
    )
