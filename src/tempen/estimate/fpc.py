"""Finite population corrections as data files give them: as counts or as rates, told apart."""

from __future__ import annotations

import numpy as np

from tempen.errors import Fault, TempenError
from tempen.estimate.design import Floats, Ints
from tempen.locale import mark

READ_AS = ("count", "rate")


def read_fpc(given: Floats, stratum: Ints, n_h: Ints, name: str, read_as: str | None) -> Floats:
    """(H,) units in the population of each stratum.

    given    (n,) per case, one number within a stratum: units of the population, or the rate at
             which they were sampled
    read_as  "count" or "rate"; None: counts where all are at least 1 and some above, rates where
             all are at most 1 and some below; else nobody can tell
    raises   EST-07 cannot be told, EST-08 fewer in the population than in the sample, EST-09
             different numbers within a stratum
    """
    check_positive(given, name)
    kind = read_as or tell(given, name)
    H = len(n_h)
    N = np.full(H, np.inf)
    N[stratum] = given
    if not np.isclose(N[stratum], given, rtol=1e-9, atol=0).all():
        h = int(stratum[np.argmax(N[stratum] != given)])
        raise fault("EST-09", column=name, stratum=h + 1)
    if kind == "rate":
        if (given > 1).any():
            raise fault("EST-07", column=name, problem=mark("rates above 1 do not exist."))
        N = n_h / N
    return check_enough(N, n_h, name)


def check_enough(N: Floats, n_h: Ints, name: str) -> Floats:
    short = np.flatnonzero(n_h > N * (1 + 1e-9))
    if len(short):
        h = int(short[0])
        raise fault("EST-08", column=name, n=int(n_h[h]), N=f"{N[h]:g}", strata=len(short))
    return np.maximum(N, n_h)


def check_positive(given: Floats, name: str) -> None:
    bad = ~(given > 0)
    if bad.any():
        row = int(np.argmax(bad)) + 1
        problem = mark("row {row} has none, or one that is not above 0.", row=row)
        raise fault("EST-07", column=name, problem=problem)


def tell(given: Floats, name: str) -> str:
    """Whether the numbers can only be counts, or only rates."""
    low, high = given.min(initial=np.inf), given.max(initial=-np.inf)
    if low < 1 < high:
        ends = mark("it runs from {low} to {high}.", low=f"{low:g}", high=f"{high:g}")
        raise fault("EST-07", column=name, problem=ends)
    if low == high == 1:
        raise fault("EST-07", column=name, problem=mark("1 may be one unit, or all of them."))
    return "rate" if high <= 1 else "count"


def fault(code: str, **facts: object) -> TempenError:
    return TempenError([Fault(code, facts=facts)])
