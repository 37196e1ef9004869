"""What is known of those who did not answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from tempen.locale import mark
from tempen.terms.estimate import ResponseRate
from tempen.terms.weight import Diagnosis


@dataclass(frozen=True)
class Representativity:
    """How evenly a wave was answered over the frame.

    N, n      eligible units, and those that answered; rate = n / N
    R         1 - 2 S of the response propensities, corrected for their being estimated: 1 where
              all are as likely to answer, 0 at the most uneven; R_raw without the correction
    S         the corrected standard deviation of the propensities (0..0.5)
    cv        S / rate: the most that the mean of those who answered can be off by nonresponse,
              in standard deviations of what was asked
    partial   `variable`, `level` (null: the variable as a whole), `units`, `answered`, `rate`,
              `propensity` (mean), `unconditional` (how much the variable goes with answering; of a
              level: above 0 over-represented, below 0 under-represented), `conditional` (how much
              is left of that within the crossing of the other variables)
    """

    wave: str
    N: int
    n: int
    rate: float
    R: float
    R_raw: float
    S: float
    cv: float
    partial: pl.DataFrame


@dataclass(frozen=True)
class Bounds:
    """Where a share lies (0..1) if the share among those who did not answer differs from that
    among those who did by up to `difference`; None: whatever they would have answered."""

    difference: float | None
    low: float
    high: float


def bound_share(share: float, rate: float, difference: float | None = None) -> Bounds:
    """The range of a share (0..1) at a response rate (0..1).

    rate        of the units; it holds for shares with weights N_h / n_h as well
    difference  the most by which the share of those who did not answer is above or below that of
                those who did (0..1); None: 0 or all of them would have given the answer
    source      Cochran 1977, section 13.2; Manski 1989 for the worst case
    """
    least, most = (0.0, 1.0) if difference is None else (share - difference, share + difference)
    ends = (rate * share + (1 - rate) * min(max(q, 0.0), 1.0) for q in (least, most))
    return Bounds(difference, *ends)


def known_part(rate: ResponseRate, n: int | None, routed: bool = False) -> float | None:
    """The part of the eligible units of which the answer to a question is known (0..1).

    n       answers in the base of the question: those who sent in the rest without it are as
            unknown as those who sent nothing. None, or a question that only some were asked
            (`routed`): how many were to have it is not known, and the response rate stands in
    """
    if not rate.eligible:
        return None
    return min(rate.answered if routed or n is None else n, rate.eligible) / rate.eligible


@dataclass(frozen=True)
class Arrival:
    """Early answers against late ones.

    parts       `part` (1 the earliest), `first`, `last` (dates), `n`, `value` (weighted share or
                mean), `so_far` (value of all that had come by then)
    difference  value of the last part less that of the first; se, low, high (95 %) of it
    as_late     the value of everyone if those who never answered are like the last part
    """

    parts: pl.DataFrame
    difference: float
    se: float
    low: float
    high: float
    as_late: float


@dataclass(frozen=True)
class Arrivals:
    """The answers of a wave as they came in: the early half against the late.

    parts    `part` (1 early, 2 late), `first`, `last` (dates), `n`
    undated  answers without a date: in neither half
    table    `variable`, `level`, `n_early`, `n_late`, shares `early` and `late` (weighted),
             `difference` (late less early), `low`, `high` (95 %), `p`, `p_adjusted` (over the
             table), `as_late` (the share of everyone if those who never answered are like the late)
    """

    parts: pl.DataFrame
    undated: int
    table: pl.DataFrame


@dataclass(frozen=True)
class Nonresponse:
    """What is known of who answered a wave, and of what its weights cost and mend.

    representativity, arrivals  None where they cannot be had, and `why` says by code: `open`
                (anyone could answer), `sample` (the frame does not say who was drawn), `no_frame`,
                `no_columns` (no division of the frame but made-up ones), `nobody` (no answer is
                of a unit of the frame), `no_dates`, `one_day`, `few` (too few for two halves)
    diagnoses   weighting -> the spread of its weights
    margins     of the first weighting: `margin` (a domain), `level`, `units`, `answers`, and
                shares: `frame` (of units), `before` (of answers), `after` (of weights)
    unlinked    answers that name no unit of the frame
    """

    wave: str
    representativity: Representativity | None = None
    arrivals: Arrivals | None = None
    diagnoses: Mapping[str, Diagnosis] = field(default_factory=dict)
    margins: pl.DataFrame = field(default_factory=pl.DataFrame)
    unlinked: int = 0
    why: Mapping[str, str] = field(default_factory=dict)


# Why something cannot be told: (what is in the way, what mends it).
OBSTACLES: dict[str, tuple[str, str]] = mark(
    {
        "open": (
            "anyone could answer, so nobody knows who did not",
            "tell who answered instead; nothing can be said of the others",
        ),
        "sample": (
            "the frame does not say who was drawn",
            "add a column `drawn` to the frame: yes for the units that were asked",
        ),
        "no_frame": (
            "the wave has no frame",
            "give the wave a frame file in study.yaml",
        ),
        "no_columns": (
            "the study divides its frame in no way, or only in made-up ones",
            "declare a column of the frame under `domains:`",
        ),
        "nobody": (
            "no answer is of a unit of the frame",
            "use the same unit ids in answers and frame, or wait for answers",
        ),
        "no_dates": (
            "the answers do not say on which day they came in",
            "name the column with the day: `submitted:` of the wave",
        ),
        "one_day": (
            "all answers came in on the same day",
            "do nothing: there are neither early nor late ones",
        ),
        "few": (
            "there are too few answers for two halves",
            "wait for more answers, or lower `test_n` under `limits:`",
        ),
        "no_weights": (
            "no answer has a weight",
            "wait for answers, or look whether their units are eligible",
        ),
        "size": (
            "the figures are of what units hold, not of units",
            "ask with a weighting without `size`",
        ),
    }
)
