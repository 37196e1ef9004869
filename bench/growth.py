"""Draw how the time of all estimates grows with items, domains and waves: docs/images/growth.svg.

    python -m bench.growth

At n = 20 000 a wave; one of the three grows while the others stay at 20 items, 3 domains, 2 waves.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bench.estimates import ROOT, keep_survey, measure

PICTURE = ROOT / "docs" / "images" / "growth.svg"
N = 20_000
USUAL = {"items": 20, "domains": 3, "waves": 2}
GROWN = {"items": (10, 20, 40, 80), "domains": (2, 3, 6, 9), "waves": (1, 2, 3, 4)}


def measure_growth(times: int = 21) -> list[dict[str, Any]]:
    rows = []
    for what, sizes in GROWN.items():
        for size in sizes:
            folder = keep_survey(N, **(USUAL | {what: size}))
            rows.append({"what": what, "size": size, "s": measure("estimates", folder, times)[0]})
    return rows


def draw(rows: list[dict[str, Any]]) -> str:
    """Three small panels with one scale of seconds."""
    import vl_convert

    panel = {
        "mark": {"type": "line", "point": True},
        "width": 150,
        "height": 140,
        "encoding": {
            "x": {"field": "size", "type": "quantitative", "title": None},
            "y": {"field": "s", "type": "quantitative", "title": "seconds"},
        },
    }
    facet = {"field": "what", "type": "nominal", "title": None, "sort": list(GROWN)}
    spec = {
        "data": {"values": rows},
        "facet": {"column": facet},
        "spec": panel,
        "resolve": {"scale": {"x": "independent"}},
    }
    return vl_convert.vegalite_to_svg(spec)


def main(picture: Path = PICTURE) -> None:
    rows = measure_growth()
    picture.parent.mkdir(exist_ok=True)
    picture.write_text(draw(rows), encoding="utf-8")
    for row in rows:
        print(f"{row['what']} {row['size']}: {row['s']:.3g} s")


if __name__ == "__main__":
    main()
