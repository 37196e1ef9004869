"""Colours that everyone can tell apart: contrast after WCAG, and simulated colour blindness."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest

from tempen.report import palette
from tempen.report.palette import CAUTION_WASH, PAPER, SHADES, WASH

# Machado, Oliveira & Fernandes 2009, severity 1, on linear RGB
SIGHT = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}  # fmt: skip
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.95047, 1, 1.08883])
APART = 20  # CIE 1976 distance; 2 can just be seen side by side


def linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    low, high = sorted(float(XYZ[1] @ linear(colour)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(colour: str, sight: np.ndarray) -> np.ndarray:
    t = XYZ @ np.clip(sight @ linear(colour), 0, 1) / WHITE
    f = np.where(t > 0.008856, np.cbrt(t), 7.787 * t + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        (palette.INK, PAPER),
        (palette.INK, WASH),
        (palette.SOFT, PAPER),
        (palette.SOFT, WASH),
        (palette.ACCENT, PAPER),
        (palette.ACCENT, WASH),
        (palette.CAUTION, PAPER),
        (palette.CAUTION, CAUTION_WASH),
        *((shade.text, PAPER) for shade in SHADES.values()),
        *((shade.label, shade.fill) for shade in (*SHADES.values(), *palette.SPARE)),
        *((palette.INK, palette.lighten(shade.fill, 0.72)) for shade in SHADES.values()),
    ],
)
def test_text_has_contrast_of_4_5(ink, ground):
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("shade", [*SHADES.values(), *palette.SPARE])
def test_a_mark_or_its_outline_has_contrast_of_3_against_paper(shade):
    assert contrast(shade.stroke or shade.fill, PAPER) >= 3


LEVELS = ("low2", "low1", "middle", "high1", "high2", "outside")
WAVES = ("accent", "muted", "grey")


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("roles", [LEVELS, WAVES], ids=["levels", "waves"])
def test_roles_of_one_chart_can_be_told_apart_by_every_eye(sight, roles):
    seen = {role: lab(SHADES[role].fill, SIGHT[sight]) for role in roles}
    for one, other in combinations(roles, 2):
        assert np.linalg.norm(seen[one] - seen[other]) >= APART, (one, other)


def test_the_scale_is_symmetric_in_lightness():
    light = [lab(SHADES[role].fill, SIGHT["all cones"])[0] for role in LEVELS[:5]]
    assert light[0] < light[1] and light[4] < light[3]
    assert abs(light[1] - light[3]) < 5 and abs(light[0] - light[4]) < 6


def test_lighten_goes_to_white():
    assert palette.lighten("#0F4C75", 1) == PAPER
    assert palette.lighten("#0F4C75", 0) == "#0F4C75"
    steps = [contrast(palette.lighten("#0F4C75", s), PAPER) for s in (0, 0.3, 0.6, 0.9)]
    assert all(a > b for a, b in pairwise(steps))
