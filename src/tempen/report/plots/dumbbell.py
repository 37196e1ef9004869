"""Two dots a row, one for each of two waves, joined by a line."""

from __future__ import annotations

from tempen.report import palette
from tempen.report.measure import measure
from tempen.report.plots import parts
from tempen.report.sketch import LINE, SIZE, Sketch
from tempen.terms.document import Chart, Series

ROW = 24
BETWEEN = 8
RADIUS = 6.5
APART = RADIUS + 5  # pixels between the middle of a dot and its number


def draw(chart: Chart, series: tuple[Series, ...], lang: str, width: int) -> Sketch:
    labels = parts.wrap_labels(chart.categories, width)
    points = [p for one in series for p in one.points if p.value is not None]
    values, texts = [p.value or 0 for p in points], [parts.label(p) for p in points]
    widest = max((measure(text, SIZE, 600) for text in texts), default=0)
    sketch = Sketch(
        width,
        parts.measure_labels(labels) + widest + APART,
        widest + APART + 4,
        (0, parts.choose_end(values, chart.unit)),
    )
    shades = palette.shade_series(series)
    draw_names(sketch, series, shades)
    for row, lines in enumerate(labels):
        draw_row(sketch, chart, series, shades, lang, row, lines)
    sketch.height -= BETWEEN / 2
    parts.draw_caution(sketch, series, lang)
    return sketch


def draw_names(sketch: Sketch, series: tuple[Series, ...], shades: list[palette.Shade]) -> None:
    """Names of the waves over the first row's dots; a key where a dot is missing."""
    firsts = [one.points[0].value if one.points else None for one in series]
    if len(series) != 2 or any(value is None for value in firsts):
        parts.draw_key(sketch, [one.label for one in series], shades)
        return
    spots = [sketch.place(value or 0) for value in firsts]
    widths = [measure(one.label, SIZE, 600) for one in series]
    near = abs(spots[0] - spots[1]) < sum(widths) / 2 + 10
    for i, one in enumerate(series):
        before = spots[i] < spots[1 - i] or (spots[0] == spots[1] and i == 0)
        side = ("right" if before else "left") if near else "center"
        nudge = (RADIUS if before else -RADIUS) if near else 0
        if near and abs(spots[0] - spots[1]) < 2 * RADIUS + 4:
            nudge = -3 if before else 3
        sketch.write(spots[i] + nudge, LINE / 2, one.label, side, colour=shades[i].text, weight=600)
    sketch.height = LINE + 2


def draw_row(
    sketch: Sketch,
    chart: Chart,
    series: tuple[Series, ...],
    shades: list[palette.Shade],
    lang: str,
    row: int,
    lines: list[str],
) -> None:
    height = max(ROW, LINE * len(lines))
    y = sketch.height + height / 2
    sketch.write_lines(-sketch.left, y, lines, "left")
    shown = [i for i, one in enumerate(series) if one.points[row].value is not None]
    order = sorted(shown, key=lambda i: series[i].points[row].value or 0)
    for i in order:
        draw_dot(sketch, chart, series[i], shades[i], lang, row, y)
    if len(order) > 1:
        low, high = (series[order[j]].points[row].value or 0 for j in (0, -1))
        sketch.whiskers.append({"x": low, "x2": high, "y": y, "y2": y, "colour": palette.SOFT})
    write_numbers(sketch, series, row, order, y)
    draw_guide(sketch, series, row, order, y)
    sketch.height += height + BETWEEN


def draw_guide(
    sketch: Sketch, series: tuple[Series, ...], row: int, order: list[int], y: float
) -> None:
    """A faint line through the row, with room for dots and numbers."""
    points = [series[i].points[row] for i in order]
    if not points:
        return
    if len(points) < len(series):
        return  # the reason stands there
    rooms = [APART + measure(parts.label(p), SIZE, 600) + 5 for p in points]
    start = sketch.place(points[0].value or 0) - (rooms[0] if len(points) > 1 else APART)
    end = sketch.place(points[-1].value or 0) + rooms[-1]
    for x, x2 in ((0, start), (end, sketch.plot)):
        if x2 > x:
            sketch.join(sketch.value(x), sketch.value(x2), y, palette.GUIDE)


def draw_dot(
    sketch: Sketch,
    chart: Chart,
    series: Series,
    shade: palette.Shade,
    lang: str,
    row: int,
    y: float,
) -> None:
    point = series.points[row]
    look = {"colour": shade.fill, "stroke": shade.fill}
    if point.caution:
        look["colour"] = palette.PAPER
    sketch.dots.append(parts.describe(chart, row, series, point, lang, x=point.value, y=y, **look))


def write_numbers(
    sketch: Sketch, series: tuple[Series, ...], row: int, order: list[int], y: float
) -> None:
    """The lower number before its dot, the higher after; what is missing says so at the end."""
    last = len(series) - 1
    for side, i in enumerate(order):
        point = series[i].points[row]
        x = sketch.place(point.value or 0)
        before = side == 0 and len(order) > 1
        sketch.write(
            x + (-APART if before else APART),
            y,
            parts.label(point),
            "right" if before else "left",
            weight=600 if i == last else 400,
        )
    write_reasons(sketch, series, row, order, y)


def write_reasons(
    sketch: Sketch, series: tuple[Series, ...], row: int, order: list[int], y: float
) -> None:
    """Why a wave has no dot: at the end of the row, or at its start where there is more room."""
    missing = [one for i, one in enumerate(series) if i not in order]
    if not missing:
        return
    text = "; ".join(f"{one.label}: {one.points[row].text}" for one in missing)
    look = {"colour": palette.SOFT, "size": SIZE - 1}
    shown = [series[i].points[row] for i in order]
    end = sketch.plot + sketch.right
    taken = [sketch.place(p.value or 0) + APART + measure(parts.label(p), SIZE, 600) for p in shown]
    if shown and max(taken) + APART + measure(text, SIZE - 1) <= end:
        sketch.write(end, y, text, "right", **look)
    else:
        sketch.write(0, y, text, **look)
