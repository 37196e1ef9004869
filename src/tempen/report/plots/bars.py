"""Horizontal bars, one row a category, one bar a series, with thin interval lines."""

from __future__ import annotations

from tempen.report import palette
from tempen.report.measure import measure
from tempen.report.plots import parts
from tempen.report.sketch import LINE, SIZE, Sketch
from tempen.terms.document import Chart, Point, Series

THICK = {1: 20, 2: 15}  # pixels by number of series
THIN = 13
BETWEEN = 13  # pixels between rows
APART = 6  # pixels between a bar and its number
NAME = 8  # pixels between that number and the name of the series
MOST = 0.3  # of the width that names may take from the scale; else there is a key


def draw(chart: Chart, series: tuple[Series, ...], lang: str, width: int) -> Sketch:
    labels = parts.wrap_labels(chart.categories, width)
    end = parts.choose_end(ends(series), chart.unit)
    left = parts.measure_labels(labels)
    plain, right = (room_right(series, end, width - left, named) for named in (False, True))
    named = len(series) > 1 and right < MOST * (width - left)
    sketch = Sketch(width, left, right if named else plain, (0, end))
    shades = palette.shade_series(series)
    if len(series) > 1 and not named:
        parts.draw_key(sketch, [one.label for one in series], shades)
    top = sketch.height
    for row, lines in enumerate(labels):
        draw_row(sketch, chart, series, shades, lang, row, lines, named and row == 0)
    finish(sketch, chart, series, lang, top)
    return sketch


def ends(series: tuple[Series, ...]) -> list[float]:
    points = (point for one in series for point in one.points)
    return [max(p.value, p.high or 0) for p in points if p.value is not None]


def reach(point: Point) -> float:
    """Where a row's number may begin: after the bar and its interval."""
    return max(point.value or 0, point.high or 0) if point.value is not None else 0


def room_right(series: tuple[Series, ...], end: float, plot: float, named: bool) -> float:
    """Pixels beside the scale, so that what stands after the longest bar still fits."""
    right = parts.AXIS
    for one in series:
        for row, point in enumerate(one.points):
            text = APART + measure(parts.label(point), SIZE, 600) + 4
            if named and row == 0:
                text += NAME + measure(one.label, SIZE, 600)
            share = reach(point) / end
            # share * (plot - right) + text <= plot, solved for right
            right = max(right, plot - (plot - text) / share if share else 0)
    return right


def draw_row(
    sketch: Sketch,
    chart: Chart,
    series: tuple[Series, ...],
    shades: list[palette.Shade],
    lang: str,
    row: int,
    lines: list[str],
    named: bool,
) -> None:
    thick = THICK.get(len(series), THIN)
    block = thick * len(series)
    height = max(block, LINE * len(lines))
    middle = sketch.height + height / 2
    sketch.write_lines(-sketch.left, middle, lines, "left")
    for i, (one, shade) in enumerate(zip(series, shades, strict=True)):
        y = middle - block / 2 + thick * i
        draw_bar(sketch, chart, one, shade, lang, row, (y, y + thick - 1))
        if named:
            draw_name(sketch, one, shade, y + thick / 2)
    sketch.height += height + BETWEEN


def draw_bar(
    sketch: Sketch,
    chart: Chart,
    series: Series,
    shade: palette.Shade,
    lang: str,
    row: int,
    ys: tuple[float, float],
) -> None:
    point, (y, y2) = series.points[row], ys
    middle = (y + y2) / 2
    if point.value is None:
        sketch.write(APART, middle, point.text, colour=palette.SOFT, size=SIZE - 1)
        return
    place = {"x": 0, "x2": point.value, "y": y, "y2": y2, **parts.paint(shade, point.caution)}
    sketch.bars.append(parts.describe(chart, row, series, point, lang, **place))
    draw_interval(sketch, point, shade, middle)
    x = sketch.place(reach(point)) + APART
    sketch.write(x, middle, parts.label(point), weight=600 if shade.label == palette.PAPER else 400)


def draw_interval(sketch: Sketch, point: Point, shade: palette.Shade, y: float) -> None:
    """A thin line, light where it lies on a dark bar."""
    if point.value is None or point.low is None or point.high is None:
        return
    inside = palette.INK if point.caution else shade.label
    for x, x2, colour in (
        (point.low, point.value, inside),
        (point.value, point.high, palette.INK),
    ):
        sketch.whiskers.append({"x": x, "x2": x2, "y": y, "y2": y, "colour": colour})


def draw_name(sketch: Sketch, series: Series, shade: palette.Shade, y: float) -> None:
    """The name of a series after the number of its first bar: a key that needs no looking up."""
    point = series.points[0]
    x = sketch.place(reach(point)) + APART + measure(parts.label(point), SIZE, 600) + NAME
    sketch.write(x, y - 0.5, series.label, colour=shade.text, weight=600)


def finish(sketch: Sketch, chart: Chart, series: tuple[Series, ...], lang: str, top: float) -> None:
    sketch.height -= BETWEEN / 2
    intervals = any(p.low is not None and p.value is not None for s in series for p in s.points)
    if intervals:
        parts.draw_axis(sketch, chart, lang, top - 4)
    else:
        sketch.rule(0, top - 4, sketch.height)
    parts.draw_caution(sketch, series, lang)
