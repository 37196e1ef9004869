"""Estimates, changes and associations: what a report may say, each with base and method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

ReliabilityStatus = Literal["shown", "caution", "withheld"]
MeasureKind = Literal[
    "share", "mean", "net", "quantile", "total", "ratio", "alpha", "battery", "transition"
]
Statistic = MeasureKind  # "share" and "mean" stand in the table of estimates, others are asked for
ALL = "all"


@dataclass(frozen=True)
class Measure:
    """What is estimated of a variable or several, by itself or as a change, a gap or a trend.

    share, total   of the levels or groups `levels` together; total without any: of a number
    mean           of a number, an index, or the points of a scale
    net            the share of `levels` less that of `others`, -1..1
    quantile       of a number, the value that the part `p` is at or below
    ratio          the total of the first number over that of the second, among who gave both
    alpha          Cronbach's, of the members of an index, which is named
    battery        the mean over several variables of the share of `levels`
    transition     of those who answered twice, `others` first: the share that then said `levels`
    """

    kind: MeasureKind
    variables: tuple[str, ...]
    levels: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    p: float = 0.5


@dataclass(frozen=True)
class Reliability:
    """Whether an estimate may be shown, and why; decided for a whole distribution.

    reasons  codes of `n_eff`, `width`, `relative`, `complement`, `df`, `extreme`, `small`,
             `disclosure`, `made_up`
    """

    status: ReliabilityStatus = "shown"
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Key:
    """The address of an estimate. Domain `all` with level `all` is the whole population."""

    variable: str
    level: str  # a level or group id; "" for a mean
    wave: str
    domain: str = ALL
    domain_level: str = ALL
    weighting: str = ""  # "" is the study's first
    statistic: Statistic = "share"
    measure: Measure | None = None  # where it is more than a share or a mean of one variable


@dataclass(frozen=True)
class Estimate:
    """A number with everything that a reader may ask of it.

    value, se, low, high   shares 0..1, means in the item's unit; None: not there to be had
    count, n               unweighted: answers in the level, answers in the base
    base, n_eff            weighted base [frame units]; effective number of answers
    df                     degrees of freedom of the design
    interval               "wilson", "logit", ... or "none" (open studies, printed figures)
    source                 "answers", or "printed" (an aggregates wave: `step` is its rounding)
    """

    key: Key
    value: float | None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    count: int | None = None
    n: int | None = None
    base: float | None = None
    n_eff: float | None = None
    df: float | None = None
    interval: str = "none"
    source: Literal["answers", "printed"] = "answers"
    step: float | None = None
    reliability: Reliability = Reliability()


@dataclass(frozen=True)
class Change:
    """The difference between two waves, later minus earlier.

    tested       False where there is no probability model, no base, or too few answers:
                 then p is None, and `why` says so by code (`open`, `printed`, `small`,
                 `made_up`, `not_comparable`: changed or not known to be the same, `no_error`: an
                 estimate or its error is not there, `no_earlier`: no wave to compare with)
    p_adjusted   Benjamini-Hochberg over `family`
    significant  p_adjusted < .05; None where not tested
    both         units in the base of both waves
    low, high    95 % interval where tested; for printed waves the range that rounding allows
    least_base   printed wave without base: the smallest base at which the change would hold
    """

    key: Key  # of the later wave
    earlier: str
    value: float | None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    significant: bool | None = None
    tested: bool = False
    why: str = ""
    family: str = ""
    n_earlier: int | None = None
    n_later: int | None = None
    both: int | None = None
    method: str = ""  # "overlap", "independent", "printed"
    comparable: str = "same"
    least_base: int | None = None
    reliability: Reliability = Reliability()
    against: str = ""  # of the gap to this level, or to the "rest"; gaps: (before, now)
    gaps: tuple[float, ...] = ()
    rows: int = 0  # of a battery as a whole: how many, and whether any of them changed at all
    p_any: float | None = None
    seen: float | None = None  # the smallest change that would have been seen, with power .8


@dataclass(frozen=True)
class Trend:
    """A straight line through the estimates of three waves or more, per year.

    waves, values, n  in order of time; slope `value` with its error, interval and test as a
                      change's; `why` says why there is none
    p_any, p_curved   whether any wave differs; whether a straight line leaves something out
    """

    key: Key  # of the last wave
    waves: tuple[str, ...]
    values: tuple[float | None, ...] = ()
    n: tuple[int | None, ...] = ()
    value: float | None = None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    significant: bool | None = None
    tested: bool = False
    why: str = ""
    p_any: float | None = None
    p_curved: float | None = None
    reliability: Reliability = Reliability()


@dataclass(frozen=True)
class Odds:
    """How the odds of an answer differ between those who gave another and the rest.

    first, second  (variable, level): odds of the second among those with the first, over others'
    adjusted       domains of the frame held alike, by a weighted logistic regression
    ratio          None where there is none to be had; `separated`: 1 where it is infinite, -1
                   where it is 0, for the data hold no case that speaks against it
    p              of the ratio being 1; plain: the ratio without adjustment
    """

    wave: str
    first: tuple[str, str]
    second: tuple[str, str]
    adjusted: tuple[str, ...]
    n: int
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    df: float | None = None
    plain: float | None = None
    separated: int = 0
    tested: bool = False
    why: str = ""
    weighting: str = ""


@dataclass(frozen=True)
class Association:
    """Two items in one wave: Rao-Scott corrected chi-square and Cramér's V with interval.

    why  not tested: `open`, `made_up`, `small`, `printed`, `no_levels`, `no_error`, `disclosure`
    """

    wave: str
    first: str
    second: str
    n: int
    cramers_v: float | None
    low: float | None = None
    high: float | None = None
    f: float | None = None
    df1: float | None = None
    df2: float | None = None
    p: float | None = None
    tested: bool = False
    why: str = ""


@dataclass(frozen=True)
class Difference:
    """A domain level against another (or against the rest: `against` = "rest").

    why  not tested: as for a change, and `overlapping` for groups that may share cases
    """

    key: Key
    against: str
    value: float | None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    significant: bool | None = None
    tested: bool = False
    why: str = ""


@dataclass(frozen=True)
class ResponseRate:
    """Dispositions of a wave in one sector (or `all`), after AAPOR; `rate` is RR2.

    invited  units sent to; eligible: invited less those found not eligible
    """

    wave: str
    domain_level: str
    invited: int
    eligible: int
    answered: int
    partial: int = 0
    declined: int = 0

    @property
    def rate(self) -> float | None:
        """AAPOR RR2: complete and partial answers over eligible units (0..1)."""
        return self.answered / self.eligible if self.eligible else None


@dataclass(frozen=True)
class Insight:
    """One thing that the data show, with what it rests on and the sentence that says it.

    effect    its size on a scale that all kinds share: Cohen's h, or w for associations
    p         adjusted over the whole scan; None where there is no test, and `why` says why
    sentence  language -> what it says, as report source: references and a guard
    """

    kind: Literal["change", "difference", "association", "extreme"]
    about: tuple[str, ...]
    effect: float
    p: float | None
    why: str
    evidence: Mapping[str, object]
    sentence: Mapping[str, str]


class Estimates(Protocol):
    """Every estimate of a study, asked for by address: what reports and insights rest on."""

    def share(
        self,
        variable: str,
        level: str,
        wave: str,
        domain: str = ALL,
        domain_level: str = ALL,
        weighting: str = "",
    ) -> Estimate: ...

    def mean(
        self,
        variable: str,
        wave: str,
        domain: str = ALL,
        domain_level: str = ALL,
        weighting: str = "",
    ) -> Estimate: ...

    def distribution(
        self,
        variable: str,
        wave: str,
        domain: str = ALL,
        domain_level: str = ALL,
        weighting: str = "",
    ) -> Sequence[Estimate]: ...

    def change(
        self,
        variable: str,
        level: str,
        wave: str,
        earlier: str,
        domain: str = ALL,
        domain_level: str = ALL,
        weighting: str = "",
    ) -> Change: ...

    def difference(
        self,
        variable: str,
        level: str,
        wave: str,
        domain: str,
        domain_level: str,
        against: str,
        weighting: str = "",
    ) -> Difference: ...

    def association(self, first: str, second: str, wave: str) -> Association: ...

    def measure(
        self,
        measure: Measure,
        wave: str,
        domain: str = ALL,
        domain_level: str = ALL,
        weighting: str = "",
    ) -> Estimate: ...

    def measure_change(
        self,
        measure: Measure,
        wave: str,
        earlier: str,
        domain: str = ALL,
        domain_level: str = ALL,
        weighting: str = "",
    ) -> Change: ...

    def measure_difference(
        self,
        measure: Measure,
        wave: str,
        domain: str,
        domain_level: str,
        against: str = "rest",
        weighting: str = "",
    ) -> Difference: ...

    def gap_change(
        self,
        measure: Measure,
        wave: str,
        earlier: str,
        domain: str,
        domain_level: str,
        against: str = "rest",
        weighting: str = "",
    ) -> Change: ...

    def trend(
        self,
        measure: Measure,
        wave: str,
        domain: str = ALL,
        domain_level: str = ALL,
        weighting: str = "",
    ) -> Trend: ...

    def transition(
        self,
        measure: Measure,
        wave: str,
        earlier: str,
        domain: str = ALL,
        domain_level: str = ALL,
        weighting: str = "",
    ) -> Estimate: ...

    def odds(
        self,
        first: tuple[str, str],
        second: tuple[str, str],
        wave: str,
        adjusted: tuple[str, ...] = (),
        weighting: str = "",
    ) -> Odds: ...
