"""Drawings in Word files: the data that a chart shows, and what pictures are said to show."""

from __future__ import annotations

import re

from tempen.audit.build import DraftCell
from tempen.audit.readers.clean import clean
from tempen.audit.readers.package import Element

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
IMAGE_DATA = "{urn:schemas-microsoft-com:vml}imagedata"
CHART = f"{C}chart"
MOST_POINTS = 20_000  # of one series


def read_chart(root: Element) -> tuple[str, list[DraftCell]] | None:
    """A chart's title and its data: series across, categories down; None without data."""
    chart = root.find(f"{C}chart")
    if chart is None:
        return None
    title = chart.find(f"{C}title")
    named = clean("".join(t.text or "" for t in title.iter(f"{A}t"))) if title is not None else ""
    series = [one for one in chart.iter(f"{C}ser") if is_seen(one)]
    columns = [values_of(one) for one in series]
    if not any(columns):
        return None
    labels: dict[int, str] = {}
    for one in series:
        labels |= {i: text for i, text in labels_of(one).items() if i not in labels}
    cells = [DraftCell("", 0, 0, header=True)]
    for column, one in enumerate(series, 1):
        cells.append(DraftCell(name_of(one), 0, column, header=True))
    points = sorted(set(labels) | {i for column in columns for i in column})
    for row, point in enumerate(points, 1):
        cells.append(DraftCell(labels.get(point, ""), row, 0, header=False))
        for column, values in enumerate(columns, 1):
            cells.append(DraftCell(values.get(point, ""), row, column, header=False))
    return named, cells


def is_seen(series: Element) -> bool:
    """Whether a series is drawn: one without fill, line or name only moves others aside."""
    look = series.find(f"{C}spPr")
    if look is None or look.find(f"{A}noFill") is None or name_of(series):
        return True
    return look.find(f"{A}ln/{A}solidFill") is not None


def name_of(series: Element) -> str:
    said = series.find(f"{C}tx")
    return clean(" ".join(v.text or "" for v in said.iter(f"{C}v"))) if said is not None else ""


def labels_of(series: Element) -> dict[int, str]:
    said = series.find(f"{C}cat")
    if said is None:
        said = series.find(f"{C}xVal")
    if said is None:
        return {}
    found: dict[int, str] = {}
    for index, point in points(said):
        text = clean(point)
        found[index] = f"{found[index]} {text}" if index in found else text
    return found


def values_of(series: Element) -> dict[int, str]:
    """The values as the chart would print them."""
    said = series.find(f"{C}val")
    if said is None:
        said = series.find(f"{C}yVal")
    if said is None:
        return {}
    code = said.find(f".//{C}formatCode")
    form = code.text or "" if code is not None else ""
    return {index: shown(value, form) for index, value in points(said)}


def points(said: Element) -> list[tuple[int, str]]:
    found = []
    for point in said.iter(f"{C}pt"):
        index, value = point.get("idx") or "", point.find(f"{C}v")
        if index.isdigit() and len(index) < 9 and value is not None and len(found) < MOST_POINTS:
            found.append((int(index), value.text or ""))
    return found


def shown(value: str, form: str) -> str:
    """A value in the format of its cell: “0.312” in “0.0%” is “31.2 %”; with a decimal point."""
    if not re.fullmatch(r"\s*[+-]?\d{1,18}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,2})?\s*", value):
        return clean(value)
    number = float(value)
    first = form.partition(";")[0]
    digits = re.search(r"[0#]\.(0+)", first)
    places = len(digits[1]) if digits else 0
    if "%" in first:
        return f"{number * 100:.{places}f} %"
    if digits or re.search(r"0", first):
        return f"{number:.{places}f}"
    return f"{number:.12g}"


def alternative(element: Element) -> str:
    """The alternative text of a drawing, or its title."""
    for properties in element.iter(f"{WP}docPr"):
        said = properties.get("descr") or ""
        if said:
            return said
    for shape in element.iter():
        if isinstance(shape.tag, str) and shape.get("alt") and "vml" in shape.tag:
            return shape.get("alt") or ""
    return ""


def has_picture(element: Element) -> bool:
    return next(element.iter(PICTURE, IMAGE_DATA), None) is not None
