"""How far a share could be off if those who did not answer are unlike those who did.

With the response rate r, the share p among those who answered and q among those who did not, the
share of everyone is r p + (1 - r) q. Nothing in the answers says what q is; these functions say
what follows from a stated q. Source: Cochran 1977, section 13.2; Manski 1989 for the worst case.
"""

from __future__ import annotations

from collections.abc import Sequence

from tempen.terms.nonresponse import Bounds, bound_share

__all__ = ["bound_interval", "bound_share", "range_share", "tipping_difference"]

DIFFERENCES = (0.05, 0.10, 0.20)


def bound_interval(low: float, high: float, rate: float, difference: float | None = None) -> Bounds:
    """The same for the ends of an interval: chance and nonresponse together."""
    lower, upper = bound_share(low, rate, difference), bound_share(high, rate, difference)
    return Bounds(difference, lower.low, upper.high)


def range_share(
    share: float, rate: float, differences: Sequence[float] = DIFFERENCES
) -> tuple[Bounds, ...]:
    """The range for each difference, and last for the worst case."""
    return tuple(bound_share(share, rate, d) for d in (*differences, None))


def tipping_difference(share: float, rate: float, threshold: float) -> float | None:
    """By how much those who did not answer must differ for the share to reach a threshold.

    returns  q - p (-1..1), signed; None where even the worst case does not reach it
    """
    if rate >= 1:
        return None
    q = (threshold - rate * share) / (1 - rate)
    return q - share if 0 <= q <= 1 else None
