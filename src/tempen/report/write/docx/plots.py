"""What a native chart draws: its sheet, its series and its measures, before any XML.

bars       clustered bars
stacked    stacked bars up to 1; not Word's “100 %” kind, which would stretch a row with a gap
diverging  stacked bars after an invisible one that brings the middle of every row under the
           next. Its length is a formula in the sheet, so it follows when a reader edits a share.
           (Negative shares, or halves of the middle level, would be false numbers in the sheet.)
dumbbell   clustered bars, one per wave: Word has no horizontal dumbbell that can be edited;
           those made from scatter charts lose their labels when a row is added
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name

from tempen.locale import Speak
from tempen.report import palette
from tempen.report.format import FORMATS
from tempen.report.palette import Shade, shade_series
from tempen.report.write.docx.workbook import Column, Sheet, Values
from tempen.terms.document import Chart, Series

CHARACTER = 0.172  # cm, mean width of a letter at 9 points
LEGEND_CHARACTER, LEGEND_KEY = 0.152, 0.9  # cm; a name in the legend, and its mark
LINE = 0.42  # cm, height of a line at 9 points
LABELS_MOST = 0.43  # of the width, for the labels of the categories
LOW_ROLES = {"low2", "low1"}


@dataclass(frozen=True)
class Drawn:
    """A series as drawn: where its values stand in the sheet; shade None is the invisible one."""

    label: str
    column: int
    values: Values
    texts: Sequence[str]
    highs: Values
    shade: Shade | None
    minus: int = 0  # columns of the lengths of its interval lines; 0: it has none
    plus: int = 0


@dataclass(frozen=True)
class Measures:
    """Centimetres. The plot is the field of the bars, without labels."""

    width: float
    height: float
    legend: float
    plot_left: float
    plot_width: float
    gap: int  # between categories, per cent of a bar


@dataclass(frozen=True)
class Plot:
    sheet: Sheet
    drawn: Sequence[Drawn]
    stacked: bool
    low: float | None
    high: float | None
    number_format: str
    measures: Measures


def plan_plot(chart: Chart, lang: str, say: Speak, width: float, most: float) -> Plot:
    """The chart's first view (everyone) as Word is to draw it.

    width, most  of the text area and of the chart's height, in cm
    """
    number_format = format_code(lang) if chart.unit == "percent" else "General"
    columns, drawn = plan_series(chart, say)
    low, high = measure_axis(chart, drawn)
    return Plot(
        Sheet(chart.categories, columns, number_format),
        drawn,
        is_stacked(chart),
        low,
        high,
        number_format,
        measure(chart, width, most),
    )


def is_stacked(chart: Chart) -> bool:
    return chart.kind in ("stacked", "diverging")


def format_code(lang: str) -> str:
    """A share as per cent: the sign itself must stand outside quotes, or Excel does not scale."""
    space = FORMATS[lang].percent_sign.removesuffix("%") if lang in FORMATS else ""
    return f'0"{space}"%' if space else "0%"


def plan_series(chart: Chart, say: Speak) -> tuple[list[Column], list[Drawn]]:
    columns = [Column(s.label, [p.value for p in s.points]) for s in chart.series]
    drawn: list[Drawn] = []
    for at, (one, shade) in enumerate(
        zip(chart.series, shade_series(chart.series), strict=True), 1
    ):
        minus = plus = 0
        if not is_stacked(chart) and has_interval(one):
            minus = len(columns) + 3
            plus = minus + 1
            columns += interval_columns(one, at, len(columns) + 1, say)
        texts = [p.text + palette.STAR * (p.caution and p.value is not None) for p in one.points]
        highs = [p.high for p in one.points]
        values = columns[at - 1].values
        drawn.append(Drawn(one.label, at, values, texts, highs, shade, minus, plus))
    if chart.kind == "diverging":
        column = balance(chart, say)
        columns.append(column)
        empty = [""] * len(column.values)
        spacer = Drawn(column.label, len(columns), column.values, empty, column.values, None)
        drawn.insert(0, spacer)
    return columns, drawn


def has_interval(series: Series) -> bool:
    return any(
        p.value is not None and p.low is not None and p.high is not None for p in series.points
    )


def interval_columns(series: Series, value: int, at: int, say: Speak) -> list[Column]:
    """The ends of the intervals, and the lengths of their lines as formulas of them."""
    points = series.points
    v, low, high = (xl_col_to_name(i) for i in (value, at, at + 1))
    down = [span(p.low, p.value) for p in points]
    up = [span(p.value, p.high) for p in points]
    return [
        Column(f"{series.label}, {say('lower limit')}", [p.low for p in points]),
        Column(f"{series.label}, {say('upper limit')}", [p.high for p in points]),
        Column(f"{series.label}, {say('line down')}", down, f"={v}{{row}}-{low}{{row}}"),
        Column(f"{series.label}, {say('line up')}", up, f"={high}{{row}}-{v}{{row}}"),
    ]


def span(low: float | None, high: float | None) -> float | None:
    return None if low is None or high is None else max(high - low, 0.0)


def balance(chart: Chart, say: Speak) -> Column:
    """The invisible bars: 1 less the low levels and half the middle one."""
    weights = [weigh_level(series) for series in chart.series]
    values = [
        1
        - sum(
            weight * (s.points[row].value or 0)
            for weight, s in zip(weights, chart.series, strict=True)
        )
        for row in range(len(chart.categories))
    ]
    letters = [xl_col_to_name(i) for i in range(1, len(weights) + 1)]
    parts = [f"-{x:g}*{letter}{{row}}" for x, letter in zip(weights, letters, strict=True) if x]
    return Column(say("(balance, not shown)"), values, "=1" + "".join(parts))


def weigh_level(series: Series) -> float:
    if series.role in LOW_ROLES:
        return 1.0
    return 0.5 if series.role == "middle" else 0.0


def measure_axis(chart: Chart, drawn: Sequence[Drawn]) -> tuple[float | None, float | None]:
    """Shares stand on 0 to 1; a diverging chart on what its rows need."""
    if chart.kind == "diverging":
        starts = drawn[0].values
        ends = [sum(series.values[row] or 0 for series in drawn) for row in range(len(starts))]
        least = min((x for x in starts if x is not None), default=0.0)
        return round(max(least - 0.01, 0), 2), round(max(ends, default=1.0) + 0.01, 2)
    return (0.0, 1.0) if chart.unit == "percent" else (0.0, None)


def measure(chart: Chart, width: float, most: float) -> Measures:
    longest = max((len(category) for category in chart.categories), default=0)
    left = min(longest * CHARACTER + 0.4, width * LABELS_MOST)
    lines = max((count_lines(text, left) for text in chart.categories), default=1)
    bars = 1 if is_stacked(chart) else max(len(chart.series), 1)
    row = max(lines * LINE + 0.2, 0.78 if bars == 1 else 0.4 * (bars + 0.6))
    legend = 0.0 if len(chart.series) < 2 else legend_lines(chart, width) * 0.55 + 0.1
    right = 0.25 if is_stacked(chart) else 1.3  # room for the label of a bar of 100 %
    return Measures(
        width,
        min(legend + row * len(chart.categories) + 0.3, most),
        legend,
        left,
        width - left - right,
        50 if bars == 1 else 60,
    )


def count_lines(text: str, width: float) -> int:
    """How many lines a label takes; a long word takes one more."""
    return max(math.ceil(len(text) * CHARACTER * 1.08 / max(width - 0.3, 1)), 1)


def legend_lines(chart: Chart, width: float) -> int:
    """One line if all fits; else entries stand in columns as wide as the longest."""
    entries = len(chart.series) + (chart.kind == "diverging")  # which has a nameless one
    widths = [len(series.label) * LEGEND_CHARACTER + LEGEND_KEY for series in chart.series]
    if sum(widths) + LEGEND_KEY <= width:
        return 1
    return math.ceil(entries / max(int(width / max(widths)), 1))
