"""Answers that several items need at once, and how a number of them is best shared out."""

from __future__ import annotations

import numpy as np
import polars as pl

from tempen.sample.allocate import neyman
from tempen.sample.bethel import bethel
from tempen.sample.plan import lay_out, with_total
from tempen.sample.precision import half_width
from tempen.sample.search import Floats, check_between

Z = 1.959964


def plan_items(counts: pl.DataFrame, shares: Floats, precision: float) -> pl.DataFrame:
    """The fewest answers, by group, at which every share of everybody is told within +/- precision.

    counts   from `count_answers`
    shares   (groups, shares) what is expected of every level of the items, 0..1 (see `expect`)
    returns  `group`, `units`, `needed`, `rate`, `answered`, and `margin`: the half width of a share
             of one half that the last answers gave
    raises   SAMPLE-02 a precision outside 0..0.5
    source   Bethel 1989
    """
    check_between("precision", precision, 0, 0.5)
    S = spreads(shares, units_of(counts))
    wanted = np.full(S.shape[1], precision / Z)
    return tell(counts, bethel(units_of(counts), S, wanted))


def share_out(counts: pl.DataFrame, shares: Floats, total: int) -> pl.DataFrame:
    """A number of answers shared out over the groups, so that shares of everybody are told best.

    As `plan_items`; Neyman's allocation for the mean variance of all the shares.
    raises   SAMPLE-03 a total that cannot be shared out
    """
    S = np.sqrt((spreads(shares, units_of(counts)) ** 2).mean(1))
    return tell(counts, neyman(units_of(counts), S, total))


def expect(p: Floats, n: Floats) -> Floats:
    """What to expect of shares of which n answers told p: a little nearer to one half, since a
    share of 0 in a small group does not promise 0. NaN (nobody asked): one half.

    (n p + 1) / (n + 2), the mean after Laplace's rule of succession
    """
    known = np.nan_to_num(n)
    return np.where(np.isnan(p), 0.5, (known * np.nan_to_num(p) + 1) / (known + 2))


def spreads(shares: Floats, N: Floats) -> Floats:
    """(groups, shares) standard deviations among the units of a group."""
    return np.sqrt(shares * (1 - shares) * (N / np.maximum(N - 1, 1))[:, None])


def units_of(counts: pl.DataFrame) -> Floats:
    return counts["units"].to_numpy().astype(float)


def tell(counts: pl.DataFrame, needed: np.ndarray) -> pl.DataFrame:
    """The groups with what they need, what the last survey heard, and the margin that it gave."""
    table = with_total(counts)
    now, answered = (table[c].to_numpy().astype(float) for c in ("units_now", "answered"))
    margin = half_width(np.maximum(answered, 1), np.maximum(now, 1))
    return lay_out(
        table, np.append(needed, needed.sum()), "margin", np.where(answered > 0, margin, np.nan)
    )
