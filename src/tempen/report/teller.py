"""What references are told by, what they come to, and what must not be told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tempen.errors import Fault
from tempen.locale import Several
from tempen.report.bind import Request
from tempen.report.evidence import REASONS, Witness
from tempen.report.format import Format
from tempen.study.texts import Find, P
from tempen.terms.document import Evidence
from tempen.terms.estimate import (
    ALL,
    Association,
    Change,
    Difference,
    Estimate,
    Estimates,
    Odds,
    Reliability,
    ResponseRate,
    Trend,
)
from tempen.terms.study import Study

TOO_FEW = ("n_eff", "width", "small", "df")


@dataclass(frozen=True)
class Value:
    """What a reference came to.

    number, low, high  as conditions count: per cent and percentage points, else plain
    tested             what knows whether it is significant
    target             the id of a figure or table, for a link
    """

    text: str
    number: float | None = None
    low: float | None = None
    high: float | None = None
    evidence: Evidence | None = None
    tested: Change | Difference | Association | Trend | Odds | None = None
    target: str = ""


@dataclass(frozen=True)
class Teller:
    """What references are evaluated against, in one language.

    places  ("figure" or "table", id) -> (number, target of the link)
    kept    figures already asked for: charts, tables and annex share many
    """

    study: Study
    lang: str
    estimates: Estimates
    response: Sequence[ResponseRate]
    format: Format
    say: Callable[[str], str]
    witness: Witness
    places: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    kept: dict[Any, Any] = field(default_factory=dict)

    def label(self, find: Find[P], *args: P.args, **named: P.kwargs) -> str:
        """A text of the study: `label(texts.wave_label, wave)`."""
        return find(self.study, self.lang, *args, **named)


class UntellableError(Exception):
    """A reference that must not or cannot be printed; carries its fault."""

    def __init__(self, code: str, request: Request, **facts: object) -> None:
        super().__init__(code)
        self.fault = Fault(code, request.place, {"call": request.call.text, **facts})


def check_shown(r: Request, estimate: Estimate) -> Estimate:
    if estimate.reliability.status == "withheld":
        raise UntellableError("REF-21", r, reasons=reasons_of(estimate.reliability))
    if estimate.value is None:
        raise UntellableError("REF-22", r, wave=r.wave)
    return estimate


def reasons_of(found: Reliability) -> Several:
    return Several(REASONS.get(code, code) for code in found.reasons)


def check_many(teller: Teller, r: Request, estimate: Estimate) -> None:
    found = estimate.reliability
    frame = r.domain != ALL and teller.study.domain(r.domain).of_frame
    if frame and found.status == "caution" and set(found.reasons) & set(TOO_FEW):
        raise UntellableError("REF-23", r)


def percent_of(x: float | None) -> float | None:
    return None if x is None else round(100 * x, 9)
