"""How numbers and dates are printed: one set of conventions per language, for every writer.

Rounding is half up, as printed reports round, and happens once, here: a difference is rounded
from the unrounded values, never taken between rounded ones. A share is best given as a
`Fraction` of counts where the counts are known; a float is first freed of its binary noise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

NO_BREAK = "\u00a0"
MINUS = "\u2212"
EN_DASH = "\u2013"

Real = int | float | Fraction


@dataclass(frozen=True)
class Format:
    """The conventions of one language; every method gives a finished text."""

    lang: str
    decimal: str
    thousands: str
    percent_sign: str  # with its space, if the language has one
    point: str
    points: str
    of: str
    to: str
    day: str  # Babel date pattern

    def number(self, x: Real, decimals: int = 0, *, sign: bool = False) -> str:
        rounded = round_half_up(x, decimals)
        whole, _, part = f"{abs(rounded):.{decimals}f}".partition(".")
        text = f"{int(whole):,}".replace(",", self.thousands) + (part and self.decimal + part)
        return sign_of(rounded, sign) + text

    def percent(self, share: Real, decimals: int = 0) -> str:
        return self.number(times_100(share), decimals) + self.percent_sign

    def percent_range(self, low: Real, high: Real, decimals: int = 0) -> str:
        ends = [self.number(times_100(x), decimals) for x in (low, high)]
        return self.between(*ends) + self.percent_sign

    def percentage_points(self, d: Real, decimals: int = 0, *, sign: bool = False) -> str:
        """A difference of two shares; without `sign` only its size is printed."""
        size = times_100(d) if sign else abs(times_100(d))
        return self.with_points(self.number(size, decimals, sign=sign))

    def points_range(self, low: Real, high: Real, decimals: int = 0) -> str:
        ends = [self.number(times_100(x), decimals) for x in (low, high)]
        return self.with_points(self.between(*ends))

    def with_points(self, number: str) -> str:
        word = self.point if number.lstrip("+" + MINUS) == "1" else self.points
        return f"{number}{NO_BREAK}{word}"

    def between(self, low: str, high: str) -> str:
        """A range: an en dash, or a word where a minus sign would meet it."""
        if low == high:
            return low
        if MINUS in low + high:
            return f"{low} {self.to} {high}"
        return low + EN_DASH + high

    def count_of(self, count: int, base: int) -> str:
        return f"{self.number(count)}{NO_BREAK}{self.of}{NO_BREAK}{self.number(base)}"

    def date(self, day: date) -> str:
        from babel.dates import format_date  # a reader of dates only pays for it

        return format_date(day, self.day, locale=self.lang)


FORMATS: dict[str, Format] = {
    "sv": Format(
        lang="sv",
        decimal=",",
        thousands=NO_BREAK,
        percent_sign=NO_BREAK + "%",
        point="procentenhet",
        points="procentenheter",
        of="av",
        to="till",
        day="'den' d MMMM y",
    ),
    "en": Format(
        lang="en",
        decimal=".",
        thousands=",",
        percent_sign="%",
        point="percentage point",
        points="percentage points",
        of="of",
        to="to",
        day="d MMMM y",
    ),
}


def exact(x: Real) -> Decimal:
    """`x` in decimals; of a float twelve digits, so that 0.285 is not 0.28499999999999998."""
    if isinstance(x, Fraction):
        return Decimal(x.numerator) / Decimal(x.denominator)
    return Decimal(x) if isinstance(x, int) else Decimal(f"{x:.12g}")


def times_100(share: Real) -> Real:
    return share * 100 if isinstance(share, int | Fraction) else Fraction(exact(share) * 100)


def round_half_up(x: Real, decimals: int = 0) -> Decimal:
    """Half goes away from zero: 0.5 to 1 and −0.5 to −1; never a negative zero."""
    rounded = exact(x).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def sign_of(x: Decimal, plus: bool) -> str:
    if x < 0:
        return MINUS
    return "+" if plus and x > 0 else ""
