"""What the kinds of chart share: row labels, key, axis, the facts behind a mark."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from tempen.locale import speak
from tempen.report import palette
from tempen.report.format import FORMATS
from tempen.report.measure import measure, wrap
from tempen.report.sketch import LINE, SIZE, Sketch
from tempen.terms.document import Chart, Point, Series

GAP = 10  # pixels between a row label and the scale
AXIS = 18.0  # pixels that half of the last axis label needs
MOST = 0.4  # of the width, at most, for row labels


def wrap_labels(categories: Iterable[str], width: int) -> list[list[str]]:
    return [wrap(category, width * MOST - GAP, SIZE) for category in categories]


def measure_labels(labels: Iterable[list[str]]) -> float:
    """The room that row labels need, gap included."""
    return max((measure(line, SIZE) for lines in labels for line in lines), default=0) + GAP


def label(point: Point) -> str:
    return point.text + (palette.STAR if point.caution and point.value is not None else "")


def write_value(value: float, unit: str, lang: str) -> str:
    """A number that no point carries as text: those of the axis."""
    if unit == "percent":
        return FORMATS[lang].percent(value)
    return FORMATS[lang].number(value, 0 if float(value).is_integer() else 1)


def write_interval(low: float, high: float, unit: str, lang: str) -> str:
    if unit == "percent":
        return FORMATS[lang].percent_range(low, high)
    return FORMATS[lang].between(*(FORMATS[lang].number(end, 1) for end in (low, high)))


def describe(
    chart: Chart, row: int, series: Series, point: Point, lang: str, **place: Any
) -> dict[str, Any]:
    """One datum: its place, what it shows, and the facts a reader gets on pointing at it."""
    say = speak(lang)
    facts = {"title": chart.categories[row], series.label: point.text}
    if point.low is not None and point.high is not None:
        facts[say("95% interval")] = write_interval(point.low, point.high, chart.unit, lang)
    if point.n is not None:
        facts[say("Answers")] = FORMATS[lang].number(point.n)
    if point.caution:
        facts[say("Caution")] = say("few answers")
    return {
        "category": chart.categories[row],
        "series": series.label,
        "value": point.value,
        "low": point.low,
        "high": point.high,
        "text": point.text,
        "n": point.n,
        "evidence": point.evidence,
        "facts": facts,
        **place,
    }


def paint(shade: palette.Shade, caution: bool) -> dict[str, str]:
    """Fill and outline of a bar; one that rests on few answers is pale with an outline."""
    if caution:
        pale = palette.lighten(shade.fill, 0.72)
        return {"colour": pale, "stroke": shade.stroke or shade.fill}
    return {"colour": shade.fill, "stroke": shade.stroke}


def draw_key(sketch: Sketch, names: Sequence[str], shades: Sequence[palette.Shade]) -> None:
    """Swatches with names above the rows, in order, on as many lines as they need."""
    x, y = -sketch.left, sketch.height + LINE / 2
    for name, shade in zip(names, shades, strict=True):
        room = 16 + measure(name, SIZE) + 18
        if x + room - 18 > sketch.plot + sketch.right and x > -sketch.left:
            x, y = -sketch.left, y + LINE + 3
        sketch.swatches.append(
            {"px": round(x + 5.5, 1), "y": y, "colour": shade.fill, "stroke": shade.stroke}
        )
        sketch.write(x + 16, y, name)
        x += room
    sketch.height = y + LINE / 2 + 9


def draw_axis(sketch: Sketch, chart: Chart, lang: str, top: float) -> None:
    """Light guides with numbers below: only where interval lines ask to be read off."""
    low, high = sketch.domain
    step = choose_step(high - low)
    for i in range(round((high - low) / step) + 1):
        value = low + i * step
        sketch.rule(value, top, sketch.height, palette.GUIDE if i else palette.RULE)
        text = write_value(value, chart.unit, lang)
        look = {"colour": palette.SOFT, "size": SIZE - 1}
        sketch.write(sketch.place(value), sketch.height + 9, text, "center", **look)
    sketch.height += 18


def choose_step(extent: float) -> float:
    """A step of 1, 2 or 5 times a power of ten that gives at most six steps."""
    step = 10.0**-6
    while True:
        for factor in (1, 2, 5):
            if extent / (step * factor) <= 6.001:
                return step * factor
        step *= 10


def choose_end(values: Iterable[float], unit: str) -> float:
    """The end of a scale from 0 that holds the values and is a whole number of steps."""
    most = max((value for value in values), default=0)
    if unit == "percent" and most > 0.8:
        return 1.0
    most = max(most, 0.1) if unit == "percent" else (most or 1.0)
    step = choose_step(most)
    return round(step * math.ceil(round(most / step, 6)), 9)


def draw_caution(sketch: Sketch, series: Sequence[Series], lang: str) -> None:
    """Say below what the star means, if a number carries it."""
    points = (point for one in series for point in one.points)
    if any(point.caution and point.value is not None for point in points):
        text = f"{palette.STAR} {speak(lang)('Few answers: read with caution')}"
        sketch.write(0, sketch.height + 10, text, colour=palette.SOFT, size=SIZE - 1)
        sketch.height += 18
