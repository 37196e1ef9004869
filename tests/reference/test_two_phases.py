"""Two phases against R 4.2.2, survey 4.1-1, on a made table: no data of others.

    d <- twophase(id = list(~id, ~id), strata = list(~h, ~g), fpc = list(~N, NULL),
                  subset = ~came, data = t, method = "full")
    svytotal(~y, d); svymean(~y, d); svyratio(~y, ~x, d); svymean(~y, subset(d, x > 3))

and the same with id = list(~block, ~id), fpc = list(~blocks, NULL): clusters drawn first.

The strata have the same number of drawn units. Where they do not, R's first phase is off: its
Dcheck_multi_subset (survey 4.1-1, unchanged in 4.5) looks the sizes of strata up by row of the
subset in a list by row of the whole. Tempen's variance there is that of enumeration
(tests/property/test_phases.py).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.testing import assert_allclose

import tempen

I = np.arange(36)  # noqa: E741
TABLE = pl.DataFrame(
    {
        "id": I,
        "h": I // 12,
        "g": I % 3,
        "N": np.array([40, 60, 25])[I // 12],
        "block": I // 3,
        "blocks": np.full(36, 10),
        "came": (I * 5 + I // 12) % 4 != 1,
        "y": (I * 7) % 13 + I // 12 * 2.0,
        "x": 1.0 + (I * 3) % 5,
    }
)

UNITS: dict[str, Any] = {"strata": "h", "fpc": "N", "answered": "came", "response_groups": "g"}
CLUSTERS = UNITS | {"psu": "block", "fpc": "blocks"}


def told(design: tempen.Design) -> list[float]:
    tables = (
        design.total("y"),
        design.mean("y"),
        design.ratio("y", "x"),
        design.mean("y", where=pl.col("x") > 3),
    )
    return [table[name][0] for name in ("estimate", "se") for table in tables]


def test_units_drawn_in_strata():
    assert_allclose(told(tempen.Design(TABLE, **UNITS)), R_UNITS, rtol=1e-9)


def test_clusters_drawn_in_strata():
    assert_allclose(told(tempen.Design(TABLE, **CLUSTERS)), R_CLUSTERS, rtol=1e-9)


R_UNITS = [
    827.777777777778, 6.62222222222222, 2.09563994374121, 6.76842105263158,
    94.3366586367065, 0.719172072513961, 0.270901631957978, 1.0192138504515,
]  # fmt: skip
R_CLUSTERS = [
    623.333333333333, 6.92592592592593, 2.22619047619048, 6.90909090909091,
    55.6377170232169, 0.624725887831555, 0.201426095936263, 1.14182422043511,
]  # fmt: skip
