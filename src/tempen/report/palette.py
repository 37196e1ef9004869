"""Colours and type of every writer, in one place: one accent against grey.

Marks keep 3:1 against white and stay apart for colour-blind readers; text keeps 4.5:1
(tests/house/test_palette.py). A hollow mark has its outline for contrast.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tempen.terms.document import Role, Series

FONT = "Inter"
STAR = "*"  # after a number that rests on few answers
FONTS = Path(__file__).parent / "fonts"

PAPER = "#FFFFFF"
INK = "#1B1F23"  # text
SOFT = "#5A6168"  # notes, missing values, axis
ACCENT = "#0F4C75"  # headings, links, the newest wave
RULE = "#C5CBD1"  # table rules and guides: never the only carrier of meaning
GUIDE = "#E6E9EC"  # fainter still: guides behind marks
WASH = "#F1F4F7"  # grounds of boxes
CAUTION = "#8A3B12"  # stamps and cautions, on PAPER or CAUTION_WASH
CAUTION_WASH = "#FBF1EA"


@dataclass(frozen=True)
class Shade:
    """How a mark is painted, and the colour of a label that stands on it."""

    fill: str
    label: str
    stroke: str = ""  # "" for none

    @property
    def text(self) -> str:
        """A colour for text on paper that names the mark."""
        return self.fill if self.label == PAPER else INK


SHADES: dict[Role, Shade] = {
    "accent": Shade("#0F4C75", PAPER),
    "muted": Shade("#4F8FBF", INK),
    "grey": Shade("#8C9298", INK),
    "low2": Shade("#8A3B12", PAPER),
    "low1": Shade("#D9782D", INK),
    "middle": Shade("#8F9499", INK),
    "high1": Shade("#4A90C2", INK),
    "high2": Shade("#0F4C75", PAPER),
    "outside": Shade("#F4F5F7", INK, "#7A8188"),
}

# For a second and later series of one role: told apart by lightness, and by their labels.
SPARE = (
    Shade("#2F6F6A", PAPER),
    Shade("#8C9298", INK),
    Shade("#6B4A86", PAPER),
    Shade("#D9782D", INK),
    Shade("#4F8FBF", INK),
)


def shade(role: Role) -> Shade:
    return SHADES[role]


def shade_series(series: Sequence[Series]) -> list[Shade]:
    """One shade per series; series that share a role get spare shades, in a fixed order."""
    seen: Counter[str] = Counter()
    taken = {SHADES[one.role].fill for one in series}
    spare = [one for one in SPARE if one.fill not in taken]
    shades = []
    for one in series:
        repeated = seen[one.role] > 0
        seen[one.role] += 1
        shades.append(spare.pop(0) if repeated and spare else SHADES[one.role])
    return shades


def lighten(colour: str, share: float) -> str:
    """Mix a colour with white; share 1 is white."""
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * share):02X}" for part in parts)
