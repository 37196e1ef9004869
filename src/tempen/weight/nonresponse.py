"""How evenly a wave was answered: the R-indicator and its parts by frame variable.

Source: Schouten, Cobben & Bethlehem 2009 (R); Shlomo, Skinner & Schouten 2012 (its bias);
Schouten, Shlomo & Skinner 2011 (partial indicators). The divisor is N - 1 throughout, so that the
parts between and within the levels of a variable add up to the whole.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from tempen.errors import Fault, TempenError
from tempen.terms.cases import Cases, Frame
from tempen.terms.nonresponse import Representativity
from tempen.weight.margins import Floats, Ints
from tempen.weight.propensity import Propensity, effects, fit_propensity

PARTIAL = {
    "variable": pl.String,
    "level": pl.String,
    "units": pl.Int64,
    "answered": pl.Int64,
    "rate": pl.Float64,
    "propensity": pl.Float64,
    "unconditional": pl.Float64,
    "conditional": pl.Float64,
}


def judge_response(frame: Frame, cases: Cases, columns: Sequence[str]) -> Representativity:
    """The R-indicator of a wave whose whole frame was asked, and partial ones by column.

    columns  frame columns of the propensity model, main effects: sector, size, county
    raises   WEIGHT-22 where nobody of the frame answered
    """
    units = frame.table.filter(pl.col("eligible").fill_null(True))
    here = cases.table.filter(pl.col("wave") == frame.wave)["unit"].drop_nulls()
    answered = units["unit"].is_in(here.implode()).cast(pl.Float64).to_numpy()
    if not answered.any():
        raise TempenError([Fault("WEIGHT-22", facts={"wave": frame.wave})])
    fitted = fit_propensity(answered, effects(units, columns))
    raw, corrected = spread(fitted.rho), corrected_spread(fitted)
    rate = float(answered.mean())
    return Representativity(
        wave=frame.wave,
        N=units.height,
        n=int(answered.sum()),
        rate=rate,
        R=1 - 2 * corrected,
        R_raw=1 - 2 * raw,
        S=corrected,
        cv=corrected / rate,
        partial=partial_indicators(units, answered, fitted.rho, columns),
    )


def spread(rho: Floats) -> float:
    """S of the propensities."""
    return float(rho.std(ddof=1)) if len(rho) > 1 else 0.0


def corrected_spread(fitted: Propensity, N: int | None = None) -> float:
    """S less what estimating the propensities adds to it; 0 where that is more than all of it.

    S² (1 + 1/n - 1/N) - (1/n) sum_i z_i' I⁻¹ z_i, z_i = rho_i (1 - rho_i) x_i, over the n units
    asked of N (default: all were asked)
    """
    rho, x, n = fitted.rho, fitted.x, len(fitted.rho)
    z = (rho * (1 - rho))[:, None] * x
    noise = float(((z @ np.linalg.pinv(fitted.information, hermitian=True)) * z).sum()) / n
    return max(spread(rho) ** 2 * (1 + 1 / n - 1 / (N or n)) - noise, 0.0) ** 0.5


def partial_indicators(
    units: pl.DataFrame, answered: Floats, rho: Floats, columns: Sequence[str]
) -> pl.DataFrame:
    """`PARTIAL`: for every column a row of its own (level null), then a row for each level."""
    rows: list[tuple[object, ...]] = []
    for column in columns:
        levels = units[column].cast(pl.String).fill_null("–")
        names, code = np.unique(levels.to_numpy(), return_inverse=True)
        others = cross_codes(units, [c for c in columns if c != column])
        within = (rho - means_by(others, rho)[others]) ** 2 / (len(rho) - 1)
        between = (means_by(code, rho) - rho.mean()) * np.sqrt(np.bincount(code) / (len(rho) - 1))
        whole = ((between**2).sum() ** 0.5, within.sum() ** 0.5)
        rows.append((column, None, *count(answered, rho), *whole))
        for at, name in enumerate(names):
            here = code == at
            parts = (between[at], within[here].sum() ** 0.5)
            rows.append((column, str(name), *count(answered[here], rho[here]), *parts))
    return pl.DataFrame(rows, schema=PARTIAL, orient="row")


def count(answered: Floats, rho: Floats) -> tuple[int, int, float, float]:
    """Units, answers, response rate and mean propensity."""
    return len(answered), int(answered.sum()), float(answered.mean()), float(rho.mean())


def cross_codes(units: pl.DataFrame, columns: Sequence[str]) -> Ints:
    """(N,) the cell of each unit in the crossing of the columns; one cell where there are none."""
    if not columns:
        return np.zeros(units.height, np.int64)
    keys = pl.concat_str(
        [pl.col(c).cast(pl.String).fill_null("") for c in columns], separator="\x1f"
    )
    labels = units.select(keys).to_series()
    return labels.rank("dense").to_numpy().astype(np.int64) - 1


def means_by(code: Ints, values: Floats) -> Floats:
    return np.bincount(code, values) / np.bincount(code)
