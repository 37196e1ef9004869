"""Charts as SVG, without a browser and without the network."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from tempen.report import palette
from tempen.report.vega import VERSION, WIDTH, vega_lite
from tempen.terms.document import Chart

Drawn = dict[str, str]  # SVG by hash of specification


@cache
def start() -> ModuleType:
    """The converter with the report's fonts; its first picture takes most of a second."""
    import vl_convert

    vl_convert.register_font_directory(str(palette.FONTS))
    return vl_convert


def chart_svg(
    chart: Chart,
    lang: str,
    width: int = WIDTH,
    *,
    view: str = "",
    drawn: Drawn | None = None,
    folder: Path | None = None,
) -> str:
    """The picture of one view of a chart.

    drawn   pictures of earlier calls, kept by whoever builds again and again
    folder  the same on disk, between runs
    """
    return draw(vega_lite(chart, lang, view=view, width=width), drawn, folder)


def draw(spec: dict[str, Any], drawn: Drawn | None = None, folder: Path | None = None) -> str:
    text = json.dumps(spec, ensure_ascii=False, sort_keys=True)
    key = hashlib.sha256(f"{VERSION} {text}".encode()).hexdigest()
    drawn = {} if drawn is None else drawn
    path = folder / f"{key}.svg" if folder else None
    if key not in drawn and path and path.exists():
        drawn[key] = path.read_text("utf-8")
    if key not in drawn:
        drawn[key] = convert(text)
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(drawn[key], "utf-8")
    return drawn[key]


def convert(spec: str) -> str:
    """An empty list of base addresses keeps a specification from loading anything."""
    return start().vegalite_to_svg(spec, vl_version=VERSION, allowed_base_urls=[])
