"""How a report rounds: most round to the nearest, some cut. Judged by the report's own numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Way = Literal["nearest", "down", "up"]
WAYS: tuple[Way, ...] = ("nearest", "down", "up")
FEW = 4  # numbers that a habit must explain before it counts as one
TINY = 1e-7


@dataclass(frozen=True, slots=True)
class Worked:
    """A number and the range it was worked out to before rounding.

    half  half a unit of its last printed digit
    """

    printed: float
    low: float
    high: float
    half: float

    def by(self, way: Way) -> bool:
        """Whether rounding this way gives what is printed."""
        down, up = {
            "nearest": (self.half, self.half),
            "down": (0.0, 2 * self.half - TINY),
            "up": (2 * self.half - TINY, 0.0),
        }[way]
        return self.printed - down <= self.high + TINY and self.low - TINY <= self.printed + up

    @property
    def near(self) -> bool:
        """Whether some way of rounding gives it."""
        return any(self.by(way) for way in WAYS)


def habit_of(numbers: Iterable[Worked]) -> Way:
    """The way of rounding that explains a report's numbers: the nearest, unless another way
    explains at least four and all that the nearest does not, and loses none."""
    near = [one for one in numbers if one.near]
    counts = Counter(way for one in near for way in WAYS if one.by(way))
    for way in ("down", "up"):
        if len(near) >= FEW and counts[way] == len(near) > counts["nearest"] + 1:
            return way
    return "nearest"
