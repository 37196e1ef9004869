"""The examples of weights fitted to margins, of nonresponse and of plans, as the code makes them."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from tempen.sample import answers_for_precision, smallest_change
from tempen.terms.cases import Cases, Frame
from tempen.weight import bound_share, calibrate, judge_response, rake, read_margins, trim
from tests.unit.docs.pages import marked_tables


def margins() -> dict[str, Any]:
    rows = marked_tables("method.md", "data")["margins"]
    answers = pl.DataFrame([row for row in rows for _ in range(int(row["answers"]))])
    wanted = {"sector": {"town": 60.0, "county": 40.0}, "size": {"small": 70.0, "large": 30.0}}
    raked = rake(np.ones(6), read_margins(answers.select("sector", "size"), wanted)).weight
    small_town = (answers["sector"] == "town") & (answers["size"] == "small")
    x = np.array([[1, 2.0], [1, 4], [1, 6], [1, 8]])
    g = calibrate(np.full(4, 10.0), x, np.array([44.0, 230.0])).g
    return {
        "small towns, raked": raked[small_town.to_numpy()].sum(),
        "g of staff 2, linear": g[0],
        "g of staff 8, linear": g[3],
        "8, 4, 2 and 1 trimmed at 6: the 4": trim([8, 4, 2, 1], high=6).weight[1],
    }


def nonresponse() -> dict[str, Any]:
    came = [("town", i < 30) for i in range(60)] + [("county", i < 10) for i in range(40)]
    table = pl.DataFrame(came, schema=["sector", "came"], orient="row").with_row_index("unit")
    units = table.with_columns(pl.col("unit").cast(pl.String), eligible=True)
    cases = Cases(units.filter("came").with_columns(wave=pl.lit("1")))
    found = judge_response(Frame("1", units), cases, ["sector"])
    parts = dict(found.partial.select("level", "unconditional").iter_rows())
    stated, worst = bound_share(0.38, 0.4, 0.12), bound_share(0.38, 0.4)
    return {
        "R before correction": found.R_raw,
        "R": found.R,
        "towns, unconditional": parts["town"],
        "counties, unconditional": parts["county"],
        "low, if the others differ by 12 points": stated.low,
        "high, if the others differ by 12 points": stated.high,
        "low, worst case": worst.low,
        "high, worst case": worst.high,
    }


def planning() -> dict[str, Any]:
    endless, finite = answers_for_precision([np.inf, 290], 0.05, interval="normal")
    other = smallest_change((100, 100, 0), (np.inf, np.inf, np.inf))
    same = smallest_change((50, 50, 50), (100, 100, 100), correlation=0.6)
    return {
        "answers for ±5 points, no end of units, normal": endless,
        "the same of 290 units": finite,
        "change seen, 100 answers twice, other units": float(other),
        "the same, 50 of 100 units twice, correlation .6": float(same),
    }
