"""A chart as Vega-Lite, written by hand: the same picture in PDF, HTML and Word's fallback.

The title is not drawn: writers set it as text above the picture, and the note below. Texts and
rows are placed in pixels with the advances of Inter, so the picture is exactly `width` wide and
nothing is clipped; the values lie on a real scale, so that the specification holds the data.
"""

from __future__ import annotations

import math
from typing import Any

from tempen.report import palette
from tempen.report.plots import PLOTS
from tempen.terms.document import Chart, View

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
VERSION = "6.4"
WIDTH = 640
EDGE = 4  # pixels of air above and below


def vega_lite(
    chart: Chart, lang: str, *, view: str = "", width: int = WIDTH, interactive: bool = False
) -> dict[str, Any]:
    """The specification of one view of a chart, `width` pixels wide in all.

    view         id of the view; "" is the first (everyone)
    interactive  pointing at a mark shows its `facts`
    """
    sketch = PLOTS[chart.kind](chart, choose_view(chart, view).series, lang, width)
    return {
        "$schema": SCHEMA,
        "description": chart.alt,
        "background": palette.PAPER,
        "autosize": {"type": "none"},
        "padding": {
            "left": round(sketch.left, 1),
            "right": round(sketch.right, 1),
            "top": EDGE,
            "bottom": EDGE,
        },
        "width": round(sketch.plot, 1),
        "height": math.ceil(sketch.height),
        "config": {"font": palette.FONT, "view": {"stroke": None}},
        "layer": [point_out(layer) if interactive else layer for layer in sketch.layers()],
    }


def choose_view(chart: Chart, view: str) -> View:
    if not view:
        return chart.views[0]
    return next(one for one in chart.views if one.id == view)


def point_out(layer: dict[str, Any]) -> dict[str, Any]:
    """A layer whose marks show their facts; layers of lines and texts have none to show."""
    if "facts" not in layer["data"]["values"][0]:
        return {**layer, "mark": {**layer["mark"], "tooltip": None}}
    return {**layer, "mark": {**layer["mark"], "tooltip": {"expr": "datum.facts"}}}
