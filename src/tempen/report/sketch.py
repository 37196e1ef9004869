"""A chart being drawn: marks on a scale, texts at pixels, and the layers they become.

Values lie on a real scale, so that a reader of the specification finds the data in it. Rows and
texts are placed in pixels: Vega's own legends, axis labels and wraps are not good enough for print.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from tempen.report import palette

Align = Literal["left", "center", "right"]
SIZE = 12  # pixels of a 640 pixel wide chart: 8.5 points on A4
LINE = 15

Y = {"field": "y", "type": "quantitative", "scale": None, "axis": None}


@dataclass
class Sketch:
    """left and right are the room beside the scale, in pixels; y grows downwards."""

    width: int
    left: float
    right: float
    domain: tuple[float, float]
    height: float = 0
    bars: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    whiskers: list[dict[str, Any]] = field(default_factory=list)
    dots: list[dict[str, Any]] = field(default_factory=list)
    swatches: list[dict[str, Any]] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def plot(self) -> float:
        return self.width - self.left - self.right

    def place(self, value: float) -> float:
        """The pixel of a value."""
        low, high = self.domain
        return (value - low) / (high - low) * self.plot

    def value(self, pixel: float) -> float:
        """The value at a pixel: `place` turned round."""
        low, high = self.domain
        return low + pixel / self.plot * (high - low)

    def write(
        self,
        x: float,
        y: float,
        text: str,
        align: Align = "left",
        colour: str = palette.INK,
        weight: int = 400,
        size: int = SIZE,
    ) -> None:
        """Put a line of text at a pixel, counted from the scale's left end."""
        self.texts.append(
            {"px": round(x, 1), "y": round(y, 1), "text": text, "align": align,
             "colour": colour, "weight": weight, "size": size}
        )  # fmt: skip

    def write_lines(self, x: float, y: float, lines: list[str], align: Align, **look: Any) -> None:
        """Lines of text around the middle y."""
        for i, line in enumerate(lines):
            self.write(x, y + LINE * (i - (len(lines) - 1) / 2), line, align, **look)

    def rule(self, x: float, y: float, y2: float, colour: str = palette.RULE) -> None:
        """A vertical line at a value."""
        self.lines.append({"x": x, "x2": x, "y": y, "y2": y2, "colour": colour})

    def join(self, x: float, x2: float, y: float, colour: str = palette.RULE) -> None:
        """A horizontal line between two values."""
        self.lines.append({"x": x, "x2": x2, "y": y, "y2": y, "colour": colour})

    def layers(self) -> list[dict[str, Any]]:
        """Vega-Lite layers, from the ground up; empty ones are left out."""
        marks = (
            (self.lines, {"type": "rule", "strokeWidth": 1}, span("stroke")),
            (self.bars, BAR, span("fill")),
            (self.whiskers, {"type": "rule", "strokeWidth": 1.25}, span("stroke")),
            (self.dots, DOT, {"x": X, "y": Y, "fill": paint(), "stroke": paint("stroke")}),
            (self.swatches, SWATCH, {"y": Y, "fill": paint(), "stroke": paint("stroke")}),
            (self.texts, TEXT, {"y": Y, "text": {"field": "text", "type": "nominal"}}),
        )
        return [
            {"data": {"values": data}, "mark": mark, "encoding": self.scaled(encoding)}
            for data, mark, encoding in marks
            if data
        ]

    def scaled(self, encoding: dict[str, Any]) -> dict[str, Any]:
        if "x" not in encoding:
            return encoding
        scale = {"domain": list(self.domain), "nice": False, "zero": False}
        return {**encoding, "x": {**encoding["x"], "scale": scale}}


def paint(name: str = "colour") -> dict[str, Any]:
    return {"field": name, "type": "nominal", "scale": None, "legend": None}


def span(channel: str) -> dict[str, Any]:
    ends = {"x": X, "x2": {"field": "x2"}, "y": Y, "y2": {"field": "y2"}}
    return {**ends, channel: paint()}


X = {"field": "x", "type": "quantitative", "axis": None}
BAR = {
    "type": "bar",
    "stroke": {"expr": "datum.stroke"},
    "strokeWidth": {"expr": "datum.stroke ? 1 : 0"},
}
DOT = {"type": "circle", "size": 130, "opacity": 1, "strokeWidth": 1.5}
SWATCH = {"type": "square", "size": 121, "opacity": 1, "x": {"expr": "datum.px"}}
TEXT = {
    "type": "text",
    "baseline": "middle",
    "x": {"expr": "datum.px"},
    "align": {"expr": "datum.align"},
    "fill": {"expr": "datum.colour"},
    "fontSize": {"expr": "datum.size"},
    "fontWeight": {"expr": "datum.weight"},
}
