"""Whether an estimate may be shown, decided for the whole distribution it is part of.

After NCHS's presentation standards for proportions (Parker et al. 2017, Vital and Health
Statistics 2:175). A hole in a stacked bar is filled by subtraction, so that one decision holds
for all levels. Too few answers and too wide an interval at any level withhold the distribution;
an interval that is wide only for its share does so where there are two levels, and gives a caution
where there are more: a step that hardly anybody chose must not hide the others (docs/adr/006).
What the standards withhold is withheld in a domain of answers (those who said
yes to something); a part of the frame, and the whole, is shown with a caution, for its units are
known and few by nature: as counts, and untested, where it is `small` (too few answers or too
wide an interval; one rare level alone does not make it so).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tempen.estimate.design import Floats
from tempen.estimate.sheet import Flags
from tempen.terms.estimate import Reliability
from tempen.terms.study import Limits

REASONS = (
    "n_eff",
    "width",
    "relative",
    "complement",
    "df",
    "extreme",
    "small",
    "disclosure",
    "made_up",
)
BIT = {reason: 1 << i for i, reason in enumerate(REASONS)}
STATUS = ("shown", "caution", "withheld")
SHOWN, CAUTION, WITHHELD = range(3)
FEW = BIT["n_eff"] | BIT["width"]

Bits = NDArray[np.int64]


def judge_shares(
    p: Floats, low: Floats, high: Floats, n_eff: Floats, n: Floats, df: Floats, limits: Limits
) -> Bits:
    """The reasons of each share for itself, as bits.

    n_eff counts as no more than n: a finite population makes an estimate precise, not its
    answers many. df are those of the domain: its answers less the strata they stand in. A share
    of 0 or 1 is `extreme`: to be looked at, but its relative width says nothing.
    """
    with np.errstate(invalid="ignore"):
        width = high - low
        wide = width > limits.narrow
        inside = (p > 0) & (p < 1)
        tests = {
            "n_eff": np.minimum(n, n_eff) < limits.n_eff,
            "width": width >= limits.width,
            "relative": wide & inside & (width > limits.relative * p),
            "complement": wide & inside & (width > limits.relative * (1 - p)),
            "df": df < limits.df,
            "extreme": ~inside & (n > 0),
        }
    return to_bits(tests, p.shape)


def to_bits(tests: dict[str, Flags], shape: tuple[int, ...]) -> Bits:
    bits = np.zeros(shape, np.int64)
    for reason, failed in tests.items():
        bits |= np.where(failed, BIT[reason], 0)
    return bits


def decide(
    bits: Bits, levels: Flags, certain: Flags, exact: Flags, frame: Flags, n: Floats
) -> tuple[Bits, NDArray[np.int8]]:
    """Reasons (V, C, K) and status (V, C, K), the same for all columns of a distribution.

    levels   (V, K) columns that make up the distribution
    certain  (V, C) one level holds everybody: then `extreme` is a caution; one level that nobody
             chose, in a spread distribution, is only noted
    exact    (V, C) every unit of every stratum answered: no limit applies
    frame    (C,) parts of the frame
    n        (V, C, 1) answers; without any there is nothing to show
    """
    whole = np.bitwise_or.reduce(np.where(levels[:, None, :], bits, 0), axis=-1)
    whole = np.where(exact, 0, whole)
    few = (whole & FEW) > 0
    two = levels.sum(-1, keepdims=True) <= 2
    bad = few | (two & ((whole & BIT["relative"]) > 0))
    whole |= np.where(few & frame, BIT["small"], 0)
    mild = (whole & (FEW | BIT["relative"] | BIT["complement"] | BIT["df"])) > 0
    mild |= certain & ((whole & BIT["extreme"]) > 0)
    status = np.where(bad & ~frame, WITHHELD, np.where(mild, CAUTION, SHOWN))
    empty = n[..., 0] == 0
    whole = np.where(empty, BIT["small"], whole)
    status = np.where(empty, WITHHELD, status)
    return spread(whole, bits.shape), spread(status.astype(np.int8), bits.shape)


def spread(whole: NDArray, shape: tuple[int, ...]) -> NDArray:
    return np.broadcast_to(whole[..., None], shape)


def reasons_of(bits: int) -> tuple[str, ...]:
    return tuple(reason for reason in REASONS if bits & BIT[reason])


def reliability_of(status: str, reasons: list[str] | None) -> Reliability:
    return Reliability(status, tuple(reasons or ()))  # pyright: ignore[reportArgumentType]
