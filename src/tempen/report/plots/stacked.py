"""Stacked rows of answer levels; diverging ones are centred on the middle level.

Levels outside the scale (“don't know”) stand apart, after a gap, and never shift the centre.
"""

from __future__ import annotations

from dataclasses import dataclass

from tempen.report import palette
from tempen.report.measure import measure
from tempen.report.plots import parts
from tempen.report.sketch import LINE, SIZE, Sketch
from tempen.terms.document import Chart, Point, Series

THICK = 24
BETWEEN = 10
AWAY = 0.03  # the gap before levels outside the scale, as a share
ASIDE = 4  # pixels between a row and the numbers beside it
DOT = " · "
SIZES = (SIZE, SIZE - 1, SIZE - 2)  # of numbers, the largest that fits
LOW = ("low2", "low1")


@dataclass(frozen=True)
class Segment:
    """One level of one row: where it begins and ends on the scale."""

    level: int
    point: Point
    start: float
    end: float


def draw(chart: Chart, series: tuple[Series, ...], lang: str, width: int) -> Sketch:
    labels = parts.wrap_labels(chart.categories, width)
    rows = [stack(chart, series, row) for row in range(len(labels))]
    ends = [end for row in rows for one in row for end in (one.start, one.end)]
    domain = (min(ends, default=0), max(ends, default=1))
    domain = domain if domain[1] > domain[0] else (0, 1)
    sketch = Sketch(width, parts.measure_labels(labels), 0, domain)
    for _ in range(2):  # numbers beside the rows narrow the scale, and then more stand beside
        left, right = (
            max(sides, default=0) for sides in zip(*measure_beside(sketch, rows), strict=True)
        )
        sketch = Sketch(width, parts.measure_labels(labels) + left, right, domain)
    shades = palette.shade_series(series)
    draw_names(sketch, series, shades, rows)
    top = sketch.height
    for row, lines in enumerate(labels):
        draw_row(sketch, chart, series, shades, lang, row, lines, rows[row])
    sketch.height -= BETWEEN / 2
    if chart.kind == "diverging":
        sketch.rule(0, top - 4, sketch.height)
    parts.draw_caution(sketch, series, lang)
    return sketch


def stack(chart: Chart, series: tuple[Series, ...], row: int) -> list[Segment]:
    """The segments of a row, none if its distribution is withheld."""
    points = [one.points[row] for one in series]
    if all(point.value is None for point in points):
        return []
    values = [point.value or 0 for point in points]
    at = -centre(series, values) if chart.kind == "diverging" else 0.0
    segments = []
    for level, (one, value) in enumerate(zip(series, values, strict=True)):
        if one.role == "outside" and level and series[level - 1].role != "outside":
            at += AWAY
        segments.append(Segment(level, points[level], at, at + value))
        at += value
    return segments


def centre(series: tuple[Series, ...], values: list[float]) -> float:
    """How far from the row's start the middle of its middle level lies."""
    pairs = [(one.role, value) for one, value in zip(series, values, strict=True)]
    first = series[0].role
    below = ("high1", "high2") if first in ("high1", "high2") else LOW
    middle = sum(value for role, value in pairs if role == "middle")
    return sum(value for role, value in pairs if role in below) + middle / 2


def draw_names(
    sketch: Sketch,
    series: tuple[Series, ...],
    shades: list[palette.Shade],
    rows: list[list[Segment]],
) -> None:
    """Names of the levels over the first row, or a key where they do not fit there."""
    if rows and rows[0] and names_fit(sketch, series, rows[0]):
        for one in rows[0]:
            x = sketch.place((one.start + one.end) / 2)
            sketch.write(x, LINE / 2, series[one.level].label, "center", size=SIZE - 1)
        sketch.height = LINE + 4
    else:
        parts.draw_key(sketch, [one.label for one in series], shades)


def names_fit(sketch: Sketch, series: tuple[Series, ...], row: list[Segment]) -> bool:
    return all(
        measure(series[one.level].label, SIZE - 1) + 8
        <= sketch.place(one.end) - sketch.place(one.start)
        for one in row
    )


def draw_row(
    sketch: Sketch,
    chart: Chart,
    series: tuple[Series, ...],
    shades: list[palette.Shade],
    lang: str,
    row: int,
    lines: list[str],
    segments: list[Segment],
) -> None:
    height = max(THICK, LINE * len(lines))
    middle = sketch.height + height / 2
    sketch.write_lines(-sketch.left, middle, lines, "left")
    ys = {"y": middle - THICK / 2, "y2": middle + THICK / 2}
    for one in segments:
        if one.end > one.start:
            shade = shades[one.level]
            look = parts.paint(shade, one.point.caution)
            look["stroke"] = look["stroke"] or palette.PAPER
            place = {"x": one.start, "x2": one.end, **ys, **look}
            level = series[one.level]
            sketch.bars.append(parts.describe(chart, row, level, one.point, lang, **place))
    write_numbers(sketch, segments, shades, middle)
    if not segments:
        reason = series[0].points[row].text
        sketch.write(6, middle, reason, colour=palette.SOFT, size=SIZE - 1)
    sketch.height += height + BETWEEN


def write_numbers(
    sketch: Sketch, segments: list[Segment], shades: list[palette.Shade], y: float
) -> None:
    """Numbers in their segments; at the ends of a row, beside it where they do not fit."""
    for one in segments:
        size = choose_size(sketch, one)
        if size:
            middle = sketch.place((one.start + one.end) / 2)
            ink = palette.INK if one.point.caution else shades[one.level].label
            sketch.write(middle, y, parts.label(one.point), "center", colour=ink, size=size)
    before, after = write_beside(sketch, segments)
    if before:
        sketch.write(sketch.place(segments[0].start) - ASIDE, y, before, "right", size=SIZE - 1)
    if after:
        sketch.write(sketch.place(segments[-1].end) + ASIDE, y, after, "left", size=SIZE - 1)


def choose_size(sketch: Sketch, segment: Segment) -> int:
    """The size at which a number fits into its segment, or 0."""
    room = sketch.place(segment.end) - sketch.place(segment.start) - 4
    text = parts.label(segment.point)
    return next((size for size in SIZES if measure(text, size) <= room), 0)


def write_beside(sketch: Sketch, segments: list[Segment]) -> tuple[str, str]:
    """The numbers before and after a row: of the segments at its ends that are too narrow."""
    drawn = [one for one in segments if one.end > one.start]
    fits = [bool(choose_size(sketch, one)) for one in drawn]
    if not any(fits):
        return "", DOT.join(parts.label(one.point) for one in drawn)
    first, last = fits.index(True), len(fits) - fits[::-1].index(True)
    sides = (drawn[:first], drawn[last:])
    before, after = (DOT.join(parts.label(one.point) for one in side) for side in sides)
    return before, after


def measure_beside(sketch: Sketch, rows: list[list[Segment]]) -> list[tuple[float, float]]:
    """The room that numbers need before and after each row."""
    ends = sketch.domain
    rooms = [(0.0, 6.0)]
    for row in filter(None, rows):
        before, after = (measure(text, SIZE - 1) for text in write_beside(sketch, row))
        inside = sketch.place(row[0].start) - sketch.place(ends[0])
        outside = sketch.place(ends[1]) - sketch.place(row[-1].end)
        need = (before + 2 * ASIDE - inside, after + ASIDE + 2 - outside)
        rooms.append((need[0] if before else 0, need[1] if after else 0))
    return rooms
